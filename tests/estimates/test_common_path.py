"""The path of a whole is smoothed as summing over every path does; mixtures keep their moments."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from app.estimates.model.common_path import Path, mixed, smooth

Floats = NDArray[np.float64]
VALUES: Floats = np.array([-1.0, 0.0, 0.5, 2.0])
INITIAL: Floats = np.array([0.1, 0.4, 0.4, 0.1])
MOVE: Floats = np.array([[0.7, 0.2, 0.1, 0.0], [0.1, 0.7, 0.1, 0.1], [0.1, 0.1, 0.7, 0.1], [0.0, 0.1, 0.2, 0.7]])
SEEN: Floats = np.array([[0.9, 0.5, 0.1, 0.1], [0.2, 0.6, 0.6, 0.1], [1.0, 1.0, 1.0, 1.0], [0.1, 0.1, 0.5, 0.9]])


def every_path(seen: Floats) -> tuple[Floats, Floats]:
    """All 4^n paths with their weights: one line of states each."""
    paths = np.array(np.meshgrid(*[np.arange(4)] * len(seen), indexing="ij")).reshape(len(seen), -1).T
    weights = INITIAL[paths[:, 0]] * seen[0][paths[:, 0]]
    for period in range(1, len(seen)):
        weights = weights * MOVE[paths[:, period - 1], paths[:, period]] * seen[period][paths[:, period]]
    return VALUES[paths], weights


@pytest.mark.parametrize("periods", [1, 2, 3, 4])
def test_smoothing_is_the_sum_over_all_paths(periods: int) -> None:
    """Mean and error of every period, how it moved from there to the last, and the evidence."""
    values, weights = every_path(SEEN[:periods])
    found = smooth(SEEN[:periods], initial=INITIAL, move=MOVE, values=VALUES)
    assert found.evidence == pytest.approx(np.log(weights.sum()))
    law = weights / weights.sum()
    for period in range(periods):
        own, moved = values[:, period], values[:, -1] - values[:, period]
        assert found.mean[period] == pytest.approx(law @ own)
        assert found.error[period] == pytest.approx(float(law @ (own - law @ own) ** 2) ** 0.5)
        assert found.moved[period] == pytest.approx(law @ moved, abs=1e-12)
        assert found.moved_error[period] == pytest.approx(float(law @ (moved - law @ moved) ** 2) ** 0.5, abs=1e-7)
    for state, value in enumerate(VALUES):
        assert found.now[state] == pytest.approx(law[values[:, -1] == value].sum())


def test_from_the_last_period_to_itself_nothing_moves() -> None:
    found = smooth(SEEN, initial=INITIAL, move=MOVE, values=VALUES)
    assert found.moved[-1] == found.moved_error[-1] == 0


def test_a_hundred_periods_neither_vanish_nor_overflow() -> None:
    """Likelihoods of one in a million each: a product that no number holds."""
    found = smooth(np.tile(SEEN[:1] * 1e-6, (100, 1)), initial=INITIAL, move=MOVE, values=VALUES)
    assert np.isfinite([found.evidence, *found.mean, *found.error, *found.moved]).all()
    assert found.now.sum() == pytest.approx(1)


def test_later_figures_tell_about_earlier_periods() -> None:
    """Smoothing looks back: the same first figure means something else after a high last one."""
    low = smooth(np.array([SEEN[2], SEEN[0]]), initial=INITIAL, move=MOVE, values=VALUES)
    high = smooth(np.array([SEEN[2], SEEN[3]]), initial=INITIAL, move=MOVE, values=VALUES)
    assert low.mean[0] < high.mean[0]


def path(mean: float, error: float, evidence: float) -> Path:
    one = np.array([mean])
    return Path(
        mean=one,
        error=np.array([error]),
        moved=one,
        moved_error=np.array([error]),
        now=np.array([1.0]),
        evidence=evidence,
    )


def test_settings_count_by_how_well_they_fit() -> None:
    """By hand: two settings as likely beforehand, one fits three times as well: weights 1/4 and 3/4, mean 1.5,
    variance 1/4·(1 + 1.5²) + 3/4·(1 + 0.5²) = 1.75; the evidence is the mean of both.
    """
    found, weights = mixed([path(0, 1, 0.0), path(2, 1, float(np.log(3)))], [0.5, 0.5])
    assert weights == pytest.approx([0.25, 0.75])
    assert found.mean[0] == found.moved[0] == pytest.approx(1.5)
    assert found.error[0] == pytest.approx(1.75**0.5)
    assert found.evidence == pytest.approx(np.log(2))


def test_what_was_unlikely_beforehand_needs_better_evidence() -> None:
    _, weights = mixed([path(0, 1, 0.0), path(2, 1, float(np.log(3)))], [0.75, 0.25])
    assert weights == pytest.approx([0.5, 0.5])


def test_one_setting_is_itself() -> None:
    found, weights = mixed([path(0.3, 0.2, -900.0)], [1.0])
    assert weights == pytest.approx([1])
    assert [found.mean[0], found.error[0], found.evidence] == pytest.approx([0.3, 0.2, -900])
