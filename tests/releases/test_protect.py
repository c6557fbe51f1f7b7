"""What a release shows depends on sizes and noisy counts alone: not on order, nor on what is shown nowhere."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.aggregate import Snapshot, Tally, TeamUnknown
from app.releases.rules.bins import block_bins
from app.releases.rules.cells import Published, Row, order
from app.releases.rules.item_plan import ItemPlan, PlanContradictory, RelationPlan
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import EXPERIENCE, GRADE, SPACE, ChosenNoise, answers, regions, snapshot, tally_of, vote

POLICY = Policy()


def release(
    region: Snapshot, counts: Mapping[str, tuple[int, int]], *, policy: Policy = POLICY, seed: int = 1
) -> tuple[Row, ...]:
    return protect(region, tally_of(counts), policy=policy, items=[SPACE], noise=SeededNoise(seed))


def shapes(rows: tuple[Row, ...]) -> list[tuple[object, ...]]:
    return [(order(row), row.parent, getattr(row.cell, "size_class", "")) for row in rows]


def shown_groups(rows: tuple[Row, ...]) -> set[tuple[str, str]]:
    return {(row.level, row.group) for row in rows if isinstance(row.cell, Published)}


@settings(max_examples=25)
@given(regions(), st.randoms(), st.integers(0, 99))
def test_the_order_of_teams_and_ballots_makes_no_difference(
    case: tuple[Snapshot, dict[str, int]], chance: random.Random, seed: int
) -> None:
    """The same draws fall to the same groups: row for row the same release."""
    region, people = case
    counts = {team: (size, size // 3) for team, size in people.items()}
    teams, items = list(region.teams), list(counts.items())
    chance.shuffle(teams)
    chance.shuffle(items)
    assert release(replace(region, teams=tuple(teams)), dict(items), seed=seed) == release(region, counts, seed=seed)


@settings(max_examples=25)
@given(regions(), st.data())
def test_what_is_shown_and_how_large_it_is_follow_from_sizes(
    case: tuple[Snapshot, dict[str, int]], data: st.DataObject
) -> None:
    """Two regions of the same sizes with other answers and other noise: the same rows shown, with the same classes."""
    region, people = case
    first, second = (release(region, data.draw(answers(people)), seed=seed) for seed in (1, 2))
    assert shapes(first) == shapes(second)


@settings(max_examples=25)
@given(regions())
def test_to_withstand_more_colluders_never_shows_more(case: tuple[Snapshot, dict[str, int]]) -> None:
    """Each c shows a part of what a smaller c shows, among teams; and no bin of a team is narrower."""
    region, people = case
    counts = {team: (size, size // 2) for team, size in people.items()}
    teams = []
    for colluders in (1, 2, 3, 4):
        rows = release(region, counts, policy=Policy(colluders=colluders))
        teams.append({group for level, group in shown_groups(rows) if level == "team"})
    assert all(later <= earlier for earlier, later in pairwise(teams))


@pytest.mark.parametrize("people", [13, 25, 49, 80, 200])
def test_to_withstand_more_colluders_never_narrows_an_outermost_bin(people: int) -> None:
    widths = [block_bins(people, Policy(colluders=colluders))[0].upper_percent for colluders in (1, 2, 3, 4)]
    assert widths == sorted(widths)


def test_answers_of_people_who_are_shown_nowhere_change_no_row() -> None:
    """Five of a small organisation in another kind: counted nowhere, so that no row may move with them."""
    region = snapshot({"one": ["a", "b"], "two": ["c"]}, types={"two": "court"})
    seen = {release(region, {"a": (9, 3), "b": (12, 6), "c": (5, yes)}) for yes in range(6)}
    assert len(seen) == 1


def test_answers_of_a_pooled_team_change_no_row_of_a_team() -> None:
    """Two teams of five that count in their organisation together: whatever they say, team rows stay."""
    region = snapshot({"one": ["a", "b", "c"]})
    seen = set()
    for yes in (0, 2, 5):
        rows = release(region, {"a": (9, 3), "b": (5, yes), "c": (5, 5 - yes)})
        seen.add(tuple(row for row in rows if row.level == "team"))
    assert len(seen) == 1


def test_a_team_more_never_changes_a_figure_of_another_team() -> None:
    """Its bins depend on its own size and noisy count: the newcomer changes only what both are part of."""
    counts = {"a": (9, 3), "b": (12, 6)}
    before = protect(
        snapshot({"one": ["a", "b"]}), tally_of(counts), policy=POLICY, items=[SPACE], noise=ChosenNoise(1)
    )
    after = protect(
        snapshot({"one": ["a", "b", "z"]}),
        tally_of({**counts, "z": (20, 1)}),
        policy=POLICY,
        items=[SPACE],
        noise=ChosenNoise(1),
    )
    for team in ("a", "b"):
        bins = [
            (row.cell.bin_lower, row.cell.bin_upper)
            for rows in (before, after)
            for row in rows
            if row.group == team and isinstance(row.cell, Published)
        ]
        assert len(bins) == 2
        assert bins[0] == bins[1]


def test_nobody_at_all_is_a_release_without_a_figure() -> None:
    """Every group stands in it, withheld; no division by nobody."""
    rows = release(snapshot({"one": ["a", "b"]}), {})
    assert {(row.level, row.group) for row in rows if not row.breakdown} >= {("region", "north"), ("team", "a")}
    assert shown_groups(rows) == set()


@pytest.mark.parametrize(("people", "levels"), [(6, set()), (7, {"region", "orgtype", "organisation", "team"})])
def test_a_single_team_is_shown_at_every_level_or_at_none(people: int, levels: set[str]) -> None:
    """One group in all: the same people four times, or nobody."""
    rows = release(snapshot({"one": ["a"]}), {"a": (people, 3)})
    assert {level for level, _ in shown_groups(rows)} == levels


@pytest.mark.parametrize("size", [4, 6])
def test_teams_that_are_all_too_small_are_shown_together(size: int) -> None:
    """Three teams below k: none is shown, their organisation is when they are enough together."""
    rows = release(snapshot({"one": ["a", "b", "c"]}), dict.fromkeys("abc", (size, 2)))
    assert {level for level, _ in shown_groups(rows)} == {"region", "orgtype", "organisation"}


def test_rows_come_in_the_order_of_the_file_each_once() -> None:
    tally = tally_of({"a": (40, 12), "b": (24, 20)})
    for place in range(64):
        band = EXPERIENCE.categories[place % 4]
        vote(tally, "space", band, yes=("favourable",), channel="experience")
        vote(tally, "grade", "ab"[place % 2], yes=[f">={cut}" for cut in range(2, 2 + place % 10)])
    rows = protect(snapshot({"one": ["a", "b"]}), tally, policy=POLICY, items=[GRADE, SPACE], noise=SeededNoise(4))
    places = [order(row) for row in rows]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


def test_ballots_of_a_team_that_was_not_there_stop_everything() -> None:
    """Rather no release than people counted in a group that nobody knows."""
    with pytest.raises(TeamUnknown):
        release(snapshot({"one": ["a"]}), {"a": (9, 3), "stranger": (1, 1)})


def test_plans_that_do_not_fit_are_refused() -> None:
    """An item planned twice would be drawn twice; a relation may cross only what the region shows."""
    region, tally = snapshot({"one": ["a"]}), Tally()
    with pytest.raises(PlanContradictory):
        protect(region, tally, policy=POLICY, items=[SPACE, SPACE])
    hidden = RelationPlan(given="space", categories=("top",), item="grade", options=(">=7",))
    with pytest.raises(PlanContradictory):
        protect(region, tally, policy=POLICY, items=[SPACE, GRADE], relations=[hidden])


def test_a_no_needs_no_mark() -> None:
    """Whoever answered the base and names nothing said no to everything: the routed item has the base's size."""
    tally = tally_of({"a": (14, 9)}, item="workload")
    for _ in range(5):
        vote(tally, "cause", "a", yes=("noise",))
    items = [
        ItemPlan(item="workload", everywhere=("favourable",)),
        ItemPlan(item="cause", everywhere=("noise",), base="workload"),
    ]
    rows = protect(snapshot({"one": ["a"]}), tally, policy=POLICY, items=items, noise=ChosenNoise())
    cells = [row.cell for row in rows if row.level == "team"]
    assert {cell.size_class for cell in cells if isinstance(cell, Published)} == {"10-19"}
    assert len(cells) == 2
