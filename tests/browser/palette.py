#!/usr/bin/env python3
"""Makes PNG pictures of a page small: palette.py FILE… Each gets a palette of its most frequent colours,
to which the others go. It reads what chromium writes: 8 bits, RGB or RGBA, not interlaced."""
import collections
import struct
import sys
import zlib

COLOURS = 96


def chunks(data):
    at = 8
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at:at + 8])
        yield kind, data[at + 8:at + 8 + length]
        at += 12 + length


def paeth(left, up, corner):
    to_left, to_up, to_corner = abs(up - corner), abs(left - corner), abs(left + up - 2 * corner)
    return left if to_left <= to_up and to_left <= to_corner else up if to_up <= to_corner else corner


def unfilter(kind, line, before, size):
    for x in range(len(line)):
        left, up = line[x - size] if x >= size else 0, before[x]
        corner = before[x - size] if x >= size else 0
        line[x] = (line[x] + (0, left, up, (left + up) // 2, paeth(left, up, corner))[kind]) & 255


def read(path):
    with open(path, "rb") as file:
        parts = list(chunks(file.read()))
    width, height, _, colours = struct.unpack(">IIBB", parts[0][1][:10])
    size = {2: 3, 6: 4}[colours]
    raw = zlib.decompress(b"".join(body for kind, body in parts if kind == b"IDAT"))
    rows, before, step = [], bytes(width * size), width * size + 1
    for y in range(height):
        line = bytearray(raw[y * step + 1:(y + 1) * step])
        unfilter(raw[y * step], line, before, size)
        rows.append([bytes(line[x:x + 3]) for x in range(0, len(line), size)])
        before = line
    return width, height, rows


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def write(path, width, height, rows):
    there = collections.Counter(colour for row in rows for colour in row)
    palette = [colour for colour, _ in there.most_common(COLOURS)]

    def nearest(colour):
        return min(range(len(palette)), key=lambda i: sum((a - b) ** 2 for a, b in zip(colour, palette[i])))

    place = {colour: nearest(colour) for colour in there}
    lines = b"".join(b"\0" + bytes(place[colour] for colour in row) for row in rows)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0))
                   + chunk(b"PLTE", b"".join(palette)) + chunk(b"IDAT", zlib.compress(lines, 9)) + chunk(b"IEND", b""))


for name in sys.argv[1:]:
    write(name, *read(name))
