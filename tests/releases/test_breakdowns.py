"""Breakdowns of the region: over exactly its people, and nothing small is left between them."""

from collections.abc import Mapping
from dataclasses import replace

from app.releases.rules.aggregate import DECLINED, Breakdown, Tally
from app.releases.rules.bins import Bin, block_bins
from app.releases.rules.breakdowns import choose_categories, fit
from app.releases.rules.cells import Row
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import SPACE, cell, snapshot, tally_of

POLICY = Policy()
BANDS = ("0-3", "3-6", "6-10", "10+")


def release(
    bands: Mapping[str, int], *, teams: Mapping[str, int] | None = None, tally: Tally | None = None
) -> tuple[Row, ...]:
    """A region of one organisation in which so many people of each band answered."""
    people = teams or {"a": sum(bands.values())}
    tally = tally_of({team: (size, size // 2) for team, size in people.items()}, into=tally)
    tally_of({band: (size, size // 2) for band, size in bands.items()}, channel="experience", into=tally)
    return protect(snapshot({"one": list(people)}), tally, policy=POLICY, items=[SPACE], noise=SeededNoise(1))


def shown(rows: tuple[Row, ...], categories: tuple[str, ...] = BANDS) -> set[str]:
    return {category for category in categories if cell(rows, "north", category=category)}


def test_categories_of_twelve_and_more_are_shown() -> None:
    assert shown(release({"0-3": 12, "3-6": 12, "6-10": 20, "10+": 31})) == set(BANDS)


def test_a_small_category_takes_another_with_it_until_they_hide_each_other() -> None:
    """Otherwise the region minus what is shown would be the small category."""
    assert shown(release({"0-3": 3, "3-6": 12, "6-10": 20, "10+": 31})) == {"6-10", "10+"}


def test_who_would_rather_not_say_counts_as_not_shown() -> None:
    """Two people without a band are hidden by the smallest band."""
    assert shown(release({"0-3": 10, "3-6": 12, "6-10": 20, "10+": 31, "_declined": 2})) == {"3-6", "6-10", "10+"}


def test_nothing_is_broken_down_when_the_region_does_not_count_everybody() -> None:
    """Three people of a team too small for any block are in the bands and not in the region's figure."""
    rows = release({"0-3": 13, "3-6": 20}, teams={"a": 30, "b": 3})
    assert cell(rows, "north")
    assert shown(rows) == set()


def test_nothing_is_broken_down_when_ballots_are_missing_from_a_channel() -> None:
    rows = release({"0-3": 13, "3-6": 20}, teams={"a": 34})
    assert shown(rows) == set()


def test_a_category_with_everybody_in_it_is_the_region() -> None:
    """The same people, the same figure."""
    rows = release({"0-3": 40})
    assert cell(rows, "north", category="0-3") == cell(rows, "north")


def test_two_breakdowns_leave_no_small_difference_between_what_they_hide() -> None:
    """Whoever told neither field is likely to be in both rests: 8 and 9 hidden people differ by one."""
    first = choose_categories({"x": 40, "y": 8}, whole=48, categories=("x", "y"), policy=POLICY, rests=())
    second = choose_categories({"x": 39, "y": 9}, whole=48, categories=("x", "y"), policy=POLICY, rests=[first.rest])
    assert first.shown == ("x",)
    assert second.shown == ()


def test_categories_never_sharpen_the_regions_figure() -> None:
    """Their lows together stay at or below the region's, their highs at or above, one person's room included."""
    grids = {name: block_bins(20, POLICY) for name in "xy"}
    top = {name: grid[-1] for name, grid in grids.items()}
    region = Bin(10, 14, 25, 35)
    fitted = fit(top, choices=grids, whole=region, rest=0, policy=POLICY)
    assert sum(each.low for each in fitted.values()) <= region.low
    assert sum(each.high for each in fitted.values()) >= region.high
    assert all(each.low + 3 <= region.high for each in fitted.values())


def test_who_would_rather_not_say_is_never_a_category_of_its_own() -> None:
    """Even where a list of categories names it, and however many they are."""
    tree = snapshot({"one": ["a"]})
    tree = replace(tree, breakdowns=(Breakdown("experience", ("0-3", DECLINED)),))
    tally = tally_of({"a": (40, 20)})
    tally_of({"0-3": (20, 10), DECLINED: (20, 10)}, channel="experience", into=tally)
    rows = protect(tree, tally, policy=POLICY, items=[SPACE], noise=SeededNoise(1))
    assert {row.category for row in rows} == {"", "0-3"}
    assert cell(rows, "north", category="0-3")


def test_the_people_of_no_category_keep_room_for_more_than_the_colluders() -> None:
    """Seven people in no band: the figures of the bands and the region may not prove that at most two said yes."""
    grid = block_bins(20, POLICY)
    top = grid[-1]
    parts = {"3-6": top, "10+": top}
    whole = Bin(2 * top.low, 2 * top.low + POLICY.colluders, 60, 70)
    fitted = fit(parts, choices=dict.fromkeys(parts, grid), whole=whole, rest=7, policy=POLICY)
    assert whole.high - sum(part.low for part in fitted.values()) >= POLICY.colluders + 1


def test_the_people_of_no_category_cannot_all_be_counted_out() -> None:
    """The other side: at least three of them may have said no."""
    grid = block_bins(20, POLICY)
    bottom = grid[0]
    parts = {"3-6": bottom, "10+": bottom}
    most = 2 * bottom.high + 7
    whole = Bin(most - POLICY.colluders, most, 30, 40)
    fitted = fit(parts, choices=dict.fromkeys(parts, grid), whole=whole, rest=7, policy=POLICY)
    assert sum(part.high for part in fitted.values()) + 7 - whole.low >= POLICY.colluders + 1
