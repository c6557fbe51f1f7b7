"""The noise that every figure gets once, before it is put into a bin (PRIVACY.md part 2, rule 4).

Decides the distribution: discrete Laplace with α = 1/3, so that P(0) = 1/2, P(±1) = 1/6 each, and the
standard deviation is √1.5 ≈ 1.22 persons. Drawn with whole numbers only: floating-point noise has been taken
apart before (Mironov, "On significance of the least significant bits for differential privacy", CCS 2012).
Must not know what it is added to, and keeps nothing.
"""

import random
import secrets
from collections.abc import Callable
from typing import Protocol

from app.releases.rules.merkle import SALT_BYTES

ALPHA = (1, 3)
"""α of the noise as a fraction: noise of one person more is that much rarer."""
ALPHA_SHARE = ALPHA[0] / ALPHA[1]


class Noise(Protocol):
    """A source of noise, in persons."""

    def draw(self) -> int:
        """Return one fresh draw."""
        ...


class SecretNoise:
    """Noise from the operating system's randomness: for every release that is about people."""

    def draw(self) -> int:
        """Return one fresh draw, in persons; unbounded."""
        return discrete_laplace(secrets.randbelow)


class SeededNoise:
    """The same noise again for the same seed: for demonstrations and tests, never for people."""

    def __init__(self, seed: int) -> None:
        """Start the series that belongs to `seed`."""
        self._random = random.Random(seed)  # noqa: S311  # Reproducible on purpose.
        self._salts = random.Random(f"salts {seed}")  # noqa: S311  # A series of their own: no draw moves.

    def draw(self) -> int:
        """Return the next draw of the series, in persons; unbounded."""
        return discrete_laplace(self._random.randrange)

    def salt(self) -> str:
        """Return the next salt of a digest, in hexadecimal digits: so that the same seed has the same digests."""
        return self._salts.randbytes(SALT_BYTES).hex()


def discrete_laplace(below: Callable[[int], int], *, alpha: tuple[int, int] = ALPHA) -> int:
    """Return a difference of two geometric numbers (Inusah & Kozubowski 2006, proposition 2.2): P(z) ∝ α^|z|.

    `below`: a whole number below its argument, each as likely. `alpha`: α as a fraction.
    """
    return _geometric(below, alpha) - _geometric(below, alpha)


def _geometric(below: Callable[[int], int], alpha: tuple[int, int]) -> int:
    """Return how often in a row a chance of α comes up: P(g) = (1 − α) · α^g, exactly."""
    times = 0
    while below(alpha[1]) < alpha[0]:
        times += 1
    return times
