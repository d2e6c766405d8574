"""Stand-in for ISBNdb v2: /books/{query}, /search/books, /book/{isbn}, POST /books, /key."""
import json
import urllib.parse

from .books import isbn10, last_first
from .generators import html_answer, json_answer
from .resolvers import Lookup

QUERY_MAX = 150
SYNOPSIS = "What happens in it, told in a few words that give nothing away. "


def message(status, text, outcome, headers=None):
    return json_answer({"message": text}, status, headers, outcome)


def plain(status, text, outcome):
    return lambda rule, lookup: message(status, text, outcome)


def rate_limit(rule, _lookup):
    after_s = rule.get("retry_after_s", 1)
    headers = {} if after_s is None else {"Retry-After": str(max(round(after_s), 1))}
    words = {"limit": "Limit Exceeded"}.get(rule.get("shape"), "Per minute quota exceeded")
    return message(429, words, "rate_limited", headers)


ERRORS = {
    "rate_limit": rate_limit,
    "quota": plain(429, "Daily quota exceeded", "quota"),
    "wrong_key": plain(401, "Full authentication is required to access this resource", "wrong_key"),
    "no_key": plain(401, "Full authentication is required to access this resource", "wrong_key"),
    "forbidden": plain(403, "Forbidden", "forbidden"),  # also of the wrong host for a plan
    "bad_request": plain(400, "Bad Request", "bad_request"),
    "not_found": lambda rule, lookup: json_answer(
        {"message": "The requested resource was not found", "error_message": "Not Found"}, 404,
        outcome="not_found"),
    "server_error": plain(500, "Internal server error", "server_error"),
    "bad_gateway": lambda rule, lookup: html_answer(502, "Bad Gateway", "server_error"),
    "unavailable": plain(503, "Service Unavailable", "server_error"),
    "deadline": plain(504, "Endpoint request timed out", "server_error"),
}


def within(query):
    """A filter of editions by publishedFrom, publishedTo, year and language; None."""
    first = query.get("publishedFrom") or query.get("year") or ""
    last = query.get("publishedTo") or query.get("year") or ""
    language = query.get("language", "")[:2].lower()
    if not (first or last or language):
        return None

    def keep(edition):
        day = edition.published
        return (day[:len(first)] >= first and (not last or day[:len(last)] <= last)
                and language in ("", edition.language[:2].lower()))
    return keep


def number(text, default):
    return int(text) if text and text.isdigit() and len(text) < 6 else default


class IsbnDb:
    kind = "isbndb"
    generates = False
    key_required = True
    suffix = ""
    errors = ERRORS

    def key(self, request):
        return request.headers.get("authorization")

    def read(self, request, service):
        segments = [urllib.parse.unquote(part) for part in request.path.split("/")[1:]]
        method, query = request.method, request.query
        if method == "GET" and segments == ["key"]:
            lookup = Lookup("key")
            lookup.units = 0
            return lookup
        if method == "POST" and segments == ["books"]:
            return self.read_batch(request, service)
        if method == "GET" and len(segments) == 2 and segments[0] == "book":
            lookup = Lookup("book", title=segments[1])
            lookup.isbns = (segments[1].replace("-", ""),)
            return lookup
        if method == "GET" and segments == ["search", "books"]:
            title = query.get("text", "")
            lookup = Lookup("search", title, query.get("author"), "fields")
        elif method == "GET" and len(segments) == 2 and segments[0] == "books":
            if len(segments[1]) > QUERY_MAX:
                return message(400, "Query is too long", "bad_request")
            lookup = Lookup("search", segments[1],
                            mode="all" if query.get("shouldMatchAll") == "1" else "free")
        else:
            return ERRORS["not_found"]({}, None)
        if not lookup.text:
            return message(400, "Query is empty", "bad_request")
        lookup.limit = min(number(query.get("pageSize"), 20), 1000)
        lookup.offset = (max(number(query.get("page"), 1), 1) - 1) * lookup.limit
        lookup.keep = within(query)
        return lookup

    def read_batch(self, request, service):
        """Each ISBN asked for is one call of the day's quota."""
        body = request.body.decode("utf-8", "replace")
        try:
            isbns = (json.loads(body)["isbns"] if body.startswith("{")
                     else urllib.parse.parse_qs(body)["isbns"][0].split(","))
        except (ValueError, KeyError, TypeError):
            return message(400, "Bad Request", "bad_request")
        if not 0 < len(isbns) <= service.batch_max:
            return message(400, "Too many or no ISBNs", "bad_request")
        lookup = Lookup("books", title=f"{len(isbns)} ISBNs")
        lookup.isbns = tuple(isbns)
        lookup.units = lookup.limit = len(isbns)
        return lookup

    def accept(self, _lookup, _service):
        return None

    def render(self, hits, service):
        lookup = hits.lookup
        if lookup.operation == "key":
            quota = service.quota
            total = quota.per_day if quota else 15000
            spent = quota.used() if quota else service.units
            return json_answer({"api_host": "api.premium.isbndb.com", "plan_limit": {
                "total": total, "spent": spent, "left": max(total - spent, 0)}})
        books = [self.book(edition, hits.null_fields, service) for edition in
                 hits.editions[lookup.offset:lookup.offset + lookup.limit]]
        if lookup.operation == "book":
            return (json_answer({"book": books[0]}) if books
                    else ERRORS["not_found"]({}, lookup))
        key = "data" if lookup.mode == "fields" or lookup.operation == "books" else "books"
        body = {"total": len(hits.editions), service.answer_key or key: books}
        if lookup.mode == "fields":
            body.update(page=lookup.offset // lookup.limit + 1, page_size=lookup.limit)
        elif lookup.operation == "books":
            body["requested"] = lookup.units
        return json_answer(body, outcome=hits.outcome)

    def book(self, edition, null_fields, service):
        authors = list(edition.authors)
        if service.author_form == "last_first":
            authors = [last_first(author) for author in authors]
        short = isbn10(edition.isbn13)
        if null_fields:
            return {"title": edition.title, "isbn13": edition.isbn13, "isbn10": None,
                    "authors": None, "publisher": None, "date_published": None, "binding": None,
                    "language": None, "pages": None, "related": None}
        return {"title": edition.title, "title_long": edition.title, "isbn": edition.isbn13,
                "isbn13": edition.isbn13, "isbn10": short, "binding": edition.binding,
                "publisher": edition.publisher, "language": edition.language,
                "date_published": edition.published, "edition": None,
                "pages": int(edition.pages or 0) or None, "authors": authors, "subjects": [],
                "synopsis": (SYNOPSIS * (service.synopsis_bytes // len(SYNOPSIS) + 1))
                [:service.synopsis_bytes], "msrp": None, "related": None, "other_isbns": [],
                "image": f"https://images.isbndb.com/covers/{edition.isbn13}.jpg"}

    def headers(self, service):
        """On every answer."""
        rate = service.rate
        if not rate:
            return {}
        return {"ratelimit-policy": f'"default";q={rate.burst:g};w=1',
                "ratelimit": f'"default";r={max(int(rate.left()), 0)};t=1'}
