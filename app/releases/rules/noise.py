"""The noise that is added to every figure once, before it is put into a bin (PRIVACY.md part 2, rule 4).

Decides the distribution: discrete Laplace with α = 1/3, so that P(0) = 1/2, P(±1) = 1/6 each, and the standard
deviation is √1.5 ≈ 1.22 persons. Drawn with integers only, because floating-point noise can be attacked (Mironov, "On
significance of the least significant bits for differential privacy", CCS 2012). Must not know what it is added to, and
stores nothing.
"""

import random
import secrets
from collections.abc import Callable
from typing import Protocol

from app.releases.rules.merkle import SALT_BYTES

ALPHA = (1, 3)
"""The parameter α as a fraction: noise larger by one person has α times the probability."""
ALPHA_SHARE = ALPHA[0] / ALPHA[1]


class Noise(Protocol):
    """A source of random noise for published counts, in persons."""

    def draw(self) -> int:
        """Draw fresh noise to add to a count, in persons: negative, 0 or positive."""
        ...


class SecretNoise:
    """Noise from the operating system's random numbers, for every release about real people."""

    def draw(self) -> int:
        """Draw fresh noise to add to a count, in persons: negative, 0 or positive, without limit."""
        return discrete_laplace(secrets.randbelow)


class SeededNoise:
    """Noise that is the same for the same seed, for demonstrations and tests, never for real people."""

    def __init__(self, seed: int) -> None:
        """Start the series of random numbers that belongs to `seed`."""
        self._random = random.Random(seed)  # noqa: S311  # Reproducible on purpose.
        self._salts = random.Random(f"salts {seed}")  # noqa: S311  # A separate series, so that draws of noise do not depend on salts.

    def draw(self) -> int:
        """Draw the next noise of the series, in persons: negative, 0 or positive, without limit."""
        return discrete_laplace(self._random.randrange)

    def salt(self) -> str:
        """Return the next salt of the series, in hexadecimal digits, so that the same seed has the same digests."""
        return self._salts.randbytes(SALT_BYTES).hex()


def discrete_laplace(below: Callable[[int], int], *, alpha: tuple[int, int] = ALPHA) -> int:
    """Draw from the discrete Laplace distribution, P(z) ∝ α^|z|, as the difference of two geometric numbers.

    Source: Inusah & Kozubowski 2006, proposition 2.2. `below`: draws an integer from 0 up to its argument, uniformly.
    `alpha`: α as a fraction.
    """
    return _geometric(below, alpha) - _geometric(below, alpha)


def _geometric(below: Callable[[int], int], alpha: tuple[int, int]) -> int:
    """Draw how often in a row an event of probability α happens: P(g) = (1 − α) · α^g, exactly."""
    times = 0
    while below(alpha[1]) < alpha[0]:
        times += 1
    return times
