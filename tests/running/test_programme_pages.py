"""The pages on which a programme is planned: previews write nothing, refusals keep what was typed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import AuditEvent
from app.accounts.service import create_account, make_link
from app.db import db
from app.organisations.service import create_region
from app.programme.models import Period, Programme, Wave
from tests.boards.visitors import Visitors
from tests.region import START, SmallRegion

PLAN = {
    "name": "Peiling",
    "wave_days": "14",
    "period_weeks": "4",
    "open_days": "",
    "skips_free_days": "y",
    "items_per_wave": "5",
    "anchors": ["professional_space", "work_enjoyment"],
    "theme": "",
    "min_group": "7",
    "first_day": "2026-03-30",
}


@pytest.fixture
def address(region: SmallRegion) -> str:
    return f"/programme/{region.wave().period.programme_id}"


def programme() -> Programme:
    return db.session.scalars(select(Programme).order_by(Programme.paused)).first() or pytest.fail("none")


def test_a_year_with_its_rounds_stands_on_the_page(lead: FlaskClient, address: str) -> None:
    """Rounds with their questions, which question is asked when, and the strip of the year."""
    page = lead.get(address).text
    assert page.count("/waves/") == 27
    assert "<svg" in page
    assert lead.get("/programme").text.count(address) == 1


def test_a_new_region_plans_its_first_programme(staff: Visitors, app: Flask) -> None:
    """An empty page that says what comes; then a plan, of which nothing opens before somebody says start."""
    region_id = create_region(db.session, "Nieuw").id
    account = create_account(db.session, email="new@example.org", role="region", scope=region_id)
    token = make_link(db.session, account, now=START)
    db.session.commit()
    client = app.test_client()
    client.post(f"/staff/enter/{token}")
    assert 'class="lead"' in client.get("/programme").text
    assert client.get("/programme/new").status_code == 200
    made = client.post("/programme/new", data=PLAN)
    assert made.status_code == 303
    own = db.session.scalars(select(Programme).where(Programme.region_id == region_id)).one()
    assert own.paused
    assert db.session.scalar(select(func.count()).where(Period.programme_id == own.id)) == 0
    page = client.get(made.location).text
    assert f'value="{own.starts_on.isoformat()}"' in page
    assert client.post(f"{made.location}/start", data={"first_day": own.starts_on.isoformat()}).status_code == 303
    assert db.session.scalar(select(func.count()).where(Period.programme_id == own.id)) == 2
    assert client.get(f"/programme/{db.session.scalars(select(Programme.id)).first()}").status_code in {200, 404}


def test_somebody_elses_programme_does_not_exist(staff: Visitors, app: Flask, address: str) -> None:
    """The region of another programme team, and staff of an organisation."""
    region_id = create_region(db.session, "Elders").id
    account = create_account(db.session, email="else@example.org", role="region", scope=region_id)
    token = make_link(db.session, account, now=START)
    db.session.commit()
    client = app.test_client()
    client.post(f"/staff/enter/{token}")
    assert client.get(address).status_code == 404
    assert client.post(f"{address}/pause").status_code == 404
    assert staff.browser("wide_lead").get(address).status_code == 403


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ({"name": ""}, "name"),
        ({"wave_days": "13"}, "wave_days"),
        ({"period_weeks": "some"}, "period_weeks"),
        ({"wave_days": "28", "period_weeks": "2"}, "period_weeks"),
        ({"wave_days": "28", "period_weeks": "6"}, "period_weeks"),
        ({"open_days": "15"}, "open_days"),
        ({"open_days": "some"}, "open_days"),
        ({"items_per_wave": "99"}, "items_per_wave"),
        ({"items_per_wave": "3"}, "items_per_wave"),
        ({"theme": "weather"}, "theme"),
        ({"min_group": "5"}, "min_group"),
        ({"first_day": "2026-03-29"}, "first_day"),
        ({"first_day": "31-02-2026"}, "first_day"),
        ({"first_day": "9999-12-31"}, "first_day"),
        ({"first_day": "0001-01-01"}, "first_day"),
        ({"wave_days": "0"}, "wave_days"),
        ({"wave_days": "0", "open_days": "3"}, "wave_days"),
        ({"wave_days": "9" * 5000, "open_days": "3"}, "wave_days"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_words(
    lead: FlaskClient, address: str, typed: dict[str, str], about: str
) -> None:
    """A period shorter than its rounds, rounds that overlap, an unknown theme: 422 at the field, nothing changed."""
    before = list(db.session.scalars(select(Wave.id).order_by(Wave.id)))
    page = lead.post(f"{address}/plan", data=PLAN | typed)
    assert page.status_code == 422
    assert f'id="why-{about}"' in page.text
    assert list(db.session.scalars(select(Wave.id).order_by(Wave.id))) == before
    if about not in {"wave_days", "theme"}:
        assert f'value="{typed[about]}"' in page.text


@pytest.mark.parametrize("last", ["9999-12-31", "0001-01-01"])
def test_a_day_outside_our_years_is_refused_in_words(lead: FlaskClient, address: str, last: str) -> None:
    """Wherever a day is typed: no calendar is counted to its end, and nothing fails."""
    for form, name in (("full", "first_day"), ("waves/1/last-day", "last_day"), ("start", "first_day")):
        assert lead.post(f"{address}/{form}", data={name: last, "days": "21"}).status_code == 422, form
    assert lead.post("/programme/preview", data=PLAN | {"first_day": last}).status_code == 422
    assert lead.post("/programme/preview", data=PLAN | {"wave_days": "0"}).status_code == 422


def test_an_empty_form_is_a_page_and_no_accident(lead: FlaskClient, address: str) -> None:
    """Every form of a programme sent with nothing in it answers 422, or does what a bare button does."""
    for form in ("plan", "full", "waves/1/last-day", "start"):
        assert lead.post(f"{address}/{form}").status_code == 422, form
    assert lead.post("/programme/new").status_code == 422
    assert lead.post("/programme/preview").status_code == 422


def test_a_good_plan_is_taken_over_and_noted(lead: FlaskClient, address: str) -> None:
    """The log of staff actions names what was done and to what."""
    assert lead.post(f"{address}/plan", data=PLAN | {"wave_days": "7"}).status_code == 303
    assert programme().wave_days == 7
    assert db.session.scalar(select(AuditEvent.subject).where(AuditEvent.event == "programme.changed"))


def test_the_preview_shows_a_year_and_writes_nothing(lead: FlaskClient, address: str) -> None:
    """As a fragment for htmx, as a page with the form for everybody else; the later rounds are folded."""
    before = db.session.scalar(select(func.count()).select_from(Wave))
    fragment = lead.post("/programme/preview", data=PLAN | {"name": ""}, headers={"HX-Request": "true"}).text
    near, later, _asked = fragment.split("<details")
    assert (near.count("<tr>"), later.count("<tr>")) == (1 + 4, 1 + 22)
    assert "<html" not in fragment
    page = lead.post("/programme/preview", data=PLAN | {"programme": address.rsplit("/", maxsplit=1)[-1]}).text
    assert f'action="{address}/plan"' in page
    assert 'value="2026-03-30"' in page
    assert db.session.scalar(select(func.count()).select_from(Wave)) == before


def test_a_preview_of_somebody_elses_programme_is_not_there(lead: FlaskClient) -> None:
    """A programme that is named in the form has to be one of the own region."""
    assert lead.post("/programme/preview", data=PLAN | {"programme": "elsewhere1"}).status_code == 404


def test_a_round_is_shown_as_a_phone_shows_it(lead: FlaskClient, address: str) -> None:
    """Its questions, without a way to send them; an open one can be made longer."""
    page = lead.get(f"{address}/waves/1").text
    assert 'name="professional_space"' in page
    assert 'action="/pulse"' not in page
    assert lead.post(f"{address}/waves/1/last-day", data={"last_day": "2026-03-18"}).status_code == 303
    refused = lead.post(f"{address}/waves/1/last-day", data={"last_day": "2026-03-17"})
    assert refused.status_code == 422
    assert 'value="2026-03-17"' in refused.text
    assert lead.post(f"{address}/waves/1/last-day", data={"last_day": "2030-03-17"}).status_code == 422
    assert lead.get(f"{address}/waves/99").status_code == 404
    assert lead.get(f"{address}/waves/9").status_code == 200


def test_a_round_that_only_follows_from_the_rhythm_is_not_made_longer(lead: FlaskClient, address: str) -> None:
    """It has no row yet: 422 with the reason, not an accident."""
    refused = lead.post(f"{address}/waves/20/last-day", data={"last_day": "2026-12-18"})
    assert refused.status_code == 422
    assert 'href="#f-last_day"' in refused.text


def test_a_full_measurement_is_planned_from_the_page(lead: FlaskClient, address: str) -> None:
    """It stands on the calendar; a day that overlaps comes back with the first free one."""
    refused = lead.post(f"{address}/full", data={"first_day": "2026-03-20", "days": "21"})
    assert refused.status_code == 422
    assert 'value="2026-03-20"' in refused.text
    assert lead.post(f"{address}/full", data={"first_day": "2027-04-20", "days": "21"}).status_code == 422
    assert lead.post(f"{address}/full", data={"first_day": "2026-03-30", "days": "x"}).status_code == 422
    assert lead.post(f"{address}/full", data={"first_day": "2026-03-30", "days": "21"}).status_code == 303
    number = db.session.scalar(select(Wave.number).where(Wave.kind == "full"))
    assert lead.get(f"{address}/waves/{number}").status_code == 200


def test_pause_start_and_duplicate(lead: FlaskClient, address: str) -> None:
    """A paused programme says so; a copy waits; one runs at a time."""
    copy = lead.post(f"{address}/duplicate").location
    refused = lead.post(f"{copy}/start", data={"first_day": "2026-03-30"})
    assert refused.status_code == 422
    assert 'id="why-start_day"' in refused.text
    assert lead.post(f"{address}/pause").status_code == 422
    assert lead.post(f"{address}/pause", data={"pause": "y"}).status_code == 303
    assert f'action="{address}/start"' in lead.get(address).text
    assert lead.post(f"{copy}/start", data={"first_day": "2026-03-30"}).status_code == 303
