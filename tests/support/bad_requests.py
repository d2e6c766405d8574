#!/usr/bin/env python3
"""bad_requests.py URL COUNT: COUNT requests that are malformed, huge, cut off or slow, at a server of
ours, many at once. Every now and then a good one must be answered. Prints what went wrong."""
import os
import random
import socket
import sys
import threading
import urllib.parse

HOST = b'Host: localhost\r\n'


TOKEN = os.environ.get('BACKFILL_HTTP_OPERATOR_TOKEN', 'a-token-that-nobody-knows').encode()


def get(path, rest=b''):
    return b'GET ' + path + b' HTTP/1.1\r\n' + HOST + rest + b'\r\n'


def post(length, rest=b''):
    text = length if isinstance(length, bytes) else b'%d' % length
    return b'POST /api/v1/pause HTTP/1.1\r\n' + HOST + b'Content-Length: ' + text + b'\r\n' + rest + b'\r\n'


def chunked(coding=b'chunked'):
    return b'POST /api/v1/pause HTTP/1.1\r\n' + HOST + b'Transfer-Encoding: ' + coding + b'\r\n\r\n'


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
    ('no secret', lambda r: get(b'/api/v1/status'), {401, 429}),
    ('an empty secret', lambda r: get(b'/api/v1/status', b'Authorization: Bearer \r\n'), {401, 429}),
    ('a prefix of the secret', lambda r: get(b'/api/v1/status', b'Authorization: Bearer ' + TOKEN[:-1] + b'\r\n'), {401, 429}),
    ('a secret and more', lambda r: get(b'/api/v1/status', b'Authorization: Bearer ' + TOKEN + b'x\r\n'), {401, 429}),
    ('10 KB of secret', lambda r: get(b'/api/v1/status', b'Authorization: Bearer ' + b'x' * 10240 + b'\r\n'), {401, 429}),
    ('two secrets', lambda r: get(b'/api/v1/status', b'X-Cron-Secret: wrong\r\nAuthorization: Bearer wrong\r\n'), {401, 429}),
    ('length with a sign', lambda r: post(b'+5') + b'hello', {400}),
    ('length in hexadecimal', lambda r: post(b'0x10') + b'x' * 16, {400}),
    ('length with a blank', lambda r: post(b'5 5') + b'hello', {400}),
    ('length of 20 digits', lambda r: post(b'9' * 20), {0, 400, 413}),
    ('the same length twice', lambda r: post(b'5', b'Content-Length: 5\r\n') + b'hello', {400}),
    ('no length', lambda r: b'POST /api/v1/pause HTTP/1.1\r\n' + HOST + b'\r\n', {401, 429}),
    ('chunkedx', lambda r: chunked(b'chunkedx') + b'0\r\n\r\n', {400}),
    ('xchunked', lambda r: chunked(b'xchunked') + b'0\r\n\r\n', {400}),
    ('identity', lambda r: chunked(b'identity') + b'0\r\n\r\n', {400}),
    ('an extension of a chunk', lambda r: chunked() + b'5;ext=1\r\nhello\r\n0\r\n\r\n', {400, 401, 429}),
    ('a negative chunk', lambda r: chunked() + b'-5\r\nhello\r\n0\r\n\r\n', {0, 400}),
    ('a chunk without its end', lambda r: chunked() + b'5\r\nhello0\r\n\r\n', {0, 400}),
    ('bare LF', lambda r: b'GET /livez HTTP/1.1\nHost: localhost\n\n', {0, 200, 400}),
    ('bare CR', lambda r: b'GET /livez HTTP/1.1\rHost: localhost\r\r', {0, 400}),
    ('a folded header', lambda r: get(b'/livez', b'X: a\r\n b\r\n'), {0, 200, 400}),
    ('a blank before the colon', lambda r: get(b'/livez', b'X : a\r\n'), {400}),
    ('a blank before the colon of a length', lambda r: b'POST /livez HTTP/1.1\r\n' + HOST + b'Content-Length : 5\r\n\r\nhello', {400}),
    ('NUL in a header', lambda r: get(b'/livez', b'X: a\0b\r\n'), {0, 200, 400}),
    ('no colon', lambda r: get(b'/livez', b'nonsense\r\n'), {0, 400}),
    ('a line of 64 KiB', lambda r: b'GET /?' + b'a' * 65536 + b' HTTP/1.1\r\n' + HOST + b'\r\n', {0, 400, 414, 431}),
    ('101 headers', lambda r: get(b'/livez', b''.join(b'X-%d: a\r\n' % i for i in range(101))), {200, 431}),
    ('HTTP/0.9', lambda r: b'GET /livez\r\n\r\n', {0, 200, 400, 421, 505}),
    ('two slashes', lambda r: get(b'//api//v1/status'), {401, 404, 429}),
    ('an asterisk', lambda r: b'OPTIONS * HTTP/1.1\r\n' + HOST + b'\r\n', {400}),
    ('CONNECT', lambda r: b'CONNECT localhost:22 HTTP/1.1\r\n' + HOST + b'\r\n', {400}),
    ('a method of 300 letters', lambda r: b'A' * 300 + b' / HTTP/1.1\r\n' + HOST + b'\r\n', {401, 404, 405, 501}),
    ('Expect: 100-continue', lambda r: post(10 ** 7, b'Expect: 100-continue\r\n'), {413}),
    ('Expect: something else', lambda r: post(2, b'Expect: 200-ok\r\n') + b'{}', {400, 401, 417, 429}),
    ('text', lambda r: post(2, b'Content-Type: text/plain\r\n') + b'{}', {401, 415, 429}),
    ('another site', lambda r: post(2, b'Origin: http://evil.example\r\nSec-Fetch-Site: cross-site\r\n') + b'{}', {401, 403, 429}),
    ('300 at once', lambda r: get(b'/livez') * 300, {200}),
    ('300 at once that are refused', lambda r: get(b'/api/v1/status') * 300, {401, 429}),
    ('body cut off', lambda r: post(100) + b'{"wh', {0}),
    ('head cut off', lambda r: b'GET /livez HTTP/1.1\r\nHost: loc', {0}),
    ('nothing', lambda r: b'', {0}),
]
# Who says the rest later, or never reads.
SLOW = [b'GET /livez HT', get(b'/livez')[:-2], post(100) + b'{"w', get(b'/openapi.json') * 40]
UNFINISHED = {'noise', 'bare CR', 'TLS', 'body cut off', 'head cut off', 'nothing'}


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
                    slow.sendall(SLOW[number // 50 % len(SLOW)])
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
