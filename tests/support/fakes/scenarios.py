"""Scenarios: whole situations by name."""
from . import invent
from .books import Edition, item_of
from .rules import Rule

REFUSAL = "Unable to generate exactly 20 verifiably published books for December 2023."
NOWHERE = invent.WITH_EDITIONS


def known(engine, month, count):
    """`count` items that resolvers know: the month's real ones, then invented ones."""
    items = []
    for row in engine.notable.by_month.get(month, ()):
        if row["isbn13"] and len(items) < count:
            items.append(item_of(row))
            engine.catalogue.add(Edition(
                row["isbn13"], row["title"], tuple(row["authors"].split(";")), row["publisher"],
                row["first_published"]))
    for i in range(count - len(items)):
        items.append(invent.item(month, i))
        engine.catalogue.add(invent.edition(month, i))
    return items


def production_report(engine):
    """November 2023: 39 different books, 20 from gemini and 20 from xai, one of them in both;
    36 have an edition. December 2023: xai refuses, gemini has 19, of which 12 have an edition.
    One resolver alone gets 58 lookups."""
    november = known(engine, "2023-11", 36)
    november[10:10] = [invent.item("2023-11", NOWHERE)]
    november[25:25] = [invent.item("2023-11", NOWHERE + n) for n in (1, 2)]
    again = {**november[15], "title": november[15]["title"] + ": A Novel"}
    december = known(engine, "2023-12", 12) + [invent.item("2023-12", NOWHERE + n)
                                              for n in range(7)]
    engine.books.update({
        "2023-11": {"gemini": november[:20], "xai": november[20:] + [again]},
        "2023-12": {"gemini": december, "xai": []}})
    engine.rules.append(Rule({"service": "xai", "month": "2023-12", "do": "refuse",
                              "shape": "content_error", "reason": REFUSAL}, engine.services))


SCENARIOS = {"production-report": production_report}


def play(engine, name):
    if name not in SCENARIOS:
        raise ValueError(f"no scenario '{name}'; there are {', '.join(SCENARIOS)}")
    SCENARIOS[name](engine)
