"""Start fake_services.py from a Python test, talk to it, and print TAP."""
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.parse

from fakes import books

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "fake_services.py")
SAMPLE = os.path.join(HERE, "..", "..", "deploy", "sample")
AGENT = "fakes-test/1 (tests@backfill.example)"
PROMPT = "Up to 20 notable books first published in {}."
SCHEMA = {"type": "object", "properties": {
    "books": {"type": "array", "items": {"type": "object", "properties": {
        "title": {"type": "string"}, "author": {"type": "string"},
        "publication_year": {"type": "integer"}}}}, "refusal_reason": {"type": ["string", "null"]}}}
JSON_SCHEMA = {"type": "json_schema",
               "json_schema": {"name": "b", "strict": True, "schema": SCHEMA}}
HEADERS = {"User-Agent": AGENT, "x-goog-api-key": "right", "Authorization": "right"}


class Response:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.body = body

    def json(self):
        return json.loads(self.body)


class Fakes:
    """A running fake_services.py; ends with the `with` block, or with this process."""

    def __init__(self, *options):
        self.folder = tempfile.mkdtemp(prefix="fakes-")
        self.log_path = os.path.join(self.folder, "log")
        self.errors_path = os.path.join(self.folder, "stderr")
        self.errors = open(self.errors_path, "wb")
        self.process = subprocess.Popen(
            [sys.executable, PROGRAM, "--exit-with-stdin", "--max-seconds", "300",
             "--log", self.log_path, "--editions", os.path.join(SAMPLE, "editions.csv"),
             "--notable", os.path.join(SAMPLE, "notable.csv"), *options],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.errors)
        self.where = json.loads(self.process.stdout.readline() or b"{}")
        assert self.where, self.stderr()
        self.port = self.where["port"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        finally:
            self.process.kill()
            self.process.stdout.close()
            self.errors.close()
            for name in os.listdir(self.folder):
                os.unlink(os.path.join(self.folder, name))
            os.rmdir(self.folder)

    def stderr(self):
        with open(self.errors_path, encoding="utf-8", errors="replace") as file:
            return file.read()

    def request(self, method, url, body=None, headers=None, connection=None):
        parts = urllib.parse.urlsplit(url)
        own = connection or http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
        data = None if body is None else json.dumps(body).encode()
        target = url.partition(parts.netloc)[2]
        own.request(method, target, data, HEADERS if headers is None else headers)
        answer = own.getresponse()
        response = Response(answer.status, dict(answer.getheaders()), answer.read())
        if not connection:
            own.close()
        return response

    def control(self, **step):
        response = self.request("POST", self.where["control"], step)
        assert response.status == 200, response.body
        return response

    def fresh(self, **step):
        """Reset, then apply the step."""
        return self.control(reset=True, **step)

    def summary(self, service=None):
        counts = self.request("GET", self.where["log_summary"]).json()
        return counts["services"].get(service, {}) if service else counts

    def log(self):
        with open(self.log_path, encoding="utf-8") as file:
            return [json.loads(line) for line in file]

    # ---- the services, asked as a client would ----

    def url(self, service, rest=""):
        return self.where["services"][service] + rest

    def gemini(self, month="2003-09", config=None, **more):
        body = {"contents": [{"role": "user", "parts": [{"text": PROMPT.format(month)}]}],
                "generationConfig": config or {}}
        return self.request("POST", self.url("gemini", "/v1beta/models/gemini-3.5-flash:generate"
                                             "Content"), body, **more)

    def chat(self, service="xai", month="2003-09", form=None, headers=None):
        body = {"model": "grok-4.7", "messages": [
            {"role": "system", "content": "You list books."},
            {"role": "user", "content": PROMPT.format(month)}]}
        if form:
            body["response_format"] = form
        return self.request("POST", self.url(service, "/chat/completions"), body,
                            headers or {"User-Agent": AGENT, "Authorization": "Bearer right"})

    def isbndb(self, query, rest="", **more):
        return self.request("GET", self.url("isbndb", "/books/" + urllib.parse.quote(query, safe="")
                                            + rest), **more)

    def google(self, q, rest="", **more):
        return self.request("GET", self.url("google_books", "/volumes?q=" + urllib.parse.quote(q)
                                            + rest), **more)

    def open_library(self, title, author="", rest="", **more):
        query = urllib.parse.urlencode({"title": title, "author": author})
        return self.request("GET", self.url("open_library", f"/search.json?{query}{rest}"), **more)

    def ask(self, service):
        """The plainest question to a service, whichever it is."""
        return {"gemini": self.gemini, "isbndb": lambda: self.isbndb("five people albom"),
                "google_books": lambda: self.google('intitle:"five people"'),
                "open_library": lambda: self.open_library("five people")
                }.get(service, lambda: self.chat(service))()


def texts(response):
    """What a generator wrote, of either kind; None where it wrote nothing."""
    body = response.json()
    if "choices" in body:
        return body["choices"][0]["message"]["content"]
    parts = body["candidates"][0].get("content", {}).get("parts", [])
    return "".join(part["text"] for part in parts if not part.get("thought"))


def same(got, want, what=""):
    assert got == want, f"{what}: got {got!r}, want {want!r}"


def valid_isbn(isbn):
    return len(isbn) == 13 and books.isbn13(isbn[:12]) == isbn


def run_all(tests, seconds):
    """Run (name, function) pairs, print TAP, exit."""
    def too_long(*_):
        raise TimeoutError(f"not done after {seconds} s")
    signal.signal(signal.SIGALRM, too_long)
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, (name, function) in enumerate(tests, 1):
        signal.alarm(seconds)
        started = time.monotonic()
        try:
            function()
            verdict = "ok"
        except Exception:
            failed += 1
            verdict = "not ok"
            print("".join(f"# {line}\n" for line in traceback.format_exc().splitlines()), end="")
        signal.alarm(0)
        print(f"{verdict} {number} - {name} # {time.monotonic() - started:.1f} s", flush=True)
    sys.exit(failed > 0)
