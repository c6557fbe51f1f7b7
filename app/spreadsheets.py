"""Keeps spreadsheets from computing a text that somebody typed: they show it and nothing more."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # The wide forms count as the narrow ones.
"""The first characters that make a spreadsheet take a cell for a formula."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would compute this text as a formula, also after leading spaces."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def harmless(text: str) -> str:
    """Return the text for a spreadsheet cell, with an apostrophe before anything that would be computed."""
    return f"'{text}" if is_formula(text) else text
