"""Groups of the very same people have one estimate, as they have one published figure (PRIVACY.md rule 6)."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.estimates.estimated_figures import figures_of
from app.estimates.group_series import Panels
from app.estimates.model.small_area import Estimate
from app.releases.rules.cells import Level, Published, Row, Withheld

Shares = Mapping[str, tuple[float, float] | None]
"""Bounds of the share by group; None where it is withheld."""

PARENTS: Mapping[str, tuple[Level, str]] = {
    "delta": ("region", ""),
    "certified": ("orgtype", "delta"),
    "municipal": ("orgtype", "delta"),
    "bridge": ("organisation", "certified"),
    "south": ("organisation", "municipal"),
    "linden": ("organisation", "municipal"),
    "bridge-one": ("team", "bridge"),
    "bridge-two": ("team", "bridge"),
    "linden-one": ("team", "linden"),
    "south-one": ("team", "south"),
    "south-two": ("team", "south"),
}
SIZES = {"delta": "50+"}
ONE_OF_A_KIND = {
    "delta": (0.5, 0.55),
    "certified": (0.3, 0.5),
    "bridge": (0.3, 0.5),
    "bridge-one": (0.2, 0.4),
    "bridge-two": (0.4, 0.7),
    "municipal": (0.5, 0.6),
    "south": (0.5, 0.7),
    "south-one": (0.5, 0.7),
    "south-two": (0.4, 0.6),
    "linden": (0.6, 0.9),
    "linden-one": (0.6, 0.9),
}


def estimates(*periods: Shares) -> dict[str, Estimate | None]:
    """The estimate of every group after these periods."""
    panels = Panels()
    for shares in periods:
        panels.add([_row(group, bounds, size=SIZES.get(group, "20-49")) for group, bounds in shares.items()])
    return {each.group: each.estimate for each in figures_of(panels).figures}


def _row(group: str, bounds: tuple[float, float] | None, *, size: str) -> Row:
    level, parent = PARENTS[group]
    return Row(
        level=level,
        group=group,
        group_name=group,
        parent=parent,
        item="enjoyment",
        statistic="share",
        option="favourable",
        cell=Published(size, sum(bounds) / 2, *bounds) if bounds else Withheld(),
    )


def test_an_organisation_that_is_all_of_its_kind_stands_where_the_kind_stands() -> None:
    """The grid showed 59 % for a kind and 58 % for the one organisation in it."""
    found = estimates(ONE_OF_A_KIND, ONE_OF_A_KIND)
    assert found["bridge"] == found["certified"]
    assert found["south"] != found["municipal"]


def test_an_organisation_of_one_team_stands_where_the_team_stands() -> None:
    """Whoever may see the organisation sees its team too."""
    found = estimates(ONE_OF_A_KIND)
    assert found["linden"] == found["linden-one"]
    assert found["bridge"] != found["bridge-one"]


def test_a_team_that_is_all_of_its_kind_stands_where_the_kind_stands() -> None:
    """Team, organisation and kind are one group then, and have one figure."""
    alone = ("certified", "bridge", "bridge-one")
    others = {name: share for name, share in ONE_OF_A_KIND.items() if name != "bridge-two"}
    found = estimates({**others, **dict.fromkeys(alone, (0.3, 0.5))})
    assert len({found[name] for name in alone}) == 1


@pytest.mark.parametrize("where", ["certified", "bridge"])
def test_groups_that_differed_once_are_told_apart(where: str) -> None:
    """A kind that had another organisation before has another past, so its estimate is its own."""
    before = {**ONE_OF_A_KIND, where: (0.1, 0.3)}
    found = estimates(before, ONE_OF_A_KIND)
    assert found["bridge"] != found["certified"]


def test_the_only_kind_that_is_shown_is_not_the_region() -> None:
    """A kind published at 40 to 70 % stood at the region's 36 %, because the other kind had too few people."""
    shown = estimates({"delta": (0.24, 0.48), "certified": (0.4, 0.7), "municipal": None})
    region, kind = shown["delta"], shown["certified"]
    assert region is not None
    assert kind is not None
    assert kind.share > region.share + 0.02
    assert kind.upper > region.upper
    assert shown["municipal"] is None
    alone = estimates({"delta": (0.24, 0.48), "certified": (0.4, 0.7)})
    assert [each and each.share for each in (alone["certified"], alone["delta"])] == [pytest.approx(0.36, abs=0.02)] * 2
