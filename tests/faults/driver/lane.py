"""A lane: a database, a virtual host and fakes of its own, in which one run after another is made.

Lanes work side by side. Databases come from templates; the queues stay, for a queue that was just declared
costs time, and are purged.
"""
import atexit
import base64
import collections
import json
import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
BIN = os.environ.get("BACKFILL_TEST_BIN", os.path.join(REPOSITORY, "build/asan/bin"))
PRODUCER = os.path.join(BIN, "backfill-producer")
sys.path.insert(0, os.path.dirname(HERE))
from checker import amqp  # noqa: E402

QUEUES = ("BACKFILL_QUEUE", "ENRICHMENT_QUEUE", "BACKFILL_DLQ", "ENRICHMENT_DLQ")

# Times short enough for a test: alive or dead is told within a second, frozen within three. A frozen
# process lets go of the broker's messages and of the database's rows in about that time, too.
TIMES = {
    "BACKFILL_JANITOR_SWEEP_MS": "100", "BACKFILL_JANITOR_HEARTBEAT_MS": "200",
    "BACKFILL_JANITOR_TAKEOVER_MS": "700", "BACKFILL_JANITOR_FROZEN_MS": "2500",
    "BACKFILL_JANITOR_GRACE_MS": "500", "BACKFILL_JANITOR_ANNOUNCE_MS": "1500",
    "BACKFILL_RELAY_POLL_MS": "100", "BACKFILL_RELAY_RETRY_MS": "100",
    "BACKFILL_SUSPECT_REST_MS": "200", "BACKFILL_RECONNECT_MAX_MS": "300",
    "BACKFILL_RETRY_DELAYS": "50ms", "BACKFILL_BROKER_HEARTBEAT_SECONDS": "1",
    "BACKFILL_DATABASE_STATEMENT_TIMEOUT_MS": "5000",
}
ROWS_LET_GO = "-c idle_in_transaction_session_timeout=3000"


class Failed(Exception):
    """A run did not go as it must; says how."""


def database_url(name, options=False):
    url = re.sub(r"/[^/@?]*\?", f"/{name}?", os.environ["BACKFILL_DATABASE_URL"])
    return url + "&options=" + urllib.parse.quote(ROWS_LET_GO) if options else url


def admin(statement):
    """In the database that the environment names, which is no template."""
    psql(os.environ["BACKFILL_DATABASE_URL"], statement)


