"""How large a difference is, in words: between kinds of organisation, and between the two sides of a relation."""

from __future__ import annotations

from app.statistics.contrasts import Figure, Size
from app.web.language import percent
from app.wording.figure_words import about_words, decimal
from app.wording.translated import _


def size_words(size: Size) -> str:
    """Return the size of a difference in words, by the usual limits for its kind of figure."""
    return {
        "hardly": _("hardly any difference"),
        "small": _("a small difference"),
        "medium": _("a clear difference"),
        "large": _("a large difference"),
    }[size]


def pairs_words(higher: float, lower: float, *, first: str, second: str) -> str:
    """Return the sentence on how often a random person of one group answers higher than one of the other, and lower.
    `higher`, `lower`: shares of all pairs in which the person of `first` does; the group that more often does comes
    first in the sentence. The rest is pairs with the same answer, so that no tie is told as a higher answer.
    """
    (most, one), (least, other) = sorted(((higher, first), (lower, second)), reverse=True)
    return _(
        "Put one person of ‘%(higher)s’ beside one of ‘%(lower)s’: about %(share)s of the time the first gives the "
        "higher answer, about %(rest)s of the time the second does. Otherwise they answer the same.",
        higher=one,
        lower=other,
        share=percent(most),
        rest=percent(least),
    )


def shares_words(first: Figure, second: Figure, *, names: tuple[str, str]) -> str:
    """Return two shares side by side: "A about 60%, B about 40%"."""
    return _(
        "‘%(first)s’ %(one)s, ‘%(second)s’ %(other)s.",
        first=names[0],
        one=about_words(first.value),
        second=names[1],
        other=about_words(second.value),
    )


def means_words(first: float, second: float, *, names: tuple[str, str]) -> str:
    """Return two means side by side: "A 7.7, B 6.9"."""
    return _(
        "‘%(first)s’ about %(one)s, ‘%(second)s’ about %(other)s.",
        first=names[0],
        one=decimal(first),
        second=names[1],
        other=decimal(second),
    )


def relation_words(with_it: Figure, without: Figure) -> tuple[str, str]:
    """Return both shares of a relation in words: among those with the first answer, and among those without it."""
    return about_words(with_it.value), about_words(without.value)
