#!/usr/bin/env python3
"""What enrich.sh needs: editions for the fakes, and messages that name them.

    enrich.py editions COUNT               CSV on stdout, as fake_services.py reads it
    enrich.py publish FIRST COUNT EACH     to ENRICHMENT_QUEUE: so many ISBNs from this one on, EACH in a message

Three editions are of one work, and an author has two works. The broker is that of
BACKFILL_BROKER_MANAGEMENT_URL."""
import base64
import csv
import http.client
import json
import os
import sys
import urllib.parse


def isbn(number):
    digits = f"9780{number:08d}"
    return digits + str(-sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits)) % 10)


def editions(count):
    out = csv.writer(sys.stdout)
    out.writerow(["isbn13", "title", "authors", "publisher", "published", "language", "pages"])
    for i in range(count):
        work = i // 3
        out.writerow([isbn(i), f"The Road of Stage{work}: A Journey to Town{work % 97}",
                      f"Writer{work // 2} Namesake;Second Person{work // 4}", f"House {i % 400}",
                      f"{1970 + i % 50}-{i % 12 + 1:02}-{i % 28 + 1:02}", "en", str(100 + i % 700)])


def publish(first, count, each):
    at = urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_MANAGEMENT_URL"])
    host = urllib.parse.unquote(urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_URL"]).path[1:]) or "/"
    connection = http.client.HTTPConnection(at.hostname, at.port)
    login = f"{urllib.parse.unquote(at.username)}:{urllib.parse.unquote(at.password)}"
    headers = {"Authorization": "Basic " + base64.b64encode(login.encode()).decode(),
               "Content-Type": "application/json"}
    path = f"/api/exchanges/{urllib.parse.quote(host, safe='')}/backfill/publish"
    for i in range(first, first + count, each):
        isbns = [isbn(n) for n in range(i, min(i + each, first + count))]
        body = {"routing_key": "ENRICHMENT_QUEUE", "payload_encoding": "string",
                "payload": json.dumps({"isbns": isbns, "source": "bench", "priority": "low"}),
                "properties": {"delivery_mode": 2, "type": "backfill.enrichment.v1",
                               "message_id": f"bench-{i}", "content_type": "application/json"}}
        connection.request("POST", path, json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
        if answer.status != 200 or not json.loads(text)["routed"]:
            sys.exit(f"not routed: {answer.status} {text[:200]}")


if __name__ == "__main__":
    {"editions": editions, "publish": publish}[sys.argv[1]](*map(int, sys.argv[2:]))
