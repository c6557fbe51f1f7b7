"""What was chosen becomes the programme's theme: from a day on, for what has not opened, by staff."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import AuditEvent
from app.db import db
from app.instrument.schema import Instrument, Pulse
from app.programme.models import Period, Programme
from tests.themes.conftest import AFTERWARDS, TITLES, Story

DAY = "2026-04-27"


@pytest.fixture
def chosen(story: Story) -> Story:
    """Everybody chose a theme without questions."""
    story.to_vote().vote(story.everybody, TITLES[0])
    story.tick(AFTERWARDS)
    return story


@pytest.fixture
def address(chosen: Story) -> str:
    return f"/programme/{chosen.programme_id}/themes/{chosen.round_id}/adopt"


@pytest.fixture
def lead(chosen: Story) -> FlaskClient:
    return chosen.lead()


def test_a_theme_without_questions_says_what_has_to_be_written_first(chosen: Story, lead: FlaskClient) -> None:
    """No block is chosen beforehand, and the page tells where one is made."""
    page = lead.get(f"/programme/{chosen.programme_id}/themes").text
    assert "no questions about this theme yet" in page
    assert "pulse: themes" in page
    assert '<option selected value="theme_workload">' not in page


def test_a_theme_with_questions_is_chosen_beforehand(story: Story) -> None:
    """The questionnaire's own theme needs no further choice."""
    story.to_support(TITLES[:3]).vote(story.everybody, "Werkdruk")
    story.tick(AFTERWARDS)
    page = story.lead().get(f"/programme/{story.programme_id}/themes").text
    assert '<option selected value="theme_workload">' in page
    assert "no questions about this theme yet" not in page


def test_adopting_changes_only_what_has_not_opened(chosen: Story, lead: FlaskClient, address: str) -> None:
    """The periods that opened keep what they had; the programme asks the block from the day on."""
    chosen.region.tick(AFTERWARDS)
    opened = {each.id: each.items for each in db.session.scalars(select(Period).where(Period.state != "planned"))}
    assert opened
    response = lead.post(address, data={"block": "theme_workload", "first_day": DAY})
    assert response.status_code == 303
    assert db.session.get_one(Programme, chosen.programme_id, populate_existing=True).theme == "theme_workload"
    assert {key: db.session.get_one(Period, key).items for key in opened} == opened
    assert chosen.round.state == "adopted"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "theme.adopted")).one()
    assert event.subject == chosen.round_id
    page = chosen.browser(chosen.everybody[0]).get("/themes").text
    assert "Questions about it are asked from 27 April 2026 on." in page


def test_another_block_of_the_questionnaire_is_asked_in_the_next_period(
    chosen: Story, lead: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Written meanwhile and adopted, it takes its turn in the waves that are planned from that day."""
    from app.instrument import installed as instruments

    own = instruments.instrument_of("peo")
    pulse: Pulse = own.pulse.model_copy(update={"themes": {**own.pulse.themes, "fixed": (("equipped",),)}})
    with_two: Instrument = own.model_copy(update={"pulse": pulse})
    for module in (
        "app.themes.rounds",
        "app.running.theme_routes",
        "app.programme.service",
        "app.programme.programme_plan",
    ):
        monkeypatch.setattr(f"{module}.instrument_of", lambda _key: with_two)
    assert lead.post(address, data={"block": "fixed", "first_day": DAY}).status_code == 303
    planned = db.session.scalars(select(Period).where(Period.state == "planned", Period.opens_at >= AFTERWARDS)).all()
    asked = {item for period in planned for item in period.items}
    assert planned
    assert "equipped" in asked
    assert "workload" not in asked


@pytest.mark.parametrize(
    ("block", "day", "words"),
    [
        ("", DAY, "Choose one of the themes"),
        ("nothing", DAY, "Choose one of the themes"),
        ("theme_workload", "soon", "Choose a day in these years"),
        ("theme_workload", "2026-03-03", "two rounds would overlap"),
    ],
)
def test_what_cannot_be_adopted_is_refused_in_words(
    *, chosen: Story, lead: FlaskClient, address: str, block: str, day: str, words: str
) -> None:
    """422 at its field; nothing changes."""
    response = lead.post(address, data={"block": block, "first_day": day})
    assert response.status_code == 422
    assert words in response.text
    assert chosen.round.state == "chosen"
    assert db.session.get_one(Programme, chosen.programme_id).theme is None


def test_nothing_is_adopted_twice_or_before_the_end(story: Story) -> None:
    """409: there is no choice yet, or it was taken over already."""
    address = f"/programme/{story.programme_id}/themes/{story.round_id}/adopt"
    form = {"block": "theme_workload", "first_day": "2026-06-01"}
    assert story.lead().post(address, data=form).status_code == 409
    story.to_vote().vote(story.everybody, TITLES[0])
    story.tick(AFTERWARDS)
    assert story.lead().post(address, data=form).status_code == 303
    assert story.lead().post(address, data=form).status_code == 409
