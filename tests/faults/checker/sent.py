"""Rules across rows, messages and the fakes' log. Each yields what breaks it."""
import base64
import collections
import datetime
import re
import zoneinfo

OURS = ("month_failed", "worker_crashed")
GENERATES = ("gemini", "xai")
KNOW_EDITIONS = ("isbndb", "open_library", "google_books")


def month_name(row):
    return f"{row['year']}-{row['month']:02d}"


def no_month_is_lost(facts):
    """1: a month that waits has its message: in the outbox, or on the queue."""
    waiting = {row["job_id"] for row in facts.outbox if row["destination"] == "backfill"}
    for row in facts.months:
        if (row["status"] in ("queued", "retry") and row["job_id"] not in waiting
                and row["job_id"] not in facts.announced):
            yield f"{month_name(row)} is {row['status']}, and nothing announces job {row['job_id']}"


def lines(paths):
    """What stands in files of one word a line."""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield from file.read().split()


def failed_has_its_letter(facts):
    """1: a failed month has one dead letter."""
    letters = collections.defaultdict(set)
    for letter in facts.dead:
        if letter.reason in OURS and not letter.isbns:
            letters[letter.job].add(letter.letter_id)
    for row in facts.months:
        if row["status"] == "failed" and len(letters[row["job_id"]]) != 1:
            yield f"{month_name(row)} failed, its letters: {sorted(letters[row['job_id']]) or 'none'}"


def failed_isbn_has_its_letter(facts):
    """1: an ISBN that brought its owners down has one dead letter."""
    letters = collections.defaultdict(set)
    for letter in facts.dead:
        for isbn in letter.isbns or ():
            if letter.reason == "worker_crashed":
                letters[isbn].add(letter.letter_id)
    for row in facts.isbns:
        if row["status"] == "failed" and len(letters[row["isbn"]]) != 1:
            yield f"{row['isbn']} failed, its letters: {sorted(letters[row['isbn']]) or 'none'}"


def letter_has_its_failure(facts):
    """5: a dead letter of a month tells of a job that failed."""
    status = {row["job_id"]: row["status"] for row in facts.months}
    outcomes = collections.defaultdict(set)
    for attempt in facts.attempts:
        outcomes[attempt["job_id"]].add(attempt["outcome"])
    for letter in facts.dead:
        if letter.reason not in OURS or letter.isbns:
            continue
        failed = (status[letter.job] == "failed" if letter.job in status
                  else bool(outcomes[letter.job] & {"failed", "taken_over"}))
        if not failed:
            yield f"letter {letter.letter_id} ({letter.where}): job {letter.job} is " \
                  f"{status.get(letter.job, 'not in force')}"


def copies_are_equal(facts):
    """6: copies of one letter carry the same bytes."""
    bodies = collections.defaultdict(set)
    for letter in facts.dead:
        if letter.letter_id:
            bodies[letter.letter_id].add(letter.body)
    for letter_id, found in bodies.items():
        if len(found) > 1:
            yield f"letter {letter_id} has {len(found)} different bodies"


def letters_are_kept(facts):
    """6: letters that were there before are there still (--letters FILE)."""
    now = {letter.letter_id or letter.body for letter in facts.dead}
    for path in facts.options.letters:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() not in now:
                    yield f"letter {line.strip()} is gone"


def archived_have_left(facts):
    """6: the collector moves letters, it does not copy them (--collected)."""
    archived = {letter.letter_id for letter in facts.dead if letter.where == "dead_letter"}
    for letter in facts.dead:
        if facts.options.collected and letter.where.endswith("_DLQ") and letter.letter_id in archived:
            yield f"letter {letter.letter_id} is archived, and on {letter.where} still"


def poison_is_kept(facts):
    """5: every poison message is a dead letter (--poison FILE: their message ids)."""
    now = {letter.message_id for letter in facts.dead}
    for path in facts.options.poison:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() not in now:
                    yield f"poison message {line.strip()} is lost"


def replayed_comes_back(facts):
    """6: poison that an operation has sent again is on its way, or has died again."""
    now = facts.came_back()
    for row in facts.replays:
        if row["letter_id"] not in now:
            yield f"letter {row['letter_id']} was closed, and nothing was sent"


def only_these_fail(facts):
    """5: no month fails but the poisonous ones (--may-fail)."""
    if facts.options.may_fail is None:
        return
    allowed = {name for name in facts.options.may_fail.split(",") if name}
    for row in facts.months:
        if row["status"] == "failed" and month_name(row) not in allowed:
            yield f"{month_name(row)} failed"


