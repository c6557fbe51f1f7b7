"""Finds rules that can never hold because two conditions that must both hold exclude each other.

Decides about latest numbers, runs of numbers, shares, background fields, and what is asked and denied at once; every
other condition counts as possible.
"""

from itertools import product
from math import inf

from app.cards.card_schema import All, AnyOf, Expected, GroupShareRule, Latest, Not, Profile, Rule, Run
from app.cards.rule_walk import conditions

Demand = tuple[str, float, float, frozenset[str] | None]
"""What a rule demands of one item: its key, lowest and highest number, and allowed values (None: any)."""


def contradiction(rule: Rule) -> str | None:
    """Return the item about which the rule's conditions exclude each other; None when the rule can hold."""
    clashes = [_clash(way) for way in _ways(rule)]
    return clashes[0] if clashes and all(clashes) else None


def _ways(rule: Rule) -> list[list[Demand]]:
    """Return every way in which a rule can hold, each as the list of demands that must be met together."""
    match rule:
        case All() if (denied := _denied(rule)) is not None:
            return [[(_item(denied), inf, -inf, None)]]
        case All():
            parts = product(*(_ways(part) for part in rule.all))
            return [[demand for way in chosen for demand in way] for chosen in parts]
        case AnyOf():
            return [way for part in rule.any for way in _ways(part)]
        case Not():
            return [[]]
        case Latest() | Run() | Profile() | GroupShareRule():
            return [[_demand(rule)]]
        case _:
            return [[]]


def _denied(rule: All) -> Rule | None:
    """Return what must hold and must not hold at once."""
    return next((part.negated for part in rule.all if isinstance(part, Not) and part.negated in rule.all), None)


def _item(rule: Rule) -> str:
    """Return what a condition is about; of a whole made of several conditions, the first of them."""
    for _place, condition in conditions(rule):
        name = getattr(condition, "item", getattr(condition, "profile", getattr(condition, "group", None)))
        return str(name or "always")
    return "always"


def _demand(rule: Latest | Run | Profile | GroupShareRule) -> Demand:
    if isinstance(rule, GroupShareRule):
        low, high = rule.at_least, rule.at_most
        return f"{rule.group}: {rule.option}", -inf if low is None else low, inf if high is None else high, None
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
