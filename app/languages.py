"""Decides which languages there are, and how each writes dates, percentages and lists. No other module names any.

A language is available when `translations/CODE` holds a catalogue; English needs none, because sentences are written in
it. How a language writes things comes from Unicode CLDR; each departure stands here with its reason. Knows nothing of
Flask, readers or content.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale, UnknownLocaleError
from babel.numbers import get_decimal_symbol, parse_pattern

FOLDER = Path(__file__).resolve().parent.parent / "translations"
SOURCE = "en"
"""The language of the sentences in code and templates, and of what commands say."""
USUAL = ("nl", SOURCE)
"""What an installation offers unless PEIL_LANGUAGES says otherwise."""

WRITTEN_AS = {"en": "en_GB"}
"""The CLDR locale whose order of day and month a language takes: English as in Europe, "29 November"."""
PER_CENTS = {"nl": "#,##0\u00a0%"}
"""Departures from CLDR's pattern of a percentage: Dutch keeps a no-break space before the sign."""
DATES = {("en", "weekday"): "EEEE, d MMMM"}
"""Departures from CLDR's pattern of a date: a comma after the weekday, also without the year."""
KEEPS_CAPITALS = {"de", "lb"}
"""Languages that write nouns with a capital, so an answer's words keep theirs inside a sentence."""

DateForm = Literal[
    "weekday",
    "day",
    "short_day",
    "day_of_year",
    "short_day_of_year",
    "month",
    "short_month",
    "month_of_year",
    "figures",
]
"""Which parts of a date are written: the day with its weekday, alone or with its year; the month alone or with it."""
_ALONE = {"month": "LLLL", "short_month": "LLL"}
_SKELETONS = {
    "weekday": "MMMEd",
    "day": "MMMMd",
    "short_day": "MMMd",
    "short_day_of_year": "yMMMd",
    "month_of_year": "yMMMM",
    "figures": "yMd",
}


class UnknownLanguage(ValueError):
    """CLDR knows no language with this code of two or three letters."""


def available() -> tuple[str, ...]:
    """Return the codes of all languages with a catalogue, and English: those in `USUAL` first, then alphabetically."""
    found = {path.parent.parent.name for path in FOLDER.glob("*/LC_MESSAGES/messages.po")}
    known = {code for code in found if _is_code(code)} | {SOURCE}
    return (*(code for code in USUAL if code in known), *sorted(known - set(USUAL)))


def catalogue_of(code: str) -> Path:
    """Return the path of a language's translations, also when the file does not exist yet.

    Raises UnknownLanguage.
    """
    if not _is_code(code):
        raise UnknownLanguage(code)
    return FOLDER / code / "LC_MESSAGES" / "messages.po"


def _is_code(code: str) -> bool:
    if not re.fullmatch(r"[a-z]{2,3}", code):
        return False
    try:
        return Locale.parse(code).get_display_name() is not None
    except UnknownLocaleError:
        return False


@cache
def own_name(code: str) -> str:
    """Return a language's name in that language, with a capital: "Deutsch"."""
    name = Locale.parse(code).get_display_name(code) or code
    return name[:1].upper() + name[1:]


@cache
def direction(code: str) -> str:
    """Return the writing direction of a language: `ltr` (left to right) or `rtl`."""
    return str(Locale.parse(code).text_direction)


@cache
def date_pattern(code: str, form: DateForm) -> str:
    """Return how a language writes a date, as a CLDR pattern: "d. MMMM"."""
    if (code, form) in DATES:
        return DATES[code, form]
    locale = Locale.parse(WRITTEN_AS.get(code, code))
    if form in _ALONE:
        return _ALONE[form]
    if form == "day_of_year":
        return str(locale.date_formats["long"].pattern)
    pattern = str(locale.datetime_skeletons[_SKELETONS[form]].pattern)
    if form == "weekday":  # CLDR has the short names in every language, the long ones in few.
        pattern = re.sub(r"\bE+\b", "EEEE", re.sub(r"\bMMM\b", "MMMM", pattern))
    return pattern


@cache
def around_per_cents(code: str) -> tuple[str, str]:
    """Return how a language writes a percentage: the text before the number and the text after it, ("", " %")."""
    pattern = parse_pattern(PER_CENTS.get(code) or Locale.parse(code).percent_formats[None].pattern)
    return str(pattern.prefix[0]), str(pattern.suffix[0])


@cache
def between_columns(code: str) -> str:
    """Return the character that separates columns in a CSV file for spreadsheets in this language."""
    return ";" if get_decimal_symbol(code) == "," else ","


def dates_in_browsers(code: str) -> str:
    """Return the language tag with which scripts let the browser write dates: "en-GB"."""
    return WRITTEN_AS.get(code, code).replace("_", "-")


def in_running_text(words: str, code: str) -> str:
    """Return an answer's words as they are written inside a sentence: in most languages without the first capital.

    An abbreviation and the English "I" keep theirs: "SKJ register", "I don't know".
    """
    first = words[:2]
    keeps = code in KEEPS_CAPITALS or (first.isalpha() and first.isupper()) or re.match(r"I\b", words)
    return words if keeps else words[:1].lower() + words[1:]
