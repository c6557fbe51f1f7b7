"""What is learnt of all groups is coarse, public, and tells nothing about any one of them (PRIVACY.md, "Estimates")."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from app.db import db
from app.estimates.group_series import Panels
from app.estimates.learnt_file import FilesUnfit, read_learnt, write_learnt
from app.estimates.model.bin_law import SeenBin, people_in
from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, WIDTHS
from app.estimates.model.small_area import place as place_groups
from app.estimates.model.small_area import whole_region
from app.estimates.model.spread import added, evidence_by_group, learn
from app.releases.read import released_periods
from app.releases.rules.bins import block_bins
from app.releases.rules.policy import Policy
from bench.invented_regions import REGIONS, Invented, World
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion

__all__ = ["released", "released_once"]

HEAD = "period,level,item,spread,width,steadiness,settled"


def possible_bins(seen: SeenBin) -> list[SeenBin]:
    """Return every bin that a team of this size class and subclass may be published with, its own among them."""
    layouts = [block_bins(people, Policy()) for people in people_in(seen)]
    bins = next(each for each in layouts if round(100 * seen.lower) in {one.lower_percent for one in each})
    return [seen._replace(lower=each.lower_percent / 100, upper=each.upper_percent / 100) for each in bins]


@pytest.mark.parametrize("spread", [0.0, 0.4, 0.8])
def test_what_is_learnt_fits_several_bins_of_every_team(spread: float) -> None:
    """Who knows every row but one team's, and what was learnt, cannot tell in which bin that team is.

    For each team of several regions every bin it could have is tried in the place of its own: at least one other gives
    the same learnt values, and none moves the spread by more than two of its eight steps.
    """
    for seed in range(1, 7):
        region = Invented(REGIONS[190], World(spread, 1, 1.0, items=1), seed=seed)
        panels = Panels()
        panels.add(region.release()[0])
        (panel,) = panels.made().values()
        whole, _ = whole_region(panel.region, Policy())
        teams = [bins[0] for (level, _), (_, bins) in panel.parts.items() if level == "team" and bins[0]]
        tried = [(place, each) for place, seen in enumerate(teams) for each in possible_bins(seen)]
        placed = place_groups([((each,), whole) for each in (*teams, *(each for _, each in tried))], Policy())
        found = evidence_by_group(placed)
        own, others = found[: len(teams)], found[len(teams) :]
        published = learn({"item0": added(own, placed)}, level="team")["item0"]
        for team in range(len(teams)):
            rest = np.delete(own, team, axis=0)
            would_be = [
                learn({"item0": added(np.append(rest, others[row : row + 1], axis=0), placed)}, level="team")["item0"]
                for row, (place, _) in enumerate(tried)
                if place == team
            ]
            assert would_be.count(published) >= 2, (seed, team)
            assert all(abs(each.spread - published.spread) <= 2 for each in would_be)


def test_it_is_one_of_few_values(released: SmallRegion) -> None:
    """One line per level and item with four coarse values; the file is open to everybody, and can be read back."""
    period = released_periods(db.session)[-1].id
    page = released.app.test_client().get(f"/releases/{period}/learnt.csv")
    assert page.status_code == 200
    head, *lines = page.text.splitlines()
    assert head == HEAD
    places = [line.split(",")[1:3] for line in lines]
    assert places == sorted(places)
    assert len({tuple(each) for each in places}) == len(lines)
    for line in lines:
        values = [float(each) for each in line.split(",")[3:]]
        assert all(value in scale for value, scale in zip(values, (SPREADS, WIDTHS, STEADINESS, SETTLED), strict=True))
    assert write_learnt(read_learnt(page.text)) == page.text


def test_a_period_that_was_not_released_has_none(released: SmallRegion) -> None:
    """As its other files."""
    assert released.app.test_client().get("/releases/nosuchperiod/learnt.csv").status_code == 404


@pytest.mark.parametrize("text", ["", "a,b\n", f"{HEAD}\np,team,i,0.3,1,1,1\n"])
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    """A value that Peil does not learn is no value to estimate with."""
    with pytest.raises(FilesUnfit):
        read_learnt(text)
