#!/usr/bin/env python3
"""Put messages on the broker and take them off, byte for byte, through its management API.

    broker.py publish EXCHANGE KEY [--property NAME=VALUE]... [--header NAME=VALUE]... < BODY
    broker.py drain QUEUE          one JSON object a message: properties, headers, body (base64)
    broker.py purge|delete QUEUE
    broker.py delete-exchange EXCHANGE
    broker.py close-connections

Reads BACKFILL_BROKER_MANAGEMENT_URL; the virtual host is that of BACKFILL_BROKER_URL.
"""
import argparse
import base64
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request


def parts():
    api = urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_MANAGEMENT_URL"])
    broker = urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_URL"])
    vhost = urllib.parse.unquote(broker.path[1:]) or "/"
    user = urllib.parse.unquote(api.username or "guest")
    password = urllib.parse.unquote(api.password or "guest")
    base = f"{api.scheme}://{api.hostname}:{api.port}/api"
    token = base64.b64encode(f"{user}:{password}".encode()).decode()
    return base, urllib.parse.quote(vhost, safe=""), token


def call(method, path, body=None):
    base, vhost, token = parts()
    request = urllib.request.Request(base + path.replace("{vhost}", vhost), method=method)
    request.add_header("Authorization", "Basic " + token)
    request.add_header("Content-Type", "application/json")
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(request, data, timeout=60) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def publish(options):
    properties = {"delivery_mode": 2}
    for pair in options.property:
        name, _, value = pair.partition("=")
        properties[name] = value
    headers = dict(pair.partition("=")[::2] for pair in options.header)
    if headers:
        properties["headers"] = headers
    exchange = urllib.parse.quote(options.exchange, safe="")
    answer = call("POST", f"/exchanges/{{vhost}}/{exchange}/publish", {
        "properties": properties,
        "routing_key": options.key,
        "payload": base64.b64encode(sys.stdin.buffer.read()).decode(),
        "payload_encoding": "base64",
    })
    if not answer["routed"]:
        sys.exit("not routed")


def drain(options):
    queue = urllib.parse.quote(options.queue, safe="")
    left = options.first
    while left > 0:
        got = call("POST", f"/queues/{{vhost}}/{queue}/get",
                   {"count": min(left, 500), "ackmode": "ack_requeue_false", "encoding": "base64"})
        if not got:
            return
        left -= len(got)
        for message in got:
            properties = message["properties"] or {}
            headers = properties.pop("headers", {}) if isinstance(properties, dict) else {}
            print(json.dumps({"properties": properties, "headers": headers,
                              "redelivered": message["redelivered"],
                              "body": message["payload"] if message["payload_encoding"] == "base64"
                              else base64.b64encode(message["payload"].encode()).decode()}))


def main():
    parser = argparse.ArgumentParser()
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("publish")
    one.add_argument("exchange")
    one.add_argument("key")
    one.add_argument("--property", action="append", default=[])
    one.add_argument("--header", action="append", default=[])
    one.set_defaults(run=publish)
    for name, method, tail in (("purge", "DELETE", "/contents"), ("delete", "DELETE", "")):
        one = commands.add_parser(name)
        one.add_argument("queue")
        one.set_defaults(run=lambda o, m=method, t=tail: call(
            m, f"/queues/{{vhost}}/{urllib.parse.quote(o.queue, safe='')}{t}"))
    one = commands.add_parser("drain")
    one.add_argument("queue")
    one.add_argument("--first", type=int, default=sys.maxsize)
    one.set_defaults(run=drain)
    one = commands.add_parser("delete-exchange")
    one.add_argument("exchange")
    one.set_defaults(run=lambda o: call(
        "DELETE", f"/exchanges/{{vhost}}/{urllib.parse.quote(o.exchange, safe='')}"))
    one = commands.add_parser("close-connections")
    one.set_defaults(run=lambda o: [call("DELETE", "/connections/" + urllib.parse.quote(c["name"], safe=""))
                                    for c in call("GET", "/connections")])
    options = parser.parse_args()
    try:
        options.run(options)
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code} {error.read().decode(errors='replace')}")


if __name__ == "__main__":
    main()
