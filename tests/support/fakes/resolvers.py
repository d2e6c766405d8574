"""What the fakes of ISBN services share: a lookup, its hits, and how hits are spoilt."""
from . import invent
from .books import isbn13, last_first


class Lookup:
    """A request to a resolver, as understood. `author` is None where title and author came as one
    text."""
    output = "none"
    model = None
    limit = 20

    def __init__(self, operation, title="", author=None, mode="free"):
        self.operation = operation  # search, book, books, key
        self.title = title
        self.author = author
        self.mode = mode
        self.text = f"{title} {author or ''}".strip()
        self.month = None
        self.units = 1  # what it costs of the day's quota
        self.isbns = ()
        self.offset = 0
        self.keep = None  # a filter of editions
        self.tokens_in = 0


class Hits:
    """Editions for a lookup, before they are put into a service's envelope."""

    def __init__(self, lookup, editions):
        self.lookup = lookup
        self.editions = list(editions)
        self.null_fields = False
        self.outcome = "ok" if editions else "not_found"


def as_13(isbn):
    return isbn13("978" + isbn[:9]) if len(isbn) == 10 and isbn[:9].isdigit() else isbn


def contradict(edition, every):
    """Every so many'th edition with other pages, another year or another author (0: none)."""
    at, rest = divmod(int(edition.isbn13[3:12]), every) if every else (0, 1)
    if rest:
        return edition
    return edition._replace(**({"pages": "900"}, {"published": "1931"}, {"authors": ("Percival Nobody",)})[at % 3])


def find(lookup, catalogue, service):
    """The hits of a lookup, among decoys if the service is set to give them."""
    if lookup.isbns:
        known = (catalogue.by_isbn.get(as_13(isbn)) for isbn in lookup.isbns)
        return Hits(lookup, [contradict(edition, service.contrary) for edition in known if edition])
    if lookup.operation != "search":
        return Hits(lookup, [])
    found = catalogue.search(lookup.title, lookup.author or "", lookup.mode)
    if lookup.keep:
        found = [edition for edition in found if lookup.keep(edition)]
    title = found[0].title.partition(" (")[0] if found else lookup.title
    author = found[0].authors[0] if found else lookup.author or ""
    decoys = [invent.decoy(kind, title, author) for kind in service.decoys]
    hits = decoys + found if service.decoys_first else found + decoys
    return Hits(lookup, hits[:service.max_hits])


def change(hits, **fields):
    hits.editions = [edition._replace(**fields) for edition in hits.editions]


def no_hits(hits, _rule):
    hits.editions = []
    hits.outcome = "not_found"


def decoys(hits, rule):
    """The `kinds` of decoys before all else."""
    first = hits.editions[0] if hits.editions else None
    title = first.title if first else hits.lookup.title
    author = first.authors[0] if first else hits.lookup.author or ""
    hits.editions[:0] = [invent.decoy(kind, title, author)
                         for kind in rule.get("kinds", ["summary"])]


def bad_isbn(hits, _rule):
    """Check digits that are wrong."""
    hits.editions = [edition._replace(isbn13=edition.isbn13[:-1]
                                      + str((int(edition.isbn13[-1]) + 1) % 10))
                     for edition in hits.editions]


def set_isbn(hits, rule):
    """`value`, of any type, for every ISBN."""
    change(hits, isbn13=rule.get("value"))


def html_titles(hits, _rule):
    hits.editions = [edition._replace(title=f"<b>{edition.title}</b><script>alert(1)</script>")
                     for edition in hits.editions]


def last_name_first(hits, _rule):
    hits.editions = [edition._replace(authors=tuple(map(last_first, edition.authors)))
                     for edition in hits.editions]


def null_fields(hits, _rule):
    """Every optional field is null."""
    hits.null_fields = True


def reverse(hits, _rule):
    hits.editions.reverse()


HIT_ACTIONS = {f.__name__: f for f in (
    no_hits, decoys, bad_isbn, set_isbn, html_titles, last_name_first, null_fields, reverse)}
