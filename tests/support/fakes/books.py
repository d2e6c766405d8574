"""The books that the fakes know: notable books by month, editions by words and by ISBN."""
import collections
import csv
import math
import re
import unicodedata

WORD = re.compile(r"\w+").findall
CACHE_MAX = 50000
CANDIDATES_MAX = 200

Edition = collections.namedtuple(
    "Edition", "isbn13 title authors publisher published language pages binding",
    defaults=("", "", "en", "", "Hardcover"))


def fold(text):
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
        text = "".join(c for c in text if not unicodedata.combining(c))
    return text.casefold().replace("'", "").replace("\u2019", "")


def words(text):
    return WORD(fold(text))


def check_digit(first12):
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(first12))
    return str(-total % 10)


def isbn13(first12):
    return first12 + check_digit(first12)


def isbn10(isbn):
    """The ISBN-10 of a 978 number; None for 979, and where the number is not valid."""
    if not (isinstance(isbn, str) and re.fullmatch("978[0-9]{10}", isbn)) or (
            isbn13(isbn[:12]) != isbn):
        return None
    total = sum((10 - at) * int(digit) for at, digit in enumerate(isbn[3:12]))
    return isbn[3:12] + "0123456789X"[-total % 11]


def surname(author):
    parts = words(author.partition(",")[0])
    return parts[-1] if parts else ""


def last_first(author):
    first, _, last = author.rpartition(" ")
    return f"{last}, {first}" if first and "," not in author else author


class Catalogue:
    """Editions, found by ISBN and by words of title and author."""

    def __init__(self):
        self.by_isbn = {}
        self.editions = []
        self.title_words = []  # of each edition, as sets
        self.author_words = []
        self.postings = {}  # word -> numbers of the editions that have it
        self.weights = {}  # of a word
        self.whole = {}  # weight of the title of an edition
        self.cache = {}

    def load(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.add(Edition(row["isbn13"], row["title"], tuple(row["authors"].split(";")),
                                 row["publisher"], row["published"], row["language"],
                                 row["pages"]))

    def add(self, edition):
        if edition.isbn13 in self.by_isbn:
            return
        number = len(self.editions)
        self.by_isbn[edition.isbn13] = edition
        self.editions.append(edition)
        self.title_words.append(frozenset(words(edition.title)))
        self.author_words.append(frozenset(words(" ".join(edition.authors))))
        for word in self.title_words[-1] | self.author_words[-1]:
            self.postings.setdefault(word, []).append(number)
        self.cache.clear()

    def weight(self, some):
        """How telling these words are together: a rare word counts more. A word keeps the weight
        it had when first asked for."""
        total = 0.0
        for word in some:
            weight = self.weights.get(word)
            if weight is None:
                there = len(self.postings.get(word, ())) or 0.5
                weight = self.weights[word] = math.log(1 + len(self.editions) / there)
            total += weight
        return total

    def candidates(self, query):
        """Editions that share a word with the query, the rarest words first."""
        found = set()
        known = sorted((word for word in query if word in self.postings),
                       key=lambda word: len(self.postings[word]))
        for word in known:
            if found and len(found) + len(self.postings[word]) > CANDIDATES_MAX:
                break
            found.update(self.postings[word])
        return found

    def search(self, title, author="", mode="free"):
        """Editions by words, best first. mode `free`: title and author are one bag of words;
        `all`: as free, but every word must be there; `fields`: the author's surname must be one of
        the edition's, when an author is given."""
        key = title, author, mode
        if key not in self.cache:
            if len(self.cache) > CACHE_MAX:
                self.cache.clear()
            self.cache[key] = self.ranked(*key)
        return self.cache[key]

    def ranked(self, title, author, mode):
        query = set(words(title)) if mode == "fields" else set(words(title + " " + author))
        last = surname(author) if mode == "fields" else ""
        asked = self.weight(query)
        scored = []
        for number in self.candidates(query):
            here, by = self.title_words[number], self.author_words[number]
            if mode == "all" and not query <= here | by or last and last not in by:
                continue
            in_title = query & here
            in_author = query & by if mode != "fields" else ()
            weight = self.weight(in_title.union(in_author))
            if weight < 0.5 * asked:
                continue
            if number not in self.whole:
                self.whole[number] = self.weight(here)
            whole = self.whole[number] + self.weight(set(in_author) - here)
            score = 2 * weight / (asked + whole)
            scored.append((-score, self.editions[number].isbn13, self.editions[number]))
        scored.sort(key=lambda row: row[:2])
        return [row[2] for row in scored]


class Notable:
    """What was notable in a month, as the CSV file says it, or a test."""

    def __init__(self):
        self.by_month = {}

    def load(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.by_month.setdefault(row["month"], []).append(row)
        for rows in self.by_month.values():
            rows.sort(key=lambda row: -int(row["ratings"] or 0))

    def month(self, month):
        return [item_of(row) for row in self.by_month.get(month, ())]

    def year(self, year):
        return [item for month in sorted(self.by_month) if month.startswith(year)
                for item in self.month(month)]


def item_of(row):
    """A generator's item from a row of the notable CSV."""
    return {"title": row["title"], "author": row["authors"].split(";")[0],
            "publisher": row["publisher"] or None, "format": row["format"] or None,
            "publication_year": int(row["first_published"][:4]),
            "publication_date": row["first_published"], "isbn13": row["isbn13"] or None,
            "significance": "Much read and much reviewed."}
