"""The codebook of a questionnaire: each variable with its question, its codes and whom it is asked, in every language.

Decides what a variable is: an item, one row of a grid, or one answer of which several can be chosen. Must not know
answers or figures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from app.instrument.routing_rules import DECLINED, Rule
from app.instrument.schema import GridLine, Instrument, Item

Texts = Mapping[str, str]
"""A text by language."""
Values = Literal["codes", "number", "text"]


@dataclass(frozen=True, slots=True)
class VariableCode:
    """One code that a variable can have, with its words. `missing`: the code says that there is no answer."""

    value: str
    words: Texts
    favourable: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookVariable:
    """One variable. `name`: the item's key, with the row or answer after a dot, as in a release.

    `low`, `high`: the range of a number or a numbered scale; None for others. `part`: the row or answer, empty for a
    whole item. `asked_if`: the routing rule, None for a question that everybody is asked.
    """

    name: str
    item: Item
    part: Texts
    values: Values
    codes: tuple[VariableCode, ...]
    low: float | None = None
    high: float | None = None

    @property
    def asked_if(self) -> Rule | None:
        """Return the rule on earlier answers that decides who is asked this question; None: everybody is."""
        return self.item.shown_if

    def title(self, language: str) -> str:
        """Return what the variable measures in a few words."""
        short = self.item.short[language]
        return f"{short}: {self.part[language]}" if self.part else short


@dataclass(frozen=True, slots=True, kw_only=True)
class CodebookWords:
    """The fixed words of a codebook, such as "Everybody", each by language; no questionnaire holds them.

    `all_of`, `one_of`: two rules or answers joined, with a place for the `first` and the `second`; `unless` has one for
    the `rule`.
    """

    declined: Texts
    chosen: Texts
    not_chosen: Texts
    everybody: Texts
    answered: Texts
    unanswered: Texts
    all_of: Texts
    one_of: Texts
    unless: Texts


def variables_of(instrument: Instrument, words: CodebookWords) -> Iterator[CodebookVariable]:
    """Yield the variables of all counted items: those of the questionnaire in its order, then whether cards helped."""
    for item in instrument.counted:
        yield from _variables(item, words)


def _variables(item: Item, words: CodebookWords) -> Iterator[CodebookVariable]:
    declined = VariableCode(DECLINED, words.declined, missing=True)
    if item.type in ("grid", "yes_no_per_choice"):
        codes = (*_codes(item), declined)
        for row in item.rows:
            yield CodebookVariable(name=f"{item.key}.{row.key}", item=item, part=row.text, values="codes", codes=codes)
    elif item.type == "multi":
        codes = (VariableCode("1", words.chosen), VariableCode("0", words.not_chosen), declined)
        for option in item.options:
            yield CodebookVariable(
                name=f"{item.key}.{option.key}", item=item, part=option.text, values="codes", codes=codes
            )
    else:
        yield _whole(item, declined)


def _whole(item: Item, declined: VariableCode) -> CodebookVariable:
    if item.type == "text":
        return CodebookVariable(name=item.key, item=item, part={}, values="text", codes=())
    if item.options:
        return CodebookVariable(name=item.key, item=item, part={}, values="codes", codes=(*_codes(item), declined))
    low, high = (0.0, 100.0) if item.type == "percent" else (item.min, item.max)
    anchors = tuple(VariableCode(str(step), text) for step, text in sorted(item.anchors.items()))
    return CodebookVariable(
        name=item.key, item=item, part={}, values="number", codes=(*anchors, declined), low=low, high=high
    )


def _codes(item: Item) -> Iterator[VariableCode]:
    for option in item.options:
        yield VariableCode(option.key, option.text, favourable=option.favourable)
    if item.escape:
        yield VariableCode(item.escape.key, item.escape.text)


def asked_words(instrument: Instrument, rule: Rule | None, words: CodebookWords, *, language: str) -> str:
    """Return in words whom a question is asked: "Everybody", or the answers that lead to it."""
    return _rule_words(instrument, rule, words, language=language) if rule else words.everybody[language]


def _rule_words(instrument: Instrument, rule: Rule, words: CodebookWords, *, language: str) -> str:
    if rule.item is not None:
        return _answer_words(instrument.item(rule.item), rule, words, language=language)
    if rule.unless is not None:
        return words.unless[language] % {"rule": _rule_words(instrument, rule.unless, words, language=language)}
    parts = [_rule_words(instrument, part, words, language=language) for part in rule.every or rule.some or ()]
    return _joined(parts, (words.all_of if rule.every else words.one_of)[language])


def _answer_words(item: Item, rule: Rule, words: CodebookWords, *, language: str) -> str:
    if rule.among is None:
        said = (words.answered if rule.answered else words.unanswered)[language]
    else:
        lines: tuple[GridLine, ...] = (*item.options, *item.rows)
        texts = {line.key: line.text[language] for line in lines}
        said = _joined([texts.get(key, key) for key in rule.among], words.one_of[language])
    return f"{item.short[language]}: {said}"


def _joined(parts: Sequence[str], pair: str) -> str:
    """Return the parts joined two by two; `pair` has a place for the `first` and the `second`."""
    return reduce(lambda first, second: pair % {"first": first, "second": second}, parts)
