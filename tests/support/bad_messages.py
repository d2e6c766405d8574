#!/usr/bin/env python3
"""The bad messages of BACKFILL_QUEUE, each with its number and what must become of it.

    bad_messages.py publish        put all of them on the queue, confirmed
    bad_messages.py check LOG      TAP: what became of each, by the archive of dead letters (as JSON
                                   lines on stdin) and the consumer's log at level debug

Numbers are those of the project's corpus of bad input: 1-29 bodies, 30-45 properties. What is
POISON is archived with its bytes unchanged and a reason that says so; what is KEPT is a message
whose oddity is no harm: its job is not the row's, so it is acknowledged as stale, by name.
Reads BACKFILL_BROKER_URL.
"""
import base64
import json
import os
import re
import struct
import sys
import urllib.parse

sys.dont_write_bytecode = True
from raw_amqp import Connection, short  # noqa: E402

KEPT = None  # else what the reason of the dead letter must say
EXCHANGE, KEY = "backfill", "BACKFILL_QUEUE"
LONG_KEY = "k" * 255
UUID = "0b0e7a52-8a1c-4c8e-9d4a-3f1f5ce7a001"

# The properties of the content header in their order on the wire, with their flags.
FLAGS = {"content_type": 0x8000, "content_encoding": 0x4000, "headers": 0x2000, "delivery_mode": 0x1000,
         "priority": 0x0800, "correlation_id": 0x0400, "reply_to": 0x0200, "expiration": 0x0100,
         "message_id": 0x0080, "timestamp": 0x0040, "type": 0x0020, "user_id": 0x0010, "app_id": 0x0008}
USUAL = {"content_type": short("application/json"), "type": short("backfill.month.v1"),
         "message_id": short("m1"), "delivery_mode": b"\x02"}


def long(data):
    data = data if isinstance(data, bytes) else data.encode()
    return struct.pack(">I", len(data)) + data


def text(value):
    return b"S" + long(value)


def table(fields):
    return long(b"".join(short(name) + value for name, value in fields.items()))


def array(*values):
    return b"A" + long(b"".join(values))


def nested_table(depth):
    value = b"V"
    for _ in range(depth):
        value = b"F" + table({"": value})
    return value


def nested_array(depth):
    value = b"V"
    for _ in range(depth):
        value = array(value)
    return value


# Not infinity: the broker itself ends a connection that sends it.
EVERY_KIND = {
    "t": b"t\x01", "b": b"b\xff", "B": b"B\xff", "s": b"s\x80\x00", "u": b"u\xff\xff", "I": b"I\x80\0\0\0",
    "i": b"i\xff\xff\xff\xff", "l": b"l\x80" + bytes(7), "f": b"f\x3f\xc0\0\0", "d": b"d\x7f\xef" + b"\xff" * 6,
    "D": b"D\xff\0\0\0\x05", "S": text("a\x1b[2J\r\nb"), "x": b"x" + long(b"\xff\0\xfe"),
    "T": b"T" + b"\xff" * 8, "F": b"F" + table({"a": text("b")}), "A": array(text("a"), b"V"), "V": b"V",
}


def job(number, year="2023", month="11", **more):
    """A body; its job is the case's own, none of a row."""
    fields = {"job_id": json.dumps(f"00000000-0000-4000-8000-{number:012d}"), "year": year, "month": month, **more}
    return "{" + ", ".join(f'"{name}": {value}' for name, value in fields.items() if value is not None) + "}"


