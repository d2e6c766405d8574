#!/usr/bin/env python3
"""Stand-ins for the AI and ISBN services, over real HTTP on 127.0.0.1, and a log of what they were
really asked.

    fake_services.py [--port 0] [--separate-ports] [--editions CSV]... [--notable CSV]...
                     [--script FILE] [--scenario NAME] [--log FILE] [--pid-file FILE]
                     [--exit-with-stdin] [--max-seconds 3600]

In bash, ending with the script that started it:

    coproc FAKES { exec tests/support/fake_services.py --exit-with-stdin --log "$WORK/asked"; }
    read -r where <&"${FAKES[0]}"

When ready it prints one line of JSON: "services" (the base_url of each), "env" (the same as
BACKFILL_PROVIDERS_… variables), "control", "log_summary", "trap" (a port where nobody should
ever come), "pid". Each service answers in its own documented shapes: from the notable books of the
month that the prompt names, and from the editions whose words match.

POST /_control takes an object, or a list of them, as a --script file does:

    services   {"isbndb": {"rate": 3, "quota": 15000, "latency_ms": [200, 400]}, "*": {…}}
               settings: SETTINGS in fakes/service.py; rate and quota: fakes/limits.py
    rules      [{"service": "xai", "month": "2023-12", "do": "refuse", "shape": "content_error"},
                {"service": "gemini", "nth": [2, 3], "do": ["fenced", "drip"], "ms": 5},
                {"do": "server_error", "probability": 0.1, "seed": 7, "times": 20}]
               matched in their order, the first that fits decides; by service, month, title,
               operation, path, nth (number or list or from/to), every, skip, times, probability
               with seed. What can be done: --list
    books      {"2023-11": {"gemini": [{"title": …, "author": …, "publication_year": …}]}}
    editions   [{"isbn13": …, "title": …, "authors": […], "publisher": …, "published": …}]
    invent     {"resolvable": 0.8, "months": […]}   what resolvers know of invented books
    clear_rules, no_editions, scenario, clock_offset_s, seed, reset_log, reset, exit

GET /_control shows settings and rules, GET /_log/summary the counts: by service requests, units,
outcomes, statuses, operations, days (UTC), tokens, the most in one second, the most in flight, and
what came over the quota.
"""
import argparse
import asyncio
import functools
import gc
import json
import os
import signal
import sys
import threading

from fakes import control, delivery, engine, generators, resolvers, scenarios, service, wire

HOST = "127.0.0.1"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--separate-ports", action="store_true", help="a port for each service too")
    parser.add_argument("--editions", action="append", default=[], metavar="CSV")
    parser.add_argument("--notable", action="append", default=[], metavar="CSV")
    parser.add_argument("--script", action="append", default=[], metavar="FILE")
    parser.add_argument("--scenario", choices=sorted(scenarios.SCENARIOS))
    parser.add_argument("--log", metavar="FILE", help="append a JSON line a request")
    parser.add_argument("--pid-file", metavar="FILE")
    parser.add_argument("--exit-with-stdin", action="store_true", help="end when stdin is closed")
    parser.add_argument("--max-seconds", type=float, default=3600,
                        help="end after that in any case")
    parser.add_argument("--list", action="store_true", help="print what rules can do, and exit")
    return parser.parse_args()


def print_list():
    print("errors, by service:")
    for name, (kind, _) in service.SERVICES.items():
        print(f"  {name}: {', '.join(kind.errors)}")
        if kind.generates:
            print(f"    refuse in the shapes: {', '.join(kind.refusals)}")
    for title, actions in (("generators", {**generators.ITEM_ACTIONS, **generators.TEXT_ACTIONS}),
                           ("resolvers", resolvers.HIT_ACTIONS), ("bodies", delivery.BODIES),
                           ("deliveries", delivery.DELIVERIES)):
        print(f"{title}:")
        for name, function in actions.items():
            print(f"  {name:20} {(function.__doc__ or '').strip()}")
    print("any: raw (status, headers, json, body or body_base64), html_error, redirect (to)")


async def listen(app, port=0, only=None):
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: wire.Connection(app, only), HOST, port,
                                      backlog=4096)
    return server.sockets[0].getsockname()[1]


async def open_ports(app, options):
    """Listen; the line that says where."""
    port = await listen(app, options.port)
    root = f"http://{HOST}:{port}"
    app.trap_url = f"http://{HOST}:{await listen(app, only='trap')}"
    urls = {}
    for name, stand_in in app.services.items():
        base = f"{root}/{name}"
        if options.separate_ports:
            base = f"http://{HOST}:{await listen(app, only=name)}"
        urls[name] = base + stand_in.kind.suffix
    return {"pid": os.getpid(), "port": port, "services": urls, "control": root + "/_control",
            "log_summary": root + "/_log/summary", "trap": app.trap_url,
            "env": {f"BACKFILL_PROVIDERS_{name.upper()}_BASE_URL": url
                    for name, url in urls.items()}}


def watch_stdin(loop, stop):
    """In a thread, for stdin may be anything."""
    def wait():
        while os.read(0, 4096):
            pass
        loop.call_soon_threadsafe(stop)
    threading.Thread(target=wait, daemon=True).start()


async def run(options):
    gc.disable()  # while all that is made stays
    app = engine.Engine(options.log)
    for path in options.editions:
        app.catalogue.load(path)
    for path in options.notable:
        app.notable.load(path)
    if options.scenario:
        control.apply(app, {"scenario": options.scenario})
    for path in options.script:
        with open(path, encoding="utf-8") as file:
            control.apply(app, json.load(file))
    gc.freeze()  # and need not be looked at later: no pauses
    gc.enable()

    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    # An answer to the request that asked for the end goes out first.
    app.on_exit = functools.partial(loop.call_later, 0.05, ended.set)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ended.set)
    if options.exit_with_stdin:
        watch_stdin(loop, ended.set)
    loop.call_later(options.max_seconds, ended.set)
    where = await open_ports(app, options)
    if options.pid_file:
        with open(options.pid_file, "w", encoding="ascii") as file:
            file.write(f"{os.getpid()}\n")
    print(json.dumps(where), flush=True)
    await ended.wait()
    app.stop()
    await asyncio.sleep(0.05)  # for the last lines of the log


def remove_pid_file(path):
    """Unless it is another's by now."""
    try:
        with open(path or "", encoding="ascii") as file:
            mine = file.read().strip() == str(os.getpid())
        if mine:
            os.unlink(path)
    except OSError:
        pass


def main():
    options = arguments()
    if options.list:
        print_list()
        return
    try:
        asyncio.run(run(options))
    except (OSError, ValueError, KeyError) as problem:
        sys.exit(f"fake_services: {problem}")
    finally:
        remove_pid_file(options.pid_file)


if __name__ == "__main__":
    main()
