"""Reads the values sent under one form control, for each type of question.

Decides how forgiving a control is ("40 %", "0,8"). Raises AnswerRefused for what is no answer. Must not know
forms, routing or where an answer goes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from app.instrument.faults import AnswerRefused
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item

Answer = str | int | float | list[str] | dict[str, str]
"""single, text: str · multi: keys in the instrument's order · grid, yes/no per choice: row → key, or the
grid's escape key · scale, percent: int · number: float · any: DECLINED."""

OPEN_TEXT_LENGTH = 1000
"""The most characters of a comment or of the text beside "other"."""

_NUMBER = re.compile(r"([+-]?[0-9]+)(?:[.,]([0-9]*))?")


def one_of(keys: Collection[str], values: Sequence[str]) -> str | None:
    """Return the one key that was chosen, or DECLINED ("prefer not to say"); None for none. Raises AnswerRefused."""
    given = _distinct(values)
    if any(value not in keys and value != DECLINED for value in given):
        raise AnswerRefused("unknown_option")
    if len(given) > 1:
        raise AnswerRefused("several_values")
    return given[0] if given else None


def some_of(item: Item, values: Sequence[str]) -> list[str] | str | None:
    """Return the chosen keys in the questionnaire's order, or DECLINED ("prefer not to say"); None for none chosen.

    Raises AnswerRefused for an unknown key, too many choices, or choices that exclude each other.
    """
    given = _distinct(values)
    if any(value not in item.option_keys and value != DECLINED for value in given):
        raise AnswerRefused("unknown_option")
    alone = {option.key for option in item.options if option.exclusive} | {DECLINED}
    if len(given) > 1 and alone & set(given):
        raise AnswerRefused("exclusive_with_others")
    if item.max_choices is not None and len(given) > item.max_choices:
        raise AnswerRefused("too_many_choices", chosen=len(given), max=item.max_choices)
    if given == [DECLINED]:
        return DECLINED
    return [key for key in item.option_keys if key in given] or None


def number(item: Item, values: Sequence[str]) -> float | str | None:
    """Return a number within the item's bounds, typed with a point or a comma, or DECLINED; None when left empty.

    Raises AnswerRefused.
    """
    written = _single_text(values)
    if written in (None, DECLINED):
        return written
    match = _NUMBER.fullmatch(written.removesuffix("%").strip()) if written else None
    if match is None:
        raise AnswerRefused("not_a_number")
    decimals = (match[2] or "").rstrip("0")
    if len(decimals) > item.decimals:
        if item.decimals == 0:
            raise AnswerRefused("not_a_whole_number")
        raise AnswerRefused("too_many_decimals", decimals=item.decimals)
    low, high = item.min or 0, item.max if item.max is not None else 100
    value = float(f"{match[1][:12]}.{decimals or 0}")
    if len(match[1]) > 12 or not low <= value <= high:
        raise AnswerRefused("out_of_range", min=low, max=high)
    return value


def whole_number(item: Item, values: Sequence[str]) -> int | str | None:
    """Return a whole number within the item's bounds (a grade, a percentage), or DECLINED; None when left empty."""
    value = number(item, values)
    return int(value) if isinstance(value, float) else value


def text(values: Sequence[str], *, max_length: int = OPEN_TEXT_LENGTH) -> str | None:
    """Return the typed text with uniform line ends, or DECLINED; None when left empty. Raises AnswerRefused."""
    written = _single_text([value.replace("\r\n", "\n").replace("\r", "\n") for value in values])
    if written is not None and len(written) > max_length:
        raise AnswerRefused("too_long", length=len(written), max=max_length)
    return written


READERS: Mapping[str, Callable[[Item, Sequence[str]], Answer | None]] = {
    "single": lambda item, values: one_of(item.option_keys, values),
    "multi": some_of,
    "scale": whole_number,
    "percent": whole_number,
    "number": number,
    "text": lambda item, values: text(values, max_length=item.max_length),
}
"""The function that reads each type of question with a single control; a grid has a control for each row."""


def _distinct(values: Sequence[str]) -> list[str]:
    readable = (_readable(value) for value in values)
    return list(dict.fromkeys(value for value in readable if value))


def _readable(value: str) -> str:
    """Return the text without NUL and half surrogate pairs, which JSON can carry but no stored text may hold."""
    return value.encode("utf-8", "replace").decode().replace("\0", "").strip()


def _single_text(values: Sequence[str]) -> str | None:
    given = _distinct(values)
    if len(given) > 1:
        raise AnswerRefused("exclusive_with_others" if DECLINED in given else "several_values")
    return given[0] if given else None
