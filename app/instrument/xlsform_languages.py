"""Finds the language that the heading of an XLSForm column names."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from babel.localedata import locale_identifiers


def language_of(spoken: str) -> str | None:
    """Return the code of a language that is written as `Nederlands (nl)`, `nl` or `Dutch`; None for no language."""
    spoken = spoken.strip()
    coded = re.fullmatch(r".*\(\s*([a-zA-Z]{2,3})(?:[-_][a-zA-Z]+)?\s*\)|([a-zA-Z]{2,3})", spoken)
    code = (coded[1] or coded[2]).lower() if coded else _codes_by_name().get(spoken.casefold())
    return code if code in locale_identifiers() else None


@lru_cache
def _codes_by_name() -> dict[str, str]:
    """Return the code of every language by its English name and its own."""
    found: dict[str, str] = {}
    for code in locale_identifiers():
        if "_" not in code:
            locale = Locale.parse(code)
            for name in (locale.english_name, locale.get_display_name(code)):
                if name:
                    found.setdefault(name.casefold(), code)
    return found
