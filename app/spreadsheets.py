"""What a spreadsheet may do with a text that somebody typed: nothing but show it."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # Read as their narrow twins.
"""What a spreadsheet takes a cell for a formula by."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet would compute this cell, also after blanks that it leaves out."""
    return text.startswith(FORMULA) or text.lstrip().startswith(FORMULA)


def harmless(text: str) -> str:
    """Return the text as a cell that is shown as it is: an apostrophe before what would be computed."""
    return f"'{text}" if is_formula(text) else text
