#!/usr/bin/env python3
"""openlibrary_dump: writes dumps as Open Library publishes them, with every trap that real ones hold.

    openlibrary_dump.py FOLDER            authors.txt.gz, works.txt.gz, editions.txt.gz (two gzip members each),
                                          all.txt (unpacked, every type)
    openlibrary_dump.py FOLDER --many N   the three with N lines of editions, without traps, for benches
"""
import gzip
import json
import os
import random
import sys

TIME = "2008-04-01T03:28:50.625462"


def line(kind, path, value, time=TIME, revision=3):
    body = value if isinstance(value, str) else json.dumps(value)
    return f"{kind}\t{path}\t{revision}\t{time}\t{body}\n"


def isbn13(number):
    digits = f"978{number:09d}"
    check = (10 - sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(digits)) % 10) % 10
    return digits + str(check)


def isbn10(number):
    digits = f"{number:09d}"
    check = (11 - sum(int(d) * (10 - i) for i, d in enumerate(digits)) % 11) % 11
    return digits + ("X" if check == 10 else str(check))


def author(number, name, **more):
    return line("/type/author", f"/authors/OL{number}A", {"key": f"/authors/OL{number}A", **({"name": name} if name else {}), **more})


def work(number, title, authors=(), **more):
    entries = [{"author": {"key": f"/authors/OL{a}A"}, "type": {"key": "/type/author_role"}} for a in authors]
    return line("/type/work", f"/works/OL{number}W",
                {"key": f"/works/OL{number}W", **({"title": title} if title else {}), "authors": entries, **more})


def edition(number, title, time=TIME, **more):
    return line("/type/edition", f"/books/OL{number}M",
                {"key": f"/books/OL{number}M", **({"title": title} if title is not None else {}), **more}, time)


def redirect(path, location):
    return line("/type/redirect", path, {"key": path, "type": {"key": "/type/redirect"}, "location": location})


