"""Turns a routing rule into what is ticked in the form of a question, and back: “and”, “or” and “not” over answers.

Decides which rules the form can show. A rule that it cannot show stays as it is. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

RuleContent = Mapping[str, Any]
"""A rule as it stands in a content file, see app/instrument/routing_rules.py."""


@dataclass(frozen=True, slots=True)
class Ticked:
    """What is ticked about who is asked a question; an answer is written as `question=answer`.

    `shown`: whoever gave one of these answers to each of the questions named, or with `either` to one of them.
    `never`: but nobody who gave one of these.
    """

    shown: tuple[str, ...] = ()
    either: bool = False
    never: tuple[str, ...] = ()


def rule_of(ticked: Ticked) -> dict[str, Any] | None:
    """Return the rule that says what is ticked; None when everybody is asked."""
    parts = _tests(ticked.shown)
    if ticked.either and len(parts) > 1:
        parts = [{"any": parts}]
    if denied := _tests(ticked.never):
        parts.append({"not": denied[0] if len(denied) == 1 else {"any": denied}})
    if len(parts) > 1:
        return {"all": parts}
    return parts[0] if parts else None


def ticked_of(rule: RuleContent | None) -> Ticked | None:
    """Return what is ticked for this rule; None for a rule that ticks cannot say."""
    if rule is None:
        return Ticked()
    parts: Sequence[RuleContent] = rule.get("all", (rule,))
    wanted = [part for part in parts if "not" not in part]
    denied = [test for part in parts if "not" in part for test in _any_of(part["not"])]
    either = len(wanted) == 1 and "any" in wanted[0]
    tests = _any_of(wanted[0]) if either else wanted
    if not all("in" in test for test in (*tests, *denied)):
        return None
    if not either and len({test["item"] for test in tests}) < len(tests):
        return None  # "a, and also b" of one question: ticks of one question mean "a or b".
    return Ticked(_answers(tests), either=either, never=_answers(denied))


def _any_of(rule: RuleContent) -> Sequence[RuleContent]:
    found: Sequence[RuleContent] = rule.get("any", (rule,))
    return found


def _answers(tests: Iterable[RuleContent]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{test['item']}={key}" for test in tests for key in test["in"]))


def _tests(answers: Iterable[str]) -> list[dict[str, Any]]:
    """Return a test of each question named: one of these answers was given."""
    chosen: dict[str, list[str]] = {}
    for item, _equals, key in (each.partition("=") for each in answers):
        chosen.setdefault(item, []).append(key)
    return [{"item": item, "in": keys} for item, keys in chosen.items()]
