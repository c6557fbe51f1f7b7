"""Estimates of small groups: bounded simulations hold the main lines; docs/evidence/estimates.md has the long form."""

from __future__ import annotations

from dataclasses import astuple, replace

import numpy as np
import pytest

from app.estimates.group_series import Panels
from app.estimates.model.bin_law import SeenBin
from app.estimates.model.small_area import place, whole_kind, whole_region
from app.estimates.model.small_areas import Estimated, estimate
from app.releases.rules.policy import Policy
from app.statistics.grades import graded, surest
from bench.estimates_and_truth import LEVELS, TRIAL, Found, follow, named
from bench.invented_regions import OPTION, REGIONS, Invented, World


@pytest.fixture(scope="module")
def differing() -> Found:
    """Regions of 190 people whose teams differ a good deal, after one and after six periods."""
    return follow(190, World(0.7, 1, 0.8, items=6), seeds=(1, 2), moments=(1, 6))


@pytest.fixture(scope="module")
def alike() -> Found:
    """Regions of 190 people in which nobody differs."""
    return follow(190, World(0.0, 1, 0.8, items=6), seeds=(1,), moments=(1, 6))


def test_intervals_hold_at_every_level_from_the_first_period_on(differing: Found, alike: Found) -> None:
    """Of each level in nine of ten cases at least, after one and six periods, in so few regions."""
    for level in LEVELS:
        held = [each for found in (differing, alike) for moment in (1, 6) for each in found[moment, level].held]
        assert np.mean(held) >= 0.9, level


def test_where_nobody_differs_hardly_any_board_names_anything_as_sure(alike: Found) -> None:
    """Neither beside the region nor over time."""
    boards = [board for tried in alike.values() for board in tried.boards.values()]
    moved = [board for tried in alike.values() for board in tried.moved.values()]
    assert np.mean(boards) <= 0.05
    assert np.mean(moved) <= 0.05


def test_what_is_sure_has_the_right_sign(differing: Found) -> None:
    """Teams that differ are named, and on the side on which they lie."""
    sure, likely = differing[6, "team"].wrong["gap sure"], differing[6, "team"].wrong["gap likely"]
    assert len(sure) >= 3
    assert np.mean(sure) <= 0.025
    assert np.mean(likely) <= 0.15


def test_estimates_lie_nearer_to_the_truth_than_the_middle_of_the_bin(differing: Found) -> None:
    """Teams, organisations and the region; the floor of usefulness after six periods."""
    for (period, level), most in (((6, "team"), 0.09), ((6, "organisation"), 0.05), ((6, "region"), 0.02)):
        tried = differing[period, level]
        assert np.mean(tried.off) <= most
        assert np.mean(tried.off) < np.mean(tried.middle_off)


def test_a_kinds_own_figure_takes_part_of_the_regions_error_away() -> None:
    """Where the region lies lower, the kind lies higher beside it: together they are surer than two errors apart."""
    region, _ = whole_region([SeenBin(0.5, 0.65, "50+", block=False)], Policy())
    bins = [SeenBin(0.6, 0.75, "20-49", block=False)]
    kind, _ = whole_kind(bins, region, Policy())
    beside = np.hypot(kind.beside_along[-1], kind.beside_error[-1])
    apart = np.hypot(beside, place([(bins, region)], Policy()).centre_error[0, -1])
    assert kind.path.error[-1] < 0.9 * apart


@pytest.mark.parametrize(
    ("size", "apart", "spread", "after_three", "after_six"),
    [(8, 0.5, 0.7, 0.5, 0.85), (12, 0.3, 0.3, 0.1, 0.65), (18, 0.5, 0.3, 0.9, 0.95)],
)
def test_a_team_far_from_its_region_is_named(
    size: int, apart: float, spread: float, after_three: float, after_six: float
) -> None:
    """Also where the others are alike (0.3): the floor of usefulness, in one region with forty draws of the team."""
    found = named(size, apart=apart, seeds=(1,), spread=spread)
    assert found[3] >= after_three
    assert found[6] >= after_six


@pytest.fixture(scope="module")
def six_periods() -> tuple[Panels, Estimated]:
    """One region of the trial's kind after six periods."""
    region, panels = Invented(REGIONS[190], replace(TRIAL, items=3), seed=4), Panels()
    for _ in range(6):
        panels.add(region.release()[0])
    return panels, estimate(panels.made(), region="region", policy=panels.policy())


def test_the_same_rows_give_the_same_numbers(six_periods: tuple[Panels, Estimated]) -> None:
    """Nothing is drawn by lot."""
    panels, found = six_periods
    again = estimate(panels.made(), region="region", policy=panels.policy())
    assert again == found


def test_what_was_learnt_can_be_handed_in(six_periods: tuple[Panels, Estimated]) -> None:
    """Whoever has some of the rows and what was published for the region gets the numbers of whoever has all."""
    panels, found = six_periods
    count, key = ("item0", OPTION), ("team", "team002")
    panel = panels.made()[count]
    alone = replace(panel, parts={key: panel.parts[key]})
    own = estimate({count: alone}, region="region", policy=panels.policy(), learnt=found.learnt)
    # Groups are computed together, so the last bits of a number depend on how many there are; four places are kept.
    assert astuple(own.estimates[count][key]) == pytest.approx(astuple(found.estimates[count][key]), abs=1e-9)


def test_a_team_depends_on_its_own_rows_its_kind_and_the_region(six_periods: tuple[Panels, Estimated]) -> None:
    """The rows of its organisation and of other teams are not looked at, but for what was learnt of all."""
    panels, found = six_periods
    count, key = ("item0", OPTION), ("team", "team002")
    panel = panels.made()[count]
    turned = {
        each: (kind, bins if each == key else tuple(reversed(bins))) for each, (kind, bins) in panel.parts.items()
    }
    other = estimate(
        {count: replace(panel, parts=turned)}, region="region", policy=panels.policy(), learnt=found.learnt
    )
    assert other.estimates[count][key] == found.estimates[count][key]


def test_grades() -> None:
    """Sure from 97.5 %, likely from 85 %, notable when it can be seen; nothing without anything to compare with."""
    assert graded(0.975, apart=False) == graded(0.025, apart=True) == "sure"
    assert graded(0.85, apart=False) == graded(0.1, apart=False) == "likely"
    assert graded(0.8, apart=True) == "notable"
    assert graded(0.8, apart=False) == graded(None, apart=True) == "none"
    assert surest("none", "likely", "notable") == "likely"
