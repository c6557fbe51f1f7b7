"""Noise is discrete Laplace with α = 1/3, from the system's randomness unless a demonstration hands in a seed."""

from collections import Counter
from inspect import signature

import pytest

from app.releases.rules.noise import Noise, SecretNoise, SeededNoise
from app.releases.rules.protect import protect

DRAWS = 40_000


@pytest.mark.parametrize("noise", [SecretNoise(), SeededNoise(3)])
def test_noise_has_the_promised_shape(noise: Noise) -> None:
    """P(0) = 1/2 and P(±j) = 1/2 · 3^-j; seven standard errors of room, so that chance fails it once in 10^11."""
    drawn = Counter(noise.draw() for _ in range(DRAWS))
    for away in range(-3, 4):
        chance = 0.5 * 3 ** -abs(away)
        assert abs(drawn[away] / DRAWS - chance) < 7 * (chance * (1 - chance) / DRAWS) ** 0.5
    assert max(map(abs, drawn)) > 3, "bounded noise gave people away after 26 waves of unchanging answers"


def test_the_same_seed_gives_the_same_noise() -> None:
    first, again, other = SeededNoise(7), SeededNoise(7), SeededNoise(8)
    series = [first.draw() for _ in range(50)]
    assert series == [again.draw() for _ in range(50)]
    assert series != [other.draw() for _ in range(50)]


def test_without_a_word_noise_is_secret() -> None:
    """Only who hands in a source of noise gets another than the system's."""
    assert signature(protect).parameters["noise"].default is None
