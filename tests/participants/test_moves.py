"""Who changes team does so when a period of their own region opens, never within one (PRIVACY rule 1)."""

from __future__ import annotations

from app.db import db, writing
from app.organisations.service import create_organisation, create_region, create_team, invite
from app.participants.service import belonging_of, join, move
from app.programme.service import create_programme
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion


def test_the_opening_of_another_region_moves_nobody(any_region: SmallRegion) -> None:
    """Two regions with rhythms of their own: a period that opens here leaves people there where they are."""
    with writing(db.session):
        other = create_region(db.session, "Elders")
        home = create_organisation(db.session, other.id, name="Ginds", org_type="municipal")
        teams = [create_team(db.session, home.id, name=name, declared_size=9).id for name in ("Een", "Twee")]
        later = STARTS_ON + 3 * FORTNIGHT
        create_programme(db.session, other.id, instrument_key="peo", starts_on=later, min_group=7, colluders=2)
        token = invite(db.session, teams[0], uses=1, accounts=0)
        keys = join(db.session, token, today=STARTS_ON).keys
        move(db.session, keys, team_id=teams[1])
    homes = []
    for weeks in (2, 4, 6):
        any_region.tick(START + weeks * FORTNIGHT / 2)
        place = belonging_of(db.session, keys)
        assert place
        homes.append(teams.index(place.team_id))
    assert homes == [0, 0, 1]
