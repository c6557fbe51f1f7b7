"""The content file holds the region that was asked for, and a smaller one keeps every kind of organisation."""

from __future__ import annotations

from app.demo.outline import RegionOutline, read_outline
from app.instrument.schema import Instrument


def people(outline: RegionOutline) -> int:
    return sum(team.size for organisation in outline.organisations for team in organisation.teams)


def test_the_region_has_the_size_of_a_region() -> None:
    """Three kinds, eight organisations, forty teams of 4 to 25, about 450 people."""
    outline = read_outline("peo")
    sizes = [team.size for organisation in outline.organisations for team in organisation.teams]
    assert {each.org_type for each in outline.organisations} == {"specialist", "certified", "municipal"}
    assert (len(outline.organisations), len(sizes)) == (8, 40)
    assert (min(sizes), max(sizes)) == (4, 25)
    assert 440 <= people(outline) <= 460


def test_names_occur_once_and_leanings_are_about_items(instrument: Instrument) -> None:
    """A name that stands for two teams, or a profile about nothing, would show nowhere."""
    outline = read_outline("peo")
    teams = [team for organisation in outline.organisations for team in organisation.teams]
    assert len({team.name for team in teams}) == len(teams)
    assert sum(bool(team.profile) for team in teams) >= 8
    for key in {*outline.trends, *(item for team in teams for item in team.profile)}:
        assert instrument.item(key)


def test_a_smaller_region_takes_from_every_organisation_in_turn() -> None:
    """Six teams are three organisations of two, of all three kinds; forty is everything."""
    outline = read_outline("peo")
    small = outline.smaller(6)
    assert [len(each.teams) for each in small.organisations] == [2] * 3
    assert {each.org_type for each in small.organisations} == {"specialist", "certified", "municipal"}
    assert outline.smaller(40) == outline
