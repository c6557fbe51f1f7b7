"""The page on which a participant takes part: every state in words, refusals that keep what was typed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import db, writing
from app.organisations.models import Region
from app.programme.models import Programme
from app.themes.choosing import NONE
from app.themes.models import ThemeRound
from app.themes.rounds import begin_round, stop
from app.themes.stages import Poll
from app.themes.theme_ballots import ThemeBallot
from tests.region import START, SmallRegion
from tests.themes.conftest import AFTERWARDS, IN_REVIEW, IN_SUPPORT, IN_VOTE, MOMENTS, TITLES, Story


def ballots() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(ThemeBallot)) or 0


@pytest.fixture
def client(story: Story) -> FlaskClient:
    return story.browser(story.everybody[0])


def test_without_a_round_the_page_says_what_will_come(region: SmallRegion) -> None:
    """And today's page does not speak of it."""
    client = region.signed_in(region.participant)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    page = client.get("/themes")
    assert page.status_code == 200
    assert "nothing is being chosen" in page.text
    assert "No theme has been chosen this way yet." in page.text
    assert "theme" not in re.sub(r'href="/themes">Themes', "", client.get("/").text.partition("<main")[2]).lower()


def test_a_visitor_is_asked_for_the_code(story: Story) -> None:
    """Nothing of a round is public."""
    visitor = story.region.app.test_client()
    for address in ("/themes", "/region/themes"):
        assert visitor.get(address).headers["Location"] == "/code"
    assert visitor.post(f"/themes/{story.round_id}/vote", data={"proposal": NONE}).headers["Location"] == "/code"


def test_one_person_goes_through_a_round_with_forms_alone(story: Story, client: FlaskClient) -> None:
    """Propose, support, vote, each with its receipt on the page and a way to take it back."""
    story.propose(TITLES)
    story.at(START)
    form = {"title": " Being  seen ", "why": "We are\nnot."}
    assert client.post(f"/themes/{story.round_id}/propose", data=form).headers["Location"] == "/themes"
    assert "Your proposal is in" in client.get("/themes").text
    story.tick(IN_REVIEW)
    assert "The proposals are in" in client.get("/themes").text
    story.tick(IN_SUPPORT)
    page = client.get("/themes").text
    assert "Being seen" in page
    assert "We are not." in page
    ids = re.findall(r'type="checkbox" name="proposal" value="([^"]+)"', page)
    assert len(ids) == 7
    assert client.post(f"/themes/{story.round_id}/support", data={"proposal": ids[:3]}).status_code == 303
    assert "Your support is in" in client.get("/themes").text
    assert client.post(f"/themes/{story.round_id}/support/back").status_code == 303
    assert "Your support is in" not in client.get("/themes").text
    story.tick(IN_VOTE)
    ids = re.findall(r'type="radio" name="proposal" value="([^"]+)"', client.get("/themes").text)
    assert ids[-1] == NONE
    assert len(ids) == 6
    assert client.post(f"/themes/{story.round_id}/vote", data={"proposal": ids[0]}).status_code == 303
    page = client.get("/themes").text
    assert "Your vote is in" in page
    assert "checked" not in page.partition("<main")[2], "what was chosen is not shown again"


@pytest.mark.parametrize(
    ("title", "why", "words"),
    [
        ("", "Because.", "Give your proposal a name."),
        ("   ", "", "Give your proposal a name."),
        ("x" * 81, "", "at most 80 characters"),
        ("Waiting", "y" * 301, "at most 300 characters"),
        ("Wait\u202eing", "", "signs that cannot be seen"),
    ],
)
def test_a_faulty_proposal_is_refused_in_words(
    *, story: Story, client: FlaskClient, title: str, why: str, words: str
) -> None:
    """422, what to mend at its field, what was typed still there, nothing in the box."""
    response = client.post(f"/themes/{story.round_id}/propose", data={"title": title, "why": why})
    assert response.status_code == 422
    assert words in response.text
    assert why in response.text
    assert ballots() == 0


def test_the_longest_proposal_fits(story: Story, client: FlaskClient) -> None:
    """80 and 300 signs that each take four bytes."""
    form = {"title": "😀" * 80, "why": "😀" * 300}
    assert client.post(f"/themes/{story.round_id}/propose", data=form).status_code == 303
    story.tick(IN_SUPPORT)
    assert "😀" * 300 in client.get("/themes").text