def work_queue_is_empty(facts):
    """5, at rest: nothing blocks the queue of work."""
    if facts.options.quiescent:
        for found, body in facts.queues["BACKFILL_QUEUE"]:
            if not facts.is_foreign(found):
                yield f"message {found.get('message_id')}: {body[:80]!r}"


def foreign_stays(facts):
    """5: a message of another installation is left where it was (--foreign FILE: their message ids)."""
    there = {found.get("message_id") for found, _ in facts.queues["BACKFILL_QUEUE"] if facts.is_foreign(found)}
    for path in facts.options.foreign:
        with open(path, encoding="utf-8") as file:
            for line in file:
                if line.strip() not in there:
                    yield f"message {line.strip()} of another installation was taken"


def message_ids(facts):
    """The message ids that ever carried an ISBN, as far as messages are still to be seen."""
    ids = collections.defaultdict(set)
    for message in facts.handed:
        for isbn in message.isbns:
            ids[isbn].add(message.message_id)
    return ids


def isbns_are_sent(facts):
    """3: an ISBN that is marked published lies on the queue, or was taken off it, and so has a row of
    its own; one that is not has its outbox row."""
    taken = {row["isbn"] for row in facts.isbns}
    places = collections.defaultdict(set)
    for message in facts.handed:
        for isbn in message.isbns:
            places[isbn].add(message.where)
    for row in facts.enrichment:
        found = places[row["isbn13"]]
        if row["enriched_at"] or row["isbn13"] in taken:
            continue
        if row["published_at"] and not found - {"outbox"}:
            yield f"{row['isbn13']} ({month_name(row)}) is marked published, and nowhere to be found"
        elif not row["published_at"] and "outbox" not in found:
            yield f"{row['isbn13']} ({month_name(row)}) is not published and has no outbox row"


def named_isbns_are_there(facts):
    """3: each ISBN of a message has a row, or its message lies on the queue (--named FILE)."""
    there = {row["isbn"] for row in facts.isbns}
    there.update(isbn for message in facts.handed for isbn in message.isbns)
    for isbn in lines(facts.options.named):
        if isbn not in there:
            yield f"{isbn} was named by a message, and is nowhere to be found"


def known_isbns_are_found(facts):
    """3: no ISBN that the fakes have is taken for unknown, by nobody (--known FILE)."""
    known = set(lines(facts.options.known))
    for row in facts.lookups:
        if row["isbn13"] in known and row["source"] in KNOW_EDITIONS and row["outcome"] != "found":
            yield f"{row['isbn13']} is {row['outcome']} at {row['source']}"
    for row in facts.isbns:
        if row["isbn"] in known and row["status"] == "not_found":
            yield f"{row['isbn']} is not found"


def one_message_an_isbn(facts):
    """3: copies of a message aside, an ISBN travels with one message id, its row's, for ever."""
    rows = {row["isbn13"]: row["message_id"] for row in facts.enrichment}
    for isbn, ids in message_ids(facts).items():
        if ids != {rows.get(isbn)}:
            yield f"{isbn} travels with {sorted(map(str, ids))}, its row says {rows.get(isbn)}"


def messages_are_well_formed(facts):
    """3: 1 to 100 different ISBNs a message, and copies of a message name the same ones, those too that were
    handed over before an older dump was restored (--forgotten FILE)."""
    known = {}
    for message in facts.forgotten + facts.handed:
        isbns = sorted(message.isbns)
        if not 1 <= len(isbns) <= 100 or len(set(isbns)) != len(isbns):
            yield f"message {message.message_id} ({message.where}) holds {len(isbns)} ISBNs, " \
                  f"{len(set(isbns))} different ones"
        if known.setdefault(message.message_id, isbns) != isbns:
            yield f"message {message.message_id} ({message.where}): its copies name different ISBNs"


# ---- the fakes' log ----

def used_days(facts):
    """(provider, its own day) -> units that were really asked for."""
    zones = {row["provider"]: zoneinfo.ZoneInfo(row["zone"] or "UTC") for row in facts.zones}
    days = collections.Counter()
    for request in facts.asked or ():
        utc = datetime.datetime.fromisoformat(request["utc"].replace("Z", "+00:00"))
        zone = zones.get(request["service"], datetime.timezone.utc)
        days[request["service"], str(utc.astimezone(zone).date())] += request["units"]
    return days


