"""The likelihood of a published bin is the law by which a release makes bins."""

from __future__ import annotations

import numpy as np
import pytest

from app.estimates.model.bin_law import LOGITS, SHARES, SeenBin, likelihood, people_in, published_bounds
from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.cells import Published
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy

POLICY = Policy()


@pytest.mark.parametrize("people", [8, 18, 40])
@pytest.mark.parametrize("share", [0.3, 0.7, 0.95])
def test_the_bins_of_a_team_come_as_often_as_the_law_says(people: int, share: float) -> None:
    """Twenty thousand teams of one size, with noise added and put into bins by the code of the real protection."""
    chance, noise, times = np.random.default_rng(people), SeededNoise(people), 20_000
    bins = block_bins(people, POLICY)
    drawn = [bin_of(int(yes) + noise.draw(), bins) for yes in chance.binomial(people, share, times)]
    for each in bins:
        seen = SeenBin(each.lower_percent / 100, each.upper_percent / 100, "", block=True)
        law = _law_of(seen, people)
        expected = float(np.interp(np.log(share / (1 - share)), LOGITS, law))
        assert abs(drawn.count(each) / times - expected) < 5 * (max(expected, 0.001) / times) ** 0.5


def _law_of(seen: SeenBin, people: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The law when the number of people is known: a size class of one."""
    return likelihood(seen._replace(size_class=f"{people}-{people}"), POLICY)


def test_all_bins_of_a_team_together_are_certain() -> None:
    """Of each number of people the chances of its bins add up to one, at every share."""
    for people in (7, 12, 19, 33, 49):
        laws = [
            _law_of(SeenBin(each.lower_percent / 100, each.upper_percent / 100, "", block=True), people)
            for each in block_bins(people, POLICY)
        ]
        assert np.allclose(np.sum(laws, axis=0), 1, atol=1e-4)


def test_the_size_of_a_team_is_known_by_its_class_alone() -> None:
    """The law is the average over the numbers of people of the class that have such a bin."""
    seen = SeenBin(0.4, 0.6, "10-19", block=True)
    sizes = [
        people
        for people in range(10, 20)
        if any((each.lower_percent, each.upper_percent) == (40, 60) for each in block_bins(people, POLICY))
    ]
    assert sizes
    mean = np.mean([_law_of(seen, people) for people in sizes], axis=0)
    assert np.allclose(likelihood(seen, POLICY), mean, atol=1e-9)


def test_figures_of_the_same_people_tell_how_many_there_must_be() -> None:
    """A bin of 2 % holds two counts, so there are a hundred people; other figures may tell of more.

    There may be three times as many: the sum of the fewest of several parts lies far below what their people add up to.
    """
    narrow = SeenBin(0.6, 0.62, "50+", block=False)
    assert people_in(narrow)[0] == 100
    assert people_in(narrow._replace(at_least=400))[0] == 400
    assert people_in(narrow)[-1] == 300
    assert people_in(narrow._replace(at_least=400))[-1] == 1200
    assert people_in(SeenBin(0.0, 0.5, "7-9", block=True)) == (7, 8, 9)


def test_what_nobody_could_say_is_possible_all_the_same() -> None:
    """A bin that no size has (of another policy, or of a changed question) makes no share impossible."""
    odd = SeenBin(0.15, 0.2, "7-9", block=True)
    found = likelihood(odd, POLICY)
    assert (found > 0).all()
    assert np.isfinite(found).all()
    assert len(found) == len(SHARES)


def test_the_raw_bin_counts_where_wider_bounds_stand_beside_it() -> None:
    """A figure may carry bounds that hold, wider than its bin: the law is about the bin."""

    class Wider:
        lower, upper, bin_lower, bin_upper = 0.3, 0.8, 0.5, 0.6

    assert published_bounds(Wider()) == (0.5, 0.6)  # type: ignore[arg-type]  # As a later release has them.
    assert published_bounds(Published("10-19", 0.5, 0.4, 0.6)) == (0.4, 0.6)
