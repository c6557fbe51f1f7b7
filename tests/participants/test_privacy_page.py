"""The page that says who sees what: true for the reader's own team and region, and for whoever is not signed in."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy import select, update

from app.db import db, writing
from app.organisations.service import create_organisation, create_region, create_team
from app.programme.models import Period
from app.programme.service import create_programme
from app.releases.models import Release
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion


def words(client: FlaskClient) -> str:
    return client.get("/privacy", headers={"Accept-Language": "en"}).text


def another_region(region: SmallRegion, *, min_group: int, colluders: int) -> None:
    """With an open period of its own, under other protection."""
    with writing(db.session):
        other = create_region(db.session, "Elders")
        home = create_organisation(db.session, other.id, name="Ver weg", org_type="municipal")
        create_team(db.session, home.id, name="Team Ver", declared_size=9)
        create_programme(
            db.session, other.id, instrument_key="peo", starts_on=STARTS_ON, min_group=min_group, colluders=colluders
        )
    region.tick(START)


def test_a_participant_reads_the_protection_of_the_own_region(region: SmallRegion) -> None:
    """Not that of whichever period opened last on this server."""
    another_region(region, min_group=5, colluders=1)
    page = words(region.signed_in(region.participant))
    assert "at least 7 people" in page
    assert "together with 2 of your colleagues" in page


def test_a_stranger_reads_what_holds_in_every_region(region: SmallRegion, client: FlaskClient) -> None:
    """The smallest group and the fewest colleagues of all, and the longest time that a key is kept."""
    another_region(region, min_group=5, colluders=1)
    with writing(db.session):
        db.session.execute(update(Period).where(Period.min_group == 7, Period.state == "open").values(grace_days=3))
    page = words(client)
    assert "at least 5 people" in page
    assert "together with one of your colleagues" in page
    assert "3 days" in page


def test_answers_that_wait_for_their_release_keep_their_promise(region: SmallRegion) -> None:
    """Also after the last moment to answer, as long as the period lies sealed."""
    raised = update(Period).where(Period.state == "open").values(state="waiting", min_group=9, colluders=3)
    with writing(db.session):
        db.session.execute(raised)
    assert "at least 9 people" in words(region.signed_in(region.participant))


def test_it_says_what_figures_tell_when_nothing_changes(client: FlaskClient) -> None:
    """From which size on what is true of the group is true of you, and what divided neighbours give away."""
    page = words(client)
    assert "two hundred people or more" in page
    assert "nearly sure of what your team says" in page
    dutch = client.get("/privacy", headers={"Accept-Language": "nl"}).text
    assert "tweehonderd mensen of meer" in dutch


def test_every_fingerprint_can_be_written_down(region: SmallRegion, client: FlaskClient) -> None:
    """Of all releases in their order, the same for who is signed in and who is not."""
    assert "No result has been published yet." in words(client)
    region.tick(START + 2 * FORTNIGHT)
    region.tick(START + 4 * FORTNIGHT)
    digests = list(db.session.scalars(select(Release.digest).order_by(Release.number)))
    for page in (words(client), words(region.signed_in(region.participant))):
        places = [page.find(digest) for digest in digests]
        assert len(places) == 2
        assert -1 < places[0] < places[1]


def test_how_many_accounts_a_team_has_is_for_its_members(region: SmallRegion, client: FlaskClient) -> None:
    """Each reads that of the own team; whoever is not signed in reads of none."""
    assert "Team North has 12 accounts" in words(region.signed_in(region.participant))
    assert "Team Small has 3 accounts" in words(region.signed_in(region.outsider))
    assert " accounts in this period" not in words(client)