def over_quota(facts):
    """How many units over the day's limit, by provider."""
    over = collections.Counter()
    for (provider, _), units in used_days(facts).items():
        limit = facts.options.limits.get(provider)
        if limit is not None and units > limit:
            over[provider] += units - limit
    return over


def quota_is_kept(facts):
    """4: no provider's day is passed, by its own count nor by ours."""
    for (provider, day), units in sorted(used_days(facts).items()):
        limit = facts.options.limits.get(provider)
        if limit is not None and units > limit:
            yield f"{provider} was asked for {units} on {day}, {limit} are allowed"
    ours = collections.Counter()
    for row in facts.usage:
        ours[row["provider"], row["day"]] += row["units"]
    for (provider, day), units in sorted(ours.items()):
        limit = facts.options.limits.get(provider)
        if limit is not None and units > limit:
            yield f"provider_usage has {units} of {provider} on {day}, {limit} are allowed"


def calls_are_counted(facts):
    """4: every call that was made is booked, or reserved still by one that died with it."""
    if facts.asked is None:
        return
    made = collections.Counter(request["service"] for request in facts.asked)
    booked, reserved = collections.Counter(), collections.Counter()
    for row in facts.usage:
        (reserved if row["outcome"] == "reserved" else booked)[row["provider"]] += row["calls"]
    for provider in sorted(set(made) | set(booked)):
        if not booked[provider] <= made[provider] <= booked[provider] + reserved[provider]:
            yield f"{provider} was called {made[provider]} times, {booked[provider]} are booked and " \
                  f"{reserved[provider]} reserved"


def units_are_counted(facts):
    """4: what the calls of a source cost of its day, one unit an ISBN at some, is booked or reserved still."""
    if facts.asked is None:
        return
    asked, booked, reserved = collections.Counter(), collections.Counter(), collections.Counter()
    for request in facts.asked:
        asked[request["service"]] += request["units"]
    for row in facts.usage:
        (reserved if row["outcome"] == "reserved" else booked)[row["provider"]] += row["units"]
    for provider in KNOW_EDITIONS:
        if asked[provider] > booked[provider] + reserved[provider]:
            yield f"{provider} was asked for {asked[provider]} units, {booked[provider]} are booked and " \
                  f"{reserved[provider]} reserved"


def share_is_kept(facts):
    """4: ISBNs have no more of a day than this, while months wait (--share NAME=UNITS)."""
    for pair in facts.options.share:
        provider, _, most = pair.partition("=")
        units = sum(request["units"] for request in facts.asked or ()
                    if request["service"] == provider and request["isbns"])
        if units > int(most):
            yield f"{provider} was asked for {units} units of ISBNs, their share is {most}"


def answers(facts):
    """(provider, month) -> the good answers that the fakes gave whole."""
    given = collections.defaultdict(list)
    for request in facts.asked or ():
        if request["service"] in GENERATES and request["outcome"] == "ok" and request["sent"]:
            given[request["service"], request["month"]].append(request.get("body"))
    return given


def answers_are_stored(facts):
    """7: what a generator answered for a completed month is kept, in the very bytes."""
    stored = collections.defaultdict(set)
    for row in facts.responses:
        stored[row["provider"], month_name(row)].add(row["body"])
    completed = {month_name(row) for row in facts.months if row["status"] == "completed"}
    for (provider, month), bodies in sorted(answers(facts).items()):
        if month not in completed:
            continue
        kept = stored[provider, month]
        if not kept:
            yield f"{provider} answered for {month}, and nothing of it is kept"
        elif all(bodies) and not kept <= set(bodies):
            yield f"what is kept of {provider} for {month} is not what it said"


def answers_are_paid_once(facts):
    """7: a generator is asked again only where an owner died with the answer, or a library lost it
    (--lost-answers COUNT)."""
    unexplained, offenders = 0, []
    lost, generations = collections.Counter(), {}
    for attempt in facts.attempts:
        name = month_name(attempt)
        lost[name] += attempt["outcome"] in ("taken_over", "released", "running", "cancelled")
        generations.setdefault(name, set()).add(attempt["generation"])
    for (provider, month), bodies in sorted(answers(facts).items()):
        allowed = len(generations.get(month, ())) + lost[month]
        if len(bodies) > allowed:
            unexplained += len(bodies) - allowed
            offenders.append(f"{provider} was paid {len(bodies)} times for {month}, "
                             f"{allowed} at most are explained")
    if unexplained > facts.options.lost_answers:
        yield from offenders


