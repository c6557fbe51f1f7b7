"""What is learnt of all groups is coarse, public, and tells nothing about any one of them (PRIVACY.md, "Estimates")."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.db import db
from app.estimates.group_series import Panels
from app.estimates.learnt_file import FilesUnfit, read_learnt, write_learnt
from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, WIDTHS, Learnt
from app.estimates.model.small_areas import estimate
from app.releases.read import released_periods
from app.releases.rules.cells import Published, Row
from bench.invented_regions import REGIONS, Invented, World
from tests.boards.conftest import released, released_once
from tests.region import SmallRegion

__all__ = ["released", "released_once"]

HEAD = "period,level,item,spread,width,steadiness,settled"


def learnt(rows: list[Row]) -> Learnt:
    """What is learnt of the teams of a region from one release."""
    panels = Panels()
    panels.add(rows)
    found = estimate(panels.made(), region="region", policy=panels.policy())
    return found.learnt["team", "item0"]


def test_whatever_one_team_answered_the_same_may_have_been_learnt() -> None:
    """Of every team its figure is turned round: what is learnt of all is mostly the same, and else next to it."""
    region = Invented(REGIONS[190], World(0.4, 1, 1.0, items=1), seed=3)
    rows = list(region.release()[0])
    before = learnt(rows)
    same = []
    teams = [place for place, row in enumerate(rows) if row.level == "team" and isinstance(row.cell, Published)]
    for place in teams:
        own = rows[place].cell
        assert isinstance(own, Published)
        turned = Published(own.size_class, 1 - own.value, round(1 - own.upper, 2), round(1 - own.lower, 2))
        after = learnt([*rows[:place], replace(rows[place], cell=turned), *rows[place + 1 :]])
        assert abs(after.spread - before.spread) <= 1
        same.append(after == before)
    assert sum(same) >= 0.5 * len(same)


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
