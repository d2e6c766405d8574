"""Ways to send an answer badly, or unusually. Each is made by a function of a rule's parameters
and returns a coroutine function (connection, answer) that says whether the answer went out
whole."""
import asyncio
import gzip
import json
import random
import struct
import zlib

CHUNK = 1 << 16


def chunk(data):
    return b"%x\r\n%b\r\n" % (len(data), data)


def drip(rule):
    """`bytes` (1) at a time of the body, every `ms` (100)."""
    step, pause_s = rule.get("bytes", 1), rule.get("ms", 100) / 1000

    async def send(connection, answer):
        await connection.write(answer.head(), counts=False)
        for at in range(0, len(answer.body), step):
            await asyncio.sleep(pause_s)
            await connection.write(answer.body[at:at + step])
        return True
    return send


def part_of(answer, rule):
    return answer.body[:rule.get("after", len(answer.body) // 2)]


def reset(rule):
    """`after` bytes (half) of the body, then RST."""
    async def send(connection, answer):
        await connection.write(answer.head(), counts=False)
        await connection.write(part_of(answer, rule))
        await asyncio.sleep(0.02)  # what was written must leave before RST throws it away
        connection.reset()
        return False
    return send


def close(rule):
    """`after` bytes (half) of the body, then FIN."""
    async def send(connection, answer):
        await connection.write(answer.head(), counts=False)
        await connection.write(part_of(answer, rule))
        connection.transport.close()
        return False
    return send


def close_before(_rule):
    """Not one byte of an answer, then FIN."""
    async def send(connection, _answer):
        connection.transport.close()
        return False
    return send


def hang(rule):
    """`after` bytes of the body (0: the head only; absent: nothing at all), then silence."""
    async def send(connection, answer):
        if "after" in rule:
            await connection.write(answer.head(), counts=False)
            await connection.write(answer.body[:rule["after"]])
        await asyncio.get_running_loop().create_future()
    return send


def wrong_length(rule):
    """A Content-Length that is off by `bytes` (-5: more comes than said; 5: less, then FIN)."""
    async def send(connection, answer):
        answer.headers["Content-Length"] = max(len(answer.body) + rule.get("bytes", 5), 0)
        await connection.write(answer.head(length=False), counts=False)
        await connection.write(answer.body)
        connection.transport.close()
        return False
    return send


def chunked(rule):
    """As it should be, in chunks of `bytes` (1024)."""
    async def send(connection, answer):
        answer.headers["Transfer-Encoding"] = "chunked"
        await connection.write(answer.head(length=False), counts=False)
        step = rule.get("bytes", 1024)
        for at in range(0, len(answer.body), step):
            await connection.write(chunk(answer.body[at:at + step]))
        await connection.write(b"0\r\n\r\n", counts=False)
        return True
    return send


def bad_chunk(_rule):
    """A chunk whose size is FFFFFFFFFFFFFFFF."""
    async def send(connection, answer):
        answer.headers["Transfer-Encoding"] = "chunked"
        await connection.write(answer.head(length=False), counts=False)
        await connection.write(b"FFFFFFFFFFFFFFFF\r\n" + answer.body)
        connection.transport.close()
        return False
    return send


def huge(rule):
    """`mb` (100) of valid JSON in chunks, an array of strings."""
    async def send(connection, answer):
        answer.headers["Transfer-Encoding"] = "chunked"
        await connection.write(answer.head(length=False), counts=False)
        block = chunk(b'"' + b"x" * (CHUNK - 3) + b'",')
        await connection.write(chunk(b"["))
        for _ in range(rule.get("mb", 100) * (1 << 20) // CHUNK):
            await connection.write(block)
        await connection.write(chunk(b'""]') + b"0\r\n\r\n")
        return True
    return send


def gzip_bomb(rule):
    """A small gzip body that becomes `mb` (200) of JSON blanks."""
    async def send(connection, answer):
        plain = b" " * (1 << 20)
        packer = zlib.compressobj(9, zlib.DEFLATED, -15)
        packer.compress(plain)
        packer.flush(zlib.Z_FULL_FLUSH)  # from here each block stands alone and can be repeated
        block = packer.compress(plain) + packer.flush(zlib.Z_FULL_FLUSH)
        blocks = rule.get("mb", 200)
        answer.headers.update({"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"})
        await connection.write(answer.head(length=False), counts=False)
        await connection.write(chunk(b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"))
        crc = 0
        for _ in range(blocks):
            crc = zlib.crc32(plain, crc)
            await connection.write(chunk(block))
            await asyncio.sleep(0)
        end = b"\x03\x00" + struct.pack("<II", crc, blocks * len(plain) & 0xFFFFFFFF)
        await connection.write(chunk(end) + b"0\r\n\r\n")
        return True
    return send


def gzipped(_rule):
    """As it should be, compressed whether asked for or not."""
    async def send(connection, answer):
        answer.body = gzip.compress(answer.body)
        answer.headers["Content-Encoding"] = "gzip"
        await connection.write(answer.head(), counts=False)
        await connection.write(answer.body)
        return True
    return send


def headers_flood(rule):
    """`mb` (22) of headers before the body."""
    async def send(connection, answer):
        await connection.write(answer.head()[:-2], counts=False)
        block = b"".join(b"X-Filler-%d: %b\r\n" % (n, b"y" * 1000) for n in range(64))
        for _ in range(rule.get("mb", 22) * (1 << 20) // len(block)):
            await connection.write(block, counts=False)
        await connection.write(b"\r\n" + answer.body)
        return True
    return send


def continue_flood(rule):
    """`count` (10,000) interim answers, then the answer."""
    async def send(connection, answer):
        for _ in range(rule.get("count", 10000)):
            await connection.write(b"HTTP/1.1 100 Continue\r\n\r\n", counts=False)
        await connection.write(answer.head(), counts=False)
        await connection.write(answer.body)
        return True
    return send


def http10(_rule):
    """HTTP/1.0 without a length: the body ends with the connection."""
    async def send(connection, answer):
        await connection.write(answer.head(length=False, version="HTTP/1.0"), counts=False)
        await connection.write(answer.body)
        connection.transport.close()
        return True
    return send


def not_http(rule):
    """Bytes that are no HTTP."""
    async def send(connection, _answer):
        await connection.write(random.Random(rule.get("seed", 1)).randbytes(4096))
        connection.transport.close()
        return False
    return send


DELIVERIES = {f.__name__: f for f in (
    drip, reset, close, close_before, hang, wrong_length, chunked, bad_chunk, huge, gzip_bomb,
    gzipped, headers_flood, continue_flood, http10, not_http)}
WHOLE = ("drip", "chunked", "gzipped", "continue_flood", "http10")  # a patient client reads these


# ---- bodies replaced or spoilt, sent as they should be ----

def duplicate_keys(body, _rule):
    """The first member of the object twice, the first time with a wrong value."""
    at = body.find(b"{") + 1
    colon = body.find(b":", at)
    return body[:at] + body[at:colon] + b':"not this one",' + body[at:] if colon > 0 else body


def nested(_body, rule):
    """`depth` (10,000) arrays in each other."""
    depth = rule.get("depth", 10000)
    return b"[" * depth + b"]" * depth


def garbage(_body, rule):
    return random.Random(rule.get("seed", 1)).randbytes(rule.get("bytes", 2000))


def middle(body, insert):
    """Put bytes into the longest string of a JSON text."""
    longest = max(body.split(b'"')[1::2], key=len, default=b"")
    at = body.find(longest) + len(longest) // 2
    return body[:at] + insert + body[at:]


BODIES = {
    "empty_body": lambda body, rule: b"",
    "garbage": garbage,
    "html": lambda body, rule: b"<!DOCTYPE html><html><body><h1>Welcome</h1></body></html>",
    "nul": lambda body, rule: middle(body, b"\x00"),
    "invalid_utf8": lambda body, rule: middle(body, b"\xff\xc0\xaf\xed\xa0\x80"),
    "nested": nested,
    "duplicate_keys": duplicate_keys,
    "array_for_object": lambda body, rule: b"[" + body + b"]",
    "cut_body": lambda body, rule: body[:rule.get("after", len(body) // 2)],
    "two_documents": lambda body, rule: body + body,
    "byte_order_mark": lambda body, rule: b"\xef\xbb\xbf" + body,
    "json_null": lambda body, rule: b"null",
    "json_string": lambda body, rule: json.dumps(body.decode("utf-8", "replace")).encode(),
}
