"""HTTP/1.1 over asyncio: connections that read requests and send answers, one at a time each.

Made for tests: it measures arrivals, keeps connections alive, and can send an answer as badly as
it is told to. Not made for anything else: no TLS, no chunked requests."""
import asyncio
import http
import socket
import struct
import time
import urllib.parse

BODY_MAX_BYTES = 16 << 20
REASONS = {status.value: status.phrase for status in http.HTTPStatus}


class Request:
    """A request as received; t_ns is the monotonic time of its first byte."""

    __slots__ = ("method", "target", "path", "headers", "body", "t_ns", "connection", "_query")

    def __init__(self, method, target, headers, body, t_ns):
        self.method = method
        self.target = target
        self.path = target.partition("?")[0]
        self.headers = headers
        self.body = body
        self.t_ns = t_ns
        self.connection = 0
        self._query = None

    @property
    def query(self):
        if self._query is None:
            pairs = urllib.parse.parse_qsl(self.target.partition("?")[2], keep_blank_values=True)
            self._query = dict(pairs)
        return self._query


class Answer:
    """What is to be sent, and what the log shall say of it."""

    __slots__ = ("status", "headers", "body", "outcome", "latency_ms", "tokens_in", "tokens_out",
                 "deliver", "keep_alive")

    def __init__(self, status=200, body=b"", content_type="application/json; charset=UTF-8",
                 headers=None, outcome="ok"):
        self.status = status
        self.headers = {"Content-Type": content_type, **(headers or {})}
        self.body = body
        self.outcome = outcome
        self.latency_ms = None  # None: as the service is set
        self.tokens_in = 0
        self.tokens_out = 0
        self.deliver = None  # None: as it should be; else a coroutine function of delivery.py
        self.keep_alive = True

    def head(self, length=True, version="HTTP/1.1"):
        lines = [f"{version} {self.status} {REASONS.get(self.status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if length:
            lines.append(f"Content-Length: {len(self.body)}")
        if not self.keep_alive:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1", "replace")


class Connection(asyncio.Protocol):
    """One client. `app` answers: opened, closed, begin(request, service) -> exchange with .answer,
    ended(exchange, sent, bytes)."""

    def __init__(self, app, service=None):
        self.app = app
        self.service = service  # the only one this port stands for, or None
        self.loop = asyncio.get_running_loop()
        self.transport = None
        self.number = 0
        self.buffer = bytearray()
        self.first_ns = 0
        self.exchange = None
        self.timer = None
        self.task = None
        self.sent_bytes = 0
        self.writable = asyncio.Event()
        self.writable.set()

    # ---- called by the event loop ----

    def connection_made(self, transport):
        self.transport = transport
        self.number = self.app.opened(self)

    def data_received(self, data):
        if not self.buffer:
            self.first_ns = time.monotonic_ns()
        self.buffer += data
        self.read_on()

    def pause_writing(self):
        self.writable.clear()

    def resume_writing(self):
        self.writable.set()

    def connection_lost(self, _error):
        if self.timer:
            self.timer.cancel()
        if self.task:
            self.task.cancel()
        if self.exchange:
            self.finish(sent=False)
        self.app.closed(self)

    # ---- requests ----

    def read_on(self):
        while self.exchange is None and self.buffer and not self.transport.is_closing():
            request = self.next_request()
            if request is None:
                return
            request.connection = self.number
            self.exchange = self.app.begin(request, self.service)
            if request.headers.get("connection", "").lower() == "close":
                self.exchange.answer.keep_alive = False
            delay_ms = self.exchange.answer.latency_ms
            if delay_ms:
                self.timer = self.loop.call_later(delay_ms / 1000, self.after_latency)
            else:
                self.send()

    def next_request(self):
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return self.refuse(431) if len(self.buffer) > 1 << 18 else None
        lines = self.buffer[:end].decode("latin-1").split("\r\n")
        first = lines[0].split(" ")
        headers = {}
        for line in lines[1:]:
            name, colon, value = line.partition(":")
            headers[name.lower()] = value.strip()
        length = headers.get("content-length", "0")
        if len(first) != 3 or first[1][:1] != "/":
            return self.refuse(400)
        if not length.isdigit() or int(length) > BODY_MAX_BYTES:
            return self.refuse(400)
        if "transfer-encoding" in headers:
            return self.refuse(411)
        stop = end + 4 + int(length)
        if len(self.buffer) < stop:
            if headers.get("expect", "").lower() == "100-continue" and len(self.buffer) == end + 4:
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        body = bytes(self.buffer[end + 4:stop])
        del self.buffer[:stop]
        request = Request(first[0], first[1], headers, body, self.first_ns)
        self.first_ns = time.monotonic_ns()  # of what is already behind it
        return request

    def refuse(self, status):
        self.transport.write(Answer(status).head())
        self.transport.close()

    # ---- answers ----

    def after_latency(self):
        self.timer = None
        self.send()
        self.read_on()

    def send(self):
        answer = self.exchange.answer
        if answer.deliver:
            self.task = self.loop.create_task(self.deliver(answer))
            return
        data = answer.head() + answer.body
        self.sent_bytes = len(answer.body)
        self.finish(sent=True)  # first: who has the answer must find it in the log
        self.transport.write(data)
        if not answer.keep_alive:
            self.transport.close()

    async def deliver(self, answer):
        """Send by a function of delivery.py; it returns whether the answer went out whole."""
        try:
            whole = await answer.deliver(self, answer)
        except ConnectionError:
            whole = False
        self.task = None
        if self.exchange:
            self.finish(sent=whole)
            if not answer.keep_alive:
                self.transport.close()
            self.read_on()

    def finish(self, sent):
        exchange, self.exchange = self.exchange, None
        self.app.ended(exchange, sent, self.sent_bytes)
        self.sent_bytes = 0

    # ---- for delivery.py ----

    async def write(self, data, counts=True):
        await self.writable.wait()
        if self.transport.is_closing():
            raise ConnectionResetError
        self.transport.write(data)
        if counts:
            self.sent_bytes += len(data)

    def reset(self):
        """End the connection with RST in place of FIN."""
        self.transport.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()