def drop_database(name):
    """A worker of autovacuum may be in it, which goes by itself."""
    for wait_s in (0.2, 0.5, 1, 2, 0):
        try:
            admin(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            return
        except Failed:
            if not wait_s:
                raise
            time.sleep(wait_s)


def psql(url, statement):
    done = subprocess.run(["psql", "-XqAt", "-v", "ON_ERROR_STOP=1", url], input=statement, text=True,
                          capture_output=True, check=False)
    if done.returncode != 0:
        raise Failed(f"psql: {done.stderr.strip()}")
    return done.stdout.strip()


def call_api(method, path, body=None):
    parts = urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_MANAGEMENT_URL"])
    request = urllib.request.Request(f"http://{parts.hostname}:{parts.port}/api{path}", method=method)
    token = base64.b64encode(f"{parts.username}:{parts.password}".encode()).decode()
    request.add_header("Authorization", "Basic " + token)
    request.add_header("Content-Type", "application/json")
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


class Lane:
    def __init__(self, name, work):
        self.name = name
        self.work = os.path.join(work, name)
        os.makedirs(self.work)
        self.hosts = 0
        self.fakes = None
        self.fakes_log = None
        self.database = None
        self.new_vhost()
        self.run(["backfill-producer", "topology", "--no-wait"])

    # ---- servers ----

    def new_vhost(self):
        """The broker's URL names a new, empty virtual host from here on."""
        url = urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_URL"])
        self.hosts += 1
        self.vhost = f"{self.name}_{self.hosts}"
        call_api("PUT", f"/vhosts/{self.vhost}")
        call_api("PUT", f"/permissions/{self.vhost}/{url.username}",
                 {"configure": ".*", "write": ".*", "read": ".*"})
        self.broker_url = f"amqp://{url.netloc}/{self.vhost}"
        atexit.register(self.drop_vhost, self.vhost)

    @staticmethod
    def drop_vhost(name):
        try:
            call_api("DELETE", f"/vhosts/{name}")
        except OSError:
            pass  # the server is gone, and so is it

    def new_database(self, template):
        """A copy; without a template an empty one."""
        self.drop_database()
        self.database = self.name
        how = f"TEMPLATE {template}" if template else "TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
        admin(f"CREATE DATABASE {self.database} {how}")

    def drop_database(self):
        if self.database:
            drop_database(self.database)
            self.database = None

    def sql(self, statement):
        return psql(database_url(self.database), statement)

    def purge(self):
        for queue in QUEUES:
            call_api("DELETE", f"/queues/{self.vhost}/{queue}/contents")

    def publish(self, exchange, key, properties, body):
        """properties may hold headers; body is bytes."""
        answer = call_api("POST", f"/exchanges/{self.vhost}/{exchange}/publish", {
            "properties": {"delivery_mode": 2, **properties}, "routing_key": key,
            "payload": base64.b64encode(body).decode(), "payload_encoding": "base64"})
        if not answer["routed"]:
            raise Failed(f"a message to {exchange} finds no queue")

    def depth(self, queue):
        connection = amqp.Connection(self.broker_url)
        try:
            return connection.ready(queue)
        finally:
            connection.close()

    # ---- fakes ----

    def start_fakes(self):
        self.fakes_log = os.path.join(self.work, "asked")
        self.fakes = subprocess.Popen(
            [os.path.join(REPOSITORY, "tests/support/fake_services.py"), "--exit-with-stdin",
             "--max-seconds", "3000", "--log", self.fakes_log],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.fakes_where = json.loads(self.fakes.stdout.readline())
        threading.Thread(target=self.fakes.stdout.read, daemon=True).start()
        atexit.register(self.fakes.stdin.close)

    def control_fakes(self, *settings):
        for setting in settings:
            request = urllib.request.Request(self.fakes_where["control"], method="POST",
                                             data=json.dumps(setting).encode())
            request.add_header("Content-Type", "application/json")
            urllib.request.urlopen(request, timeout=10).read()

    def reset_fakes(self, settings):
        if not self.fakes:
            self.start_fakes()
        self.control_fakes({"reset": True}, settings)
        os.truncate(self.fakes_log, 0)

    # ---- programs ----

    def environment(self, extra=None):
        env = {name: value for name, value in os.environ.items() if not name.startswith("BACKFILL_")}
        env.update(TIMES)
        env["BACKFILL_BROKER_URL"] = self.broker_url
        if self.database:
            env["BACKFILL_DATABASE_URL"] = database_url(self.database, options=True)
        if self.fakes:
            env.update(self.fakes_where["env"])
            for name in ("GEMINI", "XAI", "ISBNDB", "GOOGLE_BOOKS", "OPEN_LIBRARY"):
                env[f"BACKFILL_PROVIDERS_{name}_RATE_PER_SECOND"] = "100"
                env[f"BACKFILL_PROVIDERS_{name}_KEY"] = "a-key-for-tests"
            env["BACKFILL_CONTACT"] = "tests@backfill.example"
        env.update(extra or {})
        return env

    def start(self, argv, extra=None, log="log"):
        with open(os.path.join(self.work, log), "ab") as stderr:
            return subprocess.Popen([os.path.join(BIN, argv[0]), *argv[1:]], env=self.environment(extra),
                                    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=stderr)

    def run(self, argv, extra=None, timeout=30, good=(0,)):
        process = self.start(argv, extra)
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Failed(f"{' '.join(argv)} has no end after {timeout} s") from None
        if code not in good:
            raise Failed(f"{' '.join(argv)} ended with {code}: {self.last_words()}")
        return code

    def passed(self):
        """The failpoints that were passed, and how often."""
        try:
            with open(os.path.join(self.work, "trace"), encoding="ascii") as file:
                return collections.Counter(file.read().split())
        except FileNotFoundError:
            return collections.Counter()

    def last_words(self):
        with open(os.path.join(self.work, "log"), encoding="utf-8", errors="replace") as file:
            lines = [line.strip() for line in file]
        alarms = [i for i, line in enumerate(lines) if "Sanitizer" in line or "runtime error" in line]
        return " | ".join(lines[alarms[0]:alarms[0] + 12] if alarms else lines[-4:])

    def clear_logs(self):
        for name in ("log", "trace"):
            with open(os.path.join(self.work, name), "wb"):
                pass
