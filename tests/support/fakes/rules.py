"""Rules: which requests of a service are answered in another way than the plain one."""
import random
import types

from . import delivery, generators, resolvers

# Order in which the actions of one rule take effect, whatever order they are written in.
ITEMS, TEXT, ANSWER, BODY, DELIVERY = range(5)
ANYWHERE = {"raw": ANSWER, "html_error": ANSWER, "redirect": ANSWER,
            **dict.fromkeys(delivery.BODIES, BODY), **dict.fromkeys(delivery.DELIVERIES, DELIVERY)}
OF_GENERATORS = {**dict.fromkeys(generators.ITEM_ACTIONS, ITEMS),
                 **dict.fromkeys(generators.TEXT_ACTIONS, TEXT)}
OF_RESOLVERS = dict.fromkeys(resolvers.HIT_ACTIONS, ITEMS)
MATCHES = ("service", "month", "title", "operation", "path", "nth", "every", "skip", "times",
           "probability", "seed")
PARAMETERS = ("shape", "reason", "status", "headers", "body", "body_base64", "json", "latency_ms",
              "retry_after_s", "bytes", "ms", "after", "mb", "depth", "count", "name", "value",
              "keep", "text", "kinds", "to")

PROBE = types.SimpleNamespace(model="m", key=None, flavour="openai", output="json_schema")


def stage(action, kind):
    """When an action takes effect at this kind of service; None: it has no such action."""
    if action in kind.errors:
        return ANSWER
    own = OF_GENERATORS if kind.generates else OF_RESOLVERS
    return own.get(action, ANYWHERE.get(action))


def as_list(value):
    return value if isinstance(value, list) else [value]


class Rule:
    """One entry of a script. The first rule that matches a request decides."""

    def __init__(self, spec, services):
        unknown = set(spec) - {"do", *MATCHES, *PARAMETERS}
        if unknown:
            raise ValueError(f"rule: unknown {sorted(unknown)}; known: do, "
                             f"{', '.join(MATCHES + PARAMETERS)}")
        self.spec = spec
        self.actions = as_list(spec.get("do", []))
        self.services = {name: service.kind for name, service in services.items()
                         if spec.get("service", "*") == "*" or name in as_list(spec["service"])}
        for name in as_list(spec.get("service", "*")):
            if name != "*" and name not in services:
                raise ValueError(f"rule: no service '{name}'")
        self.months = set(as_list(spec["month"])) if "month" in spec else None
        self.title = spec.get("title", "").casefold()
        self.nth = numbers(spec["nth"]) if "nth" in spec else None
        self.skip = spec.get("skip", 0)
        self.left = spec.get("times")  # None: for ever
        self.random = random.Random(spec.get("seed", 1))
        self.seen = 0
        self.fired = 0
        self.plans = {name: self.plan(kind) for name, kind in self.services.items()}
        if self.actions and not any(self.plans.values()):
            raise ValueError(f"rule: {self.actions} is nothing these services do; see --list")

    def plan(self, kind):
        """The actions in the order in which they take effect; None: not all are this kind's."""
        stages = [(stage(action, kind), action) for action in self.actions]
        if any(when is None for when, _ in stages):
            return None
        if "refuse" in self.actions and self.spec.get("shape") not in (None, *kind.refusals):
            raise ValueError(f"rule: {kind.kind} refuses in the shapes {', '.join(kind.refusals)}")
        for action in self.actions:
            if action in kind.errors:
                kind.errors[action](self.spec, PROBE)  # raises now if a parameter is of no use
        return sorted(stages, key=lambda pair: pair[0])

    def matches(self, service, asked, request, arrival):
        """Is this request the rule's? Counts it. `arrival`: its number at the service, from 1."""
        spec = self.spec
        if (self.plans.get(service) is None or self.left == 0
                or self.months is not None and asked.month not in self.months
                or self.title and self.title not in asked.text.casefold()
                or "operation" in spec and asked.operation not in as_list(spec["operation"])
                or "path" in spec and spec["path"] not in request.target
                or self.nth is not None and arrival not in self.nth
                or "every" in spec and arrival % spec["every"]):
            return False
        self.seen += 1
        if self.seen <= self.skip:
            return False
        if "probability" in spec and self.random.random() >= spec["probability"]:
            return False
        self.left = None if self.left is None else self.left - 1
        self.fired += 1
        return True


def numbers(value):
    """3, [3, 5] or {"from": 3, "to": 5}, as something that knows `in`."""
    if isinstance(value, dict):
        return range(value.get("from", 1), value.get("to", 1 << 62) + 1)
    return as_list(value)
