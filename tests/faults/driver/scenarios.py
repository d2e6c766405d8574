"""Small pieces of work, each with a database to begin from, what is done, and what must have come of it.

Every scenario is run once undisturbed, to see which failpoints it passes.
"""
import dataclasses
import os
import shutil
import subprocess
import sys
import tempfile
import typing

from . import lane as lanes
from .lane import drop_database

SUPPORT = os.path.join(lanes.REPOSITORY, "tests/support")
sys.path.insert(0, SUPPORT)
from fakes import invent  # noqa: E402

CONSUMER = ("backfill-consumer", "--until-empty", "--concurrency", "4", "--log-level", "warning")
MONTHS = ("2016-11", "2019-09", "2023-11", "2023-12")
SAMPLE = "deploy/sample/"
ASK_WORKER = os.path.join(lanes.HERE, "ask-worker")
HTTP = {"BACKFILL_GENERATORS": "gemini", "BACKFILL_RESOLVERS": "isbndb", "BACKFILL_RETRY_MAX": "1"}
FAKES = {"services": {"gemini": {"fill": 3, "max_books": 3}}, "invent": {"resolvable": 1},
         "no_editions": True,
         "rules": [{"service": "gemini", "month": "2012-02", "do": "bad_request"},
                   {"service": "isbndb", "nth": 2, "do": "rate_limit", "retry_after_s": 1}]}
SLOW = {**FAKES, "services": {"gemini": {"fill": 3, "max_books": 3, "latency_ms": 1500}}, "rules": []}
# ISBNs of books that the fakes have, and two that nobody has.
ISBNS = tuple(invent.isbn_of("2012-01", i) for i in range(4)) + tuple(invent.isbn_of("2012-02", i) for i in range(2))
ISBN_ENV = {"BACKFILL_CONSUMER_QUEUE": "enrichment", "BACKFILL_ENRICHMENT_GATHER_MS": "20",
            "BACKFILL_JANITOR_GRACE_MS": "300", "BACKFILL_ENRICHERS": "isbndb,open_library"}
EDITIONS = {"no_editions": True, "invent": {"resolvable": 1, "months": ["2012-01"]}}
SLOW_EDITIONS = {**EDITIONS, "services": {"isbndb": {"latency_ms": 1500}}}
ISBNS_END = (("SELECT count(*) FROM enrichment_state WHERE status = 'enriched'", "4"),
             ("SELECT count(*) FROM enrichment_state WHERE status = 'not_found'", "2"))
DUMPS = os.path.join(os.environ.get("WORK") or tempfile.gettempdir(), f"dumps-{os.getpid()}")
# A month in work is an alarm, which a command takes; nobody answers where the dead man's switch is said to be.
ALERTS = {"BACKFILL_ALARM_MONTH_LONG_PROCESSING_WARNING": "0", "BACKFILL_ALERT_EVERY_SECONDS": "1",
          "BACKFILL_ALERT_FOR_SECONDS": "0", "BACKFILL_ALERT_COMMAND": "true", "BACKFILL_ALERT_TIMEOUT_MS": "200",
          "BACKFILL_ALERT_HEARTBEAT_URL": "http://127.0.0.1:1/ping"}


@dataclasses.dataclass
class Scenario:
    name: str
    argv: tuple = CONSUMER
    template: typing.Optional[str] = "work"  # of the database
    env: dict = dataclasses.field(default_factory=dict)
    fakes: typing.Optional[dict] = None
    poison: typing.Optional[bytes] = None  # lies on the queue beside the work
    letters: bool = False  # lie on the dead-letter queue
    isbns: tuple = ()  # are named by a message that lies on ENRICHMENT_QUEUE
    new_vhost: bool = False
    everywhere: bool = False  # at every failpoint, not only at those that no scenario before passes
    terminate_at: typing.Optional[str] = None  # SIGTERM once this failpoint is passed
    may_fail: str = ""
    good: tuple = (0,)  # exit codes of the command when it is given again
    finish: tuple = ()  # a command that makes it work for the consumer
    wants: tuple = ()  # (statement, answer) once all is done
    checked: bool = True  # by the invariant checker

    @property
    def consumes(self):
        return self.argv[0] == "backfill-consumer"


def producer(*argv):
    return ("backfill-producer",) + argv


