"""The fewest people that a published figure can be about, and the probability of the noise in it.

Must not know true counts or sizes: a figure shows its bin and a size class, and the fewest people that fit them are
assumed, so that conclusions are never too certain.
"""

from math import ceil

from app.releases.rules.cells import Published
from app.releases.rules.noise import ALPHA_SHARE


def fewest_people(cell: Published) -> int:
    """Return the fewest people that a published figure can be about, by its size class and the width of its range.

    Every bin holds at least two counts, so that n is at least 2 / width. Raises ValueError for a size class that no
    release has.
    """
    width = cell.bin_upper - cell.bin_lower
    return max(start_of(cell.size_class), ceil(2 / width - 1e-6)) if width > 0 else start_of(cell.size_class)


def start_of(size_class: str) -> int:
    """Return the first number of a size class: 7 of "7-9", 50 of "50+". Raises ValueError for anything else."""
    return int(size_class.rstrip("+").partition("-")[0])


def noise_beyond(persons: int) -> float:
    """Return the probability that noise raises a count by at least `persons`; lowering it is equally likely."""
    return ALPHA_SHARE**persons / (1 + ALPHA_SHARE) if persons > 0 else 1 - noise_beyond(1 - persons)