def test_a_proposal_with_a_name_comes_back_once(story: Story, client: FlaskClient) -> None:
    """A gentle question; sent again it is taken as it is. A name of an organisation is no name of a person."""
    form = {"title": "Talking with Jansen", "why": ""}
    asked = client.post(f"/themes/{story.round_id}/propose", data=form)
    assert asked.status_code == 422
    assert "Is there a name in it?" in asked.text
    assert 'value="Talking with Jansen"' in asked.text
    assert ballots() == 0
    assert client.post(f"/themes/{story.round_id}/propose", data={**form, "looked": "y"}).status_code == 303
    assert ballots() == 1
    other = {"title": "Working with Breed", "why": ""}
    assert client.post(f"/themes/{story.round_id}/propose", data=other).status_code == 303


def test_nobody_sees_a_proposal_before_the_last_day_is_over(story: Story, client: FlaskClient) -> None:
    """Neither colleagues nor staff nor its writer; the themes of the questionnaire are there from the start."""
    story.propose()
    staff = f"/programme/{story.programme_id}/themes"
    for text in (client.get("/themes").text, story.lead().get(staff).text, story.lead().get("/region/themes").text):
        assert not any(title in text for title in TITLES)
    assert "Workload" in client.get("/themes").text
    story.tick(IN_REVIEW)
    assert not any(title in client.get("/themes").text for title in TITLES), "first somebody looks for names"
    assert all(title in story.lead().get(staff).text for title in TITLES)
    story.tick(IN_SUPPORT)
    assert all(title in client.get("/themes").text for title in TITLES)


def test_what_was_typed_is_shown_as_text(story: Story, client: FlaskClient) -> None:
    """HTML and Markdown stay letters, for participants and for staff."""
    story.hand_in(story.everybody[0], "propose", {"title": "<script>alert(1)</script>", "why": "**bold** <b>x</b>"})
    story.tick(IN_REVIEW)
    staff = story.lead().get(f"/programme/{story.programme_id}/themes").text
    story.tick(IN_SUPPORT)
    for text in (staff, client.get("/themes").text):
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
        assert "**bold** &lt;b&gt;x&lt;/b&gt;" in text


@pytest.mark.parametrize(
    ("chosen", "words"), [(0, "Tick at least one"), (4, "Tick at most 3"), (-1, "Choose from the list")]
)
def test_support_of_none_of_four_or_of_something_else_is_refused(
    *, story: Story, client: FlaskClient, chosen: int, words: str
) -> None:
    """422 in words; what was ticked stays ticked; nothing in the box."""
    story.to_support()
    ids = [story.id_of(title) for title in TITLES]
    sent = ids[:chosen] if chosen >= 0 else [ids[0], "nothing"]
    response = client.post(f"/themes/{story.round_id}/support", data={"proposal": sent})
    assert response.status_code == 422
    assert words in response.text
    if chosen == 4:
        assert response.text.count(" checked>") == 4
    assert ballots() == 0


@pytest.mark.parametrize("choice", ["", "nothing", "outside"])
def test_a_vote_for_what_is_not_on_the_list_is_refused(story: Story, client: FlaskClient, choice: str) -> None:
    """Also for a proposal that did not make the list."""
    story.to_vote()
    outside = next(each.id for each in story.round.proposals if not each.shortlisted)
    sent = {"proposal": outside if choice == "outside" else choice}
    response = client.post(f"/themes/{story.round_id}/vote", data=sent)
    assert response.status_code == 422
    assert "Choose from the list." in response.text
    assert ballots() == 0


@pytest.mark.parametrize(
    ("poll", "form"),
    [("propose", {"title": "Late"}), ("support", {"proposal": "first"}), ("propose/back", {}), ("vote/back", {})],
)
def test_what_comes_too_late_or_too_early_is_said_in_words(
    *, story: Story, client: FlaskClient, poll: str, form: dict[str, str]
) -> None:
    """409, and the page shows what can be done now."""
    story.to_vote()
    if poll == "vote/back":
        story.at(AFTERWARDS)
    sent = {name: story.id_of(TITLES[0]) if each == "first" else each for name, each in form.items()}
    response = client.post(f"/themes/{story.round_id}/{poll}", data=sent)
    assert response.status_code == 409
    assert "This did not count." in response.text
    assert ballots() == 0


def test_a_late_vote_is_refused_also_before_the_count(story: Story, client: FlaskClient) -> None:
    """In the minute between the last moment and the tick the page says that the time is over."""
    story.to_vote()
    choice = story.id_of(TITLES[0])
    story.at(AFTERWARDS)
    assert "The time is over" in client.get("/themes").text
    assert client.post(f"/themes/{story.round_id}/vote", data={"proposal": choice}).status_code == 409


