"""An interval says at least how unsure a published share is: bin, noise and sampling together."""

import random

import pytest

from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.cells import Published, size_class
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.share_interval import fewest_people, noise_beyond, share_interval

POLICY = Policy()


def published(people: int, noisy: int) -> Published:
    """What a block of so many people shows for a noisy count."""
    shown = bin_of(noisy, block_bins(people, POLICY))
    lower, upper = shown.lower_percent / 100, shown.upper_percent / 100
    return Published(size_class(people, POLICY), (lower + upper) / 2, lower, upper)


@pytest.mark.parametrize(("people", "share"), [(8, 0.3), (8, 0.9), (16, 0.75), (45, 0.5), (200, 0.92)])
def test_the_true_share_lies_in_its_interval_at_least_as_often_as_promised(people: int, share: float) -> None:
    """600 samples with noise; 95 % promised, four standard errors of room."""
    chance, noise = random.Random(people), SeededNoise(people)
    inside = 0
    for _ in range(600):
        yes = sum(chance.random() < share for _ in range(people))
        interval = share_interval(published(people, yes + noise.draw()))
        inside += interval.lower <= share <= interval.upper
    assert inside / 600 > 0.95 - 4 * (0.95 * 0.05 / 600) ** 0.5


def test_an_interval_holds_its_own_figure_and_stays_within_shares() -> None:
    for people in (7, 12, 30, 80, 400):
        for noisy in range(0, people + 1, max(1, people // 9)):
            cell = published(people, noisy)
            interval = share_interval(cell)
            assert 0 <= interval.lower <= cell.value <= interval.upper <= 1


def test_more_people_make_an_interval_narrower() -> None:
    widths = [share_interval(published(people, people // 2)) for people in (8, 16, 45, 100)]
    spans = [each.upper - each.lower for each in widths]
    assert spans == sorted(spans, reverse=True)


def test_a_narrow_bin_tells_that_there_are_many_people() -> None:
    """Two counts in 2 % of the scale: a hundred people or more."""
    assert fewest_people(Published("50+", 0.51, 0.5, 0.52)) == 100
    assert fewest_people(Published("7-9", 0.75, 0.5, 1.0)) == 7


def test_the_noise_is_that_of_rule_four() -> None:
    assert noise_beyond(1) == pytest.approx(0.25)
    assert noise_beyond(0) == pytest.approx(0.75)
    assert noise_beyond(4) == pytest.approx(0.75 / 81)
