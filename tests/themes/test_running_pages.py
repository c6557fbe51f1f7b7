"""The pages on which the programme team lets people choose: begin, read, take out, stop. Others find nothing there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import AuditEvent
from app.db import db
from app.programme.models import Programme
from app.themes.models import ThemeRound
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.region import START, SmallRegion
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, TITLES, Story

FORM = {
    "propose_until": "2026-03-16",
    "support_from": "2026-03-21",
    "support_until": "2026-03-30",
    "vote_until": "2026-04-09",
}


def events() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(select(AuditEvent.event, AuditEvent.subject).where(AuditEvent.event.like("theme.%")))
    return [(event, subject) for event, subject in rows]


@pytest.fixture
def address(region: SmallRegion) -> str:
    return f"/programme/{db.session.scalars(select(Programme.id)).one()}/themes"


@pytest.fixture
def lead(region: SmallRegion) -> FlaskClient:
    client = Visitors(region).browser("region_lead")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_round_begins_with_the_days_that_are_filled_in(region: SmallRegion, lead: FlaskClient, address: str) -> None:
    """The form can be sent as it stands; the next tick opens it; the log has one line with the round's id."""
    page = lead.get(address).text
    for day in FORM.values():
        assert f'value="{day}"' in page
    assert lead.get(address.removesuffix("/themes")).text.count(f'href="{address}"') == 1
    assert lead.post(address, data=FORM).headers["Location"] == address
    made = db.session.scalars(select(ThemeRound)).one()
    assert events() == [("theme.round_begun", made.id)]
    assert "opens within a few minutes" in lead.get(address).text
    region.tick(START + timedelta(minutes=1))
    assert "People can propose themes." in lead.get(address).text


@pytest.mark.parametrize(
    ("field", "day", "words"),
    [
        ("propose_until", "2026-03-01", "from today on"),
        ("propose_until", "31-31-2026", "Choose a day in these years"),
        ("support_from", "2026-03-17", "at least one whole day"),
        ("support_until", "2026-03-20", "first day to support on"),
        ("vote_until", "2026-03-30", "the day after support ends"),
        ("vote_until", "2027-12-01", "within a year"),
    ],
)
def test_days_that_do_not_fit_are_refused_at_their_field(
    *, region: SmallRegion, lead: FlaskClient, address: str, field: str, day: str, words: str
) -> None:
    """422, in words, with what was typed; nothing begins."""
    response = lead.post(address, data={**FORM, field: day})
    assert response.status_code == 422
    assert words in response.text
    assert f'id="why-{field}"' in response.text
    assert f'value="{day}"' in response.text
    assert db.session.scalars(select(ThemeRound)).all() == []


def test_a_second_round_beside_the_first_is_refused(story: Story) -> None:
    """In words; one at a time."""
    response = story.lead().post(f"/programme/{story.programme_id}/themes", data=FORM)
    assert response.status_code == 422
    assert "choosing a theme already" in response.text


def test_a_proposal_is_taken_out_with_a_reason_and_can_be_put_back(story: Story) -> None:
    """Participants read the reason, never the proposal; two lines in the log."""
    story.propose()
    story.tick(IN_REVIEW)
    lead, address = story.lead(), f"/programme/{story.programme_id}/themes"
    proposal = story.id_of(TITLES[0])
    assert lead.post(f"{address}/proposals/{proposal}/out", data={"reason": " "}).status_code == 422
    assert lead.post(f"{address}/proposals/{proposal}/out", data={"reason": "x" * 301}).status_code == 422
    assert lead.post(f"{address}/proposals/{proposal}/out", data={"reason": "It names <somebody>."}).status_code == 303
    assert "Taken out: It names &lt;somebody&gt;." in lead.get(address).text
    assert lead.post(f"{address}/proposals/{proposal}/in").status_code == 303
    assert "Taken out" not in lead.get(address).text
    lead.post(f"{address}/proposals/{proposal}/out", data={"reason": "It names <somebody>."})
    story.tick(IN_SUPPORT)
    page = story.browser(story.everybody[0]).get("/themes").text
    assert TITLES[0] not in page
    assert "It names &lt;somebody&gt;." in page
    kinds = ["theme.proposal_taken_out", "theme.proposal_put_back", "theme.proposal_taken_out"]
    assert sorted(events()) == sorted((kind, proposal) for kind in kinds)


def test_what_was_taken_out_is_not_kept(story: Story) -> None:
    """From when it cannot be put back any more its text exists nowhere; the reason does."""
    story.propose()
    story.tick(IN_REVIEW)
    proposal = story.id_of(TITLES[0])
    story.lead().post(f"/programme/{story.programme_id}/themes/proposals/{proposal}/out", data={"reason": "A name."})
    story.tick(IN_SUPPORT)
    kept = next(each for each in story.round.proposals if each.id == proposal)
    assert (kept.title, kept.why, kept.hidden_because) == ({}, "", "A name.")
    assert story.lead().get(f"/programme/{story.programme_id}/themes").status_code == 200


