"""Stand-in for Open Library: the search of works (GET {base}/search.json), and the records of ISBNs
(GET {base}/api/books?bibkeys=ISBN:…,ISBN:…&jscmd=details or data)."""
import re
import zlib

from .books import isbn10, surname, words
from .generators import html_answer, json_answer
from .resolvers import Lookup

LANGUAGES = {"en": "eng", "de": "ger", "fr": "fre", "es": "spa", "it": "ita", "ja": "jpn",
             "pt": "por", "ru": "rus", "zh": "chi", "ar": "ara", "nl": "dut", "sv": "swe"}
TERM = re.compile(r'(title|author|isbn):(?:"([^"]*)"|(\S+))')
CONTACT = re.compile(r"\S+@\S+|https?://")
DEFAULT_FIELDS = ("author_name,author_key,edition_count,first_publish_year,isbn,key,language,"
                  "publish_date,publisher,subtitle,title")


def rate_limit(rule, _lookup):
    headers = ({"Retry-After": str(rule["retry_after_s"])}
               if rule.get("retry_after_s") is not None and "shape" in rule else None)
    return json_answer({"status": 429, "message": "Too Many Requests. Consider using "
                        "https://openlibrary.org/developers/dumps."}, 429, headers, "rate_limited")


ERRORS = {
    "rate_limit": rate_limit,  # with a Retry-After only for shape "header": none is documented
    "quota": rate_limit,
    "forbidden": lambda rule, lookup: html_answer(403, "Forbidden", "forbidden"),
    "bad_request": lambda rule, lookup: json_answer({"error": "bad request"}, 400,
                                                    outcome="bad_request"),
    "server_error": lambda rule, lookup: html_answer(500, "Internal Server Error", "server_error"),
    "unavailable": lambda rule, lookup: html_answer(503, "Service Temporarily Unavailable",
                                                    "server_error"),
}


