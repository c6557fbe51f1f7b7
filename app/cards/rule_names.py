"""Checks that a card's rule uses existing names and always has a reason to show.

Decides which names and conditions may stand in which rule. Must not know which questionnaire is in use.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from math import inf

from app.cards.card_schema import (
    AgainstRegion,
    All,
    Always,
    AnyOf,
    Change,
    Difference,
    GroupShareRule,
    Latest,
    Not,
    Profile,
    Rule,
    Run,
)
from app.cards.possible_rules import contradiction
from app.cards.rule_walk import conditions
from app.content.reading import Place

Names = Mapping[str, frozenset[str]]
Found = Iterator[tuple[Place, str]]
"""Faults, each as its place in the rule and what is wrong."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of items, options and published figures that card rules may use.
    `answers`: per item, or `grid.row`, the options a person can choose; empty when the answer is a number. `numbers`:
    per item that is answered by a number, its lowest and highest. `figures`: per item the options whose share is
    published, such as `favourable`, `>=7` or an option's key.
    """

    answers: Names
    figures: Names
    numbers: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def faults_of_rule(rule: Rule, place: Place, *, known: KnownNames | None, personal: bool) -> Found:
    """Yield each fault of a card's rule as (place in the file, message).
    `place`: of the rule itself. `known`: the names it may use, None to skip that check. `personal`: whether the rule
    may look at one person's answers.
    """
    if not _gives_a_reason(rule):
        yield place, "this rule can hold without a reason to tell; put a condition beside not"
    if (both := contradiction(rule)) is not None:
        yield place, f"this rule can never hold: it asks two things of '{both}' that exclude each other"
    for where, part in conditions(rule, place):
        if not personal and not isinstance(part, GroupShareRule | Always):
            yield where, "a group_rule sees published figures only: use group or always"
        elif known is not None:
            yield from ((where, what) for what in _unknown_names(part, known))


def unknown(kind: str, name: str, names: Collection[str]) -> str:
    """Return the message that no item or option (`kind`) is called `name`, with the most similar name that exists."""
    near = get_close_matches(name, names, n=1)
    return f"there is no {kind} '{name}'" + (f"; did you mean '{near[0]}'?" if near else "")


def _gives_a_reason(rule: Rule) -> bool:
    match rule:
        case All():
            return any(_gives_a_reason(part) for part in rule.all)
        case AnyOf():
            return all(_gives_a_reason(part) for part in rule.any)
        case _:
            return not isinstance(rule, Not)


def _unknown_names(part: Rule, known: KnownNames) -> Iterator[str]:
    match part:
        case Latest() if part.latest.among is not None:
            yield from _unknown_options(part.item, part.latest.among, known)
        case Run() if part.run.among is not None:
            yield from _unknown_options(part.item, part.run.among, known)
        case Profile():
            yield from _unknown_options(part.profile, part.among, known)
        case Latest() | Change() | Run():
            yield from _no_number(part, known)
        case AgainstRegion():
            yield from _incomparable(part, known)
        case GroupShareRule():
            yield from _unknown_figure(part.group, part.option, known)


def _no_number(part: Latest | Change | Run, known: KnownNames) -> Iterator[str]:
    if part.item not in known.answers:
        yield unknown("item", part.item, known.answers)
        return
    if known.answers[part.item]:
        yield f"'{part.item}' is answered by an option, not by a number: use in"
        return
    low, high = known.numbers.get(part.item, (-inf, inf))
    bound = part.latest if isinstance(part, Latest) else part.run if isinstance(part, Run) else part.change
    if isinstance(bound, Difference):
        low, high = low - high, high - low
    if (bound.at_least is not None and bound.at_least > high) or (bound.at_most is not None and bound.at_most < low):
        yield f"no answer to '{part.item}' can be so: it goes from {low:g} to {high:g}"


def _incomparable(part: AgainstRegion, known: KnownNames) -> Iterator[str]:
    if part.item not in known.answers:
        yield unknown("item", part.item, known.answers)
    elif known.answers[part.item] and part.option.startswith(">="):
        yield f"'{part.item}' is answered by an option: compare by favourable or by an option's key"
    yield from _unknown_figure(part.item, part.option, known)


def _unknown_options(item: str, options: Collection[str], known: KnownNames) -> Iterator[str]:
    if item not in known.answers:
        yield unknown("item", item, known.answers)
        return
    for option in options:
        if option not in known.answers[item]:
            yield unknown(f"option of '{item}' called", option, known.answers[item])


def _unknown_figure(item: str, option: str, known: KnownNames) -> Iterator[str]:
    if item not in known.figures:
        yield unknown("published item", item, known.figures)
    elif option not in known.figures[item]:
        yield unknown(f"published share of '{item}' called", option, known.figures[item])