@pytest.mark.parametrize("moment", [START, IN_SUPPORT])
def test_nothing_is_taken_out_at_another_time(story: Story, moment: object) -> None:
    """Before, there is nothing to read; later, people have seen it. 409 in words."""
    if moment == IN_SUPPORT:
        story.to_support()
    proposal = next(each.id for each in story.round.proposals)
    address = f"/programme/{story.programme_id}/themes/proposals/{proposal}"
    for ending in ("out", "in"):
        response = story.lead().post(f"{address}/{ending}", data={"reason": "Late."})
        assert response.status_code == 409
        assert "before support opens" in response.text
    assert events() == []


def test_a_round_is_stopped_with_a_reason_and_only_once(story: Story) -> None:
    """Without a reason 422; afterwards its end is settled."""
    lead, address = story.lead(), f"/programme/{story.programme_id}/themes"
    stop = f"{address}/{story.round_id}/stop"
    assert lead.post(stop, data={"reason": ""}).status_code == 422
    assert lead.post(stop, data={"reason": "We begin later."}).status_code == 303
    assert events() == [("theme.round_stopped", story.round_id)]
    response = lead.post(stop, data={"reason": "Again."})
    assert response.status_code == 409
    assert "ended already" in response.text
    assert "We begin later." in lead.get(address).text


def test_a_result_does_not_change_any_more(story: Story) -> None:
    """No form and no tick touches what was chosen."""
    story.to_vote().vote(story.everybody, TITLES[0])
    story.tick(AFTERWARDS)
    before = [(each.id, each.chosen) for each in story.round.proposals]
    lead, address = story.lead(), f"/programme/{story.programme_id}/themes"
    proposal = story.id_of(TITLES[0])
    for path in (f"/{story.round_id}/stop", f"/proposals/{proposal}/out", f"/proposals/{proposal}/in"):
        assert lead.post(f"{address}{path}", data={"reason": "No."}).status_code == 409
    story.tick(AFTERWARDS + timedelta(days=1))
    assert [(each.id, each.chosen) for each in story.round.proposals] == before
    assert story.round.state == "chosen"


def test_staff_of_another_region_and_of_less_find_nothing(story: Story) -> None:
    """404 for another region's programme, 403 for who does not run programmes."""
    from app.accounts.service import create_account, make_link
    from app.db import writing
    from app.organisations.service import create_region

    story.propose()
    story.tick(IN_REVIEW)
    with writing(db.session):
        other = create_region(db.session, "Elsewhere")
        account = create_account(db.session, email="other@example.org", role="region", scope=other.id)
        token = make_link(db.session, account, now=story.now)
    stranger = story.region.app.test_client()
    assert stranger.post(f"/staff/enter/{token}").status_code == 303
    address, proposal = f"/programme/{story.programme_id}/themes", story.id_of(TITLES[0])
    own_lead = Visitors(story.region).browser("wide_lead")
    forms = ("", f"/{story.round_id}/stop", f"/{story.round_id}/adopt")
    for path in (*forms, f"/proposals/{proposal}/out", f"/proposals/{proposal}/in"):
        assert stranger.post(f"{address}{path}", data={"reason": "No."}).status_code == 404, path
        assert own_lead.post(f"{address}{path}", data={"reason": "No."}).status_code == 403, path
    assert stranger.get(address).status_code == 404
    assert own_lead.get(address).status_code == 403


def test_a_round_belongs_to_its_programme(story: Story) -> None:
    """An address that names another programme finds nothing."""
    lead = story.lead()
    copy = lead.post(f"/programme/{story.programme_id}/duplicate").headers["Location"]
    assert lead.post(f"{copy}/themes/{story.round_id}/stop", data={"reason": "No."}).status_code == 404
    page = lead.get(f"{copy}/themes").text
    assert "Another programme of this region is choosing a theme." in page
    assert f'href="/programme/{story.programme_id}/themes"' in page


@pytest.mark.parametrize("who", ["region_lead", "wide_lead", "council", "north_lead", "participant"])
def test_everybody_in_the_region_reads_the_same_results(story: Story, who: str) -> None:
    """No figure is only for those who lead."""
    story.to_vote().vote(story.everybody[:9], TITLES[0])
    story.tick(AFTERWARDS)
    client = Visitors(story.region).browser(who)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get("/region/themes")
    assert page.status_code == 200
    assert f"Chosen: {TITLES[0]}" in page.text
    assert "7 to 9" not in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]


def test_the_results_say_what_will_come_when_there_are_none(region: SmallRegion, set_clock: SetClock) -> None:
    """First an explanation; while a round runs its days, and nothing else."""
    lead = Visitors(region).browser("council")
    lead.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    assert "The programme team begins" in lead.get("/region/themes").text
    Story(region, set_clock)
    assert "until Monday, 16 March" in lead.get("/region/themes").text
