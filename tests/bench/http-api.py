#!/usr/bin/env python3
"""http-api: milliseconds of each answer of serve, then 200 requests a second beside 16 streams, and memory.

    tests/bench/http-api.py URL TOKEN PID [SECONDS]
"""
import http.client
import sys
import threading
import time
import urllib.parse

PATHS = ['overview', 'status', 'why', 'alarms', 'quota', 'usage', 'report', 'report/quality', 'log', 'plan', 'prompts', 'months',
         'months/2075-01', 'months/2075-01/answers', 'letters', 'letters/groups', 'letters/1', 'operations', 'orders', 'providers']
TIMES = 30


def connect(url):
    return http.client.HTTPConnection(urllib.parse.urlsplit(url).netloc, timeout=30)


def ask(connection, path, token):
    """The status of one request, and the milliseconds that it took."""
    start = time.monotonic()
    connection.request('GET', path, headers={'Authorization': f'Bearer {token}'})
    answer = connection.getresponse()
    size = len(answer.read())
    return answer.status, (time.monotonic() - start) * 1000, size


def share(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


def each(url, token):
    connection = connect(url)
    for path in PATHS:
        found = [ask(connection, f'/api/v1/{path}', token) for _ in range(TIMES)]
        times = [ms for _, ms, _ in found]
        print(f'{path:28} {found[-1][0]}  median {share(times, .5):7.1f} ms  99th {share(times, .99):7.1f} ms  {found[-1][2]:8} bytes')


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
            found.append(ask(connection, f'/api/v1/{["months", "why", "providers", "letters/1"][len(found) % 4]}', token))

    threads = [threading.Thread(target=stream, args=(url, token, until, events), daemon=True) for _ in range(16)]
    threads += [threading.Thread(target=client, args=(number,), daemon=True) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads[16:]:
        thread.join()
    times = [ms for _, ms, _ in found]
    good = sum(status == 200 for status, _, _ in found)
    print(f'{"200 a second, 16 streams":28} {good} of {len(found)} good in {seconds} s: {len(found) / seconds:.0f} a second, '
          f'median {share(times, .5):.1f} ms, 99th {share(times, .99):.1f} ms, {sum(events)} bytes of streams')


def memory(pid):
    """Proportional set sizes of serve and its workers, in MiB."""
    children = open(f'/proc/{pid}/task/{pid}/children', encoding='ascii').read().split()
    sizes = []
    for process in [pid, *children]:
        for line in open(f'/proc/{process}/smaps_rollup', encoding='ascii'):
            if line.startswith('Pss:'):
                sizes.append(int(line.split()[1]) / 1024)
    print(f'{"memory (PSS)":28} {sum(sizes):.1f} MiB: serve {sizes[0]:.1f}, workers {", ".join(f"{size:.1f}" for size in sizes[1:])}')


def main():
    url, token, pid = sys.argv[1:4]
    memory(pid)
    each(url, token)
    load(url, token, int(sys.argv[4]) if len(sys.argv) > 4 else 20)
    memory(pid)


if __name__ == '__main__':
    main()
