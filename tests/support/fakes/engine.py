"""The fakes together: what answers a request. In this order: key, rate, quota, rules, model and
form of the request, the plain answer."""
import base64
import json
import random
import sys
import time
import traceback

from . import control, delivery, generators, invent, resolvers, rules
from .books import Catalogue, Notable
from .generators import Draft, html_answer, json_answer
from .record import Record
from .service import SERVICES, Service
from .wire import Answer


class Exchange:
    """A request and its answer, with what the log says of them."""
    month = title = model = output = key = did = None
    operation = "other"
    isbns = ()
    units = 1
    arrival = 0

    def __init__(self, service, request):
        self.service = service
        self.request = request
        self.answer = None


class Engine:
    """The app of wire.Connection."""

    def __init__(self, log_path=None):
        self.offset_s = 0
        self.random = random.Random(1)
        self.record = Record(log_path, self.clock)
        self.services = {name: Service(name, kind, settings, self.clock)
                         for name, (kind, settings) in SERVICES.items()}
        self.rules = []
        self.catalogue = Catalogue()
        self.notable = Notable()
        self.books = {}  # month -> {service or "*": items}: they take the place of all others
        self.resolvable = 1.0  # share of invented books that resolvers know
        self.connections = set()
        self.invented = set()  # months whose invented editions are in the catalogue
        self.trap_url = None
        self.on_exit = None

    def clock(self):
        return time.time() + self.offset_s

    def know(self, month):
        """Put the editions of a month's invented books, or a share of them, into the catalogue."""
        if month in self.invented:
            return
        self.invented.add(month)
        for i in range(invent.WITH_EDITIONS):
            if invent.has_edition(i, self.resolvable):
                self.catalogue.add(invent.edition(month, i))

    # ---- wire.Connection's ----

    def opened(self, connection):
        self.connections.add(connection)
        return self.record.opened(len(self.connections))

    def closed(self, connection):
        self.connections.discard(connection)

    def stop(self):
        """Drop all clients; what they waited for is logged as not sent."""
        for connection in list(self.connections):
            connection.transport.abort()

    def begin(self, request, name):
        if name is None:
            _, first, rest = (request.path + "/").split("/", 2)
            if first in ("_control", "_log"):
                exchange = Exchange(None, request)
                exchange.answer = control.manage(self, request)
                return exchange
            if first in self.services:
                name = first
                request.target = request.target[len(first) + 1:]
                request.path = "/" + rest[:-1]
        service = self.services.get(name)
        exchange = Exchange(name or "unknown", request)
        exchange.key = service.kind.key(request) if service else next(
            (value for header, value in request.headers.items()
             if header in ("authorization", "x-goog-api-key", "x-api-key")), None)
        if service:
            service.arrivals += 1
            exchange.arrival = service.arrivals
            try:
                exchange.answer = self.answer(service, exchange)
            except Exception:  # a defect here or nonsense in a rule: the test must see it
                traceback.print_exc(file=sys.stderr)
                exchange.answer = json_answer({"stand_in": "failed"}, 500,
                                              outcome="stand_in_failed")
            if hasattr(service.kind, "headers"):
                exchange.answer.headers.update(service.kind.headers(service))
        else:
            exchange.answer = json_answer({"caught": request.target}, 200 if name else 404,
                                          outcome="trapped" if name else "no_route")
        self.record.arrive(exchange)
        return exchange

    def ended(self, exchange, sent, bytes_out):
        if exchange.service:
            self.record.end(exchange, sent, bytes_out)

    # ---- answers ----

    def answer(self, service, exchange):
        asked = service.kind.read(exchange.request, service)
        if isinstance(asked, Answer):  # an error in the request itself
            return self.gate(service, exchange, resolvers.Lookup("other")) or asked
        for name in ("operation", "units", "month", "model", "output"):
            setattr(exchange, name, getattr(asked, name))
        exchange.title = None if service.kind.generates else asked.text or None
        exchange.isbns = getattr(asked, "isbns", ())
        asked.key, asked.flavour = exchange.key, service.flavour
        answer = self.gate(service, exchange, asked)
        if answer:
            return answer
        rule = next((rule for rule in self.rules if rule.matches(
            service.name, asked, exchange.request, exchange.arrival)), None)
        exchange.did = rule.actions if rule else None
        answer = self.make(service, asked, rule)
        if answer.latency_ms is None:
            answer.latency_ms = self.latency(service.latency_ms)
        return answer

    def gate(self, service, exchange, asked):
        """Key, rate and quota; every request counts for the two, whatever becomes of it."""
        asked.flavour, asked.key = service.flavour, exchange.key
        errors = service.kind.errors
        wait_s = service.rate.take(exchange.request.t_ns) if service.rate else 0
        service.units += asked.units
        within = service.quota.take(asked.units) if service.quota else True
        answer = None
        if not exchange.key and service.key_required:
            answer = errors["no_key"]({}, asked)
        elif service.key and exchange.key != service.key:
            answer = errors["wrong_key"]({}, asked)
        elif wait_s:
            after_s = service.rate.retry_after_s
            answer = errors["rate_limit"](
                {"retry_after_s": wait_s if after_s is None else after_s, **service.rate.rule},
                asked)
        elif not within:
            answer = errors["quota"](service.quota.rule, asked)
        if answer:
            answer.latency_ms = self.latency(service.error_latency_ms)
        return answer

    def latency(self, value):
        return self.random.uniform(*value) if isinstance(value, (list, tuple)) else value

    def make(self, service, asked, rule):
        spec = rule.spec if rule else {}
        plan = rule.plans[service.name] if rule else ()
        answer = None
        if not any(when == rules.ANSWER for when, _ in plan):
            answer = self.plain(service, asked, spec, plan)
        for when, action in plan:
            if when == rules.ANSWER:
                answer = self.replace(service, asked, action, spec)
            elif when == rules.BODY:
                answer.body = delivery.BODIES[action](answer.body, spec)
                answer.outcome = "malformed"
            elif when == rules.DELIVERY:
                answer.deliver = delivery.DELIVERIES[action](spec)
                if action not in delivery.WHOLE:
                    answer.outcome = "broken"
        if "latency_ms" in spec:
            answer.latency_ms = self.latency(spec["latency_ms"])
        if plan and plan[-1][0] != rules.ANSWER and "status" in spec:
            answer.status = spec["status"]
        answer.headers.update(spec.get("headers", {}))
        return answer

    def plain(self, service, asked, spec, plan):
        """What the service says when nothing is wrong, changed by the first actions of a rule."""
        kind = service.kind
        if service.models is not None and asked.model and asked.model not in service.models:
            return kind.errors["model_gone"]({}, asked)
        refused = kind.accept(asked, service)
        if refused:
            return refused
        if kind.generates:
            draft = Draft(asked, self.items(service, asked))
            actions = {**generators.ITEM_ACTIONS, **generators.TEXT_ACTIONS}
        else:
            draft = resolvers.find(asked, self.catalogue, service)
            actions = resolvers.HIT_ACTIONS
        for when, action in plan:
            if when in (rules.ITEMS, rules.TEXT):
                actions[action](draft, spec)
        return kind.render(draft, service)

    def items(self, service, asked):
        """The books of a generator's answer."""
        limit = min(asked.limit, service.max_books or asked.limit)
        if not asked.month:
            return self.notable.year(asked.year)[:limit] if asked.year else []
        given = self.books.get(asked.month)
        if given is not None:
            return list(given.get(service.name, given.get("*", ())))[:limit]
        items = self.notable.month(asked.month)[:limit]
        if len(items) < min(service.fill, limit):
            self.know(asked.month)
            first = service.fill_first
            items += [invent.item(asked.month, first + n)
                      for n in range(min(service.fill, limit) - len(items))]
        return items

    def replace(self, service, asked, action, spec):
        """An answer that has nothing of the plain one."""
        if action in service.kind.errors:
            answer = service.kind.errors[action](spec, asked)
            answer.status = spec.get("status", answer.status)
            return answer
        if action == "html_error":
            return html_answer(spec.get("status", 502), spec.get("text", "Bad Gateway"))
        if action == "redirect":
            return Answer(spec.get("status", 302), b"", "text/html", outcome="redirect", headers={
                "Location": spec.get("to") or self.trap_url + "/caught"})
        body = spec.get("body", json.dumps(spec["json"]) if "json" in spec else "").encode()
        if "body_base64" in spec:
            body = base64.b64decode(spec["body_base64"])
        return Answer(spec.get("status", 200), body, outcome="raw")