def isbns_are_paid_once(facts):
    """7: ISBNdb answers for an ISBN once a claim of it; where no owner has died with the answer
    (--answers-kept), once."""
    claims = {row["isbn"]: 1 if facts.options.answers_kept else row["tries"] for row in facts.isbns}
    paid = collections.Counter(
        isbn for line in facts.asked or () if (line["service"], line["operation"]) == ("isbndb", "books")
        and line["status"] == 200 for isbn in line["isbns"])
    for isbn, times in sorted(paid.items()):
        if times > claims.get(isbn, 0):
            yield f"{isbn} was paid for {times} times, not {claims.get(isbn, 0)}"


# ---- logs ----

ALARMS = ("ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "WARNING: ThreadSanitizer",
          "runtime error:", "Assertion `", "unreachable:")


def logs_are_clean(facts):
    """8: no crash, no report of a sanitizer, no raw byte in a log (--log FILE)."""
    for path in facts.options.log:
        with open(path, "rb") as file:
            for number, line in enumerate(file, 1):
                text = line.rstrip(b"\n").decode("utf-8", errors="surrogateescape")
                if any(alarm in text for alarm in ALARMS):
                    yield f"{path}:{number}: {ascii(text)}"
                elif any(ord(c) < 32 or "\ud800" <= c <= "\udfff" or c == "\x7f" for c in text):
                    yield f"{path}:{number}: raw bytes in {ascii(text)}"


def without_escapes(text):
    """A text without the escapes of JSON and URLs, in any depth."""
    before = None
    while before != text:
        before = text
        text = re.sub(r"%([0-9A-Fa-f]{2})|\\+u00([0-9A-Fa-f]{2})|\\+(?!u)",
                      lambda m: chr(int(m[1] or m[2], 16)) if m[1] or m[2] else "", before)
    return text


def forms(secret):
    """A secret as it may stand in a text without escapes: whole, cut, in base64."""
    yield secret
    yield secret[:12]
    yield base64.b64encode(secret.encode()).decode()


def no_secret_is_seen(facts):
    """8: no log, message or row holds a secret, however it is written (--secret FILE)."""
    wanted = {}
    for path in facts.options.secret:
        with open(path, encoding="utf-8") as file:
            wanted.update({form: secret[:4] for secret in file.read().split() for form in forms(secret)})
    if not wanted:
        return
    texts = list(facts.rows_as_text())
    texts += [(queue, str(message)) for queue, messages in facts.queues.items() for message in messages]
    for path in facts.options.log:
        with open(path, encoding="utf-8", errors="replace") as file:
            texts.append((path, file.read()))
    for where, text in texts:
        plain = without_escapes(text)
        for secret in sorted({wanted[form] for form in wanted if form in text or form in plain}):
            yield f"{where} holds the secret {secret}…"


RULES = [
    (1, "no month is lost: what waits has its message", no_month_is_lost),
    (1, "a failed month has its dead letter, one", failed_has_its_letter),
    (3, "an ISBN is on its way, on the queue or consumed", isbns_are_sent),
    (1, "a failed ISBN has its dead letter, one", failed_isbn_has_its_letter),
    (3, "an ISBN that a message named has its row", named_isbns_are_there),
    (3, "no ISBN that a source has is taken for unknown", known_isbns_are_found),
    (3, "an ISBN travels with one message id for ever", one_message_an_isbn),
    (3, "messages hold 1 to 100 ISBNs, their copies the same ones", messages_are_well_formed),
    (4, "no quota is passed", quota_is_kept),
    (4, "every call is counted", calls_are_counted),
    (4, "every unit is counted", units_are_counted),
    (4, "ISBNs have no more than their share of a day", share_is_kept),
    (5, "a month's dead letter tells of a failure", letter_has_its_failure),
    (5, "no poison is lost", poison_is_kept),
    (6, "poison that an operation has sent again comes back", replayed_comes_back),
    (5, "no neighbour fails", only_these_fail),
    (5, "at rest the queue of work is empty", work_queue_is_empty),
    (5, "no message of another installation is taken", foreign_stays),
    (6, "copies of a dead letter are equal", copies_are_equal),
    (6, "no dead letter is gone", letters_are_kept),
    (6, "a letter that is archived has left its queue", archived_have_left),
    (7, "paid answers are stored", answers_are_stored),
    (7, "answers are paid for once", answers_are_paid_once),
    (7, "ISBNs are paid for once a claim", isbns_are_paid_once),
    (8, "logs are clean", logs_are_clean),
    (8, "no secret is to be seen", no_secret_is_seen),
]
