"""Evaluates whether a card's rule holds, and returns the reasons why.

Decides from answers and published bounds alone. Must not know where they came from, nor how a reason is
worded. A condition about something that was not answered or not published does not hold.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from app.cards.card_schema import (
    AgainstRegion,
    All,
    Always,
    AnyOf,
    Change,
    Difference,
    Expected,
    GroupShareRule,
    Latest,
    Not,
    Profile,
    Rule,
    Run,
)
from app.cards.situation import Answer, Reason, ShareEstimate, Situation

Reasons = tuple[Reason, ...]


def reasons_for(rule: Rule, situation: Situation) -> Reasons | None:
    """Return the reason of each condition of `rule` that holds; None when the rule as a whole does not hold.

    A rule that several cards share is evaluated once in a situation.
    """
    known = situation.evaluated.get(id(rule))
    if known is None:
        known = situation.evaluated[id(rule)] = (rule, _evaluated(rule, situation))
    return known[1]


def _evaluated(rule: Rule, situation: Situation) -> Reasons | None:
    kind = type(rule)
    if kind in _OF_SEVERAL:
        return _OF_SEVERAL[kind](rule, situation)
    reason = _OF_ONE[kind](rule, situation)
    return None if reason is None else (reason,)


def _not(rule: Not, situation: Situation) -> Reasons | None:
    return () if reasons_for(rule.negated, situation) is None else None


def _all_hold(every: All, situation: Situation) -> Reasons | None:
    held = []
    for rule in every.all:
        part = reasons_for(rule, situation)
        if part is None:
            return None
        held.append(part)
    return _joined(held)


def _any_holds(any_of: AnyOf, situation: Situation) -> Reasons | None:
    parts = [reasons_for(part, situation) for part in any_of.any]
    held = [part for part in parts if part is not None]
    return _joined(held) if held else None


def _joined(parts: Sequence[Reasons]) -> Reasons:
    """Return all reasons as one tuple without duplicates."""
    joined: list[Reason] = []
    for reason in (reason for part in parts for reason in part):
        if reason not in joined:
            joined.append(reason)
    return tuple(joined)


def _always(rule: Always, situation: Situation) -> Reason:  # noqa: ARG001  # It holds for everybody.
    return Reason("always")


def _profile(rule: Profile, situation: Situation) -> Reason | None:
    value = situation.profile.get(rule.profile)
    return Reason("profile", rule.profile, {"value": value}) if value in rule.among else None


def _latest(rule: Latest, situation: Situation) -> Reason | None:
    """Return the reason that the latest answer to an item gives; None when the condition does not hold."""
    given = situation.given(rule.item)
    if not given:
        return None
    wave_number, value = given[-1].wave_number, given[-1].value
    params: dict[str, object]
    if rule.latest.among is not None:
        chosen = tuple(option for option in rule.latest.among if option in _chosen(value))
        params = {"options": chosen, "wave_number": wave_number}
        return (
            Reason("latest", rule.item, params, strength=_strength(_extreme(chosen, situation, rule.item)))
            if chosen
            else None
        )
    if not isinstance(value, int | float) or not _within(value, rule.latest):
        return None
    params = {"value": value, "wave_number": wave_number}
    return Reason("latest", rule.item, params, strength=_strength(_beyond(value, rule.latest)))


def _run(rule: Run, situation: Situation) -> Reason | None:
    """Return the reason that the last few answers to an item give; None when one of them does not fit."""
    last = situation.given(rule.item)[-rule.run.times :]
    if len(last) < rule.run.times:
        return None
    params: dict[str, object] = {
        "times": rule.run.times,
        "wave_numbers": tuple(answer.wave_number for answer in last),
    }
    if rule.run.among is None:
        params["values"] = tuple(answer.value for answer in last)
        held = all(_within(answer.value, rule.run) for answer in last)
        return Reason("run", rule.item, params, strength=_strength(rule.run.times)) if held else None
    chosen = [[option for option in rule.run.among if option in _chosen(answer.value)] for answer in last]
    params["options"] = tuple(tuple(options) for options in chosen)
    return Reason("run", rule.item, params, strength=_strength(rule.run.times)) if all(chosen) else None


def _change(rule: Change, situation: Situation) -> Reason | None:
    """Return the reason for a change; None when the latest number moved too little.

    A rise is counted from the lowest earlier answer, a fall from the highest; of equal answers from the
    latest.
    """
    *before, now = situation.given(rule.item)[-rule.change.within :] or (None,)
    numbers = [
        (each.value, each) for each in before if isinstance(each, Answer) and isinstance(each.value, int | float)
    ]
    if now is None or not isinstance(now.value, int | float) or not numbers:
        return None
    far = min if rule.change.at_least is not None else max
    value = far(value for value, _answer in numbers)
    since = next(answer for number, answer in reversed(numbers) if number == value)
    moved = now.value - value
    if not _within(moved, rule.change):
        return None
    params = {"before": value, "now": now.value, "wave_numbers": (since.wave_number, now.wave_number)}
    return Reason("change", rule.item, params, strength=_strength(1 + _beyond(moved, rule.change)))


def _against_region(rule: AgainstRegion, situation: Situation) -> Reason | None:
    """Return the reason that this person differs from most people in the region; None when they do not.

    `below`: most people are in the share and this person is not. `above`: this person is and most are not.
    "Most" means that both published bounds lie beyond one half.
    """
    given, bounds = situation.given(rule.item), situation.region.get((rule.item, rule.option))
    if not given or bounds is None:
        return None
    belongs = _belongs(given[-1].value, rule.option, situation.favourable.get(rule.item, {}))
    lower, upper = bounds
    holds = {
        "below": belongs is False and lower > 0.5,
        "above": belongs is True and upper < 0.5,
    }
    if not holds[rule.against_region]:
        return None
    params = {
        "answer": given[-1].value,
        "wave_number": given[-1].wave_number,
        "option": rule.option,
        "lower": lower,
        "upper": upper,
    }
    return Reason(f"{rule.against_region}_region", rule.item, params, strength=2)


def _belongs(value: object, option: str, favourable: Mapping[str, bool]) -> bool | None:
    """Return whether an answer counts in the published share of `option`; None when it is neither for nor against."""
    if option == "favourable":
        return favourable.get(str(value))
    if option.startswith(">="):
        return value >= float(option[2:]) if isinstance(value, int | float) else None
    return option in _chosen(value)


def _group(rule: GroupShareRule, situation: Situation) -> Reason | None:
    """Return the reason when the share lies beyond the bound: certain or likely by its estimate.

    Where nothing was estimated (yet), the whole published range must lie there.
    """
    estimate = situation.estimates.get((rule.group, rule.option))
    if estimate is not None:
        return _estimated(rule, estimate)
    bounds = situation.region.get((rule.group, rule.option))
    if bounds is None:
        return None
    lower, upper = bounds
    holds = upper <= rule.at_most if rule.at_most is not None else lower >= (rule.at_least or 0)
    return Reason("group", rule.group, {"option": rule.option, "lower": lower, "upper": upper}) if holds else None


def _estimated(rule: GroupShareRule, estimate: ShareEstimate) -> Reason | None:
    grade = estimate.grade(at_most=rule.at_most, at_least=rule.at_least)
    if grade not in ("sure", "likely"):
        return None
    params = {
        "option": rule.option,
        "share": estimate.share,
        "lower": estimate.lower,
        "upper": estimate.upper,
        "grade": grade,
        "at_most": rule.at_most,
        "at_least": rule.at_least,
    }
    return Reason("group", rule.group, params, strength=2 if grade == "sure" else 1)


def _chosen(value: object) -> Sequence[object]:
    """Return the chosen options: one of a single choice, several of a multiple one."""
    return value if isinstance(value, list | tuple) else (value,)


def _within(value: object, bound: Expected | Difference) -> bool:
    if not isinstance(value, int | float):
        return False
    if bound.at_most is not None:
        return value <= bound.at_most
    return bound.at_least is not None and value >= bound.at_least


def _beyond(value: float, bound: Expected | Difference) -> float:
    """Return how far a number lies past its bound, in the item's own unit."""
    limit = bound.at_most if bound.at_most is not None else bound.at_least
    return abs(value - limit) if limit is not None else 0


def _extreme(chosen: Sequence[str], situation: Situation, item: str) -> int:
    """Return 1 when the first or last option of the item's favourable scale was chosen, else 0."""
    sides = list(situation.favourable.get(item, {}))
    return int(not {*sides[:1], *sides[-1:]}.isdisjoint(chosen))


def _strength(more: float) -> int:
    """Return the strength of a reason, from 1 (just holds) to 4."""
    return max(1, min(4, 1 + int(more)))


_OF_SEVERAL: Mapping[type, Callable[[Any, Situation], Reasons | None]] = {
    All: _all_hold,
    AnyOf: _any_holds,
    Not: _not,
}
_OF_ONE: Mapping[type, Callable[[Any, Situation], Reason | None]] = {
    Always: _always,
    Profile: _profile,
    Latest: _latest,
    Run: _run,
    Change: _change,
    AgainstRegion: _against_region,
    GroupShareRule: _group,
}
"""How each kind of rule is evaluated, found by its class: a page evaluates hundreds, most of which do not hold."""
