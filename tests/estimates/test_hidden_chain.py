"""The filter along time says what summing over every path of a group says; and its summaries are those of the law."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from app.estimates.model.bin_law import LOGITS, STEP
from app.estimates.model.hidden_chain import (
    STATES,
    Filtered,
    Watched,
    above_earlier,
    above_zero,
    look_up,
    run,
    stationary,
    transitions,
    up_to,
)
from app.estimates.model.learnt import STEADINESS

Floats = NDArray[np.float64]
CHANCE = np.random.default_rng(5)
PLACE = np.zeros(1, dtype=np.int64)
TABLE: Floats = np.exp(-((LOGITS[None, :] - np.array([[-1.0], [0.5], [2.0]])) ** 2) / (2 * 0.7**2))


def watched(*codes: list[int], spread: float = 0.4, centre: float = 0.3) -> Watched:
    """Groups that were seen in these bins; −1 where nothing was shown; the whole moves a little every period."""
    seen = np.array(codes, dtype=np.int64)
    centres = np.tile(centre + 0.1 * np.arange(seen.shape[1]), (len(seen), 1))
    spreads, places = np.full(len(seen), spread), np.zeros(len(seen), dtype=np.int64)
    return Watched(table=TABLE, codes=seen, centres=centres, spread=spreads, places=places)


def likelihoods(group: Watched) -> Floats:
    """Periods × states of one group; 1 where nothing was shown."""
    return np.array([look_up(group, period)[0] for period in range(group.codes.shape[1])])


def summed_over_paths(seen: Floats, steadiness: float) -> tuple[Floats, Floats]:
    """The joint weight of the first and the last state of three periods, and of all: every path, none left out."""
    move = transitions(steadiness)
    joint = np.einsum("a,a,ab,b,bc,c->abc", stationary(), seen[0], move, seen[1], move, seen[2])
    return joint, joint.sum(axis=(0, 1))


@pytest.mark.parametrize("steadiness", STEADINESS)
@pytest.mark.parametrize("codes", [[0, 1, 2], [2, 2, 2], [1, 0, 1]])
def test_what_is_known_at_last_is_the_sum_over_all_paths(codes: list[int], steadiness: float) -> None:
    """55 × 55 × 55 paths of three periods: the law of the last state, and the evidence."""
    group = watched(codes)
    _, last = summed_over_paths(likelihoods(group), steadiness)
    found = run(group, steadiness)[0]
    assert np.allclose(found.now[0], last / last.sum(), atol=1e-12)
    assert found.evidence[0] == pytest.approx(np.log(last.sum()))


@pytest.mark.parametrize("steadiness", STEADINESS)
def test_how_far_a_group_rose_is_the_mean_over_all_paths(steadiness: float) -> None:
    """From the period before the last to the last, given everything: mean and standard deviation."""
    group = watched([0, 1, 2])
    joint, _ = summed_over_paths(likelihoods(group), steadiness)
    pairs = joint.sum(axis=0) / joint.sum()
    rise = STATES[None, :] - STATES[:, None]
    mean = float((pairs * rise).sum())
    found = run(group, steadiness)[0]
    assert found.risen[0] == pytest.approx(mean)
    assert found.risen_error[0] == pytest.approx(float((pairs * (rise - mean) ** 2).sum()) ** 0.5)
    assert found.gap[0] == 1


@pytest.mark.parametrize(
    ("codes", "gap"), [([0, 2], 1), ([0, -1, 2], 2), ([0, -1, -1, -1, 2], 4), ([-1, 2], 0), ([2], 0)]
)
def test_periods_without_a_figure_are_waited_through(codes: list[int], gap: int) -> None:
    """As many moves as periods passed; a group that was never shown before has nothing to have risen from."""
    found = run(watched(codes, spread=0.4), 0.9)[0]
    assert found.gap[0] == gap
    assert bool(found.risen_error[0] > 0) is (gap > 0)


def test_nothing_shown_is_nothing_known() -> None:
    """The stationary law, without evidence; also after periods of silence."""
    found = run(watched([-1, -1, -1]), 0.9)[0]
    assert np.allclose(found.now[0], stationary() @ transitions(0.9) @ transitions(0.9), atol=1e-12)
    assert found.evidence[0] == 0


def test_groups_do_not_move_each_other() -> None:
    """Filtered together or alone, in any order: the same numbers, also of a group shown in some periods."""
    lines = [[0, 1, 2], [-1, 1, 1], [2, -1, 0], [-1, -1, 1]]
    together = run(watched(*lines), 0.9)[0]
    for place, line in enumerate(lines):
        alone = run(watched(line), 0.9)[0]
        assert np.allclose(together.now[place], alone.now[0], atol=1e-12)
        assert together.evidence[place] == pytest.approx(alone.evidence[0])
        assert together.risen[place] == pytest.approx(alone.risen[0])


@pytest.mark.parametrize("steadiness", STEADINESS)
@pytest.mark.parametrize("periods", [1, 2, 5])
def test_the_chain_stays_around_the_whole(steadiness: float, periods: int) -> None:
    """Each row is a law; the normal law of groups stays what it is; from far away it comes back by the steadiness."""
    move = transitions(steadiness, periods)
    assert np.allclose(move.sum(axis=1), 1)
    assert np.allclose(stationary() @ move, stationary(), atol=2e-3)
    middle = STATES[40] * steadiness**periods
    assert float(move[40] @ STATES) == pytest.approx(middle, abs=0.02)


def test_a_likelihood_is_looked_up_between_its_places() -> None:
    """Half-way between two logits half-way between their likelihoods; beyond the ends that of the end."""
    centre = float(LOGITS[140] + STEP / 2)
    group = Watched(
        table=TABLE, codes=np.array([[1]]), centres=np.array([[centre]]), spread=np.array([1e-12]), places=PLACE
    )
    assert look_up(group, 0)[0] == pytest.approx((TABLE[1, 140] + TABLE[1, 141]) / 2)
    far = Watched(table=TABLE, codes=np.array([[1]]), centres=np.array([[99.0]]), spread=np.array([1.0]), places=PLACE)
    assert look_up(far, 0)[0] == pytest.approx(TABLE[1, -1], rel=1e-2)


@pytest.mark.parametrize("shift", [-0.5, 0.0, 0.5])
def test_the_chance_above_a_point_is_that_of_draws(shift: float) -> None:
    """Two hundred thousand draws of a state, spread within its cell, and of the error in the centre."""
    now = run(watched([0, 1, 2]), 0.9)[0].now
    spread, unsure, times = 0.4, 0.2, 200_000
    cell = STATES[1] - STATES[0]
    drawn = CHANCE.choice(STATES, size=times, p=now[0]) + CHANCE.uniform(-cell / 2, cell / 2, times)
    above = np.mean(spread * drawn + shift + CHANCE.normal(0, unsure, times) > 0)
    found = above_zero(now, spread=np.array([spread]), shift=np.array([shift]), unsure=np.array([unsure]))
    assert found[0] == pytest.approx(above, abs=0.01)


def test_above_and_below_are_certain_together() -> None:
    """Turned round, a chance is what is left of one."""
    now = run(watched([0, 1, 2]), 0.9)[0].now
    arguments = {"spread": np.array([0.4]), "unsure": np.array([0.1])}
    above = above_zero(now, shift=np.array([0.2]), **arguments)
    below = above_zero(now[:, ::-1], shift=np.array([-0.2]), **arguments)
    assert above[0] + below[0] == pytest.approx(1)


@pytest.mark.parametrize(("risen", "chance"), [(0.0, 0.5), (1.96, 0.975), (-1.96, 0.025)])
def test_the_chance_above_ones_own_last_time_is_that_of_a_normal_law(risen: float, chance: float) -> None:
    """By hand: a rise of 1.96 standard deviations is above with 97.5 %, whatever the spread is."""
    one = np.array([1.0])
    found = Filtered(now=stationary()[None], evidence=one, risen=np.array([risen]), risen_error=one, gap=np.array([1]))
    still = np.array([0.0])
    assert above_earlier(found, spread=np.array([0.4]), moved=still, unsure=still)[0] == pytest.approx(chance, abs=1e-3)
    assert above_earlier(found, spread=np.array([0.4]), moved=np.array([9.0]), unsure=still)[0] == pytest.approx(1)


def test_a_law_of_states_becomes_a_law_of_logits() -> None:
    """It rises from nothing to everything, and is one half at the centre of a group of which nothing is known."""
    centre = np.array([0.5])
    law = up_to(stationary()[None], centres=centre, spread=np.array([0.4]))[0]
    assert law[0] == pytest.approx(0, abs=1e-6)
    assert law[-1] == pytest.approx(1, abs=1e-6)
    assert (np.diff(law) >= -1e-12).all()
    assert np.interp(0.5, LOGITS, law) == pytest.approx(0.5, abs=1e-3)
    for point in product((-0.4, 0.4)):
        normal = 0.8413 if point[0] > 0 else 0.1587
        assert np.interp(0.5 + point[0], LOGITS, law) == pytest.approx(normal, abs=5e-3)


def test_several_steadinesses_at_once_are_each_as_alone() -> None:
    """Figures are looked up once for all of them, and nothing else changes."""
    lines = watched([0, 1, 2, -1], [2, -1, 0, 1])
    for kept, found in zip((0.6, 0.99), run(lines, 0.6, 0.99), strict=True):
        (alone,) = run(lines, kept)
        assert np.array_equal(found.now, alone.now)
        assert np.array_equal(found.evidence, alone.evidence)
        assert np.array_equal(found.risen, alone.risen)
