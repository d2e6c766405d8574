"""The log of what was really asked: a JSON line a request, and the counts of all of them."""
import array
import collections
import datetime
import hashlib
import json
import os
import re

SECOND_NS = 10 ** 9
LINE = json.JSONEncoder().encode
SECRET = re.compile(r"([?&]key=)[^&]*")


def largest_second(times_ns):
    """The most arrivals in any one second, its start counted and its end not."""
    most = first = 0
    for last, now in enumerate(times_ns):
        while times_ns[first] <= now - SECOND_NS:
            first += 1
        most = max(most, last - first + 1)
    return most


def key_hash(key):
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else None


class Counts:
    """Of one service. Requests count when they arrive, outcomes when they are answered."""

    def __init__(self):
        self.requests = 0
        self.units = 0
        self.in_flight = 0
        self.most_in_flight = 0
        self.unsent = 0
        self.tokens_in = 0
        self.tokens_out = 0
        self.bytes_out = 0
        self.outcomes = collections.Counter()
        self.statuses = collections.Counter()
        self.operations = collections.Counter()
        self.days = collections.Counter()
        self.unit_days = collections.Counter()
        self.arrivals_ns = array.array("q")

    def arrive(self, t_ns, day, units, operation):
        self.requests += 1
        self.units += units
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        self.operations[operation] += 1
        self.days[day] += 1
        self.unit_days[day] += units
        self.arrivals_ns.append(t_ns)

    def end(self, answer, sent, bytes_out):
        self.in_flight -= 1
        self.unsent += not sent
        self.outcomes[answer.outcome] += 1
        self.statuses[str(answer.status)] += 1
        self.tokens_in += answer.tokens_in
        self.tokens_out += answer.tokens_out
        self.bytes_out += bytes_out

    def summary(self):
        plain = {name: value for name, value in vars(self).items() if name != "arrivals_ns"}
        return {**plain, "largest_second": largest_second(sorted(self.arrivals_ns))}


class Record:
    """Of all services."""

    def __init__(self, path=None, clock=None):
        self.file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644) if path else None
        self.clock = clock
        self.reset()

    def reset(self):
        self.services = collections.defaultdict(Counts)
        self.connections = 0
        self.most_connections = 0

    def opened(self, open_now):
        """Another connection; its number."""
        self.connections += 1
        self.most_connections = max(self.most_connections, open_now)
        return self.connections

    def utc(self):
        return datetime.datetime.fromtimestamp(self.clock(), datetime.timezone.utc)

    def arrive(self, exchange):
        now = self.utc()
        exchange.utc = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        exchange.counts = self.services[exchange.service]
        exchange.counts.arrive(exchange.request.t_ns, str(now.date()), exchange.units,
                               exchange.operation)

    def end(self, exchange, sent, bytes_out):
        answer, request = exchange.answer, exchange.request
        exchange.counts.end(answer, sent, bytes_out)
        if self.file is None:
            return
        line = LINE({
            "t_ms": round(request.t_ns / 1e6, 3), "utc": exchange.utc, "service": exchange.service,
            "operation": exchange.operation, "method": request.method,
            "path": SECRET.sub(r"\1...", request.target), "key": key_hash(exchange.key),
            "agent": request.headers.get("user-agent"), "status": answer.status,
            "outcome": answer.outcome, "did": exchange.did, "sent": sent,
            "bytes_in": len(request.body),
            "bytes_out": bytes_out, "body": hashlib.sha256(answer.body).hexdigest(),
            "month": exchange.month, "title": exchange.title,
            "model": exchange.model, "output": exchange.output, "units": exchange.units,
            "isbns": exchange.isbns, "tokens_in": answer.tokens_in, "tokens_out": answer.tokens_out,
            "connection": request.connection, "n": exchange.arrival})
        os.write(self.file, line.encode() + b"\n")

    def summary(self):
        services = {name: counts.summary() for name, counts in sorted(self.services.items())}
        return {"services": services,
                "requests": sum(counts["requests"] for counts in services.values()),
                "in_flight": sum(counts["in_flight"] for counts in services.values()),
                "connections": {"opened": self.connections,
                                "most_open": self.most_connections}}