SCENARIOS = [
    Scenario("months", poison=b"no JSON", everywhere=True,
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed' AND retry_count = 0", "4"),
                    ("SELECT sum(isbns_queued) > 20 FROM backfill_log", "t"))),
    Scenario("http", template="http", env=HTTP, fakes=FAKES, may_fail="2012-02",
             wants=(("SELECT string_agg(status, ',' ORDER BY month) FROM backfill_log", "completed,failed,completed"),
                    ("SELECT count(isbn13) FROM backfill_book", "6"))),
    Scenario("isbns", env={"BACKFILL_CONSUMER_QUEUE": "backfill,enrichment", "BACKFILL_ENRICHMENT_GATHER_MS": "20",
                           "BACKFILL_JANITOR_GRACE_MS": "300"},
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed' AND retry_count = 0", "4"),
                    ("SELECT count(*) > 20 AND count(*) = count(enriched_at) FROM enrichment", "t"),
                    ("SELECT count(*) FROM enrichment_state WHERE status <> 'enriched'", "0"))),
    Scenario("isbns http", template="schema", env=ISBN_ENV, fakes=EDITIONS, isbns=ISBNS, wants=ISBNS_END),
    Scenario("isbns drain", template="schema", env={**ISBN_ENV, "BACKFILL_DRAIN_SECONDS": "0"}, fakes=SLOW_EDITIONS,
             isbns=ISBNS, wants=ISBNS_END, terminate_at="enrich_reserve.after",
             argv=("backfill-consumer", "--concurrency", "2", "--log-level", "warning")),
    Scenario("isbn suspects", template="suspected", env=ISBN_ENV, fakes=EDITIONS, wants=ISBNS_END),
    Scenario("takeover", template="stuck",
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("third crash", template="doomed", may_fail=",".join(MONTHS),
             wants=(("SELECT string_agg(status, ',' ORDER BY status) FROM backfill_log",
                     "completed,completed,completed,failed"),)),
    Scenario("suspects", template="suspects",
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("too long", poison=b"x" * 1100000,
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("announce", template="silent",
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("drain", template="drain", env={**HTTP, "BACKFILL_DRAIN_SECONDS": "0"}, fakes=SLOW,
             terminate_at="month_claim.after",
             argv=("backfill-consumer", "--concurrency", "2", "--log-level", "warning"),
             wants=(("SELECT string_agg(status, ',' ORDER BY month) FROM backfill_log", "completed,completed,completed"),
                    ("SELECT count(*) FROM backfill_log WHERE retry_count > 0", "0"))),
    Scenario("alerts", template="http", env={**HTTP, **ALERTS}, fakes=SLOW,
             argv=("backfill-consumer", "--until-empty", "--concurrency", "1", "--log-level", "warning"),
             wants=(("SELECT string_agg(status, ',' ORDER BY month) FROM backfill_log", "completed,completed,completed"),)),
    Scenario("schedule", template="seeded", argv=producer("schedule", "--batch-size", "100"), good=(0, 3),
             everywhere=True,
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("a request", template="seeded", good=(0,), everywhere=True,
             argv=(ASK_WORKER, lanes.PRODUCER, "a key", "schedule", "--json", "--batch-size", "2"),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "2"),
                    ("SELECT count(*) FROM operator_action WHERE action = 'schedule'", "1"))),
    Scenario("schedule a plan", template="planned", argv=producer("schedule", "--plan", "1"), good=(0, 3), everywhere=True,
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),
                    ("SELECT state FROM operation WHERE id = 1", "completed"))),
    Scenario("give an order", template="seeded", argv=producer("schedule", "--per-day", "100"), good=(0, 3),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("an order", template="ordered", everywhere=True,
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),
                    ("SELECT count(*) FROM order_day", "2"),
                    ("SELECT string_agg(state, ',' ORDER BY id) FROM backfill_order", "completed,completed"))),
    Scenario("dlq replay", template="archived", fakes={**FAKES, "rules": []}, env=HTTP, everywhere=True,
             argv=producer("dlq", "replay", "1"), good=(0, 3, 4),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "3"),
                    ("SELECT count(*) FROM dead_letter WHERE state = 'replayed'", "1"))),
    Scenario("dlq collect", template="failed", letters=True, everywhere=True, argv=producer("dlq", "collect"),
             may_fail="2012-02", wants=(("SELECT count(*) FROM dead_letter", "1"),)),
    Scenario("topology", template="schema", new_vhost=True, everywhere=True, argv=producer("topology", "--no-wait"),
             checked=False),
    Scenario("migrate", template=None, argv=producer("migrate"), checked=False,
             wants=(("SELECT count(*) > 2 FROM schema_migrations", "t"),)),
    Scenario("seed", template="schema", argv=producer("seed", "--from", "2001-01", "--to", "2001-12"),
             wants=(("SELECT count(*) FROM backfill_log", "12"),)),
    Scenario("import editions", template="schema", argv=producer("catalog", "import", "--editions", SAMPLE + "editions.csv"),
             wants=(("SELECT count(*) > 100 FROM catalog_edition", "t"),)),
    Scenario("edition refold", template="claimed", argv=producer("edition", "refold", "--yes"),
             wants=(("SELECT count(*) FROM enriched_editions WHERE page_count = 321", "4"),)),
    Scenario("edition withdraw", template="folded", good=(0, 3), argv=producer("edition", "withdraw", "--why", "a test", "--yes", "user"),
             wants=(("SELECT count(*), count(*) FILTER (WHERE page_count = 321) FROM enriched_editions", "4|0"),)),
    Scenario("edition restore", template="withdrawn", argv=producer("edition", "restore", "--yes", "user"), good=(0, 3),
             wants=(("SELECT count(*), count(*) FILTER (WHERE page_count = 321) FROM enriched_editions", "5|4"),)),
    Scenario("import authors", template="schema", argv=producer("catalog", "import", "--openlibrary", "authors", DUMPS + "/authors.txt.gz"),
             wants=(("SELECT (SELECT count(*) FROM openlibrary_author), (SELECT count(*) FROM openlibrary_redirect)", "6|11"),)),
    Scenario("import works", template="schema", argv=producer("catalog", "import", "--openlibrary", "works", DUMPS + "/works.txt.gz"),
             wants=(("SELECT count(*) FROM openlibrary_work", "4"),)),
    Scenario("import dump", template="folded", wants=(("SELECT count(*) FROM catalog_edition WHERE openlibrary_key <> ''", "250"),
                                                      ("SELECT count(*) > 2 FROM edition_claim WHERE source = 'openlibrary_dump'", "t")),
             argv=producer("catalog", "import", "--openlibrary", "editions", "--claims", "--commit-lines", "100", DUMPS + "/many/editions.txt.gz")),
    Scenario("import notable", template="schema", argv=producer("catalog", "import", "--notable", SAMPLE + "notable.csv"),
             wants=(("SELECT count(*) > 100 FROM catalog_notable", "t"),)),
    Scenario("cancel", template="work", argv=producer("cancel", *MONTHS), good=(0, 3, 4),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'pending' AND held", "4"),)),
    Scenario("unhold", template="held", argv=producer("unhold", *MONTHS), good=(0, 3, 4),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'pending' AND NOT held", "4"),)),
    Scenario("pause", template="work", argv=producer("pause"), finish=producer("resume"),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("provider close", template="work", argv=producer("provider", "close", "isbndb"),
             wants=(("SELECT closed_until > now() FROM provider_state WHERE provider = 'isbndb'", "t"),)),
    Scenario("provider open", template="closed", argv=producer("provider", "open", "isbndb"),
             wants=(("SELECT closed_until IS NULL FROM provider_state WHERE provider = 'isbndb'", "t"),)),
    Scenario("reset stuck", template="stuck", argv=producer("reset", "--stuck", "--older-than", "0s", "--yes"), good=(0, 3),
             wants=(("SELECT count(*) FROM backfill_log WHERE status = 'completed'", "4"),)),
    Scenario("reset failed", template="failed", argv=producer("reset", "--failed", "--yes"), good=(0, 3), letters=True,
             wants=(("SELECT string_agg(status, ',' ORDER BY month) FROM backfill_log", "completed,pending,completed"),)),
]


class Templates:
    """The databases to begin from, made by the programs themselves."""

    def __init__(self, lane, prefix, admin):
        self.lane = lane
        self.prefix = prefix
        self.admin = admin
        self.names = {}
        self.letters = []  # (properties, body) of the failed month
        self.handed = []  # and of the ISBNs of the others

    def keep(self, name):
        """The lane's database, as it is now, becomes the template of that name."""
        self.names[name] = f"{self.prefix}_{name}"
        self.admin(f"CREATE DATABASE {self.names[name]} TEMPLATE {self.lane.database}")

    def drop(self):
        for name in self.names.values():
            drop_database(name)
        shutil.rmtree(DUMPS, ignore_errors=True)

    def schedule(self, first, last):
        """The months stand scheduled, their messages in the outbox still."""
        self.lane.run(producer("schedule", "--from", first, "--to", last, "--batch-size", "100"))
        self.announce()

    def announce(self):
        """What waits on the queue waits in the outbox instead."""
        self.lane.purge()
        self.lane.sql("""INSERT INTO outbox (destination, type, message_id, correlation_id, body, year, month, job_id)
            SELECT 'backfill', 'backfill.month.v1', l.job_id, l.job_id, backfill_message(l), l.year, l.month, l.job_id
              FROM backfill_log l
             WHERE status = 'queued' AND NOT EXISTS (SELECT FROM outbox o WHERE o.job_id = l.job_id)""")

    def make(self, amqp):
        lane = self.lane
        lane.new_database(None)
        lane.run(producer("migrate"))
        self.keep("schema")
        for kind in ("editions", "notable"):
            lane.run(producer("catalog", "import", "--" + kind, f"{SAMPLE}{kind}.csv"))
        for month in MONTHS:
            lane.run(producer("seed", "--from", month, "--to", month))
        self.keep("seeded")
        lane.sql("UPDATE backfill_log SET held = true")
        self.keep("held")
        lane.new_database(self.names["seeded"])
        lane.run(producer("schedule", "--dry-run", "--batch-size", "100"))
        self.keep("planned")
        lane.new_database(self.names["seeded"])
        lane.run(producer("schedule", "--per-day", "9", "--to", "2019-12"))
        lane.run(producer("schedule", "--per-day", "9", "--from", "2020-01"))
        self.keep("ordered")
        lane.new_database(self.names["seeded"])
        self.schedule(MONTHS[0], MONTHS[-1])
        self.keep("work")
        lane.run(CONSUMER[:2] + ("--concurrency", "1"),
                 {"BACKFILL_TEST_FAILPOINTS": "month_store_books.after=kill"}, good=(-9,))
        self.announce()
        self.keep("stuck")
        lane.sql("UPDATE backfill_log SET crash_count = 2, checkpoint_at = NULL WHERE status = 'processing'")
        self.keep("doomed")
        lane.new_database(self.names["work"])
        lane.sql("DELETE FROM outbox; UPDATE backfill_log SET announced_at = announced_at - interval '1 hour'")
        self.keep("silent")
        lane.new_database(self.names["work"])
        lane.sql("UPDATE backfill_log SET crash_count = 2")
        self.keep("suspects")
        lane.new_database(self.names["work"])
        lane.run(producer("provider", "close", "isbndb"))
        self.keep("closed")
        self.make_http(amqp)
        self.make_isbns()

    def make_isbns(self):
        lane = self.lane
        for options in (), ("--many", "250"):
            subprocess.run([os.path.join(SUPPORT, "openlibrary_dump.py"), DUMPS + ("/many" if options else ""), *options], check=True)
        lane.new_database(self.names["schema"])
        lane.sql(f"""INSERT INTO enrichment_state (isbn, reason, due_at, announced_at, crash_count)
            SELECT unnest(ARRAY{list(ISBNS)!r}), 'taken_over', now(), now() - interval '1 s', 2""")
        self.keep("suspected")
        lane.sql("UPDATE enrichment_state SET crash_count = 0")
        lane.reset_fakes(EDITIONS)
        lane.run(CONSUMER, ISBN_ENV, timeout=60)
        lane.sql("""DELETE FROM provider_usage; DELETE FROM attempt_usage; UPDATE enrichment_state SET tries = 0; -- of another log of the fakes
            INSERT INTO enrichment_state (isbn, reason, due_at) -- which the dump has, too
            SELECT unnest(ARRAY['9780000000019', '9780000000026', '9780000000033', '9780000000040']), 'quota', now() + interval '1 day';
            INSERT INTO edition_claim (isbn13, source, field, value)
            SELECT isbn, 'user', 'pages', '321' FROM enriched_editions;
            INSERT INTO edition_claim (isbn13, source, field, value)
            VALUES ('9780000000019', 'user', 'title', 'Of a user alone'), ('9780000000019', 'user', 'authors', '[{"name": "Anna Bergmann"}]')""")
        self.keep("claimed")
        lane.run(producer("edition", "refold", "--yes"))
        self.keep("folded")
        lane.run(producer("edition", "withdraw", "--why", "a test", "--yes", "user"))
        self.keep("withdrawn")
        lane.purge()

    def make_http(self, amqp):
        lane = self.lane
        lane.new_database(self.names["schema"])
        lane.purge()
        lane.run(producer("seed", "--from", "2012-01", "--to", "2012-03"))
        self.schedule("2012-01", "2012-03")
        self.keep("http")
        lane.sql("UPDATE backfill_log SET crash_count = 2 WHERE month = 2")  # waits for the first, and goes back
        self.keep("drain")
        lane.new_database(self.names["http"])
        lane.reset_fakes(FAKES)
        lane.run(CONSUMER, HTTP, timeout=60)
        lane.sql("DELETE FROM provider_usage; DELETE FROM attempt_usage")  # of another log of the fakes
        self.letters = amqp.read_queue(lane.broker_url, "BACKFILL_DLQ")
        self.handed = amqp.read_queue(lane.broker_url, "ENRICHMENT_QUEUE")
        self.keep("failed")
        lane.run(producer("dlq", "collect"))
        self.keep("archived")
        lane.purge()
