"""AMQP 0-9-1 by hand: what a client library would not let out, and a depth that is right at once.

The virtual host, user and password are those of a URL; one connection, one channel.
"""
import socket
import struct
import sys
import urllib.parse

START, START_OK, TUNE, TUNE_OK = (10, 10), (10, 11), (10, 30), (10, 31)
OPEN, OPEN_OK, CLOSE, CLOSE_OK = (10, 40), (10, 41), (10, 50), (10, 51)
CHANNEL_OPEN, CHANNEL_OPEN_OK, CHANNEL_CLOSE = (20, 10), (20, 11), (20, 40)
DECLARE, DECLARE_OK, BIND, BIND_OK = (50, 10), (50, 11), (50, 20), (50, 21)
CONFIRM, CONFIRM_OK, PUBLISH, RETURN, ACK = (85, 10), (85, 11), (60, 40), (60, 50), (60, 80)


def short(text):
    raw = text if isinstance(text, bytes) else text.encode()
    return bytes([len(raw)]) + raw


def frame(kind, payload):
    return struct.pack(">BHI", kind, 1, len(payload)) + payload + b"\xce"


class Connection:
    def __init__(self, url):
        host, port = url.hostname, url.port or 5672
        self.stream = socket.create_connection((host, port), timeout=60).makefile("rwb")
        self.stream.write(b"AMQP\x00\x00\x09\x01")
        self.stream.flush()
        self.expect(START)
        user, password = (urllib.parse.unquote(part or "guest") for part in (url.username, url.password))
        answer = f"\0{user}\0{password}".encode()
        self.send(0, START_OK, struct.pack(">I", 0) + short("PLAIN") + struct.pack(">I", len(answer)) + answer
                  + short("en_US"))
        tune = self.expect(TUNE)
        self.send(0, TUNE_OK, tune)
        self.send(0, OPEN, short(urllib.parse.unquote(url.path[1:]) or "/") + short("") + b"\0")
        self.expect(OPEN_OK)
        self.send(1, CHANNEL_OPEN, short(""))
        self.expect(CHANNEL_OPEN_OK)

    def send(self, channel, method, arguments):
        payload = struct.pack(">HH", *method) + arguments
        self.stream.write(struct.pack(">BHI", 1, channel, len(payload)) + payload + b"\xce")
        self.stream.flush()

    def expect(self, *methods):
        return self.next_of(methods)[1]

    def expect_method(self, *methods):
        return self.next_of(methods)[0]

    def next_of(self, methods):
        while True:
            header = self.stream.read(7)
            if len(header) < 7:
                sys.exit("the broker closed the connection")
            kind, _, size = struct.unpack(">BHI", header)
            payload = self.stream.read(size + 1)[:-1]
            if kind != 1:
                continue  # a heartbeat
            method = struct.unpack(">HH", payload[:4])
            if method in methods:
                return method, payload[4:]
            if method in (CLOSE, CHANNEL_CLOSE):
                code, length = struct.unpack(">HB", payload[4:7])
                sys.exit(f"{code} {payload[7:7 + length].decode(errors='replace')}")

    def declare_depth(self, queue):
        """How many messages are ready."""
        return self.declare_counts(queue)[0]

    def declare_counts(self, queue):
        """Passive declare: how many messages are ready, and how many consumers there are."""
        passive = b"\x01"
        self.send(1, DECLARE, b"\0\0" + short(queue) + passive + struct.pack(">I", 0))
        answer = self.expect(DECLARE_OK)
        return struct.unpack(">II", answer[1 + answer[0]:9 + answer[0]])

    def bind(self, queue, exchange, key):
        self.send(1, BIND, b"\0\0" + short(queue) + short(exchange) + short(key) + b"\0" + struct.pack(">I", 0))
        self.expect(BIND_OK)

    def confirms(self):
        self.send(1, CONFIRM, b"\0")
        self.expect(CONFIRM_OK)

    def publish(self, exchange, key, flags, properties, body):
        """Mandatory; properties as on the wire; waits for the confirm."""
        mandatory = b"\x01"
        self.send(1, PUBLISH, b"\0\0" + short(exchange) + short(key) + mandatory)
        self.stream.write(frame(2, struct.pack(">HHQH", 60, 0, len(body), flags) + properties))
        for at in range(0, len(body), 100000):
            self.stream.write(frame(3, body[at:at + 100000]))
        self.stream.flush()
        if self.expect_method(ACK, RETURN) == RETURN:
            sys.exit("not routed")

    def close(self):
        self.send(0, CLOSE, struct.pack(">H", 200) + short("") + struct.pack(">HH", 0, 0))
        self.expect(CLOSE_OK)
