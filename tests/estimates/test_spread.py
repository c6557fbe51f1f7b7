"""How much groups differ is learnt as a grid of settings says, by what fits; coarse, and not by any one group."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit, logit

from app.estimates.model.bin_law import SeenBin
from app.estimates.model.common_path import Path
from app.estimates.model.hidden_chain import Watched, run
from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, STEADINESS_CHANCES, WIDTHS, Learnt
from app.estimates.model.small_area import Bins, Placed, Whole, around, place
from app.estimates.model.spread import MOST_GROUPS, OTHER_ITEMS, SPREAD_CHANCES, evidence, learn
from app.releases.rules.bins import bin_of, block_bins
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy

Floats = NDArray[np.float64]
POLICY = Policy()
PEOPLE = 30


def still(periods: int, *, error: float = 0.01) -> Whole:
    """A whole at 60 % that does not move and is known well."""
    level = np.full(periods, float(logit(0.6)))
    nothing = np.zeros(periods)
    path = Path(
        mean=level, error=nothing + error, moved=nothing, moved_error=nothing + 0.01, now=np.ones(1), evidence=0.0
    )
    return Whole(path=path, people=np.full(periods, 3000.0), beside=nothing, beside_along=nothing, beside_error=nothing)


def drawn(spread: float, *, groups: int, periods: int = 3, seed: int = 1, error: float = 0.01) -> Placed:
    """Groups of thirty around the whole, so far apart in logits, whose bins are made by the code of the protection."""
    chance, noise = np.random.default_rng(seed), SeededNoise(seed)
    bins = block_bins(PEOPLE, POLICY)
    found: list[tuple[Bins, Whole]] = []
    for _ in range(groups):
        share = float(expit(logit(0.6) + spread * chance.normal()))
        shown = [bin_of(int(chance.binomial(PEOPLE, share)) + noise.draw(), bins) for _ in range(periods)]
        seen = [SeenBin(each.lower_percent / 100, each.upper_percent / 100, "20-49", block=True) for each in shown]
        found.append((seen, still(periods, error=error)))
    return place(found, POLICY)


def test_evidence_is_the_sum_over_groups_at_every_setting() -> None:
    """Each spread and steadiness tried by itself, group by group."""
    placed = drawn(0.4, groups=5)
    found = evidence(placed, ["x"] * 5, ["yes"] * 5)["x"]
    for row, spread in enumerate(SPREADS):
        for column, steadiness in enumerate(STEADINESS):
            alone = 0.0
            for group in range(5):
                one = placed.take(np.array([group]))
                watched = Watched(
                    table=one.table, codes=one.codes, centres=one.centres, spread=spread * one.others, places=one.alike
                )
                alone += float(run(watched, steadiness)[0].evidence[0])
            assert found[row, column] == pytest.approx(alone)


def test_an_unsure_centre_is_averaged_over_once_for_all_groups() -> None:
    """The error in the centre is the same for all: products over groups first, then the mean over its three nodes."""
    placed = drawn(0.4, groups=3, error=0.5)
    nodes, chances = placed.nodes
    assert len(nodes) == 3
    found = evidence(placed, ["x"] * 3, ["yes"] * 3)["x"]
    logs = []
    for node, chance in zip(nodes, chances, strict=True):
        centres = placed.centres + node * placed.centre_error
        watched = Watched(
            table=placed.table,
            codes=placed.codes,
            centres=centres,
            spread=SPREADS[4] * placed.others,
            places=placed.alike,
        )
        logs.append(float(run(watched, STEADINESS[1])[0].evidence.sum()) + np.log(chance))
    assert found[4, 1] == pytest.approx(np.logaddexp.reduce(logs))


@pytest.mark.parametrize(("truth", "least", "most"), [(0.0, 0.06, 0.25), (0.4, 0.25, 0.65), (1.05, 0.65, 1.7)])
def test_the_spread_that_groups_have_is_found(truth: float, least: float, most: float) -> None:
    """Sixty groups of thirty people in three periods: the right value or a neighbour."""
    found = learn(evidence(drawn(truth, groups=60), ["x"] * 60, ["yes"] * 60), level="team")["x"]
    assert least <= SPREADS[found.spread] <= most


def test_the_order_of_groups_makes_no_difference() -> None:
    placed = drawn(0.4, groups=12)
    turned = placed.take(np.arange(12)[::-1])
    first, second = (evidence(each, ["x"] * 12, ["yes"] * 12)["x"] for each in (placed, turned))
    assert np.allclose(first, second, atol=1e-9)


def test_options_of_one_item_count_as_one() -> None:
    """Said twice the same is not twice as sure."""
    placed = drawn(0.4, groups=6)
    once = evidence(placed, ["x"] * 6, ["yes"] * 6)["x"]
    twice = placed.take(np.array([*range(6), *range(6)]))
    again = evidence(twice, ["x"] * 12, ["yes"] * 6 + ["also"] * 6)["x"]
    assert np.allclose(once, again, atol=1e-9)


def test_of_very_many_groups_some_are_taken_evenly() -> None:
    """More tell nothing that is not known by then, and take no longer."""
    some = drawn(0.4, groups=3, periods=1)
    many = some.take(np.resize(np.arange(3), 2 * MOST_GROUPS))
    taken = some.take(np.resize(np.arange(3), 2 * MOST_GROUPS)[::2])
    found = evidence(many, ["x"] * len(many.codes), ["yes"] * len(many.codes))["x"]
    assert np.allclose(found, evidence(taken, ["x"] * len(taken.codes), ["yes"] * len(taken.codes))["x"])


def posterior(logs: Floats, level: str) -> Floats:
    weights = np.exp(logs - logs.max()) * np.outer(SPREAD_CHANCES[level], STEADINESS_CHANCES)
    return np.asarray(weights / weights.sum())


@pytest.mark.parametrize("level", ["team", "organisation"])
@pytest.mark.parametrize("seed", range(4))
def test_what_is_learnt_is_the_posterior_on_the_grid(level: str, seed: int) -> None:
    """Of one item with any evidence: the nearest spread, the nearest width, the likeliest steadiness."""
    logs = np.random.default_rng(seed).normal(0, 2, (len(SPREADS), len(STEADINESS)))
    found = learn({"x": logs}, level=level)["x"]
    law = posterior(logs, level)
    middle = float(law.sum(axis=1) @ np.log(SPREADS))
    error = float(law.sum(axis=1) @ (np.log(SPREADS) - middle) ** 2) ** 0.5
    assert abs(np.log(SPREADS[found.spread]) - middle) == pytest.approx(np.abs(np.log(SPREADS) - middle).min())
    assert abs(WIDTHS[found.width] - error) == pytest.approx(np.abs(np.array(WIDTHS) - error).min())
    steady = law.sum(axis=0)
    assert STEADINESS[found.steadiness] == STEADINESS[int(steady.argmax())]
    assert abs(SETTLED[found.settled] - steady.max()) == pytest.approx(np.abs(np.array(SETTLED) - steady.max()).min())


def test_items_lend_each_other_a_part_of_their_evidence() -> None:
    """An item of which nothing is known follows the others, by that part."""
    nothing = np.zeros((len(SPREADS), len(STEADINESS)))
    sharp = nothing.copy()
    sharp[6] = 20
    found = learn({"known": sharp, "unknown": nothing}, level="team")
    assert found["known"].spread == 6
    assert found["unknown"] == learn({"x": OTHER_ITEMS * sharp}, level="team")["x"]


def test_how_steady_groups_are_is_learnt_of_all_items_together() -> None:
    """What no item shows by itself, several do: then it is taken as certain as it ever is, by each of them."""
    little = np.tile([0.0, 0.0, 0.3], (len(SPREADS), 1))
    alone = learn({"x": little}, level="team")["x"]
    together = learn({f"item{place}": little for place in range(4)}, level="team")
    assert SETTLED[alone.settled] < max(SETTLED)
    for found in together.values():
        assert STEADINESS[found.steadiness] == max(STEADINESS)
        assert SETTLED[found.settled] == max(SETTLED)


def test_other_steadinesses_share_the_rest_as_their_chances_were() -> None:
    """A group that jumps about is not thought as likely as one that moves a little."""
    _, logs = around(Learnt(spread=3, width=0, steadiness=2, settled=0), odd=0.0)
    law = np.exp(logs).sum(axis=0)
    assert law[2] / law.sum() == pytest.approx(SETTLED[0])
    assert law[0] / law[1] == pytest.approx(STEADINESS_CHANCES[0] / STEADINESS_CHANCES[1])


@pytest.mark.parametrize("level", ["team", "organisation"])
def test_chances_beforehand_are_chances(level: str) -> None:
    assert sum(SPREAD_CHANCES[level]) == pytest.approx(1)
    assert len(SPREAD_CHANCES[level]) == len(SPREADS)
    assert sum(STEADINESS_CHANCES) == pytest.approx(1)


def test_what_was_learnt_is_averaged_over_and_not_taken_for_certain() -> None:
    """Around the learnt value several spreads are tried, each with every steadiness; the learnt ones are likeliest."""
    found = learn({"x": posterior(np.zeros((8, 3)), "team")}, level="team")["x"]
    spreads, logs = around(found, odd=0.0)
    assert len(spreads) > 1
    law = np.exp(logs)
    assert spreads[law.sum(axis=1).argmax()] == SPREADS[found.spread]
    assert law.sum(axis=0).argmax() == found.steadiness
    odd, _ = around(found, odd=0.35)
    assert set(odd) >= {SPREADS[6], SPREADS[7]}
