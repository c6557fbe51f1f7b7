"""Finds rules that can never hold because two conditions that must both hold exclude each other.

Decides about latest answers, runs of numbers, shares, background fields, and what is asked and denied at once; every
other condition counts as possible.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import product
from math import inf

from app.cards.card_schema import All, AnyOf, Expected, GroupShareRule, Latest, Not, Profile, Rule, Run
from app.cards.rule_walk import conditions


@dataclass(frozen=True, slots=True)
class _Demand:
    """What a rule demands of one item: its lowest and highest number, and the values it may have (None: any).

    `several`: several values may be chosen at once, so that two sets of values do not exclude each other. `denied`: the
    opposite is demanded.
    """

    item: str
    low: float = -inf
    high: float = inf
    values: frozenset[str] | None = None
    several: bool = False
    denied: bool = False

    def holds_whenever(self, other: "_Demand") -> bool:
        """Return whether whoever meets the other demand meets this one."""
        within = self.low <= other.low and other.high <= self.high
        return within and (self.values is None or (other.values is not None and other.values <= self.values))


_Way = tuple[_Demand, ...]


def contradiction(rule: Rule) -> str | None:
    """Return the item about which the rule's conditions exclude each other; None when the rule can hold."""
    clashes = [_clash(way) for way in _ways(rule)]
    return clashes[0] if clashes and all(clashes) else None


def without(rule: Rule, denied: Rule) -> Rule:
    """Return the rule that holds where `rule` does and `denied` does not."""
    parts = denied.any if isinstance(denied, AnyOf) else (denied,)
    return All.model_construct(all=(rule, *(Not.model_construct(negated=part) for part in parts)))


def _ways(rule: Rule) -> list[_Way]:
    """Return every way in which a rule can hold, each as the demands that must be met together."""
    match rule:
        case All() if (both := _asked_and_denied(rule)) is not None:
            return [(_Demand(_item(both), low=inf, high=-inf),)]
        case All():
            parts = product(*(_ways(part) for part in rule.all))
            return [tuple(demand for way in chosen for demand in way) for chosen in parts]
        case AnyOf():
            return [way for part in rule.any for way in _ways(part)]
        case Not(negated=Latest() | Profile() | GroupShareRule() as denied):
            return [(replace(_demand(denied), denied=True),)]
        case Latest() | Run() | Profile() | GroupShareRule():
            return [(_demand(rule),)]
        case _:
            return [()]


def _asked_and_denied(rule: All) -> Rule | None:
    """Return what must hold and must not hold at once."""
    return next((part.negated for part in rule.all if isinstance(part, Not) and part.negated in rule.all), None)


def _item(rule: Rule) -> str:
    """Return what a condition is about; of a whole made of several conditions, the first of them."""
    for _place, condition in conditions(rule):
        name = getattr(condition, "item", getattr(condition, "profile", getattr(condition, "group", None)))
        return str(name or "always")
    return "always"


def _demand(rule: Latest | Run | Profile | GroupShareRule) -> _Demand:
    if isinstance(rule, GroupShareRule):
        low, high = rule.at_least, rule.at_most
        return _Demand(f"{rule.group}: {rule.option}", -inf if low is None else low, inf if high is None else high)
    if isinstance(rule, Profile):
        return _Demand(rule.profile, values=frozenset(rule.among))
    bound: Expected = rule.latest if isinstance(rule, Latest) else rule.run
    low = -inf if bound.at_least is None else bound.at_least
    high = inf if bound.at_most is None else bound.at_most
    return _Demand(rule.item, low, high, None if bound.among is None else frozenset(bound.among), several=True)


def _clash(way: Iterable[_Demand]) -> str | None:
    """Return the item of which these demands ask what cannot be; an item that is only denied may be unanswered."""
    way = tuple(way)
    met: dict[str, _Demand] = {}
    for demand in (each for each in way if not each.denied):
        met[demand.item] = both = _both(demand, met.get(demand.item))
        if both.low > both.high or both.values == frozenset():
            return both.item
    denied = (each for each in way if each.denied)
    asked = [*met.values(), *(each for each in way if not each.denied)]
    return next((no.item for no in denied for yes in asked if yes.item == no.item and no.holds_whenever(yes)), None)


def _both(one: _Demand, other: _Demand | None) -> _Demand:
    """Return the combination of two demands on the same item."""
    if other is None:
        return one
    sets = [each.values for each in (one, other) if each.values is not None]
    values = None if one.several or not sets else frozenset.intersection(*sets)
    return replace(one, low=max(one.low, other.low), high=min(one.high, other.high), values=values)
