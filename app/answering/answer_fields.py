"""Turns stored answers into the form's control values, so that a pulse can be corrected. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def fields_of(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return stored answers as the values of each form control: the reverse of `app.instrument.answers.read_form`."""
    fields: dict[str, list[str]] = {}
    for name, answer in answers.items():
        if isinstance(answer, Mapping):
            fields |= {f"{name}.{row}": [str(value)] for row, value in answer.items()}
        elif isinstance(answer, list | tuple):
            fields[name] = [str(value) for value in answer]
        else:
            fields[name] = [_typed(answer)]
    return fields


def _typed(answer: object) -> str:
    return f"{answer:g}" if isinstance(answer, float) else str(answer)
