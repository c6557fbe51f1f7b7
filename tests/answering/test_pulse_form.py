"""The pulse as an ordinary form: what a client that only reads HTML can do, and what happens with nonsense."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.answering.diary_rows import own_diary
from app.db import db
from app.instrument.installed import instrument_of
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion


@pytest.fixture
def own(region: SmallRegion) -> FlaskClient:
    return region.signed_in(region.participant)


def controls(page: str) -> set[str]:
    return set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))


def submission_on(page: str) -> str:
    found = re.search(r'name="submission" value="([^"]+)"', page)
    assert found
    return unescape(found[1])


def entry(region: SmallRegion) -> dict[str, object]:
    waves = own_diary(db.session, region.participant.keys).waves
    return dict(waves[region.wave().id].answers) if waves else {}


def send(own: FlaskClient, **fields: object) -> TestResponse:
    page = own.get("/pulse").text
    return own.post("/pulse", data={"submission": submission_on(page), **fields})


def test_every_item_of_the_wave_has_its_control(region: SmallRegion, own: FlaskClient) -> None:
    """Control names are the item keys, as the contract says."""
    page = own.get("/pulse").text
    for item in instrument_of("peo").items_named(region.wave().items):
        assert any(name == item.key or name.startswith(f"{item.key}.") for name in controls(page))


def test_answers_are_kept_and_the_form_remembers_them(region: SmallRegion, own: FlaskClient) -> None:
    """Sent, stored, and filled in when the form is opened again."""
    response = send(own, work_enjoyment="7", professional_space="sufficient")
    assert response.status_code == 303
    assert entry(region) == {"work_enjoyment": 7, "professional_space": "sufficient"}
    again = own.get("/pulse").text
    assert re.search(r'name="work_enjoyment" value="7"[^>]* checked', again)


def test_posting_the_same_submission_twice_counts_once(region: SmallRegion, own: FlaskClient) -> None:
    """A slow double post: both get the same answer, the first one counts."""
    submission = submission_on(own.get("/pulse").text)
    first = own.post("/pulse", data={"submission": submission, "work_enjoyment": "7"})
    second = own.post("/pulse", data={"submission": submission, "work_enjoyment": "3"})
    assert first.headers["Location"] == second.headers["Location"]
    assert entry(region) == {"work_enjoyment": 7}


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ({"work_enjoyment": "11"}, None),
        ({"work_enjoyment": "<script>"}, None),
        ({"work_enjoyment": "-1", "professional_space": "ample"}, "ample"),
        ({"professional_space": "foreign_option"}, None),
    ],
)
def test_an_impossible_value_is_named_and_the_rest_stays(
    region: SmallRegion, own: FlaskClient, fields: dict[str, str], kept: str | None
) -> None:
    """422, nothing stored, and what was filled in is still there."""
    response = send(own, **fields)
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert "<script>" not in response.text.split("</head>")[1].replace("<script type=", "")
    if kept:
        assert re.search(rf'value="{kept}"[^>]* checked', response.text)
    assert entry(region) == {}


def test_the_submission_survives_a_fault(region: SmallRegion, own: FlaskClient) -> None:
    """A mended form is the same submission, so that it cannot count twice."""
    submission = submission_on(own.get("/pulse").text)
    response = own.post("/pulse", data={"submission": submission, "work_enjoyment": "11"})
    assert submission_on(response.text) == submission


def test_too_much_text_is_refused_with_words(region: SmallRegion, own: FlaskClient, set_clock: SetClock) -> None:
    """Ten thousand characters where a thousand fit: named, kept, not stored."""
    moment = START + 2 * FORTNIGHT  # The third wave asks for causes, with words beside "other".
    region.tick(moment)
    set_clock(moment)
    long = {"workload": "some", "workload_cause": "other", "workload_cause.other_text": "x" * 10_000}
    response = send(own, **long)
    assert response.status_code == 422
    assert "x" * 10_000 in response.text
    assert own_diary(db.session, region.participant.keys).waves == {}


def test_a_body_over_the_limit_is_refused_with_words(own: FlaskClient) -> None:
    """413 with a page that says what to do."""
    response = own.post("/pulse", data={"work_enjoyment": "7", "x": "y" * 600_000})
    assert response.status_code == 413
    assert "<h1" in response.text


def test_an_answer_after_closing_is_kept_and_named_as_late(
    region: SmallRegion, own: FlaskClient, set_clock: SetClock
) -> None:
    """The form was opened in time and sent too late: into the diary, and the page says so."""
    wave = region.wave()
    submission = submission_on(own.get("/pulse").text)
    set_clock(wave.closes_at)
    response = own.post("/pulse", data={"submission": submission, "work_enjoyment": "7"}, follow_redirects=False)
    assert response.status_code == 303
    kept = own_diary(db.session, region.participant.keys).waves[wave.id]
    assert not kept.counted


def test_without_an_open_wave_the_pulse_leads_home(region: SmallRegion, own: FlaskClient, set_clock: SetClock) -> None:
    """Between waves, or when the tick has not opened one yet."""
    set_clock(region.wave().period.closes_at)
    assert own.get("/pulse").headers["Location"] == "/"


def test_unknown_fields_are_ignored(region: SmallRegion, own: FlaskClient) -> None:
    """A field of another form changes nothing."""
    assert send(own, work_enjoyment="7", nonsense="1", team_id="x").status_code == 303
    assert entry(region) == {"work_enjoyment": 7}


def test_who_is_not_signed_in_is_asked_for_the_code(client: FlaskClient, region: SmallRegion) -> None:
    """303 to /code, for reading and for sending."""
    assert client.get("/pulse").headers["Location"] == "/code"
    assert client.post("/pulse", data={"work_enjoyment": "7"}).headers["Location"] == "/code"


def test_a_pulse_with_every_kind_of_question_needs_no_more_than_eight_files(
    region: SmallRegion, own: FlaskClient
) -> None:
    """A dial, limits and routing together: the page, its typeface, and at most six files that it names."""
    region.wave().items = ["direct_contact_share", "work_enjoyment", "workload", "workload_cause"]
    db.session.commit()
    named = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', own.get("/pulse").text))
    assert len(named) + 2 <= 8, named
