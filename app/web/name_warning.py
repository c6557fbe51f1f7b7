"""Judges whether a text seems to name a person, so that its writer can be asked to look again. Pure.

The rule: an e-mail address, a form of address with a name behind it ("mevrouw Jansen"), or a word with a
capital inside a sentence that is no known name of a group, no abbreviation, and no day or month (English
writes them with a capital). A name that opens a sentence is not seen: every first word has a capital.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

ADDRESSED = re.compile(
    r"(?i:\b(?:mevr(?:ouw)?|mw|meneer|dhr|mr|mrs|ms|miss|dr|drs)\b\.?)\s+(?:(?:van|de|der|den|ter)\s+)*[A-ZÀ-Þ]"
)
EMAIL = re.compile(r"\S@\S")
WORD = re.compile(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
ENDS_SENTENCE = re.compile(r"[.!?:;…\n•]\s*[\"'‘“(]*\s*$|^\s*(?:\d+[.)]|[-*])?\s*[\"'‘“(]*$")
DAYS = {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"}
MONTHS = {"January", "February", "March", "April", "May", "June", "July", "August", "September"}
MONTHS |= {"October", "November", "December"}
OTHERS = {"I", "Dutch", "English", "Nederlands", "Engels", "Peil", "Teams", "Outlook", "Excel", "Word"}
WRITTEN_WITH_CAPITAL = frozenset(DAYS | MONTHS | OTHERS)


def seems_to_name_somebody(text: str, *, known: Iterable[str] = ()) -> bool:
    """Return whether a text seems to name a person. `known`: names of groups, whose words are allowed."""
    if EMAIL.search(text) or ADDRESSED.search(text):
        return True
    allowed = WRITTEN_WITH_CAPITAL.union(word for name in known for word in WORD.findall(name))
    return any(
        word[0].isupper()
        and not word.isupper()
        and word not in allowed
        and not ENDS_SENTENCE.search(text[: found.start()])
        for found in WORD.finditer(text)
        if (word := found.group())
    )
