"""The calendar feed: dates of rounds, the same for everyone, under an address that its owner can withdraw."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import func, select

from app.db import db, writing
from app.programme.models import Programme
from app.programme.plan_changes import extend, pause, start
from app.reminders.models import FeedAddress
from tests.conftest import SetClock
from tests.region import START, SmallRegion


def address_on(page: str) -> str:
    found = re.search(r'id="feed"[^>]*value="([^"]+)"', page)
    assert found, "the page shows the address once"
    return found[1]


def path_of(address: str) -> str:
    return address.removeprefix("http://localhost")


def make(region: SmallRegion, *, language: str = "en") -> str:
    page = region.signed_in(region.participant).post(f"/reminders/feed?language={language}")
    assert page.status_code == 200
    return address_on(page.text)


def test_a_feed_tells_when_rounds_open_and_close(any_region: SmallRegion, client_of_nobody: FlaskClient) -> None:
    """Two whole days per wave, in the region's time; readable without being signed in."""
    response = client_of_nobody.get(path_of(make(any_region)))
    assert response.mimetype == "text/calendar"
    events = Calendar.from_ical(response.data).walk("VEVENT")
    first = {str(event["uid"]): event for event in events[:2]}
    wave = any_region.wave().id
    assert first[f"{wave}-opens@peil"].decoded("dtstart") == date(2026, 3, 2)
    assert first[f"{wave}-closes@peil"].decoded("dtstart") == date(2026, 3, 15)
    assert len(events) == 2 * 6


def test_everybody_gets_the_same_file(region: SmallRegion, client_of_nobody: FlaskClient) -> None:
    """Two people, two addresses, not one byte of difference; neither address stands in it."""
    addresses = [
        address_on(region.signed_in(person).post("/reminders/feed?language=en").text)
        for person in (region.participant, region.outsider)
    ]
    files = {client_of_nobody.get(path_of(address)).data for address in addresses}
    assert len(set(addresses)) == 2
    assert len(files) == 1


@pytest.mark.parametrize(("language", "words"), [("nl", "Tijd om te peilen"), ("en", "Time to take your level")])
def test_a_feed_speaks_the_language_of_its_address(
    region: SmallRegion, client_of_nobody: FlaskClient, *, language: str, words: str
) -> None:
    """Calendar apps send no language of their own."""
    assert words in client_of_nobody.get(path_of(make(region, language=language))).text


def test_an_unchanged_feed_costs_nothing(region: SmallRegion, client_of_nobody: FlaskClient) -> None:
    """The same bytes at another moment, and 304 for who has them."""
    path = path_of(make(region))
    tag = client_of_nobody.get(path).headers["ETag"]
    assert client_of_nobody.get(path, headers={"If-None-Match": tag}).status_code == 304
    assert client_of_nobody.get(path, headers={"If-None-Match": '"another"'}).status_code == 200


def test_a_withdrawn_feed_says_so(any_region: SmallRegion, client_of_nobody: FlaskClient) -> None:
    """410 for a calendar, words for a person; withdrawing twice is withdrawing once."""
    address = make(any_region)
    client = any_region.signed_in(any_region.team_mate)
    for _ in range(2):
        assert client.post("/reminders/feed/revoke", data={"address": f" {address} "}).status_code == 200
    response = client_of_nobody.get(path_of(address))
    assert response.status_code == 410
    assert "/reminders" in response.text


@pytest.mark.parametrize("token", ["unknown", "a" * 24, "%20", "a" * 3000])
def test_an_unknown_feed_is_not_found(region: SmallRegion, client_of_nobody: FlaskClient, token: str) -> None:
    assert client_of_nobody.get(f"/reminders/feed/{token}.ics").status_code == 404


@pytest.mark.parametrize("typed", ["", "nonsense", "https://elsewhere.example/" + "b" * 24, "x" * 600, "'\"<b>"])
def test_an_address_that_is_no_feed_comes_back_with_its_mend(region: SmallRegion, typed: str) -> None:
    """422, what was typed kept and escaped, nothing withdrawn."""
    address = make(region)
    response = region.signed_in(region.participant).post("/reminders/feed/revoke", data={"address": typed})
    assert response.status_code == 422
    assert 'aria-invalid="true"' in response.text
    assert "<b>" not in response.text
    assert region.app.test_client().get(path_of(address)).status_code == 200


