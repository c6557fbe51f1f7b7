"""What is learnt of all groups is coarse, public, and tells nothing about any one of them (PRIVACY.md, "Estimates")."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from app.db import db
from app.estimates.group_series import Panels
from app.estimates.learnt_file import FilesUnfit, read_learnt, write_learnt
from app.estimates.model.bin_law import SeenBin
from app.estimates.model.learnt import SETTLED, SPREADS, STEADINESS, WIDTHS, Learnt
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


def possible_bins(seen: SeenBin, *, people: int) -> list[SeenBin]:
    """Return every bin with which a team of so many people may be published."""
    return [
        seen._replace(lower=each.lower_percent / 100, upper=each.upper_percent / 100)
        for each in block_bins(people, Policy())
    ]


@dataclass(frozen=True)
class OneRegion:
    """What was learnt of one region's teams; `would_be`: by team and each bin it could have, what then would be."""

    bins: list[SeenBin]
    learnt: Learnt
    would_be: list[dict[SeenBin, Learnt]]


def drawn(seed: int) -> OneRegion:
    """Draw a region of 16 teams, and put every bin that a team could have in the place of its own."""
    region, panels = Invented(REGIONS[190], World(0.4, 1, 1.0, items=1), seed=seed), Panels()
    panels.add(region.release()[0])
    (panel,) = panels.made().values()
    whole, _ = whole_region(panel.region, Policy())
    teams = [seen for (level, _), (_, (seen,)) in sorted(panel.parts.items()) if level == "team" and seen]
    sizes = [people for people in REGIONS[190].sizes if people >= Policy().min_group]
    tried = [
        (team, each)
        for team, (seen, people) in enumerate(zip(teams, sizes, strict=True))
        for each in possible_bins(seen, people=people)
    ]
    placed = place_groups([((each,), whole) for each in (*teams, *(each for _, each in tried))], Policy())
    found = evidence_by_group(placed)
    own, others = found[: len(teams)], found[len(teams) :]
    would_be: list[dict[SeenBin, Learnt]] = [{} for _ in teams]
    for (team, each), other in zip(tried, others, strict=True):
        replaced = own.copy()
        replaced[team] = other
        would_be[team][each] = learn({"item0": added(replaced, placed)}, level="team")["item0"]
    return OneRegion(teams, learn({"item0": added(own, placed)}, level="team")["item0"], would_be)


def test_what_is_learnt_does_not_help_to_guess_a_teams_figure() -> None:
    """An attacker who knows how such regions are, and what was learnt, guesses the bin of each team.

    With what was learnt it is right at most five points more often than without.
    """
    regions = [drawn(seed) for seed in range(20)]
    with_it, without = [], []
    for place, region in enumerate(regions):
        others = [*regions[:place], *regions[place + 1 :]]
        for team, seen in enumerate(region.bins):
            usual = Counter(each.bins[team] for each in others)
            fits = {
                each: sum(other.would_be[team][each] == region.learnt for other in others)
                for each in region.would_be[team]
            }
            guess = max(fits, key=lambda each: (usual[each] + 0.5) * (fits[each] + 0.5))
            with_it.append(guess == seen)
            without.append(max(region.would_be[team], key=lambda each: usual[each]) == seen)
    assert len(with_it) == 20 * len(regions[0].bins)
    assert np.mean(with_it) <= np.mean(without) + 0.05, (np.mean(with_it), np.mean(without))


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
