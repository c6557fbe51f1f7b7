"""Seeded random numbers for the demonstration region, and for nothing else.

Decides that every purpose has a stream of its own, so that one more draw for one purpose changes nothing for another.
Codes, tokens and noise made from a seed protect nobody: real people's come from `secrets`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from app.releases.rules.noise import SeededNoise


@dataclass(frozen=True, slots=True)
class Chance:
    """The source of all random numbers of a demonstration region; the same `seed` gives the same region."""

    seed: int
    part: tuple[str, ...] = ()

    def of(self, part: str) -> Chance:
        """Return the random numbers of another part of the demonstration, which has its own for every purpose."""
        return Chance(self.seed, (*self.part, part))

    def stream(self, *purpose: object) -> random.Random:
        """Return the random numbers for this purpose: the same in every run, on every machine."""
        return random.Random("/".join(map(str, (self.seed, *self.part, *purpose))))  # noqa: S311  # Reproducible on purpose.

    def random_bytes(self, *purpose: object) -> Callable[[int], bytes]:
        """Return a seeded function to use in place of `secrets.token_bytes`."""
        return self.stream(*purpose).randbytes

    def noise(self, period_id: str) -> SeededNoise:
        """Return the seeded noise of one period's release."""
        return SeededNoise(self.stream("noise", period_id).getrandbits(64))
