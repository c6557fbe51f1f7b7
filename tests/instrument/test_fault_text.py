"""Every fault has a sentence that says how to mend it, in the reader's language."""

from __future__ import annotations

from typing import get_args

from app.instrument.faults import FaultCode, FieldFault, fault_text

PARAMS = {"max": 3, "chosen": 5, "min": 0.5, "decimals": 2, "length": 1200, "total": 110}


def test_every_code_has_a_sentence() -> None:
    """No code reaches a person as a code."""
    for code in get_args(FaultCode):
        sentence = fault_text(FieldFault(code, PARAMS), lambda text: text)
        assert sentence.endswith(".")
        assert code not in sentence
        assert "%(" not in sentence


def test_the_sentence_names_the_numbers() -> None:
    """A person reads how many were chosen and how many are possible."""
    fault = FieldFault("too_many_choices", {"chosen": 5, "max": 3})
    assert fault_text(fault, lambda text: text) == "You chose 5. Choose at most 3."
    assert fault_text(FieldFault("shares_above_100", {"total": 110}), lambda text: text).startswith(
        "Together these parts are 110 %."
    )


def test_the_sentence_is_translated_before_it_is_filled_in() -> None:
    """The catalogue holds sentences with names, never with numbers."""
    dutch = {"You chose %(chosen)s. Choose at most %(max)s.": "Je koos er %(chosen)s. Kies er hooguit %(max)s."}
    fault = FieldFault("too_many_choices", {"chosen": 5, "max": 3})
    assert fault_text(fault, lambda text: dutch.get(text, text)) == "Je koos er 5. Kies er hooguit 3."
