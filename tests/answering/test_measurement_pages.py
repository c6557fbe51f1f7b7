"""A full measurement page by page, without a script: everything can be answered, paused, looked over and sent."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.answering.diary_rows import own_diary
from app.db import db
from app.instrument.form_pages import StillToCome, pages_of
from app.instrument.installed import instrument_of
from tests.answering.measuring import WORKLOAD, go_through, open_measurement, place_on, press, questions_on
from tests.conftest import SetClock
from tests.region import SmallRegion

CALM = {"workload": "hardly_or_not"}


@pytest.fixture
def measured(region: SmallRegion, set_clock: SetClock) -> SmallRegion:
    """The small region on the first day of a full measurement."""
    open_measurement(region, set_clock)
    return region


@pytest.fixture
def own(measured: SmallRegion) -> FlaskClient:
    return measured.signed_in(measured.participant)


def given(region: SmallRegion) -> dict[str, object]:
    """The answers of the measurement in the participant's diary."""
    waves = own_diary(db.session, region.participant.keys).waves
    return dict(next(iter(waves.values())).answers) if waves else {}


ALL_TYPES: dict[str, object] = {
    **WORKLOAD,
    "fte": "0,8",
    "professional_space": "sufficient",
    "direct_contact_share": "40 %",
    "work_enjoyment": "8",
    "worked_before_2015": "yes",
    "change_since_2015.change_since_2015_space": "decreased",
    "fixed_comment": "Een toelichting.",
    "workload_factor_influenceable.admin": "yes",
    "workload_factor_influenceable.caseload": "no",
    "workload_effect": "_declined",
}


def test_every_type_of_question_is_answered_page_by_page(measured: SmallRegion, own: FlaskClient) -> None:
    """Single, several, grid, grade, percentage, number, text, yes or no for each choice, and "prefer not to say"."""
    go_through(own, **ALL_TYPES)
    assert press(own, "send").status_code == 303
    assert given(measured) == {
        "fte": 0.8,
        "professional_space": "sufficient",
        "direct_contact_share": 40,
        "work_enjoyment": 8,
        "worked_before_2015": "yes",
        "change_since_2015": {"change_since_2015_space": "decreased"},
        "fixed_comment": "Een toelichting.",
        "workload": "some",
        "workload_task": {"workload_task_skj": "strong"},
        "workload_cause": ["caseload", "admin"],
        "workload_factor_influenceable": {"caseload": "no", "admin": "yes"},
        "workload_effect": "_declined",
    }


def test_the_pages_and_the_one_form_give_the_same_answers(measured: SmallRegion, own: FlaskClient) -> None:
    """Whoever fills in everything on one page is understood alike."""
    go_through(own, **ALL_TYPES)
    press(own, "send")
    other = measured.signed_in(measured.team_mate)
    assert other.post("/pulse", data=ALL_TYPES).status_code == 303
    waves = own_diary(db.session, measured.team_mate.keys).waves
    assert dict(next(iter(waves.values())).answers) == given(measured)


@pytest.mark.parametrize("fields", [WORKLOAD, CALM, {"workload": "_declined"}, {}, ALL_TYPES])
def test_everybody_gets_as_many_pages_whatever_they_answer(
    measured: SmallRegion, own: FlaskClient, fields: dict[str, object]
) -> None:
    """Who counts requests, or reads a log of addresses, does not learn which questions somebody was asked."""
    del measured
    pages = pages_of(instrument_of("peo").items_named(_asked(own)))
    assert len(go_through(own, **fields)) == len(pages) == 8


def _asked(own: FlaskClient) -> list[str]:
    return questions_on(own.get("/pulse").text)[:-1]


