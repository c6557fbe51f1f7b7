"""An estimate describes a law rightly, and groups are placed around the whole that they are part of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, logit
from scipy.stats import norm

from app.estimates.model.bin_law import LOGITS, SHARES, SeenBin, likelihood
from app.estimates.model.common_path import Path
from app.estimates.model.learnt import SPREADS, STEADINESS
from app.estimates.model.small_area import (
    LARGEST_PART,
    Bins,
    Whole,
    described,
    estimate_region,
    estimates_of,
    place,
    whole_kind,
    whole_region,
)
from app.releases.rules.policy import Policy

Floats = NDArray[np.float64]
POLICY = Policy()
MIDDLE = SeenBin(0.5, 0.55, "50+", block=False, at_least=400)
TEAM = SeenBin(0.4, 0.65, "10-19", block=True)


def law(middle: float, error: float) -> Floats:
    """The chance up to each logit of a normal law."""
    return np.asarray(norm.cdf(LOGITS, middle, error))


@pytest.mark.parametrize(("middle", "error"), [(0.0, 0.3), (0.8, 0.1), (-1.5, 0.5), (2.5, 0.6)])
def test_mean_and_interval_are_those_of_draws(middle: float, error: float) -> None:
    """A hundred thousand draws of the same law."""
    found = described(law(middle, error), above_reference=None, above_before=None)
    drawn = expit(np.random.default_rng(1).normal(middle, error, 100_000))
    assert found.share == pytest.approx(drawn.mean(), abs=2e-3)
    quantiles = np.quantile(drawn, [0.025, 0.975])
    assert [found.lower, found.upper] == pytest.approx(list(quantiles), abs=5e-3)


@pytest.mark.parametrize("middle", [-6.5, 6.5])
def test_a_law_at_the_very_end_stays_a_share(middle: float) -> None:
    """Everybody, or nobody, for years: no number outside 0…1 and no interval without an inside."""
    found = described(np.maximum(law(middle, 0.5), 1e-9), above_reference=None, above_before=None)
    assert 0 <= found.lower <= found.share <= found.upper <= 1
    assert found.lower < found.upper


def test_a_law_that_dips_by_rounding_is_read_as_one_that_rises() -> None:
    rising = law(0, 0.5)
    dipped = rising.copy()
    dipped[150] -= 1e-13
    assert described(dipped, above_reference=None, above_before=None).share == pytest.approx(
        described(rising, above_reference=None, above_before=None).share
    )


@pytest.mark.parametrize("periods", [1, 3, 12])
@pytest.mark.parametrize("seen", [(0.0, 0.3), (0.45, 0.55), (0.7, 1.0)])
def test_a_region_that_says_the_same_for_years_is_known_the_better(periods: int, seen: tuple[float, float]) -> None:
    """Its estimate lies in the bin or at its edge, its interval narrows, and never to nothing."""
    bins = [SeenBin(*seen, "50+", block=False)] * periods
    _, path = whole_region(bins, POLICY)
    found = estimate_region(path, bins)
    assert seen[0] - 0.05 <= found.share <= seen[1] + 0.05
    first = estimate_region(whole_region(bins[:1], POLICY)[1], bins[:1])
    assert 0 < found.upper - found.lower <= first.upper - first.lower + 1e-9
    assert (found.above_before is None) is (periods == 1)
    assert found.above_reference is None


def test_a_region_that_rose_is_above_its_own_last_time() -> None:
    """And one that fell is below it, by as much; one that stands still is at one half."""
    low, high = (
        SeenBin(0.3, 0.34, "50+", block=False, at_least=900),
        SeenBin(0.66, 0.7, "50+", block=False, at_least=900),
    )
    chances = []
    for bins in ([low, low, high], [high, high, low], [low, low, low]):
        before = estimate_region(whole_region(bins, POLICY)[1], bins).above_before
        assert before is not None
        chances.append(before)
    assert chances[0] > 0.99
    assert chances[1] == pytest.approx(1 - chances[0], abs=0.01)
    assert 0.25 < chances[2] < 0.75


def test_a_region_that_was_not_shown_last_time_is_compared_with_when_it_was() -> None:
    shown = [MIDDLE, None, MIDDLE]
    _, path = whole_region(shown, POLICY)
    assert estimate_region(path, shown).above_before is not None
    never = [None, None, MIDDLE]
    assert estimate_region(whole_region(never, POLICY)[1], never).above_before is None


def test_one_period_of_a_region_is_its_likelihood_times_what_may_be() -> None:
    """By hand on the grid: no chain, no other group."""
    bins = [MIDDLE]
    _, path = whole_region(bins, POLICY)
    prior = np.exp(-((LOGITS - 0.5) ** 2) / (2 * 1.5**2))
    weights = prior * likelihood(MIDDLE, POLICY)
    assert path.mean[0] == pytest.approx(float(weights @ LOGITS / weights.sum()), abs=1e-6)


def groups(*lines: Bins) -> list[tuple[Bins, Whole]]:
    whole, _ = whole_region([MIDDLE] * len(lines[0]), POLICY)
    return [(line, whole) for line in lines]


def test_a_group_that_is_most_of_the_whole_is_compared_with_the_others() -> None:
    """The larger a part it is, the more of the spread is around the others; and never more than the largest part."""
    large = SeenBin(0.5, 0.55, "50+", block=False, at_least=400)
    placed = place(groups([TEAM], [large]), POLICY)
    assert placed.others[0] > placed.others[1]
    assert placed.others[1] == pytest.approx(1 - LARGEST_PART)
    assert placed.others[0] == pytest.approx(1 - 14 / 480, abs=0.03)
    assert placed.centre_error[1, 0] > placed.centre_error[0, 0]


def test_bins_are_written_once_however_many_groups_have_them() -> None:
    placed = place(groups([TEAM, None], [TEAM, TEAM], [None, TEAM]), POLICY)
    assert placed.codes.tolist() == [[0, -1], [0, 0], [-1, 0]]
    assert placed.table.shape == (1, len(SHARES))


SETTINGS = np.array(SPREADS), np.log(np.full((len(SPREADS), len(STEADINESS)), 1 / 24))


def test_a_team_is_drawn_towards_the_whole_and_the_more_the_less_is_known() -> None:
    """Three quarters and more in one period, and in six: nearer to the bin, further from the region, and surer."""
    high = SeenBin(0.75, 1.0, "10-19", block=True)
    found = []
    for periods in (1, 6):
        (estimate,) = estimates_of(place(groups([high] * periods), POLICY), *SETTINGS)
        found.append(estimate)
    assert 0.525 < found[0].share < found[1].share < 1
    assert found[1].upper - found[1].lower < found[0].upper - found[0].lower
    assert 0.5 < (found[0].above_reference or 0) < (found[1].above_reference or 0) <= 1


def test_a_team_that_is_not_shown_now_is_estimated_from_its_past_with_more_doubt() -> None:
    (seen,) = estimates_of(place(groups([TEAM, TEAM]), POLICY), *SETTINGS)
    (past,) = estimates_of(place(groups([TEAM, None]), POLICY), *SETTINGS)
    assert past.upper - past.lower > seen.upper - seen.lower


@pytest.mark.parametrize("size", [1, 7, 301])
def test_groups_worked_on_in_parts_are_the_same(size: int) -> None:
    """More than fit in one part; each has the numbers that it has alone."""
    lines = [[TEAM], [SeenBin(0.0, 0.4, "10-19", block=True)], [SeenBin(0.75, 1.0, "10-19", block=True)]]
    placed = place(groups(*(lines[at % 3] for at in range(size))), POLICY)
    found = estimates_of(placed, *SETTINGS)
    assert len(found) == size
    for at in {0, size // 2, size - 1}:
        (alone,) = estimates_of(placed.take(np.array([at])), *SETTINGS)
        assert found[at].share == pytest.approx(alone.share, abs=1e-9)
        assert found[at].lower == pytest.approx(alone.lower, abs=1e-9)


def test_a_kind_lies_between_its_own_bin_and_the_region() -> None:
    """Seventy per cent in a region of fifty: drawn towards it, above it, and a whole for its own teams."""
    whole, _ = whole_region([MIDDLE] * 3, POLICY)
    kind, estimate = whole_kind([SeenBin(0.68, 0.72, "50+", block=False)] * 3, whole, POLICY)
    assert 0.525 < estimate.share < 0.72
    assert (estimate.above_reference or 0) > 0.95
    assert float(expit(kind.path.mean[-1])) == pytest.approx(estimate.share, abs=0.03)
    assert kind.beside[-1] == pytest.approx(kind.path.mean[-1] - whole.path.mean[-1])
    assert logit(0.525) < kind.path.mean[-1] < logit(0.72)


def kind_known_by(error: float, *, region_at: float) -> Whole:
    """A kind at fifty per cent with this error, in a region that is known exactly."""
    one, none = np.ones(1), np.zeros(1)
    path = Path(mean=none, error=error * one, moved=none, moved_error=none, now=np.ones(1), evidence=0.0)
    return Whole(path=path, people=3000 * one, beside=-region_at * one, beside_along=error * one, beside_error=none)


@pytest.mark.parametrize("error", [0.3, 0.6])
def test_what_is_not_known_of_the_kind_is_counted_once(error: float) -> None:
    """A team's chance of lying above the region, against the sum over everything that kind and team may be.

    The team's own bin says where it lies, whatever its kind: where the kind lies higher, the team lies lower in it.
    """
    spread, region_at = 0.7, -0.4
    high = SeenBin(0.75, 1.0, "10-19", block=True)
    placed = replace(place([([high], kind_known_by(error, region_at=region_at))], POLICY), others=np.ones(1))
    (found,) = estimates_of(placed, np.array([spread]), np.zeros((1, len(STEADINESS))))
    kinds = np.linspace(-4, 4, 401)[:, None] * error
    teams = kinds + np.linspace(-4, 4, 401) * spread
    seen = np.interp(teams, LOGITS, likelihood(high, POLICY))
    weights = norm.pdf(kinds / error) * norm.pdf((teams - kinds) / spread)
    assert found.above_reference is not None
    # The nodes keep the weights that they have without the team's own bin, so the two are near and not the same.
    exact = float((weights * seen)[teams > region_at].sum() / (weights * seen).sum())
    assert abs(found.above_reference - exact) < 0.03
    twice = replace(placed, shift_along=np.zeros(1), shift_error=error * np.ones(1))
    (before,) = estimates_of(twice, np.array([spread]), np.zeros((1, len(STEADINESS))))
    assert abs((before.above_reference or 0) - exact) > abs(found.above_reference - exact)


def test_a_kinds_distance_from_a_region_known_well_goes_along_with_its_share() -> None:
    """Beside such a region all that is not known of the kind is its distance; beside an unsure one little of it is."""
    for at_least, least, most in ((4000, 0.95, 1.001), (0, 0.0, 0.95)):
        region, _ = whole_region([SeenBin(0.5, 0.55, "50+", block=False, at_least=at_least)] * 3, POLICY)
        kind, _ = whole_kind([SeenBin(0.55, 0.75, "10-19", block=False)] * 3, region, POLICY)
        beside = np.hypot(kind.beside_along[-1], kind.beside_error[-1])
        assert least * beside <= kind.beside_along[-1] <= most * beside
