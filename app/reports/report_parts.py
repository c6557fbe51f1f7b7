"""The parts of a report, in which order they stand, and the sentences that a region adds to each. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

PARTS = ("summary", "differences", "results", "readings", "agreements", "method", "questionnaire")
"""Every part that a region can put in another order. Digests always come last, and nothing can be left out."""

LETTERS = 1500
"""The most characters of the own sentences at one part, in one language."""


@dataclass(frozen=True, slots=True)
class Composition:
    """The order of a report's parts and the own sentences at them, by part and language.

    `version`: how often it was saved, 0 for one that nobody has composed yet.
    """

    order: tuple[str, ...] = PARTS
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    version: int = 0

    def moved(self, part: str, *, by: int) -> Self:
        """Return the same composition with one part moved up (-1) or down (1), as far as there is room."""
        if part not in self.order:
            return self
        order = [each for each in self.order if each != part]
        order.insert(max(0, self.order.index(part) + by), part)
        return replace(self, order=tuple(order))

    def saying(self, texts: Mapping[str, str], *, language: str) -> Self:
        """Return the same composition with these own sentences in one language, by part; empty ones are taken out."""
        others = {
            part: {tongue: text for tongue, text in by.items() if tongue != language}
            for part, by in self.sentences.items()
        }
        new = {part: others.get(part, {}) | ({language: texts[part]} if texts.get(part) else {}) for part in PARTS}
        return replace(self, sentences={part: by for part, by in new.items() if by})

    def paragraphs(self, language: str) -> dict[str, tuple[str, ...]]:
        """Return the own sentences in a language as paragraphs, by part; parts without any are left out."""
        said = {part: by[language] for part, by in self.sentences.items() if by.get(language)}
        return {part: paragraphs_of(text) for part, text in said.items()}


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Return the paragraphs of a plain text: an empty line parts them, other line ends are spaces."""
    blocks = text.replace("\r\n", "\n").replace("\r", "\n").split("\n\n")
    return tuple(" ".join(block.split()) for block in blocks if block.strip())


def known_order(order: Sequence[str]) -> tuple[str, ...]:
    """Return a stored order with exactly the parts that there are now: unknown ones out, new ones at the end."""
    kept = tuple(part for part in dict.fromkeys(order) if part in PARTS)
    return (*kept, *(part for part in PARTS if part not in kept))
