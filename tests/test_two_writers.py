"""Two people save at the same moment, on either database: both get a page, and what both look at is written once.

The first has written and not committed yet when the second looks: that is where PostgreSQL shows the second nothing.
"""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import StaffInvitation
from app.db import Base, db
from app.meetings.models import Reading
from app.organisations.models import Contact, Team
from app.participants.models import EndedDevice
from app.programme.models import KeyHolder, Period, Programme
from app.reports.models import PublishedReport, ReportComposition
from tests.at_once import before_the_first_commits
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.holders.people import ThreeHolders
from tests.region import FORTNIGHT, START, SmallRegion
from tests.running.test_bringing_in_a_list import confirm, send

CLOSED = START + 2 * FORTNIGHT
READING = {"after": "0", "reading.nl": "Zo lezen wij het."}


@pytest.fixture
def staff(any_region: SmallRegion) -> Visitors:
    return Visitors(any_region)


@pytest.fixture
def leads(staff: Visitors) -> tuple[FlaskClient, FlaskClient]:
    """Two browsers of the programme team."""
    return staff.browser("region_lead"), staff.browser("region_lead")


def both_send(
    app: Flask, browsers: tuple[FlaskClient, FlaskClient], address: str, data: dict[str, str], *, row: type[Base]
) -> list[int]:
    """Return the status that each gets when both send this form."""
    one, two = ((lambda each=each: each.post(address, data=data).status_code) for each in browsers)
    return before_the_first_commits(app, one, two, row=row)


def count(row: type[Base]) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def test_a_list_that_is_confirmed_twice_makes_every_team_once(
    any_app: Flask, any_region: SmallRegion, leads: tuple[FlaskClient, FlaskClient]
) -> None:
    """The second is shown that nothing is left to save."""
    page = send(leads[0], "organisation;type;team;size\nBreed;certified;Team B;8\n").text
    before = count(Team)
    one, two = ((lambda each=each: confirm(each, page).status_code) for each in leads)
    assert before_the_first_commits(any_app, one, two, row=Team) == [303, 422]
    assert count(Team) == before + 1


def test_somebody_is_invited_by_two(any_app: Flask, leads: tuple[FlaskClient, FlaskClient], staff: Visitors) -> None:
    """The later address is the one that works."""
    form = {"email": "new@example.org", "access": f"team:{staff.region.teams['north']}"}
    assert both_send(any_app, leads, "/staff/people", form, row=StaffInvitation) == [200, 200]
    assert count(StaffInvitation) == 1


def test_contacts_are_written_by_two(any_app: Flask, leads: tuple[FlaskClient, FlaskClient]) -> None:
    """Both are told that it is kept; those of the later one stand there."""
    form = {"lead_name": "", "lead_reach": "contact@example.org"}
    assert both_send(any_app, leads, "/organisations/contacts", form, row=Contact) == [303, 303]
    assert count(Contact) == 1


def test_key_holders_are_chosen_by_two(any_app: Flask, leads: tuple[FlaskClient, FlaskClient]) -> None:
    """A holder has one place, whoever chose last."""
    programme = db.session.scalars(select(Programme.id)).one()
    form = {"needed": "2"}
    for place, each in enumerate(ThreeHolders().holders.all):
        form |= {f"name_{place}": each.name, f"recipient_{place}": each.recipient}
    assert both_send(any_app, leads, f"/programme/{programme}/holders", form, row=KeyHolder) == [303, 303]
    assert count(KeyHolder) == 3


def test_one_of_two_programmes_of_a_region_is_started(
    any_app: Flask, any_region: SmallRegion, leads: tuple[FlaskClient, FlaskClient]
) -> None:
    """Who starts the other one at the same moment is told that one runs."""
    own = db.session.scalars(select(Programme.id)).one()
    for _ in range(2):
        assert leads[0].post(f"/programme/{own}/duplicate").status_code == 303
    assert leads[0].post(f"/programme/{own}/pause", data={"pause": "y"}).status_code == 303
    copies = db.session.scalars(select(Programme.id).where(Programme.id != own)).all()
    form = {"first_day": "2026-04-06"}
    one, two = (
        (lambda lead=lead, copy=copy: lead.post(f"/programme/{copy}/start", data=form).status_code)
        for lead, copy in zip(leads, copies, strict=True)
    )
    assert before_the_first_commits(any_app, one, two, row=Period) == [303, 422]
    assert len(db.session.scalars(select(Programme).where(~Programme.paused)).all()) == 1


@pytest.fixture
def after_a_release(any_region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    for people in any_region.people.values():
        for person in people:
            any_region.answer(person, {"professional_space": "sufficient", "work_enjoyment": 7})
    any_region.tick(CLOSED)
    set_clock(CLOSED)
    return any_region


def test_two_write_the_first_reading_of_a_release(any_app: Flask, after_a_release: SmallRegion) -> None:
    """The second is told that somebody saved another version, and keeps what was typed."""
    staff = Visitors(after_a_release)
    leads = staff.browser("north_lead"), staff.browser("north_lead")
    address = f"/teams/{after_a_release.teams['north']}/reading"
    assert both_send(any_app, leads, address, READING, row=Reading) == [303, 422]
    assert count(Reading) == 1


def test_two_compose_the_first_report_and_publish_it(
    any_app: Flask, after_a_release: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second is told each time that somebody was first; there is one report."""
    monkeypatch.setattr("app.reports.composing.pdf_of", lambda *_, **__: b"%PDF")
    staff = Visitors(after_a_release)
    leads = staff.browser("region_lead"), staff.browser("region_lead")
    form = {"after": "0", "go": "save"}
    assert both_send(any_app, leads, "/region/report/compose", form, row=ReportComposition) == [303, 422]
    form = {"after": "1"}
    assert both_send(any_app, leads, "/region/report/publish", form, row=PublishedReport) == [303, 422]
    assert count(PublishedReport) == 1


def test_a_device_is_signed_out_twice(any_app: Flask, any_region: SmallRegion) -> None:
    """A button that is tapped twice leads to the page for a code both times."""
    browser, again = any_region.signed_in(any_region.participant), any_app.test_client()
    for cookie in (browser._cookies or {}).values():
        again.set_cookie(cookie.key, cookie.value, path=cookie.path, domain=cookie.domain)
    assert both_send(any_app, (browser, again), "/account/sign-out", {}, row=EndedDevice) == [303, 303]
    assert count(EndedDevice) == 1
