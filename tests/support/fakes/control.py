"""The control API: what POST /_control and scripts can change, what GET shows."""
import json

from . import scenarios
from .books import Edition
from .generators import json_answer
from .rules import Rule
from .service import SETTINGS


def clear_rules(engine, _yes):
    engine.rules.clear()


def set_services(engine, changes):
    """{"isbndb": {"rate": 3}, "*": {...}}: settings, in service.py's words."""
    for name, settings in changes.items():
        if name != "*" and name not in engine.services:
            raise ValueError(f"services: no '{name}'; there are {', '.join(engine.services)}")
        for chosen in engine.services if name == "*" else [name]:
            engine.services[chosen].set(settings)


def add_rules(engine, specs):
    engine.rules += [Rule(spec, engine.services) for spec in specs]


def set_books(engine, months):
    """{"2023-11": {"gemini": [items], "*": [items]}}: in place of all other books of the month."""
    engine.books.update(months)


def add_editions(engine, rows):
    for row in rows:
        engine.catalogue.add(Edition(**{**row, "authors": tuple(row["authors"])}))


def no_editions(engine, _yes):
    engine.catalogue.__init__()
    engine.invented.clear()


def invent(engine, plan):
    """{"resolvable": 0.8, "months": [...]}: the share of invented books that resolvers know from
    now on, and the months whose books they know before a generator was asked for them."""
    engine.resolvable = plan.get("resolvable", engine.resolvable)
    for month in plan.get("months", ()):
        engine.know(month)


def clock_offset_s(engine, seconds):
    engine.offset_s = seconds


def seed(engine, number):
    engine.random.seed(number)


def reset_log(engine, _yes):
    """The counts; the log file stays."""
    engine.record.reset()


def reset(engine, _yes):
    """Settings, rules, books, clock and counts as without any script; editions stay."""
    engine.rules.clear()
    engine.books.clear()
    engine.offset_s = 0
    engine.random.seed(1)
    engine.record.reset()
    for service in engine.services.values():
        service.arrivals = service.units = 0
        service.set(service.defaults)


# A step's members take effect in this order.
MEMBERS = {"reset": reset, "clear_rules": clear_rules, "no_editions": no_editions, "seed": seed,
           "clock_offset_s": clock_offset_s, "services": set_services, "rules": add_rules,
           "books": set_books, "editions": add_editions, "invent": invent,
           "scenario": scenarios.play, "reset_log": reset_log,
           "exit": lambda engine, _yes: engine.on_exit()}


def apply(engine, script):
    """A step (an object) or a list of steps."""
    for step in script if isinstance(script, list) else [script]:
        unknown = set(step) - set(MEMBERS)
        if unknown:
            raise ValueError(f"unknown {sorted(unknown)}; known: {', '.join(MEMBERS)}")
        for name, function in MEMBERS.items():
            if name in step:
                function(engine, step[name])


def state(engine):
    services = {}
    for name, service in engine.services.items():
        services[name] = {key: getattr(service, key) for key in SETTINGS}
        services[name].update(
            arrivals=service.arrivals, rate=service.rate and service.rate.per_second,
            quota=service.quota and {"per_day": service.quota.per_day,
                                     "used": service.quota.used()})
    return {"services": services, "rules": [{**rule.spec, "fired": rule.fired}
                                            for rule in engine.rules],
            "editions": len(engine.catalogue.editions), "clock_offset_s": engine.offset_s}


def summary(engine):
    counts = engine.record.summary()
    for name, of_service in counts["services"].items():
        service = engine.services.get(name)
        of_service["over_quota"] = service.quota.over if service and service.quota else 0
    return counts


def manage(engine, request):
    """The answer to a request under /_control or /_log."""
    route = request.method, request.path
    if route == ("GET", "/_log/summary"):
        return json_answer(summary(engine))
    if route == ("GET", "/_control"):
        return json_answer(state(engine))
    if route != ("POST", "/_control"):
        return json_answer({"error": "POST /_control, GET /_control, GET /_log/summary"}, 404)
    try:
        apply(engine, json.loads(request.body))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        return json_answer({"error": f"{type(problem).__name__}: {problem}"}, 400)
    return json_answer({"ok": True})
