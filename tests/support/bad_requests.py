#!/usr/bin/env python3
"""bad_requests.py URL COUNT: COUNT requests that are malformed, huge, cut off or slow, at a server of
ours, many at once. Every now and then a good one must be answered. Prints what went wrong."""
import random
import socket
import sys
import threading
import urllib.parse

HOST = b'Host: localhost\r\n'


def post(length, rest=b''):
    return b'POST /api/v1/pause HTTP/1.1\r\n' + HOST + b'Content-Length: %d\r\n' % length + rest + b'\r\n'


# What is sent, and which statuses may come; 0: it is closed without an answer.
KINDS = [
    ('noise', lambda r: r.randbytes(400), {0, 400, 405, 505}),
    ('TLS', lambda r: b'\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03' + r.randbytes(200), {0, 400, 505}),
    ('HTTP/2', lambda r: b'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', {0, 400, 505}),
    ('HTTP/9', lambda r: b'GET /livez HTTP/9.9\r\n' + HOST + b'\r\n', {0, 200, 400, 505}),
    ('no host', lambda r: b'GET /livez HTTP/1.1\r\n\r\n', {400, 421}),
    ('other host', lambda r: b'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n', {421}),
    ('two hosts', lambda r: b'GET / HTTP/1.1\r\n' + HOST + HOST + b'\r\n', {400}),
    ('long path', lambda r: b'GET /' + b'a' * 70000 + b' HTTP/1.1\r\n' + HOST + b'\r\n', {0, 400, 414, 431}),
    ('long header', lambda r: b'GET / HTTP/1.1\r\n' + HOST + b'X: ' + b'a' * 70000 + b'\r\n\r\n', {0, 400, 413, 431}),
    ('many headers', lambda r: b'GET / HTTP/1.1\r\n' + HOST + b'X: a\r\n' * 20000 + b'\r\n', {0, 400, 413, 431}),
    ('NUL in the path', lambda r: b'GET /livez%00 HTTP/1.1\r\n' + HOST + b'\r\n', {400}),
    ('bad escape', lambda r: b'GET /%zz HTTP/1.1\r\n' + HOST + b'\r\n', {400}),
    ('no UTF-8', lambda r: b'GET /%ff%fe HTTP/1.1\r\n' + HOST + b'\r\n', {400}),
    ('dots', lambda r: b'GET /page/../../etc/passwd HTTP/1.1\r\n' + HOST + b'\r\n', {401, 403, 404}),
    ('escaped dots', lambda r: b'GET /page/%2e%2e%2f%2e%2e%2fetc/passwd HTTP/1.1\r\n' + HOST + b'\r\n', {401, 403, 404}),
    ('absolute', lambda r: b'GET http://evil.example/ HTTP/1.1\r\n' + HOST + b'\r\n', {400, 421}),
    ('unknown method', lambda r: b'BREW / HTTP/1.1\r\n' + HOST + b'\r\n', {401, 404, 405}),
    ('TRACE', lambda r: b'TRACE / HTTP/1.1\r\n' + HOST + b'\r\n', {401, 404, 405}),
    ('large body', lambda r: post(300000) + b'x' * 300000, {0, 413}),
    ('huge body', lambda r: post(10 ** 12), {0, 413}),
    ('negative length', lambda r: b'POST / HTTP/1.1\r\n' + HOST + b'Content-Length: -1\r\n\r\n', {0, 400}),
    ('two lengths', lambda r: post(1, b'Content-Length: 2\r\n') + b'xx', {0, 400}),
    ('length and chunks', lambda r: post(1, b'Transfer-Encoding: chunked\r\n') + b'0\r\n\r\n', {0, 400}),
    ('bad chunk', lambda r: b'POST / HTTP/1.1\r\n' + HOST + b'Transfer-Encoding: chunked\r\n\r\nxyz\r\n', {0, 400}),
    ('endless chunk', lambda r: b'POST / HTTP/1.1\r\n' + HOST + b'Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\n', {0, 400, 413}),
    ('body cut off', lambda r: post(100) + b'{"wh', {0}),
    ('head cut off', lambda r: b'GET /livez HTTP/1.1\r\nHost: loc', {0}),
    ('nothing', lambda r: b'', {0}),
]
UNFINISHED = {'noise', 'TLS', 'body cut off', 'head cut off', 'nothing'}


def status_of(received):
    return int(received[9:12]) if received.startswith(b'HTTP/1.') and received[9:12].isdigit() else 0


def ask(address, request, waits=True):
    """The status of the answer; 0: there was none. Who has not said all does not wait."""
    with socket.create_connection(address, timeout=20) as link:
        try:
            link.sendall(request)
            if not waits:
                return 0
            received = link.recv(4096)
        except TimeoutError:
            raise
        except OSError: # it has closed the connection already
            return 0
        return status_of(received)


def main():
    url = urllib.parse.urlsplit(sys.argv[1])
    address = (url.hostname, url.port)
    count = int(sys.argv[2])
    wrong, lock, counter = [], threading.Lock(), iter(range(count))
    held = []

    def work(seed):
        chance = random.Random(seed)
        while True:
            with lock:
                number = next(counter, None)
            if number is None:
                return
            name, make, statuses = KINDS[number % len(KINDS)]
            try:
                got = ask(address, make(chance), waits=name not in UNFINISHED)
                if number % 50 == 0:
                    slow = socket.create_connection(address, timeout=20)
                    slow.sendall(b'GET /livez HT')
                    with lock:
                        held.append(slow)
                good = ask(address, b'GET /livez HTTP/1.1\r\n' + HOST + b'\r\n') if number % 10 == 0 else 200
            except OSError as error:
                got, good = repr(error), 200
            with lock:
                if got not in statuses:
                    wrong.append(f'{name}: {got}, not one of {sorted(statuses)}')
                if good != 200:
                    wrong.append(f'after {name}: a good request got {good}')

    threads = [threading.Thread(target=work, args=(i,)) for i in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for slow in held:
        slow.close()
    print('\n'.join(sorted(set(wrong))[:40]), end='\n' if wrong else '')
    return 1 if wrong else 0


sys.exit(main())
