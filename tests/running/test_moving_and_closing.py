"""Teams move and close between periods, never within one: what is open is published as it began."""

from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.organisations.models import Organisation, Team
from app.programme.models import SnapshotRow
from app.releases.models import ReleaseRow
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion

NEXT = START + 2 * FORTNIGHT


def homes(period_id: str) -> dict[str, str]:
    rows = db.session.execute(
        select(SnapshotRow.team_id, SnapshotRow.organisation_id).where(SnapshotRow.period_id == period_id)
    )
    return {row.team_id: row.organisation_id for row in rows}


def answer_all(region: SmallRegion) -> None:
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient"})


def test_a_team_moves_with_the_next_period(lead: FlaskClient, region: SmallRegion) -> None:
    """Until then it stays where it is, on every page; a second choice takes the first back."""
    team, narrow, wide = region.teams["south"], region.organisations["narrow"], region.organisations["wide"]
    first = region.wave().period_id
    assert lead.post(f"/teams/{team}/organisation", data={"organisation": narrow}).status_code == 303
    assert db.session.get_one(Team, team).organisation_id == wide
    answer_all(region)
    region.tick(NEXT)
    assert homes(first)[team] == wide
    assert homes(region.wave(NEXT).period_id)[team] == narrow
    assert db.session.get_one(Team, team, populate_existing=True).next_organisation_id is None


def test_a_move_can_be_taken_back_before_it_happens(lead: FlaskClient, region: SmallRegion) -> None:
    """By choosing the present organisation."""
    team = region.teams["south"]
    for key in ("narrow", "wide"):
        lead.post(f"/teams/{team}/organisation", data={"organisation": region.organisations[key]})
    assert db.session.get_one(Team, team, populate_existing=True).next_organisation_id is None


def test_a_team_cannot_move_to_nowhere(lead: FlaskClient, region: SmallRegion) -> None:
    """422, and nothing changes."""
    page = lead.post(f"/teams/{region.teams['south']}/organisation", data={"organisation": "nowhere"})
    assert page.status_code == 422


def test_closing_a_team_with_open_ballots_keeps_the_open_period_whole(lead: FlaskClient, region: SmallRegion) -> None:
    """Its answers are counted and published; the next period is without it."""
    team, period = region.teams["north"], region.wave().period_id
    answer_all(region)
    assert lead.post(f"/teams/{team}/close", data={"confirm": "y"}).status_code == 303
    region.tick(NEXT)
    published = select(ReleaseRow).where(ReleaseRow.period_id == period, ReleaseRow.group == team)
    assert db.session.scalars(published).first() is not None
    assert team not in homes(region.wave(NEXT).period_id)


def test_closing_asks_for_a_tick(lead: FlaskClient, region: SmallRegion) -> None:
    """Without it the page comes back with what closing does."""
    for address in (f"/teams/{region.teams['north']}", f"/organisations/{region.organisations['wide']}"):
        page = lead.post(f"{address}/close", data={})
        assert page.status_code == 422
        assert 'id="why-confirm"' in page.text
    assert db.session.get_one(Team, region.teams["north"]).closed_on is None


def test_closing_an_organisation_closes_its_teams_and_opening_again_is_possible(
    lead: FlaskClient, region: SmallRegion
) -> None:
    """A mistake is undone whole: the teams that closed with it come back, one that was closed before stays closed."""
    with writing(db.session):
        db.session.get_one(Team, region.teams["south"]).closed_on = STARTS_ON - timedelta(days=9)
    wide = region.organisations["wide"]
    lead.post(f"/organisations/{wide}/close", data={"confirm": "y"})
    assert all(team.closed_on for team in db.session.get_one(Organisation, wide).teams)
    assert lead.post(f"/teams/{region.teams['north']}/reopen").status_code == 422
    lead.post(f"/organisations/{wide}/reopen")
    region.tick(NEXT)
    assert {region.teams["north"], region.teams["small"]} == set(homes(region.wave(NEXT).period_id))
