"""What the rules judge: rows, messages and the fakes' own log, read once."""
import base64
import collections
import glob
import hashlib
import json
import os
import subprocess

from . import amqp

WORK_QUEUE, HANDED_QUEUE = "BACKFILL_QUEUE", "ENRICHMENT_QUEUE"
DEAD_QUEUES = ("BACKFILL_DLQ", "ENRICHMENT_DLQ")
QUEUES = (WORK_QUEUE, HANDED_QUEUE) + DEAD_QUEUES

# One statement a set; each row becomes an object.
SETS = {
    "months": "SELECT year, month, status, job_id, generation FROM backfill_log",
    "enrichment": """SELECT isbn13, year, month, generation, job_id, message_id, published_at, enriched_at
                       FROM enrichment""",
    "isbns": "SELECT isbn, status, tries FROM enrichment_state",
    "lookups": "SELECT isbn13, source, outcome FROM edition_lookup",
    "outbox": """SELECT id, destination, message_id, correlation_id, job_id, headers,
                        available_at <= clock_timestamp() AS due, encode(body, 'base64') AS body
                   FROM outbox""",
    "letters": """SELECT letter_id, queue, state, reason, job_id, message_id, headers ->> 'replayed-letter' AS replayed,
                         encode(sha256(body), 'hex') AS body, body_bytes,
                         CASE WHEN queue = 'ENRICHMENT_DLQ' AND reason = 'worker_crashed'
                              THEN convert_from(body, 'UTF8')::json -> 'isbns' END AS isbns
                    FROM dead_letter""",
    "attempts": """SELECT year, month, job_id, generation, outcome FROM backfill_attempt ORDER BY id""",
    "responses": """SELECT year, month, generation, provider, outcome, encode(sha256(body), 'hex') AS body
                      FROM provider_response""",
    "usage": "SELECT provider, day, outcome, calls, units FROM provider_usage",
    "zones": "SELECT provider, zone FROM provider_state",
    "control": "SELECT installation FROM control",
    "replays": """SELECT d.letter_id FROM operation_item i JOIN dead_letter d ON d.id = i.letter_id
                   WHERE i.state = 'done' AND i.result = 'bytes' AND d.reason = 'poison'""",
}


class NotThere(Exception):
    """A server cannot be asked."""


# isbns: of a letter of ISBNs
Letter = collections.namedtuple("Letter", "letter_id where reason job message_id body isbns")
Handed = collections.namedtuple("Handed", "message_id isbns job where")


def psql(url, script):
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url], input=script, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise NotThere(f"psql: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def drained(paths):
    """Messages that a test took off a queue, as tests/support/broker.py drain prints them."""
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for line in file:
                message = json.loads(line)
                yield ({**message["properties"], "headers": message["headers"]},
                       base64.b64decode(message["body"]))


def json_of(body):
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


class Facts:
    """All of it."""

    def __init__(self, options, rules):
        """rules: {name: statement of one text column}; their rows are in self.offenders."""
        self.options = options
        self.offenders = collections.defaultdict(list)
        self.read_database(rules)
        self.read_broker()
        self.read_fakes()

    def read_database(self, rules):
        script = ["BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;"]
        for name, statement in SETS.items():
            script.append(f"SELECT json_build_array('set {name}', row_to_json(s)) FROM ({statement}) s;")
        for name, statement in rules.items():
            quoted = name.replace("'", "''")
            script.append(f"SELECT json_build_array('{quoted}', r.row) FROM ({statement}) r (row);")
        for name in SETS:
            setattr(self, name, [])
        for name, row in psql(self.options.database, "\n".join(script)):
            if name.startswith("set "):
                getattr(self, name[4:]).append(row)
            else:
                self.offenders[name].append(row)

    def rows_as_text(self):
        """(table, its rows as text), every table."""
        url = self.options.database
        tables = psql(url, "SELECT to_json(tablename) FROM pg_tables WHERE schemaname = current_schema();")
        script = "".join(f"""SELECT json_build_array('{name}', t::text) FROM "{name}" t;""" for name in tables)
        return psql(url, "SET bytea_output = 'escape';" + script)

    def read_broker(self):
        self.queues = {}
        for queue in QUEUES:
            try:
                self.queues[queue] = amqp.read_queue(self.options.broker, queue)
            except amqp.Unavailable as problem:
                raise NotThere(f"queue {queue}: {problem}") from problem
        self.forgotten = [self.read_handed(found, body, "consumed before a dump was restored")
                          for found, body in drained(self.options.forgotten)]
        self.announced = {json_of(body).get("job_id") for _, body in self.queues[WORK_QUEUE]}
        self.handed = [self.read_handed(found, body, HANDED_QUEUE)
                       for found, body in self.queues[HANDED_QUEUE]]
        self.handed += [self.read_handed(found, body, "consumed")
                        for found, body in drained(self.options.consumed)]
        self.handed += [self.read_handed(row, base64.b64decode(row["body"]), "outbox")
                        for row in self.outbox if row["destination"] == "enrichment"]
        self.dead = list(self.read_dead())

    def came_back(self):
        """The letters that are on their way, or died, again."""
        found = [found for queue in QUEUES for found, _ in self.queues[queue]] + list(self.outbox)
        headers = [(each.get("headers") or {}).get("replayed-letter") for each in found]
        return set(headers) | {row["replayed"] for row in self.letters}

    def is_foreign(self, found):
        """Does a message come from another installation?"""
        own = self.control[0]["installation"]
        return (found.get("headers") or {}).get("backfill-installation", own) != own

    @staticmethod
    def read_handed(found, body, where):
        value = json_of(body)
        return Handed(found.get("message_id"), value.get("isbns") or [], value.get("job_id"), where)

    def read_dead(self):
        for queue in DEAD_QUEUES:
            for found, body in self.queues[queue]:
                yield self.letter(found, body, queue)
        for row in self.outbox:
            if row["destination"].endswith("_dead"):
                yield self.letter(row, base64.b64decode(row["body"]), "outbox")
        for row in self.letters:
            yield Letter(row["letter_id"], "dead_letter", row["reason"], row["job_id"],
                         row["message_id"], row["body"], row["isbns"])

    @staticmethod
    def letter(found, body, where):
        headers = found.get("headers") or {}
        reason = headers.get("backfill-reason") or "given up by the broker"
        value = json_of(body)
        return Letter(headers.get("backfill-letter-id"), where, reason, value.get("job_id"),
                      found.get("message_id"), hashlib.sha256(body).hexdigest(), value.get("isbns"))

    def read_fakes(self):
        """Requests that the fakes logged, one object each; None: there are no fakes."""
        self.asked = [] if self.options.fakes else None
        for name in self.options.fakes:
            paths = glob.glob(os.path.join(name, "asked*")) if os.path.isdir(name) else [name]
            for path in paths:
                with open(path, encoding="utf-8") as file:
                    self.asked += [json.loads(line) for line in file if line.endswith("\n")]
