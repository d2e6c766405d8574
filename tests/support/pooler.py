#!/usr/bin/env python3
"""A pooler as PgBouncer is: pooler.py MODE ORDER SOCKET DATABASE, printing its port on 127.0.0.1.

MODE is transaction (a client borrows a session of the server for each transaction; prepared
statements are made there when they are missing) or session. ORDER is lifo (the session that was
used last is lent first, as PgBouncer does) or fifo. It asks for no password, and is postgres to
the server on the Unix socket SOCKET. COPY and cancel requests are not served.
"""
import collections
import socket
import struct
import sys
import threading

MODE, ORDER, SOCKET, DATABASE = sys.argv[1:5]
idle, lock = collections.deque(), threading.Lock()


def message(kind, body=b""):
    return kind + struct.pack("!i", len(body) + 4) + body


class Stream:
    def __init__(self, connection):
        self.connection, self.file = connection, connection.makefile("rb")

    def exactly(self, count):
        got = self.file.read(count)
        if len(got) != count:
            raise EOFError
        return got

    def packet(self):  # one without a kind, as at the start
        return self.exactly(struct.unpack("!i", self.exactly(4))[0] - 4)

    def message(self):
        kind = self.exactly(1)
        return kind, self.packet()

    def send(self, data):
        self.connection.sendall(data)


class Server(Stream):
    def __init__(self):
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(SOCKET)
        super().__init__(connection)
        start = struct.pack("!i", 196608) + b"user\0postgres\0database\0" + DATABASE.encode() + b"\0\0"
        self.send(struct.pack("!i", len(start) + 4) + start)
        self.greeting, self.prepared = b"", set()
        for kind, body in self.answer():
            if kind == b"S":
                self.greeting += message(kind, body)

    def answer(self):  # up to ReadyForQuery, which says whether a transaction is open
        while True:
            kind, body = self.message()
            yield kind, body
            if kind == b"Z":
                self.open = body != b"I"
                return

    def prepare(self, name, parse):
        if name in self.prepared:
            return
        self.send(message(b"P", parse) + message(b"S"))
        for _ in self.answer():
            pass
        self.prepared.add(name)


def borrow():
    with lock:
        if idle:
            return idle.pop() if ORDER == "lifo" else idle.popleft()
    return Server()


def give_back(server):
    with lock:
        idle.append(server)


def name_in(kind, body):  # the prepared statement that a message is about, or None
    if kind == b"B":
        return body.split(b"\0", 2)[1]
    if kind == b"D" and body[:1] == b"S":
        return body[1:-1]
    return None


def serve(client):
    parses, server, batch = {}, None, []
    client.send(message(b"R", struct.pack("!i", 0)) + greeting + message(b"K", struct.pack("!ii", 1, 1))
                + message(b"Z", b"I"))
    try:
        while True:
            kind, body = client.message()
            if kind == b"X":
                return
            batch.append((kind, body))
            if kind not in b"QS":
                continue
            server = server or borrow()
            for kind, body in batch:
                if kind == b"P":
                    name = body.split(b"\0", 1)[0]
                    parses[name] = body
                    if name in server.prepared:  # it says the same there
                        server.send(message(b"C", b"S" + name + b"\0") + message(b"S"))
                        for _ in server.answer():
                            pass
                    server.prepared.add(name)
                elif name_in(kind, body):
                    server.prepare(name_in(kind, body), parses[name_in(kind, body)])
            server.send(b"".join(message(*one) for one in batch))
            batch = []
            for kind, body in server.answer():
                client.send(message(kind, body))
            if MODE == "transaction" and not server.open:
                give_back(server)
                server = None
    finally:
        if server:  # its transaction, its locks and its statements end with it
            server.connection.shutdown(socket.SHUT_RDWR)


def accept(connection):
    client = Stream(connection)
    try:
        while True:
            code = struct.unpack("!i", client.packet()[:4])[0]
            if code == 196608:
                return serve(client)
            if code == 80877102:  # to cancel a statement
                return None
            client.send(b"N")  # neither TLS nor GSSAPI
    except (EOFError, OSError):
        return None
    finally:
        connection.close()


first, second = Server(), Server()
greeting = first.greeting
give_back(first)
give_back(second)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=accept, args=(listener.accept()[0],), daemon=True).start()
