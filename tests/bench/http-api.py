#!/usr/bin/env python3
"""http-api: milliseconds of each answer of serve, and what it does while it is asked 200 times a second.

    tests/bench/http-api.py each URL TOKEN             a line for each route: median and 95th percentile
    tests/bench/http-api.py load URL TOKEN SECONDS     200 requests a second beside 16 streams
    tests/bench/http-api.py memory PID                 what serve and its processes hold
"""
import glob
import http.client
import sys
import threading
import time
import urllib.parse

LIMIT_MS = 50
WARM = 8 # a worker's connection makes its plans with the first six runs of a statement, and there are three workers
TIMES = 40
MONTH = '1950-06'
PATHS = ['overview', 'status', 'why', 'alarms', 'quota', 'usage', 'usage?by=month', 'usage?by=day', 'usage?by=order', 'report', 'report?since=7d',
         'report/quality', 'report/quality?by=model', 'report/quality?by=year', 'report.md', 'report.csv', 'log', 'plan', 'prompts', 'prompts/baseline',
         'catalog', 'doctor', 'months', 'months?limit=1000', 'months?status=failed,partial', f'months/{MONTH}', f'months/{MONTH}/answers',
         f'months/{MONTH}/why', f'months/{MONTH}/prompt', 'isbns/9780000004505', 'compare', 'orders', 'orders/1', 'letters', 'letters?limit=1000',
         'letters?state=replayed', 'letters?class=transient&text=ac%20answered', 'letters/groups', 'letters/50001', 'operations', 'operations/1', 'providers', 'providers/log',
         'providers/isbndb/log']
OTHERS = ['/', '/openapi.json', '/metrics', '/api/internal/backfill-stats', '/api/quota/status', '/livez', '/readyz']
FIRST_BYTES = [f'exports/{what}' for what in ('books', 'isbns', 'unresolved')] + ['letters/export?all=true']
OFTEN = ['months', 'why', 'providers', 'letters/1', 'overview', 'orders', 'letters/groups', f'months/{MONTH}']


def connect(url):
    return http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=60)


def ask(connection, path, token):
    """The status of one request, the milliseconds until its first and its last byte, and its size."""
    start = time.monotonic()
    connection.request('GET', path, headers={'Authorization': f'Bearer {token}'})
    answer = connection.getresponse()
    first = time.monotonic()
    size = len(answer.read())
    return answer.status, (first - start) * 1000, (time.monotonic() - start) * 1000, size


def share(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def row(name, found, column):
    times = [one[column] for one in found]
    median = share(times, .5)
    print(f'{name:42} {found[-1][0]}  median {median:7.1f} ms  95th {share(times, .95):7.1f} ms  {found[-1][3]:9} bytes'
          f'{"  over" if median > LIMIT_MS else ""}', flush=True)
    return median <= LIMIT_MS


def each(url, token):
    connection = connect(url)
    good = 0
    paths = [f'/api/v1/{path}' for path in PATHS] + OTHERS + [f'/api/v1/{path}' for path in FIRST_BYTES]
    for path in paths:
        found = [ask(connection, path, token) for _ in range(WARM)]
        if share([one[2] for one in found], .5) > 500:
            found = found[:4]
        else:
            found = [ask(connection, path, token) for _ in range(TIMES)]
        name = path.removeprefix('/api/v1')
        if path in [f'/api/v1/{first}' for first in FIRST_BYTES]:
            good += row(f'{name}, first byte', found, 1)
        else:
            good += row(name, found, 2)
    print(f'{"within " + str(LIMIT_MS) + " ms":42} {good} of {len(paths)}')


def stream(url, token, until, counts):
    connection = connect(url)
    connection.request('GET', '/api/v1/events', headers={'Authorization': f'Bearer {token}'})
    answer = connection.getresponse()
    while answer.status == 200 and time.monotonic() < until:
        counts.append(len(answer.read1(65536)))


def load(url, token, seconds):
    """16 streams, and 20 clients of 10 requests a second each, which do not wait for each other."""
    until = time.monotonic() + seconds
    events, found = [], []

    def client(number):
        connection = connect(url)
        due = time.monotonic() + number / 200
        while due < until:
            time.sleep(max(0, due - time.monotonic()))
            due += .1
            found.append(ask(connection, f'/api/v1/{OFTEN[len(found) % len(OFTEN)]}', token))

    threads = [threading.Thread(target=stream, args=(url, token, until, events), daemon=True) for _ in range(16)]
    threads += [threading.Thread(target=client, args=(number,), daemon=True) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads[16:]:
        thread.join()
    times = [one[2] for one in found]
    good = sum(one[0] == 200 for one in found)
    print(f'{"200 a second, 16 streams":42} {good} of {len(found)} good, {len(found) / seconds:.0f} a second, median {share(times, .5):.1f} ms, '
          f'95th {share(times, .95):.1f} ms, {sum(events) / 1e6:.1f} MB of streams', flush=True)


def memory(pid):
    """Proportional set sizes of serve and its processes, in MiB."""
    children = [child for path in glob.glob(f'/proc/{pid}/task/*/children') for child in open(path, encoding='ascii').read().split()]
    sizes = []
    for process in [pid, *children]:
        for line in open(f'/proc/{process}/smaps_rollup', encoding='ascii'):
            if line.startswith('Pss:'):
                sizes.append(int(line.split()[1]) / 1024)
    print(f'{"memory (PSS)":42} {sum(sizes):.1f} MiB: serve {sizes[0]:.1f}, its processes {", ".join(f"{size:.1f}" for size in sizes[1:])}')


def main():
    what, *rest = sys.argv[1:]
    if what == 'each':
        each(*rest)
    elif what == 'load':
        load(rest[0], rest[1], float(rest[2]))
    else:
        memory(rest[0])


if __name__ == '__main__':
    main()