def test_a_round_of_another_region_is_not_there(story: Story, client: FlaskClient) -> None:
    """404 for every form, and its page shows nothing of it."""
    with writing(db.session):
        db.session.add(Region(id="elsewhere", name="Elsewhere"))
        db.session.flush()
        own = db.session.get_one(Programme, story.programme_id)
        other = Programme(
            id="other", region_id="elsewhere", instrument_key=own.instrument_key, starts_on=own.starts_on, paused=True
        )
        db.session.add(other)
        db.session.flush()
        there = begin_round(db.session, other, moments=replace(MOMENTS, propose_closes=MOMENTS.support_opens)).id
    story.tick(START)
    assert db.session.get_one(ThemeRound, there).state == "proposing"
    assert there not in client.get("/themes").text
    for address in (f"/themes/{there}/propose", f"/themes/{there}/vote", "/themes/nothing/support"):
        assert client.post(address, data={"title": "Here", "proposal": NONE}).status_code == 404, address
    assert client.post(f"/themes/{there}/propose/back").status_code == 404
    assert client.post(f"/themes/{story.round_id}/nothing/back").status_code == 404
    assert ballots() == 0


@pytest.mark.parametrize(
    ("poll", "words"), [("propose", "Propose a theme"), ("support", "See the proposals"), ("vote", "To the vote")]
)
def test_today_tells_in_one_line_what_can_be_done(*, story: Story, client: FlaskClient, poll: Poll, words: str) -> None:
    """Until it is done; then the line is gone."""
    if poll != "propose":
        story.to_support()
    if poll == "vote":
        story.tick(IN_VOTE)
    page = client.get("/").text
    assert re.search(rf'\.\s+<a href="/themes">{words}</a>', page)
    assert '<html lang="en">' in page, "the theme of the questions is not that of the colours"
    story.hand_in(story.everybody[0], poll, {"title": "Mine", "why": "", "s": ["x"], "v": NONE})
    assert words not in client.get("/").text


def test_themes_of_the_questionnaire_are_said_in_the_reader_s_language(story: Story) -> None:
    """In every state; what participants typed stays as it is."""
    for moment in (START, IN_REVIEW, IN_SUPPORT):
        if moment == START:
            story.propose()
        else:
            story.tick(moment)
        pages = {
            tongue: story.browser(story.everybody[0], language=tongue).get("/themes").text for tongue in ("nl", "en")
        }
        assert all(f'<html lang="{tongue}"' in page for tongue, page in pages.items())
        if moment != IN_REVIEW:
            assert "Werkdruk" in pages["nl"]
            assert "Workload" in pages["en"]
    assert all(TITLES[0] in page for page in pages.values())


def test_the_result_is_told_for_a_while_and_stays_on_the_page(story: Story, client: FlaskClient) -> None:
    """Two weeks on today's page; on the page of themes for good, without a number."""
    story.to_vote().vote(story.everybody[:9], TITLES[0])
    story.tick(AFTERWARDS)
    assert f"The next theme was chosen: {TITLES[0]}." in client.get("/").text
    story.at(AFTERWARDS + timedelta(days=15))
    assert "was chosen" not in client.get("/").text
    page = client.get("/themes").text
    assert f"Chosen: {TITLES[0]}" in page
    assert "kept nowhere" in page


def test_an_undecided_round_says_why_and_what_can_come_next(story: Story, client: FlaskClient) -> None:
    """Nobody is left to guess, and nothing is counted aloud."""
    story.to_vote().vote(story.everybody[:6], TITLES[0])
    story.tick(AFTERWARDS)
    page = client.get("/themes").text
    assert "No theme was chosen" in page
    assert "about 7 people or more stand behind it" in page
    assert "can begin anew" in page


def test_a_stopped_round_shows_its_reason(story: Story, client: FlaskClient) -> None:
    """In the words of staff, to everybody."""
    with writing(db.session):
        stop(db.session, story.round, because="The questions are fixed <this year>.")
    page = client.get("/themes").text
    assert "Stopped before the end" in page
    assert "The questions are fixed &lt;this year&gt;." in page


def test_the_page_is_kept_nowhere(story: Story, client: FlaskClient) -> None:
    """no-store in every state, and the service worker's list of kept pages does not name it."""
    for moment in (START, IN_REVIEW, IN_SUPPORT, IN_VOTE, AFTERWARDS):
        story.tick(moment)
        assert client.get("/themes").headers["Cache-Control"] == "no-store"
    worker = client.get("/sw.js").text
    assert "/themes" not in worker