def test_only_the_questions_of_the_own_way_are_shown(measured: SmallRegion, own: FlaskClient) -> None:
    """Who feels workload is asked about causes and then about each cause; who does not, about the sector."""
    del measured
    busy = [key for page in go_through(own, **WORKLOAD) for key in page]
    assert busy.index("workload_cause") < busy.index("workload_factor_influenceable")
    assert not {"sector_workload_cause", "colleague_workload_effect", "workload_relief"} & set(busy)
    press(own, "to:workload", page="0")
    calm = [key for page in go_through(own, **CALM) for key in page]
    assert {"sector_workload_cause", "colleague_workload_effect", "workload_relief"} <= set(calm)
    assert not {"workload_task", "workload_cause", "workload_factor_influenceable", "workload_effect"} & set(calm)


def test_only_chosen_causes_are_asked_about(measured: SmallRegion, own: FlaskClient) -> None:
    """Yes or no for the two causes that were chosen, not for the fourteen that could be."""
    del measured
    go_through(own, **WORKLOAD)
    press(own, "to:workload_factor_influenceable")
    page = own.get("/pulse/pages").text
    rows = set(re.findall(r'name="workload_factor_influenceable\.(\w+)" value="yes"', page))
    assert rows == {"admin", "caseload"}


def test_each_page_says_honestly_how_many_questions_can_still_come(measured: SmallRegion, own: FlaskClient) -> None:
    """A range as long as the routing is open, one number once the answers decide it."""
    del measured
    assert "After this 16 to 22 more questions" in own.get("/pulse/pages?language=en").text
    said = {}
    while 'value="send"' not in (page := own.get("/pulse/pages?language=en").text):
        found = re.search(r"After this (.*?) questions?[.,]|no question left", page)
        assert found
        said[place_on(page)] = found[1]
        press(own, "next", **CALM)
    assert said["4"] == "3 to 8 more"
    assert said["5"] == "1 to 6 more"
    assert said["6"] == "1 more"
    assert said["7"] is None


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (0, 0, "After this there is no question left."),
        (0, 1, "After this at most 1 more question, depending on your answers."),
        (0, 3, "After this at most 3 more questions, depending on your answers."),
        (2, 3, "After this 2 to 3 more questions, depending on your answers."),
    ],
)
def test_how_many_questions_can_come_is_a_sentence(least: int, most: int, words: str, region: SmallRegion) -> None:
    """It said "0 to 1 more questions" on the last page but one of a short questionnaire."""
    with region.app.test_request_context("/?language=en"):
        module = region.app.jinja_env.get_template("answering/words.html").module
        said = module.still_to_come(StillToCome(least, most))  # type: ignore[attr-defined]  # A macro of the template.
        assert said == words


def test_what_was_filled_in_waits_on_any_device(measured: SmallRegion, own: FlaskClient) -> None:
    """Paused on one device, gone on with on another: at the same page, with everything that was typed."""
    press(own, "next", fte="0,8")
    assert press(own, "pause", professional_space="ample").headers["Location"] == "/"
    assert given(measured) == {}
    other = measured.signed_in(measured.participant)
    today = other.get("/?language=en").text
    assert "You had begun." in today
    page = other.get("/pulse/pages").text
    assert place_on(page) == "1"
    assert re.search(r'name="professional_space" value="ample"[^>]* checked', page)
    assert re.search(r'name="fte" value="0,8"', other.get("/pulse").text)


def test_the_one_form_is_paused_as_well(measured: SmallRegion, own: FlaskClient) -> None:
    """The button below the form keeps everything, also what would be refused on sending."""
    sent = {"work_enjoyment": "8", "fte": "veel", "at": "work_enjoyment", "unknown": "x", "csrf": "y"}
    assert own.post("/pulse/pause", data=sent).status_code == 303
    assert given(measured) == {}
    page = own.get("/pulse").text
    assert re.search(r'name="work_enjoyment" value="8"[^>]* checked', page)
    assert 'name="fte" value="veel"' in page
    assert 'data-at="equipped"' in page or 'data-at="work_enjoyment"' in page
    assert place_on(own.get("/pulse/pages").text) == "2"


def test_a_faulty_page_comes_back_as_typed(measured: SmallRegion, own: FlaskClient) -> None:
    """422, the fault named beside its question, and the pages before keep what they have."""
    response = press(own, "next", fte="veel")
    assert response.status_code == 422
    assert 'value="veel"' in response.text
    assert 'href="#q-fte"' in response.text
    assert press(own, "next", fte="0,5").status_code == 303
    assert press(own, "back", work_enjoyment="11").status_code == 303
    assert given(measured) == {}