def test_the_database_does_not_hold_the_address(region: SmallRegion) -> None:
    """Only a hash of 144 random bits, and the region."""
    address = make(region)
    token = address.rpartition("/")[2].partition(".ics")[0]
    assert len(token) == 24
    stored = db.session.scalars(select(FeedAddress)).one()
    assert token.encode() not in stored.token_hash
    assert stored.region_id == region.region_id
    assert db.session.scalar(select(func.count()).select_from(FeedAddress)) == 1


def test_rounds_of_long_ago_leave_the_feed(
    region: SmallRegion, client_of_nobody: FlaskClient, set_clock: SetClock
) -> None:
    """Two months after its closing a wave is history; new waves have come."""
    path = path_of(make(region))
    wave = region.wave().id
    later = START + timedelta(days=120)
    region.tick(later)
    set_clock(later)
    assert f"{wave}-opens@peil" not in client_of_nobody.get(path).text


def events_of(client: FlaskClient, path: str) -> dict[str, Any]:
    return {str(event["uid"]): event for event in Calendar.from_ical(client.get(path).data).walk("VEVENT")}


def revision(event: Any) -> tuple[datetime, datetime, int]:
    return event.decoded("dtstamp"), event.decoded("last-modified"), int(event["sequence"])


def test_a_moved_day_is_a_later_revision(
    any_region: SmallRegion, client_of_nobody: FlaskClient, set_clock: SetClock
) -> None:
    """Same UID, another day, and stamp, LAST-MODIFIED and SEQUENCE later: else calendars keep the old day."""
    path = path_of(make(any_region))
    before, tag = events_of(client_of_nobody, path), client_of_nobody.get(path).headers["ETag"]
    later = START + timedelta(days=3)
    set_clock(later)
    wave = any_region.wave()
    with writing(db.session):
        extend(db.session, wave, last_day=date(2026, 3, 17), now=later)
    after, moved = events_of(client_of_nobody, path), f"{wave.id}-closes@peil"
    assert (before[moved].decoded("dtstart"), after[moved].decoded("dtstart")) == (date(2026, 3, 15), date(2026, 3, 17))
    (stamp, modified, number), (later_stamp, later_modified, later_number) = map(
        revision, (before[moved], after[moved])
    )
    assert later_stamp > stamp
    assert later_modified > modified
    assert later_number > number
    assert client_of_nobody.get(path, headers={"If-None-Match": tag}).status_code == 200
    days = {uid: event.decoded("dtstart") for uid, event in before.items()}
    changed = {uid for uid, event in after.items() if event.decoded("dtstart") != days[uid]}
    assert all(revision(after[uid]) > revision(before[uid]) for uid in changed)


def test_a_round_that_is_planned_anew_goes_on_counting(
    region: SmallRegion, client_of_nobody: FlaskClient, set_clock: SetClock
) -> None:
    """Forgetting the plan and making it again gives the same UIDs; their revisions never go back."""
    path = path_of(make(region))
    before = events_of(client_of_nobody, path)
    set_clock(START + timedelta(days=1))
    programme = db.session.scalars(select(Programme)).one()
    with writing(db.session):
        pause(db.session, programme)
        start(db.session, programme, first_day=date(2026, 4, 6), now=START + timedelta(days=1))
    after = events_of(client_of_nobody, path)
    again = [uid for uid in before if uid in after and before[uid]["dtstart"].dt != after[uid]["dtstart"].dt]
    assert again
    assert all(revision(after[uid]) > revision(before[uid]) for uid in again)


def test_no_stamp_lies_in_the_future(region: SmallRegion, client_of_nobody: FlaskClient) -> None:
    """A round that is planned for next year was planned now (RFC 5545, 3.8.7.2)."""
    stamps = [event.decoded("dtstamp") for event in events_of(client_of_nobody, path_of(make(region))).values()]
    assert max(stamps) <= START


@pytest.fixture
def client_of_nobody(request: pytest.FixtureRequest) -> FlaskClient:
    """A calendar app: no cookies."""
    name = "any_app" if "any_region" in request.fixturenames else "app"
    client: FlaskClient = request.getfixturevalue(name).test_client()
    return client
