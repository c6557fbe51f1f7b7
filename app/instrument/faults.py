"""The codes and English sentences for what can be wrong with one field of a form.

Must not know the reader's language: the caller passes `gettext`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

FaultCode = Literal[
    "required",
    "unknown_option",
    "several_values",
    "too_many_choices",
    "exclusive_with_others",
    "not_a_number",
    "not_a_whole_number",
    "too_many_decimals",
    "out_of_range",
    "too_long",
    "shares_above_100",
]


@dataclass(frozen=True, slots=True)
class FieldFault:
    """What is wrong with one field; `params` are the numbers in its sentence, never what was typed."""

    code: FaultCode
    params: Mapping[str, int | float]


class AnswerRefused(ValueError):
    """A form field holds something that is no answer to its question."""

    def __init__(self, code: FaultCode, **params: int | float) -> None:
        self.fault = FieldFault(code, params)
        super().__init__(code)


def fault_text(fault: FieldFault, gettext: Callable[[str], str]) -> str:
    """Return the translated sentence for a fault: what is wrong, then how to mend it."""
    sentences: Mapping[FaultCode, str] = {
        "required": gettext("This question needs an answer. Choose one, or prefer not to say."),
        "unknown_option": gettext("This answer does not exist here. Choose one of the answers shown."),
        "several_values": gettext("Only one answer fits here. Choose one."),
        "too_many_choices": gettext("You chose %(chosen)s. Choose at most %(max)s."),
        "exclusive_with_others": gettext("These answers do not go together. Keep the one that fits."),
        "not_a_number": gettext("This is not a number. Use digits only."),
        "not_a_whole_number": gettext("This is not a whole number. Leave out what follows the point."),
        "too_many_decimals": gettext("Use at most %(decimals)s decimals."),
        "out_of_range": gettext("This number does not fit. Enter a number from %(min)s to %(max)s."),
        "too_long": gettext("Your text has %(length)s characters. Shorten it to %(max)s."),
        "shares_above_100": gettext("Together these parts are %(total)s %%. That is more than 100 %%."),
    }
    return sentences[fault.code] % {name: f"{value:g}" for name, value in fault.params.items()}