def cases():
    """number, name, what must become of it, body, changed properties, headers"""
    good = job(0)
    yield 1, "empty", "empty body", ""
    yield 2, "one NUL byte", "body:", b"\0"
    yield 3, "null", "object", "null"
    yield 4, "array", "object", "[]"
    yield 5, "string", "object", '"str"'
    yield 6, "truncated", "body:", '{"year": 2023'
    yield 7, "NUL and a tail", "body:", good + "\0x"
    yield 8, "two documents", "body:", good + " " + good
    yield 9, "byte order mark", "body:", b"\xef\xbb\xbf" + good.encode()
    yield 10, "UTF-16", "body:", good.encode("utf-16")
    yield 11, "invalid UTF-8", "body:", b'{"job_id": "\xff"}'
    yield 12, "overlong UTF-8", "body:", b'{"job_id": "\xc0\xaf"}'
    yield 13, "surrogate in UTF-8", "body:", b'{"job_id": "\xed\xa0\x80"}'
    yield 14, "33 deep", "body:", "[" * 33 + "]" * 33
    yield 15, "1,000,000 deep", "body:", "[" * 1000000
    yield 16, "2 MiB", "longer than 1048576", b"x" * (2 << 20)
    yield 16, "16 MiB string", "longer than 1048576", '{"a": "' + "x" * (16 << 20) + '"}'
    yield 18, "duplicate key", "body:", f'{{"job_id": "{UUID}", "year": 2023, "year": 2023, "month": 11}}'
    for year in ('"2023"', "2023.0", "2023.5", "1e3", "true", "null", "-1", "0", "1899", "2101"):
        yield 19, f"year {year}", "year", job(19, year=year)
    yield 19, "year NaN", "body:", job(19, year="NaN")
    yield 19, "year beyond 64 bits", "out of range", job(19, year="9223372036854775808")
    for month in ("0", "13", "-1", "1.5", '"11"'):
        yield 20, f"month {month}", "month", job(20, month=month)
    yield 21, "unknown field", KEPT, job(21, colour='"blue"', nested='{"a": [1]}')
    yield 22, "no job_id", "job_id", '{"year": 2023, "month": 11}'
    yield 23, "job_id no UUID", "job_id", '{"job_id": "\'; DROP TABLE backfill_log", "year": 2023, "month": 11}'
    yield 23, "job_id of 10 KB", "job_id", f'{{"job_id": "{"a" * 10240}", "year": 2023, "month": 11}}'
    yield 24, "NUL in a key", "body:", '{"year\\u0000x": 1}'
    for size in ("0", "101", "2147483648", "4294967301"):
        yield 25, f"batch_size {size}", "batch_size", job(25, batch_size=size)
    yield 26, "prompt_variant a path", "prompt_variant", job(26, prompt_variant='"../../etc/passwd"')
    yield 26, "prompt_variant of 51", "prompt_variant", job(26, prompt_variant='"' + "a" * 51 + '"')
    yield 26, "prompt_variant unknown: the row's holds", KEPT, job(26, prompt_variant='"no-such"')
    yield 27, "newer version", "upgrade", good, {"type": short("backfill.month.v2")}
    yield 27, "unknown type", "type", good, {"type": short("backfill.other.v1")}
    yield 28, "single quotes", "body:", "{'year': 2023}"
    yield 29, "no such month", "no month 1999-01", job(29, year="1999", month="1")
    yield 30, "content_type text/xml", "content_type", good, {"content_type": short("text/xml")}
    yield 30, "no content_type", "content_type", good, {"content_type": None}
    yield 31, "gzip", "content_encoding", good, {"content_encoding": short("gzip")}
    yield 32, "no message_id", "message_id", good, {"message_id": None}
    yield 32, "no type", "type", good, {"type": None}
    yield 33, "message_id with CR LF", "message_id", good, {"message_id": short(b"m\r\nfake=1 " + b"x" * 245)}
    yield 33, "message_id no UTF-8", "message_id", good, {"message_id": short(b"\xff\xfe")}
    yield 34, "delivery_mode 1", KEPT, job(34), {"delivery_mode": b"\x01"}
    yield 36, "timestamp 2^63", KEPT, job(36), {"timestamp": struct.pack(">Q", 1 << 63)}
    yield 37, "tables 10,000 deep", KEPT, job(37), {}, {"t": nested_table(10000)}
    yield 38, "arrays 26,000 deep", KEPT, job(38), {}, {"t": nested_array(26000)}
    yield 39, "5,000 headers", KEPT, job(39), {}, {f"h{i}": text("v") for i in range(5000)}
    yield 39, "5,000 headers, poison", "object", "[39]", {}, {f"h{i}": text("v") for i in range(5000)}
    yield 39, "10 headers of 8 KB, poison", "object", "[391]", {}, {f"h{i}": text("\x01" * 8000) for i in range(10)}
    yield 39, "a key of 255 bytes, poison", "object", "[392]", {}, {"k" * 255: text("v"), "\x01" * 255: text("v")}
    yield 40, "x-death a text", KEPT, job(40), {}, {"x-death": text("none")}
    for at, count in enumerate((-1, (1 << 63) - 1)):
        yield 40, f"x-death {count}", KEPT, job(401 + at), {}, {
            "x-death": array(b"F" + table({"count": b"l" + struct.pack(">q", count), "reason": text("expired")}))}
    yield 41, "own attempts 'abc'", KEPT, job(41), {}, {"backfill-attempts": text("abc")}
    yield 41, "own headers on poison", "object", "[41]", {}, {
        "backfill-attempts": text("abc"), "backfill-letter-id": text("x"), "backfill-first-at": text("never")}
    yield 42, "reply_to", KEPT, job(42), {"reply_to": short("amq.rabbitmq.reply-to.x")}
    yield 43, "every kind of field", KEPT, job(43), {}, EVERY_KIND
    yield 43, "every kind of field, poison", "object", "[43]", {}, EVERY_KIND
    # With what the broker adds to them when it delivers or dead-letters the message again, they are more
    # than a frame should hold.
    for size, body, want in ((1200000, b"x" * 1200000, "longer than 1048576"), (4, "[46]", "object")):
        yield 46, f"headers of 131,000 bytes, a body of {size}", want, body, {}, {"h": text("x" * 130850)}
    yield 45, "routing key of 255 bytes", KEPT, job(45), {"key": LONG_KEY}