class OpenLibrary:
    kind = "open_library"
    generates = False
    key_required = False
    suffix = ""
    errors = ERRORS

    def key(self, _request):
        return None

    def read(self, request, service):
        query = request.query
        if request.path not in ("/search.json", "/api/books") or request.method != "GET":
            return html_answer(404, "Not Found", "no_route")
        if service.require_contact and not CONTACT.search(request.headers.get("user-agent", "")):
            return ERRORS["forbidden"]({}, None)
        if request.path == "/api/books":
            return self.read_books(query)
        terms = {name: query.get(name, "") for name in ("title", "author", "isbn")}
        for name, quoted, bare in TERM.findall(query.get("q", "")):
            terms[name] = quoted or bare
        rest = re.sub(r"\b(AND|OR|NOT)\b", " ", TERM.sub(" ", query.get("q", ""))).strip()
        lookup = Lookup("search", f"{terms['title']} {rest}".strip(), terms["author"] or None,
                        "fields" if terms["title"] or terms["author"] else "free")
        lookup.isbns = (terms["isbn"],) if terms["isbn"] else ()
        if not lookup.text and not lookup.isbns:
            return ERRORS["bad_request"]({}, None)
        limit = query.get("limit", "100")
        lookup.limit = int(limit) if limit.isdigit() else 100
        lookup.fields = query.get("fields") or DEFAULT_FIELDS
        lookup.query = query.get("q", "")
        return lookup

    def read_books(self, query):
        keys = [key for key in query.get("bibkeys", "").split(",") if key.startswith("ISBN:")]
        command = query.get("jscmd", "")
        if not keys or query.get("format") != "json" or command not in ("data", "details"):
            return ERRORS["bad_request"]({}, None)
        lookup = Lookup(command, title=f"{len(keys)} ISBNs")
        lookup.isbns = tuple(key[5:] for key in keys)
        return lookup

    def accept(self, _lookup, _service):
        return None

    def render(self, hits, _service):
        lookup = hits.lookup
        if lookup.operation != "search":
            make = self.data if lookup.operation == "data" else self.details
            return json_answer({f"ISBN:{edition.isbn13}": make(edition, hits.null_fields)
                                for edition in hits.editions}, outcome=hits.outcome)
        works = {}
        for edition in hits.editions:
            key = (tuple(words(re.split(r"[:(]", edition.title)[0])), surname(edition.authors[0]))
            works.setdefault(key, []).append(edition)
        docs = [self.work(editions, lookup.fields.split(","), hits.null_fields)
                for editions in list(works.values())[:lookup.limit]]
        return json_answer({"numFound": len(works), "start": 0, "numFoundExact": True,
                            "num_found": len(works), "documentation_url":
                            "https://openlibrary.org/dev/docs/api/search",
                            "q": lookup.query, "offset": None, "docs": docs}, outcome=hits.outcome)

    def work(self, editions, fields, null_fields):
        """A work with the ISBNs of all its editions, 10 and 13 digits mixed, in no order."""
        first = min(editions, key=lambda edition: edition.published or "9")
        title, _, subtitle = first.title.partition(": ")
        isbns = [short for edition in editions if (short := isbn10(edition.isbn13))]
        isbns = sorted(isbns + [edition.isbn13 for edition in editions],
                       key=lambda isbn: zlib.crc32(str(isbn).encode()))
        number = zlib.crc32(title.encode("utf-8", "replace")) % 10 ** 8
        year = first.published[:4]
        doc = {"key": f"/works/OL{number}W", "title": title, "subtitle": subtitle or None,
               "author_name": list(first.authors), "author_key": [f"OL{number % 10 ** 6}A"],
               "first_publish_year": int(year) if year.isdigit() else None,
               "edition_count": len(editions), "isbn": isbns,
               "publish_date": sorted({edition.published for edition in editions}),
               "publisher": sorted({edition.publisher for edition in editions}),
               "language": sorted({LANGUAGES.get(e.language[:2], "und") for e in editions})}
        if null_fields:
            doc = {"key": doc["key"], "title": title, "isbn": isbns}
        doc = {name: value for name, value in doc.items() if name in fields and value is not None}
        if any(field.startswith("editions") for field in fields):
            best = editions[0]
            doc["editions"] = {"numFound": len(editions), "start": 0, "numFoundExact": True,
                               "docs": [{"key": f"/books/OL{number}M", "title": best.title,
                                         "isbn": [best.isbn13], "publish_date": [best.published],
                                         "publisher": [best.publisher],
                                         "language": [LANGUAGES.get(best.language[:2], "und")]}]}
        return doc

    def details(self, edition, null_fields):
        """The edition as it was catalogued. Its authors are keys without names."""
        number = zlib.crc32(edition.isbn13.encode()) % 10 ** 8
        title, _, subtitle = edition.title.partition(": ")
        work = zlib.crc32(title.encode("utf-8", "replace")) % 10 ** 8
        details = {"key": f"/books/OL{number}M", "title": title, "subtitle": subtitle or None,
                   "publishers": [edition.publisher], "publish_date": edition.published,
                   "number_of_pages": int(edition.pages or 0) or None,
                   "physical_format": edition.binding, "isbn_13": [edition.isbn13],
                   "languages": [{"key": f"/languages/{LANGUAGES.get(edition.language[:2], 'und')}"}],
                   "works": [{"key": f"/works/OL{work}W"}], "covers": [number],
                   "identifiers": {"goodreads": [str(number)]}, "oclc_numbers": [str(number + 1)],
                   "authors": [{"key": f"/authors/OL{work % 10 ** 6}A"}]}
        if null_fields:
            details = {"key": details["key"], "title": title}
        return {"bib_key": f"ISBN:{edition.isbn13}", "preview": "noview", "details":
                {name: value for name, value in details.items() if value is not None}}

    def data(self, edition, null_fields):
        """What the work knows: authors with names, subjects."""
        title = edition.title.partition(": ")[0]
        work = zlib.crc32(title.encode("utf-8", "replace")) % 10 ** 8
        home = "https://openlibrary.org"
        if null_fields:
            return {"title": edition.title}
        return {"title": edition.title,
                "authors": [{"url": f"{home}/authors/OL{(work + at) % 10 ** 6}A/x", "name": name}
                            for at, name in enumerate(edition.authors)],
                "subjects": [{"name": name, "url": f"{home}/subjects/x"}
                             for name in ("Fiction", "Accessible book")]}
