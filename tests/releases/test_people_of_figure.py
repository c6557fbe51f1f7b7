"""A figure tells the fewest people it can be about, and its noise is that of the rules."""

import pytest

from app.releases.rules.cells import Published
from app.releases.rules.people_of_figure import fewest_people, noise_beyond


def test_a_narrow_bin_tells_that_there_are_many_people() -> None:
    """Two counts in 2 % of the scale: a hundred people or more."""
    assert fewest_people(Published("50+", 0.51, 0.5, 0.52)) == 100
    assert fewest_people(Published("7-9", 0.75, 0.5, 1.0)) == 7


def test_the_noise_is_that_of_rule_four() -> None:
    assert noise_beyond(1) == pytest.approx(0.25)
    assert noise_beyond(0) == pytest.approx(0.75)
    assert noise_beyond(4) == pytest.approx(0.75 / 81)