def test_what_was_kept_with_a_fault_is_named_before_it_is_sent(measured: SmallRegion, own: FlaskClient) -> None:
    """Pausing refuses nothing; sending leads to the page with the fault."""
    press(own, "pause", fte="veel")
    own.post("/pulse/pages", data={"page": "0", "go": "to:workload", "fte": "veel"})
    own.post("/pulse/pages", data={"page": "5", "go": "review"})
    response = press(own, "send")
    assert response.status_code == 422
    assert place_on(response.text) == "0"
    assert 'value="veel"' in response.text
    assert given(measured) == {}


def test_the_review_names_every_question_and_leads_to_it(measured: SmallRegion, own: FlaskClient) -> None:
    """Each question with its answer in words, also those left open, and a button that leads there and back."""
    go_through(own, **ALL_TYPES, workload_comment="<b>Druk</b>")
    page = own.get("/pulse/pages?language=en").text
    for words in (": strong", "40%", "0.8", "Not filled in", "&lt;b&gt;Druk&lt;/b&gt;", "Prefer not to say"):
        assert words in page, words
    assert "<b>Druk</b>" not in page
    assert press(own, "to:work_enjoyment").status_code == 303
    there = own.get("/pulse/pages?language=en").text
    assert "work_enjoyment" in questions_on(there)
    assert press(own, "review", work_enjoyment="3").status_code == 303
    assert given(measured) == {}
    assert press(own, "send").status_code == 303
    assert given(measured)["work_enjoyment"] == 3


def test_sending_twice_counts_once_and_a_correction_begins_with_what_was_sent(
    measured: SmallRegion, own: FlaskClient
) -> None:
    """A double press is one answering; afterwards the pages are filled in with it, and can be sent again."""
    go_through(own, work_enjoyment="8")
    review = own.get("/pulse/pages").text
    submission = re.findall(r'name="submission" value="([^"]+)"', review)[0]
    sent = {"page": "8", "go": "send", "submission": submission}
    assert own.post("/pulse/pages", data=sent).status_code == 303
    own.post("/pulse/pages", data=sent)
    entry = next(iter(own_diary(db.session, measured.participant.keys).waves.values()))
    assert entry.submissions == (submission,)
    assert place_on(own.get("/pulse/pages").text) == "0"
    press(own, "to:work_enjoyment")
    assert re.search(r'name="work_enjoyment" value="8"[^>]* checked', own.get("/pulse/pages").text)


@pytest.mark.parametrize(
    "sent", [{"page": "999", "go": "next"}, {"page": "-1", "go": "to:x"}, {"page": "²"}, {"go": "?"}]
)
def test_nonsense_about_the_place_is_no_error(measured: SmallRegion, own: FlaskClient, sent: dict[str, str]) -> None:
    """Whatever a browser sends, the next page is one of the measurement."""
    del measured
    assert own.post("/pulse/pages", data=sent).status_code == 303
    assert own.get("/pulse/pages").status_code == 200


def test_a_pulse_has_no_pages(region: SmallRegion) -> None:
    """Five questions are one form; the address of the pages leads to today."""
    own = region.signed_in(region.participant)
    assert own.get("/pulse/pages").headers["Location"] == "/"
    assert own.post("/pulse/pages", data={"go": "next"}).status_code == 409
    assert own.post("/pulse/pause", data={"work_enjoyment": "8"}).status_code == 409


def test_the_review_says_when_two_parts_are_more_than_the_whole(own: FlaskClient) -> None:
    """The sentence was worked out for every form and stood on no page; sending is not refused."""
    go_through(own, direct_contact_share="70", indirect_contact_share="60")
    assert "Samen is dit 130 %. Dat is meer dan 100 %." in own.get("/pulse/pages").text
    assert press(own, "send").status_code == 303
