"""Stand-in for Google Books: GET {base}/volumes, GET {base}/volumes/{id}."""
import re
import zlib

from .books import isbn10
from .generators import json_answer
from .resolvers import Lookup

TERM = re.compile(r'(intitle|inauthor|isbn):(?:"([^"]*)"|(\S+))')
CONSUMER = "of service 'books.googleapis.com' for consumer 'project_number:624717413613'."


def error(code, message, reason, outcome, status=None):
    """Google's older form of errors, with the newer status where it has one."""
    body = {"error": {"code": code, "message": message, "errors": [
        {"message": message, "domain": "global", "reason": reason}]}}
    if status:
        body["error"]["status"] = status
    return json_answer(body, code, outcome=outcome)


def exceeded(period, outcome):
    def make(rule, _lookup):
        text = ("Quota exceeded for quota metric 'Queries' and limit "
                f"'Queries per {period}' {CONSUMER}")
        code = int(rule.get("shape", 429))
        answer = error(code, text, "dailyLimitExceeded" if code == 403 else "rateLimitExceeded",
                       outcome, "RESOURCE_EXHAUSTED" if code == 429 else None)
        if rule.get("retry_after_s") is not None and outcome == "rate_limited":
            answer.headers["Retry-After"] = str(max(round(rule["retry_after_s"]), 1))
        return answer
    return make


def plain(code, message, reason, outcome, status=None):
    return lambda rule, lookup: error(code, message, reason, outcome, status)


ERRORS = {
    "rate_limit": exceeded("minute", "rate_limited"),
    "quota": exceeded("day", "quota"),  # shape 400 and 403: other ways in which it was seen
    "wrong_key": plain(400, "API key not valid. Please pass a valid API key.", "badRequest",
                       "wrong_key", "INVALID_ARGUMENT"),
    "no_key": plain(403, "Method doesn't allow unregistered callers.", "forbidden", "wrong_key",
                    "PERMISSION_DENIED"),
    "forbidden": plain(403, "Requests from referer <empty> are blocked.", "forbidden", "forbidden",
                       "PERMISSION_DENIED"),
    "no_location": plain(403, "Cannot determine user location for geographically restricted "
                         "operation.", "unknownLocation", "forbidden"),
    "bad_request": plain(400, "Missing query.", "queryRequired", "bad_request"),
    "server_error": plain(500, "Internal error encountered.", "backendError", "server_error",
                          "INTERNAL"),
    "unavailable": plain(503, "Service temporarily unavailable.", "backendFailed", "server_error",
                         "UNAVAILABLE"),
}


class GoogleBooks:
    kind = "google_books"
    generates = False
    key_required = False
    suffix = ""
    errors = ERRORS
    isbn_of = {}  # the volumes that searches have found, by id

    def key(self, request):
        return request.query.get("key") or request.headers.get("x-goog-api-key")

    def read(self, request, _service):
        query = request.query
        if request.method == "GET" and request.path.startswith("/volumes/"):
            lookup = Lookup("volume", title=request.path[9:])
            lookup.isbns = (self.isbn_of.get(request.path[9:], ""),)
            return lookup
        if request.path != "/volumes" or request.method != "GET":
            return error(404, "Not Found", "notFound", "no_route")
        wanted = query.get("maxResults", "10")
        if not query.get("q") or not wanted.isdigit() or not 0 < int(wanted) <= 40:
            return error(400, "Invalid value." if query.get("q") else "Missing query.",
                         "invalid", "bad_request")
        terms = {"intitle": [], "inauthor": [], "isbn": []}
        for name, quoted, bare in TERM.findall(query["q"]):
            terms[name].append(quoted or bare)
        rest = TERM.sub(" ", query["q"]).replace("+", " ").strip()
        title = " ".join(terms["intitle"] + ([rest] if rest else []))
        lookup = Lookup("search", title, " ".join(terms["inauthor"]) or None,
                        "fields" if terms["intitle"] or terms["inauthor"] else "free")
        lookup.isbns = tuple(isbn.replace("-", "") for isbn in terms["isbn"])
        lookup.limit = int(wanted)
        language = query.get("langRestrict")
        if language:
            lookup.keep = lambda edition: edition.language == language
        lookup.fields = query.get("fields", "")
        return lookup

    def accept(self, _lookup, _service):
        return None

    def render(self, hits, _service):
        lookup = hits.lookup
        if lookup.operation == "volume":
            if not hits.editions:
                return error(404, "The volume ID could not be found.", "notFound", "not_found")
            volume = self.volume(hits.editions[0], hits.null_fields)
            volume["volumeInfo"].update(description=f"<p>About {hits.editions[0].title}.</p>",
                                        categories=["Fiction / General"])
            return json_answer(volume, outcome=hits.outcome)
        body = {"kind": "books#volumes", "totalItems": len(hits.editions)}
        if hits.editions:
            body["items"] = [self.volume(edition, hits.null_fields)
                             for edition in hits.editions[:lookup.limit]]
        if lookup.fields:
            body = {name: value for name, value in body.items() if name in lookup.fields}
        return json_answer(body, outcome=hits.outcome)

    def volume(self, edition, null_fields):
        title, _, subtitle = edition.title.partition(": ")
        info = {"title": title, "subtitle": subtitle or None, "authors": list(edition.authors),
                "publisher": edition.publisher, "publishedDate": edition.published,
                "industryIdentifiers": self.identifiers(edition.isbn13),
                "pageCount": int(edition.pages or 0), "printType": "BOOK",
                "language": edition.language, "previewLink": "http://books.google.com/books"}
        if null_fields:
            info = {"title": title, "industryIdentifiers": info["industryIdentifiers"]}
        name = f"{zlib.crc32(str(edition.isbn13).encode()):08x}"
        self.isbn_of[name] = edition.isbn13
        return {"kind": "books#volume", "id": name, "etag": name,
                "selfLink": f"https://www.googleapis.com/books/v1/volumes/{name}",
                "volumeInfo": {key: value for key, value in info.items() if value is not None}}

    def identifiers(self, isbn):
        short = isbn10(isbn)
        return ([{"type": "ISBN_10", "identifier": short}] if short else []) + [
            {"type": "ISBN_13", "identifier": isbn}]
