"""Routing rules as data: which earlier answers make an item appear.

Decides what a rule may look like and when it holds. Must not know the other items of the questionnaire. The
browser evaluates the very same data (`static/js/routing.js`), so every change here is a change there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

DECLINED = "_declined"
"""The answer "prefer not to say"."""

Answers = Mapping[str, object]
"""Answers as stored, by item: a key, a list of keys, a mapping of rows, a number or text."""


class Rule(BaseModel):
    """One routing rule: an item's answer is `in` a list or is `answered`, or `all` / `any` / `not` of other rules.

    `always` stands for what is settled before the form is shown; authors have no need of it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    item: str | None = None
    among: tuple[str, ...] | None = Field(default=None, alias="in", min_length=1)
    answered: bool | None = None
    every: tuple[Rule, ...] | None = Field(default=None, alias="all", min_length=1)
    some: tuple[Rule, ...] | None = Field(default=None, alias="any", min_length=1)
    unless: Rule | None = Field(default=None, alias="not")
    always: bool | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        kinds = (self.item, self.every, self.some, self.unless, self.always)
        tests = (self.among, self.answered)
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a rule is one of 'item', 'all', 'any' and 'not'")
        if sum(test is not None for test in tests) != (self.item is not None):
            raise ValueError("a rule about an item says either 'in' or 'answered', and no other rule does")
        return self

    def as_json(self) -> dict[str, object]:
        """Return the rule as plain data, for the script that applies it in the browser."""
        return self.model_dump(mode="json", by_alias=True, exclude_none=True)

    def tests(self) -> Iterator[Rule]:
        """Yield each condition on one item's answer inside this rule, however deep in `all`, `any` or `not`."""
        if self.item is not None:
            yield self
        for part in (*(self.every or ()), *(self.some or ()), *((self.unless,) if self.unless else ())):
            yield from part.tests()


def is_answered(answer: object) -> bool:
    """Return whether the answer counts as an answer; declined and left empty do not."""
    return answer not in (None, "", DECLINED, [], (), {})


def holds(rule: Rule, answers: Answers) -> bool:
    """Return whether the rule holds for these answers; an item without an answer fulfils only `answered: false`."""
    if rule.always is not None:
        return rule.always
    if rule.every is not None:
        return all(holds(part, answers) for part in rule.every)
    if rule.some is not None:
        return any(holds(part, answers) for part in rule.some)
    if rule.unless is not None:
        return not holds(rule.unless, answers)
    answer = answers.get(rule.item or "")
    if rule.among is None:
        return is_answered(answer) == rule.answered
    chosen = answer if isinstance(answer, list | tuple) else [answer]
    return any(one in rule.among for one in chosen if isinstance(one, str))


def settled(rule: Rule, *, asked: frozenset[str], earlier: Answers, wanted: bool = True) -> Rule:
    """Return the rule with every condition on an item outside `asked` replaced by true or false.
    `earlier`: the answers that tell which. Without one the condition fails, or inside `not` (`wanted` False) holds.

    What nobody knows thus makes the whole rule fail.
    """
    if rule.item is not None:
        if rule.item in asked:
            return rule
        known = rule.item in earlier
        return Rule(always=holds(rule, earlier) if known else not wanted)
    if rule.unless is not None:
        return Rule(unless=settled(rule.unless, asked=asked, earlier=earlier, wanted=not wanted))
    parts = [settled(part, asked=asked, earlier=earlier, wanted=wanted) for part in rule.every or rule.some or ()]
    if rule.every is not None:
        return Rule(every=tuple(parts))
    return Rule(some=tuple(parts)) if rule.some is not None else rule
