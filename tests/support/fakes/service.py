"""A service that is stood in for: its kind, its settings, its count of arrivals."""
from . import invent
from .gemini import Gemini
from .google_books import GoogleBooks
from .isbndb import IsbnDb
from .limits import Quota, Rate
from .open_library import OpenLibrary
from .openai import OpenAi

SERVICES = {
    "gemini": (Gemini(), {}),
    "xai": (OpenAi(), {"flavour": "xai", "key_required": True}),
    "openai": (OpenAi(), {"flavour": "openai"}),
    "ollama": (OpenAi(), {"flavour": "ollama"}),
    "llama": (OpenAi(), {"flavour": "llama"}),
    "isbndb": (IsbnDb(), {}),
    "google_books": (GoogleBooks(), {}),
    "open_library": (OpenLibrary(), {}),
}
SETTINGS = {
    "latency_ms": 0,         # of answers; a number or [from, to]
    "error_latency_ms": 0,   # of refusals by key, rate and quota
    "rate": None,            # a number a second, or the parameters of limits.Rate
    "quota": None,           # a number a day, or the parameters of limits.Quota
    "key": None,             # the only key that is right; None: any
    "key_required": None,    # None: as the real service
    "models": None,          # the models there are; None: any
    "model": None,           # that says to have answered; None: the one asked
    "flavour": "openai",     # of an OpenAI-compatible server: openai, xai, ollama, llama
    "reasoning_tokens": 0,   # billed beside what is written
    "rejects_output": (),    # json_schema, json_object: answered 400
    "max_books": None,       # never more than that, whatever the prompt allows
    "fill": 0,               # books of a month at least, invented where the list has fewer
    "fill_first": 0,         # number of the first invented book (another service: other books)
    "decoys": (),            # kinds of invent.DECOYS among the hits
    "decoys_first": True,
    "max_hits": None,        # never more editions in one answer of a resolver
    "contrary": 0,           # every so many'th edition asked for by ISBN is told otherwise; 0: none
    "answer_key": None,      # isbndb: "books" or "data"; None: as documented
    "author_form": None,     # isbndb: "last_first"
    "synopsis_bytes": 0,     # isbndb: how long an edition's synopsis is
    "batch_max": 1000,       # isbndb: ISBNs that one request may ask for; more are answered 400
    "require_contact": True,  # open_library: a User-Agent without contact is refused
}


class Service:
    def __init__(self, name, kind, defaults, clock):
        self.name = name
        self.kind = kind
        self.defaults = {**SETTINGS, "key_required": kind.key_required, **defaults}
        self.clock = clock
        self.arrivals = 0
        self.units = 0
        self.set(self.defaults)

    def set(self, settings):
        for name, value in settings.items():
            if name not in SETTINGS:
                raise ValueError(f"{self.name}: no setting '{name}'; there are "
                                 f"{', '.join(SETTINGS)}")
            if name == "rate" and value:
                value = Rate(**value) if isinstance(value, dict) else Rate(value)
            if name == "quota" and value is not None:
                value = value if isinstance(value, dict) else {"per_day": value}
                value = Quota(**value, clock=self.clock)
            if name == "decoys" and not set(value) <= set(invent.DECOYS):
                raise ValueError(f"decoys: there are {', '.join(invent.DECOYS)}")
            setattr(self, name, value)
