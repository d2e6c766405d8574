#!/usr/bin/env python3
"""A way to a broker on which a message that is marked cannot be read.

    long_frames.py HOST:PORT MARK      prints its own port, and ends with its stdin

What comes goes through. But a frame of headers that holds MARK says that it is 2 MiB long.
"""
import socket
import struct
import sys
import threading


def take(source, count):
    data = b""
    while len(data) < count:
        more = source.recv(count - len(data))
        if not more:
            raise EOFError
        data += more
    return data


def from_broker(source, to, mark):
    while True:
        head = take(source, 7)
        kind, channel, size = struct.unpack(">BHI", head)
        rest = take(source, size + 1)
        if kind == 2 and mark in rest:
            head = struct.pack(">BHI", kind, channel, 2 << 20)
        to.sendall(head + rest)


def to_broker(source, to):
    while True:
        data = source.recv(65536)
        if not data:
            raise EOFError
        to.sendall(data)


def pump(work, source, to, *more):
    try:
        work(source, to, *more)
    except (EOFError, OSError):
        for side in source, to:
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # the other half has done it


def serve(listener, upstream, mark):
    while True:
        client = listener.accept()[0]
        broker = socket.create_connection(upstream)
        threading.Thread(target=pump, args=(from_broker, broker, client, mark), daemon=True).start()
        threading.Thread(target=pump, args=(to_broker, client, broker), daemon=True).start()


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    host, port = sys.argv[1].rsplit(":", 1)
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    threading.Thread(target=serve, args=(listener, (host, int(port)), sys.argv[2].encode()), daemon=True).start()
    sys.stdin.read()


main()
