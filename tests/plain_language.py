"""How easy the participant's sentences read, by a published formula.

`python -m tests.plain_language nl` lists the hardest.

Dutch: Flesch-Douma, 206.84 − 0.93 · words per sentence − 77 · syllables per word (W.H. Douma, De leesbaarheid van
landbouwbladen, Wageningen 1960). English: Flesch reading ease, 206.835 − 1.015 · words per sentence − 84.6 · syllables
per word (R. Flesch, A new readability yardstick, Journal of Applied Psychology 32, 1948). Above 60 is plain language,
which level B1 reads; 100 is very easy, 0 very hard. Syllables are the places where Pyphen would hyphenate a word.
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from functools import cache

from pyphen import Pyphen  # type: ignore[import-untyped]  # It has no types.

from app.languages import catalogue_of
from app.web.catalogues import read_catalogue, source_messages

ROOMS = ("answering", "cards", "mirror", "participants", "phone", "reminders", "themes")
ALSO = ("templates/base.html", "templates/error.html", "templates/offline.html", "templates/parts.html")
FOR_OTHERS = ("privacy_officer.html", "outbox.py")
"""Pages for privacy officers, and what only a program that sends answers reads."""
WEIGHTS = {"nl": (206.84, 0.93, 77.0), "en": (206.835, 1.015, 84.6)}
PATTERNS = {"nl": "nl_NL", "en": "en_GB"}
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SENTENCE = re.compile(r"(?<=[.!?:;])\s+")
MARKS = re.compile(r"<[^>]+>")
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
STANDS_FOR = {"nl": "tien", "en": "ten"}
"""What is read in the place of a name or a number: one syllable."""


@dataclass(frozen=True, slots=True)
class Said:
    """One text of a page in one language."""

    page: str
    text: str

    @property
    def words(self) -> int:
        return len(WORD.findall(self.text))


@cache
def syllables(word: str, language: str) -> int:
    """Count the places where the word can be broken, and one."""
    return len(Pyphen(lang=PATTERNS[language], left=1, right=1).positions(word.lower())) + 1


def reading_ease(text: str, language: str) -> float:
    """The formula of the language; 100 for a text without words."""
    words = WORD.findall(text)
    if not words:
        return 100.0
    sentences = sum(1 for part in SENTENCE.split(text) if WORD.search(part))
    start, by_sentence, by_word = WEIGHTS[language]
    spoken = sum(syllables(word, language) for word in words)
    return start - by_sentence * len(words) / sentences - by_word * spoken / len(words)


def participant_texts(language: str) -> list[Said]:
    """Every text of the participant's pages, as it stands in code (English) or in the catalogue (Dutch)."""
    known = {}
    if language != "en":
        for message in read_catalogue(catalogue_of(language)):
            known[_last(message.id)] = _last(message.string)
    found = []
    for sentence, places in source_messages().items():
        pages = [place.rpartition(":")[0] for place in places]
        page = next((each for each in pages if _is_theirs(each)), None)
        if page:
            said = known.get(_last(sentence), "") if known else _last(sentence)
            found.append(Said(page, MARKS.sub("", PLACE.sub(STANDS_FOR[language], said)).replace("%%", "%")))
    return found


def _is_theirs(page: str) -> bool:
    folder, _slash, rest = page.partition("/")
    return page in ALSO or (
        folder in {"app", "templates"} and rest.partition("/")[0] in ROOMS and not page.endswith(FOR_OTHERS)
    )


def _last(forms: object) -> str:
    """A sentence; of its forms the one for several."""
    return str(forms[-1]) if isinstance(forms, tuple | list) else str(forms)


def by_page(language: str) -> dict[str, float]:
    """The reading ease of each page with at least thirty words."""
    texts: dict[str, list[Said]] = defaultdict(list)
    for said in participant_texts(language):
        texts[said.page].append(said)
    return {
        page: reading_ease(" ".join(f"{each.text.rstrip('.')}." for each in said), language)
        for page, said in texts.items()
        if sum(each.words for each in said) >= 30
    }


def hardest(language: str, *, least_words: int = 8) -> list[tuple[float, Said]]:
    """Texts of at least so many words, the hardest first."""
    told = [
        (reading_ease(said.text, language), said) for said in participant_texts(language) if said.words >= least_words
    ]
    return sorted(told, key=lambda pair: pair[0])


if __name__ == "__main__":
    for ease, said in hardest(sys.argv[1])[:20]:
        print(f"{ease:4.0f}  {said.text}  ({said.page})")
