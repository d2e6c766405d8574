"""Reading a queue without taking from it: consume everything, then close without an answer.

Closing gives the messages back in their order, on quorum queues too (get-and-requeue does not). It
counts as one delivery more of each, so a queue with a delivery limit bears twenty looks.
"""
import socket
import struct
import urllib.parse

START, START_OK, TUNE, TUNE_OK = (10, 10), (10, 11), (10, 30), (10, 31)
OPEN, OPEN_OK, CLOSE, CLOSE_OK = (10, 40), (10, 41), (10, 50), (10, 51)
CHANNEL_OPEN, CHANNEL_OPEN_OK, CHANNEL_CLOSE = (20, 10), (20, 11), (20, 40)
DECLARE, DECLARE_OK, CONSUME, CONSUME_OK = (50, 10), (50, 11), (60, 20), (60, 21)
DELIVER = (60, 60)
METHOD, HEADER, BODY = 1, 2, 3
PASSIVE = b"\x01"
SILENCE_S = 5  # what was counted has come by then, or somebody else has it


class Unavailable(Exception):
    """The broker is not there, or refuses."""


def short(text):
    raw = text.encode()
    return bytes([len(raw)]) + raw


class Reader:
    """Takes AMQP's types off bytes, one by one."""

    def __init__(self, raw):
        self.raw = raw
        self.at = 0

    def take(self, count):
        piece = self.raw[self.at:self.at + count]
        self.at += count
        return piece

    def unpack(self, form):
        return struct.unpack(form, self.take(struct.calcsize(form)))[0]

    def short(self):
        return self.take(self.unpack(">B")).decode(errors="replace")

    def long(self):
        return self.take(self.unpack(">I"))

    def table(self):
        inner = Reader(self.long())
        found = {}
        while inner.at < len(inner.raw):
            name = inner.short()
            found[name] = inner.value()
        return found

    def value(self):
        kind = self.take(1)
        fixed = {b"t": ">?", b"b": ">b", b"B": ">B", b"s": ">h", b"u": ">H", b"I": ">i",
                 b"i": ">I", b"l": ">q", b"L": ">Q", b"f": ">f", b"d": ">d", b"T": ">Q"}
        if kind in fixed:
            return self.unpack(fixed[kind])
        if kind == b"S":
            return self.long().decode(errors="replace")
        if kind == b"x":
            return self.long().hex()
        if kind == b"F":
            return self.table()
        if kind == b"A":
            inner = Reader(self.long())
            items = []
            while inner.at < len(inner.raw):
                items.append(inner.value())
            return items
        if kind == b"D":
            return [self.unpack(">B"), self.unpack(">I")]
        return None  # V


PROPERTIES = ("content_type", "content_encoding", "headers", "delivery_mode", "priority",
              "correlation_id", "reply_to", "expiration", "message_id", "timestamp", "type",
              "user_id", "app_id", "cluster_id")


def properties(raw):
    """Of a content header's payload: its properties by name."""
    reader = Reader(raw)
    reader.take(12)  # class, weight, size of the body
    flags = reader.unpack(">H")
    found = {}
    for i, name in enumerate(PROPERTIES):
        if not flags & (0x8000 >> i):
            continue
        if name == "headers":
            found[name] = reader.table()
        elif name in ("delivery_mode", "priority"):
            found[name] = reader.unpack(">B")
        elif name == "timestamp":
            found[name] = reader.unpack(">Q")
        else:
            found[name] = reader.short()
    return found


class Connection:
    """One channel, no heartbeat."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        try:
            self.socket = socket.create_connection((parts.hostname, parts.port or 5672), timeout=10)
        except OSError as problem:
            raise Unavailable(f"the broker is not there: {problem}") from problem
        self.stream = self.socket.makefile("rwb")
        self.stream.write(b"AMQP\x00\x00\x09\x01")
        self.stream.flush()
        self.expect(START)
        user, password = (urllib.parse.unquote(part or "guest")
                          for part in (parts.username, parts.password))
        answer = f"\0{user}\0{password}".encode()
        self.send(0, START_OK, struct.pack(">I", 0) + short("PLAIN")
                  + struct.pack(">I", len(answer)) + answer + short("en_US"))
        tune = self.expect(TUNE)
        self.send(0, TUNE_OK, tune[:6] + b"\0\0")
        self.send(0, OPEN, short(urllib.parse.unquote(parts.path[1:]) or "/") + short("") + b"\0")
        self.expect(OPEN_OK)
        self.send(1, CHANNEL_OPEN, short(""))
        self.expect(CHANNEL_OPEN_OK)

    def send(self, channel, method, arguments):
        payload = struct.pack(">HH", *method) + arguments
        self.stream.write(struct.pack(">BHI", METHOD, channel, len(payload)) + payload + b"\xce")
        self.stream.flush()

    def frame(self):
        try:
            header = self.stream.read(7)
            if len(header) < 7:
                raise Unavailable("the broker closed the connection")
            kind, _, size = struct.unpack(">BHI", header)
            payload = self.stream.read(size + 1)[:-1]
        except OSError as problem:
            raise Unavailable(f"the broker says nothing: {problem}") from problem
        method = struct.unpack(">HH", payload[:4]) if kind == METHOD else None
        if method in (CLOSE, CHANNEL_CLOSE):
            reader = Reader(payload[4:])
            raise Unavailable(f"the broker refuses: {reader.unpack('>H')} {reader.short()}")
        return kind, method, payload

    def expect(self, wanted):
        while True:
            _, method, payload = self.frame()
            if method == wanted:
                return payload[4:]

    def ready(self, queue):
        self.send(1, DECLARE, b"\0\0" + short(queue) + PASSIVE + struct.pack(">I", 0))
        reader = Reader(self.expect(DECLARE_OK))
        reader.short()
        return reader.unpack(">I")

    def read(self, queue, count):
        """The first `count` messages, (properties, body) each; they stay on the queue."""
        no_flags = b"\0"
        self.send(1, CONSUME, b"\0\0" + short(queue) + short("checker") + no_flags
                  + struct.pack(">I", 0))
        self.socket.settimeout(SILENCE_S)
        messages = []
        while len(messages) < count:
            try:
                kind, method, payload = self.frame()
                if method != DELIVER:
                    continue
                kind, _, payload = self.frame()
                size = struct.unpack(">Q", payload[4:12])[0]
                found = properties(payload)
                body = b""
                while len(body) < size:
                    kind, _, payload = self.frame()
                    body += payload if kind == BODY else b""
            except Unavailable as problem:
                if isinstance(problem.__cause__, TimeoutError):
                    return messages
                raise
            messages.append((found, body))
        return messages

    def close(self):
        self.send(0, CLOSE, struct.pack(">H", 200) + short("") + struct.pack(">HH", 0, 0))
        try:
            while self.frame()[1] != CLOSE_OK:
                pass
        except Unavailable:
            pass  # closed all the same
        self.socket.close()


def read_queue(url, queue):
    """Every ready message of a queue, each (properties, body)."""
    connection = Connection(url)
    try:
        count = connection.ready(queue)
        return connection.read(queue, count) if count else []
    finally:
        connection.close()
