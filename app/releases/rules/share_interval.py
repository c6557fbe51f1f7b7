"""How sure a published share is: its bin, the noise in it, and that other people might have answered.

Decides intervals, from the bin and not from the bounds made of it. Must not know true counts or sizes: a figure tells
its bin and a size class, and the fewest people that fit them are assumed, so that intervals are never too narrow.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, floor

from app.releases.rules.cells import Published
from app.releases.rules.noise import ALPHA_SHARE, FURTHEST


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the share lies, 0…1, with the confidence asked for."""

    lower: float
    upper: float


def fewest_people(cell: Published) -> int:
    """The fewest people a figure can be about, as far as it tells itself.

    Its size class starts there, and every bin holds at least two counts, so that n is at least 2 / width.
    Raises ValueError for a size class that no release has.
    """
    width = cell.bin_upper - cell.bin_lower
    return max(start_of(cell.size_class), ceil(2 / width - 1e-6)) if width > 0 else start_of(cell.size_class)


def start_of(size_class: str) -> int:
    """The fewest people of a size class such as "7-9" or "50+". Raises ValueError for anything else."""
    return int(size_class.rstrip("+").partition("-")[0])


def possible_people(cell: Published, *, at_least: int = 0) -> tuple[int, ...]:
    """Numbers of people a figure can be about, the fewest first: up to five of its size class.

    `at_least`: what other figures about the same people tell. More people only make a conclusion surer, but for the
    way counts fall on the bounds of a small group's bin.
    """
    fewest, (_, _, most) = max(at_least, fewest_people(cell)), cell.size_class.partition("-")
    return tuple(range(fewest, max(fewest, min(fewest + 4, int(most))) + 1)) if most else (fewest,)


def counts(cell: Published, people: int) -> tuple[int, int]:
    """The lowest and the highest count in a figure's bin, of so many people."""
    return ceil(cell.bin_lower * people - 1e-6), floor(cell.bin_upper * people + 1e-6)


def noise_beyond(persons: int) -> float:
    """The chance that the noise in a count is at least so many persons upwards (and likewise downwards)."""
    return ALPHA_SHARE**persons / (1 + ALPHA_SHARE) if persons > 0 else 1 - noise_beyond(1 - persons)


@lru_cache(maxsize=4096)
def share_interval(cell: Published, *, at_least: int = 0, confidence: float = 0.95) -> Interval:
    """The shares that make this bin, or one further out, not too unlikely; two-sided, conservative.

    `at_least`: how many people there must be according to other figures about them.

    The exact interval of Clopper & Pearson (Biometrika 26, 1934) with the noise of rule 4 added to the
    binomial count and the bin as what is observed. For small teams it is wide: that is the truth about them.
    """
    people = max(at_least, fewest_people(cell))
    low, high = counts(cell, people)
    tail = (1 - confidence) / 2
    lower = _share_where(low, people, chance=tail) if low > 0 else 0.0
    upper = _share_where(high + 1, people, chance=1 - tail) if high < people else 1.0
    return Interval(min(lower, cell.value), max(upper, cell.value))


def _share_where(count: int, people: int, *, chance: float) -> float:
    """The share at which a noisy count of at least `count` has this chance; 0 or 1 if it has it nowhere."""
    from scipy.optimize import brentq

    if _at_least(count, people, 0.0) >= chance:
        return 0.0
    if _at_least(count, people, 1.0) <= chance:
        return 1.0
    return float(brentq(lambda share: _at_least(count, people, share) - chance, 0.0, 1.0, xtol=1e-6))


def _at_least(count: int, people: int, share: float) -> float:
    """The chance that the noisy count of a share among so many people is `count` or more."""
    import numpy as np
    from scipy.stats import binom

    away = np.arange(-FURTHEST, FURTHEST + 1)
    noise = (1 - ALPHA_SHARE) / (1 + ALPHA_SHARE) * ALPHA_SHARE ** np.abs(away)
    return float(noise @ binom.sf(count - away - 1, people, share))
