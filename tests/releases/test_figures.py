"""What a release shows of whole groups: one draw per group of people, bins from the teams up, sizes alone decide."""

import random
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.aggregate import Snapshot, Tally
from app.releases.rules.cells import Published, Row, Withheld
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import GRADE, SPACE, ChosenNoise, answers, cell, regions, snapshot, tally_of, vote


def release(tree: Snapshot, counts: dict[str, tuple[int, int]], *, seed: int = 1) -> tuple[Row, ...]:
    return protect(tree, tally_of(counts), policy=Policy(), items=[SPACE], noise=SeededNoise(seed))


def shown_bin(rows: Sequence[Row], group: str) -> tuple[str, float, float]:
    found = cell(rows, group)
    assert found
    return found.size_class, found.bin_lower, found.bin_upper


def test_a_team_shows_its_bin_and_its_size_class() -> None:
    """Six of eight lie in the upper half."""
    rows = protect(
        snapshot({"one": ["a"]}), tally_of({"a": (8, 6)}), policy=Policy(), items=[SPACE], noise=ChosenNoise()
    )
    assert shown_bin(rows, "a") == ("7-9", 0.5, 1.0)


def test_noise_moves_a_count_before_it_is_put_into_a_bin() -> None:
    rows = protect(
        snapshot({"one": ["a"]}), tally_of({"a": (8, 6)}), policy=Policy(), items=[SPACE], noise=ChosenNoise(-3)
    )
    assert shown_bin(rows, "a") == ("7-9", 0.0, 0.5)


def test_groups_of_the_same_people_show_one_figure_from_one_draw() -> None:
    """An organisation with one team, a type with one organisation, a region with one type."""
    noise = ChosenNoise(0, 5, -5)
    rows = protect(snapshot({"one": ["a"]}), tally_of({"a": (12, 6)}), policy=Policy(), items=[SPACE], noise=noise)
    assert noise.drawn == 1
    assert len({cell(rows, group) for group in ("a", "one", "care", "north")}) == 1


def test_a_group_below_twenty_shows_one_cut_of_a_chain() -> None:
    """Three cuts would be three draws about people of whom bins cannot be made wider; the middle one stays."""
    shares = ItemPlan(item="space", everywhere=(">=30", ">=50", ">=70"))
    tally = Tally()
    for team, people in (("a", 19), ("b", 20)):
        for _ in range(people):
            vote(tally, "space", team, yes=(">=30",))
    rows = protect(snapshot({"one": ["a"], "two": ["b"]}), tally, policy=Policy(), items=[shares])
    shown = {team: {row.option for row in rows if row.group == team and row.cell != Withheld()} for team in ("a", "b")}
    assert shown == {"a": {">=50"}, "b": {">=30", ">=50", ">=70"}}


def test_a_small_team_is_withheld_and_still_has_its_row() -> None:
    rows = release(snapshot({"one": ["a", "b"]}), {"a": (9, 4), "b": (6, 6)})
    assert cell(rows, "b") is None


def test_a_team_nobody_answered_in_looks_like_any_small_team() -> None:
    """Not even how many: zero and six look alike."""
    tree = snapshot({"one": ["a", "b"]})
    few = release(tree, {"a": (9, 4), "b": (6, 6)})
    nobody = release(tree, {"a": (9, 4)})
    assert few == nobody


@given(regions(), st.data())
@settings(max_examples=60)
def test_what_is_withheld_depends_on_sizes_alone(case: tuple[Snapshot, dict[str, int]], data: st.DataObject) -> None:
    """Other answers from as many people never change which figures are shown, nor their order."""
    tree, people = case
    patterns = []
    for seed in (1, 2):
        rows = release(tree, data.draw(answers(people)), seed=seed)
        patterns.append([(row.group, row.option, isinstance(row.cell, Withheld)) for row in rows])
    assert patterns[0] == patterns[1]


@given(regions(), st.data())
@settings(max_examples=60)
def test_a_figure_and_its_bin_lie_within_its_bounds(case: tuple[Snapshot, dict[str, int]], data: st.DataObject) -> None:
    tree, people = case
    rows = release(tree, data.draw(answers(people)), seed=data.draw(st.integers(0, 99)))
    for row in rows:
        if isinstance(row.cell, Published):
            assert 0 <= row.cell.lower < row.cell.upper <= 1
            assert row.cell.lower <= row.cell.bin_lower < row.cell.bin_upper <= row.cell.upper
            assert row.cell.lower <= row.cell.value <= row.cell.upper


def grades(people: int, *, seed: int) -> tuple[Row, ...]:
    """A region of one type with two teams, graded at random."""
    chance = random.Random(seed)
    tally = Tally()
    for place in range(people):
        grade = chance.randint(1, 10)
        vote(tally, "grade", "ab"[place % 2], yes=[f">={cut}" for cut in range(2, grade + 1)])
    tree = snapshot({"one": ["a", "b"]})
    return protect(tree, tally, policy=Policy(), items=[GRADE], noise=SeededNoise(seed))


def test_full_distributions_are_for_large_groups_of_region_and_type() -> None:
    rows = grades(60, seed=1)
    assert {row.level for row in rows if row.option == ">=4"} == {"region", "orgtype"}
    assert cell(rows, "north", option=">=4")
    assert cell(grades(28, seed=1), "north", option=">=4") is None


@given(st.integers(30, 160), st.integers(0, 9999))
@settings(max_examples=40)
def test_cumulative_cuts_never_cross(people: int, seed: int) -> None:
    """Noise may put more people at 8 than at 7; what is shown never does."""
    rows = grades(people, seed=seed)
    for group in ("north", "care"):
        cuts = [cell(rows, group, option=f">={cut}") for cut in range(2, 11)]
        shown = [each for each in cuts if each]
        assert len(shown) == 9
        assert sorted(shown, key=lambda each: -each.lower) == shown
        assert sorted(shown, key=lambda each: -each.upper) == shown


@given(st.integers(30, 160), st.integers(0, 9999))
@settings(max_examples=40)
def test_a_mean_follows_from_the_published_cuts(people: int, seed: int) -> None:
    """In steps of 0.1, and never sharper than the cuts it is computed from."""
    rows = grades(people, seed=seed)
    mean = cell(rows, "north", option="")
    cuts = [cell(rows, "north", option=f">={cut}") for cut in range(2, 11)]
    assert mean
    assert mean.bin_lower <= 1 + sum(cut.bin_lower for cut in cuts if cut) + 1e-9
    assert mean.bin_upper >= 1 + sum(cut.bin_upper for cut in cuts if cut) - 1e-9
    figures = (mean.value, mean.lower, mean.upper, mean.bin_lower, mean.bin_upper)
    assert all(abs(10 * figure - round(10 * figure)) < 1e-9 for figure in figures)