AUTHORS = [
    author(1, "Ursula K. Le Guin", birth_date="21 October 1929", bio={"type": "/type/text", "value": "An author."}),
    author(2, "Franz Kafka", bio="As plain text."),
    author(3, "Zero\u0000 Between"),
    author(4, None, personal_name="Only Personal"),
    author(5, None),                                    # without a name
    author(6, "Semi; Colon"),
    redirect("/authors/OL11A", "/authors/OL12A"),       # two hops to OL1A
    redirect("/authors/OL12A", "/authors/OL1A"),
    redirect("/authors/OL20A", "/authors/OL21A"),       # a circle
    redirect("/authors/OL21A", "/authors/OL20A"),
    redirect("/authors/OL30A", "/authors/OL99999A"),    # to nowhere
    redirect("/authors/OL31A", "/authors/OL31A"),       # to itself
    *[redirect(f"/authors/OL{40 + i}A", f"/authors/OL{41 + i}A") for i in range(6)],
    author(46, "Six Hops Away"),                        # OL40A is too far, OL41A is near enough
]
WORKS = [
    work(1, "The Dispossessed", [1], description="A plain text with \u0000 in it.", first_publish_date="1974",
         subjects=["Utopias", "Anarchism", "Utopias -- Fiction"]),
    work(2, "Die Verwandlung", [2], description={"type": "/type/text", "value": "An object\nof two lines."}),
    work(3, None),                                      # without a title (OL25303131W)
    line("/type/work", "/works/OL4W", {"key": "/works/OL4W", "title": "Author shapes", "authors": [
        {"key": "/authors/OL1A"}, {"author": "/authors/OL2A"}, {"type": {"key": "/type/author_role"}}, None,
        {"author": {"key": "/authors/OL3A"}}, "/authors/OL4A"]}),
    redirect("/works/OL10W", "/works/OL1W"),
    redirect("/works/OL11W", "/works/OL77777W"),        # to nowhere
]
EDITIONS = [
    edition(1, "The Dispossessed", isbn_13=["978-0-06-105488-4"], isbn_10=["0-06-105488-7 (pbk.)"], works=[{"key": "/works/OL1W"}],
            publishers=["Harper Voyager"], publish_date="October 1994", number_of_pages=400, languages=[{"key": "/languages/eng"}],
            physical_format="Mass Market Paperback", covers=[-1], source_records=["marc:marc_loc_2016/x"]),
    edition(2, "Die Verwandlung", subtitle="Erzählung", isbn_10=["316148410X", "not one"], authors=[{"key": "/authors/OL2A"}],
            works=[{"key": "/works/OL2W"}], publish_date="1915", covers=[77, 78], languages=[{"key": "/languages/ger"}]),
    edition(3, "Ten in thirteen", isbn_13=[isbn10(306406157 // 10 + 5), "9780306406157 :"], authors=[{"key": "/authors/OL12A"}]),
    edition(4, None, isbn_13=[isbn13(4)]),              # without a title
    edition(5, "<>", isbn_13=[isbn13(5)]),              # no title either
    edition(6, "Wrong check digit", isbn_13=["9780306406158"]),
    edition(7, "Without an ISBN", isbn_odd_length=["97803064061"]),
    edition(8, "Zero \u0000 and half \ud83d of a pair &amp;amp; entity", isbn_13=isbn13(8), publishers=["????"],
            publish_date="01-01-1900", number_of_pages="231", works=[{"key": "/works/OL11W"}]),
    edition(9, "Bad values", isbn_13=[isbn13(9)], publish_date="2039", number_of_pages=0, languages=[None], authors=[None, {}],
            covers=[None], works="none", publishers=None, physical_format=7),
    # one ISBN many times: the shop's is fullest, the library's counts
    edition(20, "Shop title", isbn_13=[isbn13(20)], source_records=["amazon:1", "bwb:2", "promise:3"], publishers=["Shop"],
            number_of_pages=1, publish_date="2001", physical_format="Hardcover", weight="1", notes="n", series=["s"], pagination="p"),
    edition(21, "Library title", isbn_13=[isbn13(20)], source_records=["marc:x", "amazon:1"], publishers=["Library"]),
    edition(22, "People title", isbn_13=[isbn13(20)], publishers=["People"], number_of_pages=3, publish_date="2003", notes="n"),
    edition(23, "Older", isbn_13=[isbn13(23)], publishers=["Older"], time="2009-01-01T00:00:00"),
    edition(24, "Newer", isbn_13=[isbn13(23)], publishers=["Newer"], time="2010-01-01T00:00:00"),
    edition(25, "Redirected work", isbn_13=[isbn13(25)], works=[{"key": "/works/OL10W"}]),
    edition(26, "Far away", isbn_13=[isbn13(26)], authors=[{"key": "/authors/OL40A"}]),
    edition(27, "Near enough", isbn_13=[isbn13(27)], authors=[{"key": "/authors/OL41A"}]),
    edition(28, "In a circle", isbn_13=[isbn13(28)], authors=[{"key": "/authors/OL20A"}]),
    edition(29, "Many shapes", isbn_13=[isbn13(29)], works=[{"key": "/works/OL4W"}]),
    edition(30, "T" * 5000, isbn_13=[isbn13(30)]),
    line("/type/edition", "/books/OL31M", '{"title": "Not closed", "isbn_13": ["' + isbn13(31) + '"]'),
    line("/type/edition", "/books/OL32M", '{"title": "Too deep", "isbn_13": ' + "[" * 40 + "]" * 40 + "}"),
    line("/type/edition", "no key", {"title": "No key", "isbn_13": [isbn13(33)]}),
    "only\tthree\tcolumns\n",
    "\n",
    line("/type/delete", "/books/OL34M", {"key": "/books/OL34M", "type": {"key": "/type/delete"}}),
    line("/type/edition", "/books/OL35M", {"title": "x", "isbn_13": [isbn13(35)], "notes": "y" * (8 << 20)}),  # too long
    edition(36, "Behind the long line", isbn_13=[isbn13(36)]),
]


def pack(path, lines):
    """Two gzip members, the first of which ends in the middle of a line."""
    whole = "".join(lines).encode()
    middle = len(whole) // 2 + 3
    with open(path, "wb") as out:
        for part in (whole[:middle], whole[middle:]):
            out.write(gzip.compress(part, 6, mtime=0))


def many(folder, count):
    """As many editions as asked for, with the authors and works that they name."""
    chance = random.Random(7)
    words = [a + b for a in ("wind", "stone", "river", "night", "garden", "silver", "winter", "house", "glass", "letter", "shadow", "iron")
             for b in ("", "s", "er", "land", "fall", "song", "light", "born")]
    works = max(1, count // 2)
    authors = max(1, count // 5)

    def title():
        return " ".join(chance.choice(words).capitalize() for _ in range(chance.randint(2, 5)))

    with gzip.open(os.path.join(folder, "authors.txt.gz"), "wt", 1) as out:
        for i in range(1, authors + 1):
            out.write(author(i, f"{chance.choice(words).capitalize()} {chance.choice(words).capitalize()}{chance.choice(words)}",
                             type={"key": "/type/author"}, revision=1))
    with gzip.open(os.path.join(folder, "works.txt.gz"), "wt", 1) as out:
        for i in range(1, works + 1):
            out.write(work(i, title(), [chance.randint(1, authors)], subjects=[title(), title()], description=title() * 4))
    with gzip.open(os.path.join(folder, "editions.txt.gz"), "wt", 1) as out:
        for i in range(1, count + 1):
            out.write(edition(i, title(), isbn_13=[isbn13(i)], isbn_10=[isbn10(i)], works=[{"key": f"/works/OL{chance.randint(1, works)}W"}],
                              authors=[{"key": f"/authors/OL{chance.randint(1, authors)}A"}], publishers=[title()],
                              publish_date=f"{chance.choice(('March', 'May', 'June'))} {chance.randint(1, 28)}, {chance.randint(1970, 2023)}",
                              number_of_pages=chance.randint(60, 900), languages=[{"key": "/languages/eng"}], covers=[chance.randint(1, 10 ** 7)],
                              physical_format="Paperback", type={"key": "/type/edition"}, revision=3, latest_revision=3,
                              source_records=[f"ia:{i}"], identifiers={"goodreads": [str(i)]}, subjects=[title()],
                              created={"type": "/type/datetime", "value": TIME}, last_modified={"type": "/type/datetime", "value": TIME}))


def main():
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    if "--many" in sys.argv:
        many(folder, int(sys.argv[sys.argv.index("--many") + 1]))
        return
    for name, lines in (("authors", AUTHORS), ("works", WORKS), ("editions", EDITIONS)):
        pack(os.path.join(folder, name + ".txt.gz"), lines)
    with open(os.path.join(folder, "all.txt"), "w", encoding="utf-8") as out:
        out.writelines(sorted(AUTHORS + WORKS + EDITIONS[:3], key=lambda text: text.split("\t")[1]))
        out.write(line("/type/list", "/people/x/lists/OL1L", {"name": "a list"}).rstrip("\n"))  # no line end at the end


main()