def all_cases():
    for number, name, want, body, *more in cases():
        changed, headers = (more + [{}, {}])[:2]
        yield f"{number}: {name}", want, body if isinstance(body, bytes) else body.encode(), changed, headers


def publish():
    connection = Connection(urllib.parse.urlsplit(os.environ["BACKFILL_BROKER_URL"]))
    connection.confirms()
    connection.bind("BACKFILL_QUEUE", EXCHANGE, LONG_KEY)
    count = 0
    for name, _, body, changed, headers in all_cases():
        properties = {**USUAL, **changed, "headers": table({"c": text(name), **headers})}
        key = properties.pop("key", KEY)
        there = {name: value for name, value in properties.items() if value is not None}
        wire = b"".join(there[name] for name in FLAGS if name in there)
        connection.publish(EXCHANGE, key, sum(FLAGS[name] for name in there), wire, body)
        count += 1
    connection.close()
    print(count)


def fault(want, body, letters, ignored):
    """What is wrong with the case; empty: nothing."""
    if want is KEPT:
        job_id = json.loads(body)["job_id"]
        if letters:
            return f"dead-lettered: {letters[0]['error_message']}"
        return "" if ignored.get(job_id) == 1 else f"taken {ignored.get(job_id, 0)} times"
    if len(letters) != 1:
        return f"{len(letters)} letters"
    letter = letters[0]
    said = f"{letter['reason']}|{letter['error_message']}"
    if want not in said:
        return f"says '{said}'"
    if letter["body_bytes"] != len(body):
        return f"{letter['body_bytes']} bytes of {len(body)}"
    too_long = len(body) > 1 << 20
    return "" if too_long or base64.b64decode(letter["body"]) == body else "the bytes are others"


def check(log):
    letters, ignored, number = {}, {}, 0
    for line in sys.stdin:
        letter = json.loads(line)
        letters.setdefault(letter["name"], []).append(letter)
    with open(log, encoding="utf-8") as lines:
        for job_id in re.findall(r"event=delivery_ignored .*job=(\S+) why=stale", lines.read()):
            ignored[job_id] = ignored.get(job_id, 0) + 1
    for name, want, body, _, _ in all_cases():
        number += 1
        wrong = fault(want, body, letters.pop(name, []), ignored)
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}: {want or 'kept'}" + (f" ({wrong})" if wrong else ""))
    number += 1
    print(f"{'not ok' if letters else 'ok'} {number} - there are no other letters {list(letters)[:5]}")
    print(f"1..{number}")


def main():
    if sys.argv[1:] == ["publish"]:
        publish()
    elif len(sys.argv) == 3 and sys.argv[1] == "check":
        check(sys.argv[2])
    else:
        sys.exit(__doc__)


main()
