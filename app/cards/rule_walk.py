"""Walks through the parts of a rule and yields its single conditions, each with its place in the file.

Decides what a rule looks at. Must not know when a condition holds.
"""

from collections.abc import Iterator

from app.cards.card_schema import AgainstRegion, All, AnyOf, GroupShareRule, Not, Rule
from app.content.reading import Place


def conditions(rule: Rule, place: Place = ()) -> Iterator[tuple[Place, Rule]]:
    """Yield each single condition of a rule, with its place in the file; `place` is that of the rule itself."""
    match rule:
        case All():
            for index, part in enumerate(rule.all):
                yield from conditions(part, (*place, "all", index))
        case AnyOf():
            for index, part in enumerate(rule.any):
                yield from conditions(part, (*place, "any", index))
        case Not():
            yield from conditions(rule.negated, (*place, "not"))
        case _:
            yield place, rule


def shares_in(rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield (item, option) of each published share that a rule has a condition on."""
    for _place, condition in conditions(rule):
        match condition:
            case AgainstRegion():
                yield condition.item, condition.option
            case GroupShareRule():
                yield condition.group, condition.option
