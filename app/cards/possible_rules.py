"""Finds rules that can never hold because two conditions that must both hold exclude each other.

Decides about latest numbers, runs of numbers and background fields; every other condition counts as possible.
"""

from itertools import product
from math import inf

from app.cards.card_schema import All, AnyOf, Expected, Latest, Not, Profile, Rule, Run

Demand = tuple[str, float, float, frozenset[str] | None]
"""What a rule demands of one item: its key, lowest and highest number, and allowed values (None: any)."""


def contradiction(rule: Rule) -> str | None:
    """Return the item about which the rule's conditions exclude each other; None when the rule can hold."""
    clashes = [_clash(way) for way in _ways(rule)]
    return clashes[0] if clashes and all(clashes) else None


def _ways(rule: Rule) -> list[list[Demand]]:
    """Return every way in which a rule can hold, each as the list of demands that must be met together."""
    match rule:
        case All():
            parts = product(*(_ways(part) for part in rule.all))
            return [[demand for way in chosen for demand in way] for chosen in parts]
        case AnyOf():
            return [way for part in rule.any for way in _ways(part)]
        case Not():
            return [[]]
        case Latest() | Run() | Profile():
            return [[_demand(rule)]]
        case _:
            return [[]]


def _demand(rule: Latest | Run | Profile) -> Demand:
    if isinstance(rule, Profile):
        return rule.profile, -inf, inf, frozenset(rule.among)
    bound: Expected = rule.latest if isinstance(rule, Latest) else rule.run
    low = -inf if bound.at_least is None else bound.at_least
    high = inf if bound.at_most is None else bound.at_most
    return rule.item, low, high, None


def _clash(way: list[Demand]) -> str | None:
    met: dict[str, Demand] = {}
    for demand in way:
        item, low, high, values = _both(demand, met.get(demand[0]))
        if low > high or values == frozenset():
            return item
        met[item] = (item, low, high, values)
    return None


def _both(one: Demand, other: Demand | None) -> Demand:
    """Return the combination of two demands on the same item."""
    if other is None:
        return one
    values = other[3] if one[3] is None else one[3] if other[3] is None else one[3] & other[3]
    return one[0], max(one[1], other[1]), min(one[2], other[2]), values
