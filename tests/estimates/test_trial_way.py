"""The simplest way of estimating, beside which the product's is measured, takes the same rows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from app.estimates.group_series import Panels
from app.estimates.model.small_areas import estimate
from bench.estimates import WORLDS, seeds_of
from bench.estimates_and_truth import TRIAL
from bench.invented_regions import REGIONS, Invented
from bench.trial_way import LEARNT_OVER, WIDE, SimpleWay


@pytest.fixture(scope="module")
def panels() -> Panels:
    """Three periods of a region of the trial's kind with two items."""
    region, found = Invented(REGIONS[325], replace(TRIAL, spread=0.7, items=2), seed=1), Panels()
    for _ in range(3):
        found.add(region.release()[0])
    return found


def test_it_estimates_the_teams_that_the_product_estimates(panels: Panels) -> None:
    """Each within its interval, with settings that are learnt by item and add up to one."""
    found = SimpleWay()(panels.made(), region="region", policy=panels.policy())
    own = estimate(panels.made(), region="region", policy=panels.policy())
    for count, groups in own.estimates.items():
        assert set(found.estimates[count]) == {key for key in groups if key[0] == "team"}
        assert all(each.lower < each.share < each.upper for each in found.estimates[count].values())
    assert set(found.learnt) == {("team", "item0"), ("team", "item1")}
    for chances in found.learnt.values():
        assert len(chances) == len(LEARNT_OVER)
        assert np.sum(chances) == pytest.approx(1)


def test_what_it_learnt_can_be_handed_in(panels: Panels) -> None:
    """All weight on one setting is that setting alone."""
    only = SimpleWay((WIDE,))(panels.made(), region="region", policy=panels.policy())
    certain = np.array([float(each == WIDE) for each in LEARNT_OVER])
    learnt = {("team", item): certain for item in ("item0", "item1")}
    handed = SimpleWay()(panels.made(), region="region", policy=panels.policy(), learnt=learnt)
    for count, groups in only.estimates.items():
        for key, each in groups.items():
            assert handed.estimates[count][key].share == pytest.approx(each.share, abs=1e-9)


def test_regions_of_the_evidence_are_all_different() -> None:
    """With the same seed everywhere every region would have the same shares, and hundreds of figures count as few."""
    seeds = [seed for people in (60, 190, 520, 900) for name in WORLDS for seed in seeds_of(people, name, times=20)]
    assert len(set(seeds)) == len(seeds)
