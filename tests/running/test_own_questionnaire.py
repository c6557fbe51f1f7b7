"""A programme team writes a questionnaire on a page: checked like a content file, published as a version, asked."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db
from app.instrument.installed import instrument_of
from app.programme.models import Period, Programme, PublishedQuestionnaire, QuestionnaireDraft
from app.programme.own_questionnaires import content_of, key_of
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

LIST = "/programme/questionnaires"
QUESTION = {
    "text_nl": "Hoe ging je week?",
    "text_en": "How was your week?",
    "type": "single",
    "options_nl": "Goed\nGaat wel\nSlecht",
    "options_en": "Good\nSo so\nBad",
    "ordered": "y",
    "good": "1",
}


@pytest.fixture
def draft(lead: FlaskClient) -> str:
    """The address of a draft that was just begun, in Dutch and English."""
    begun = lead.post(LIST, data={"title": "Week & werk", "languages": ["nl", "en"]})
    assert begun.status_code == 303
    return begun.headers["Location"]


def add(lead: FlaskClient, draft: str, **changed: object) -> str:
    """Add a question and return the key it got."""
    sent = lead.post(f"{draft}/questions/new", data={**QUESTION, **changed})
    assert sent.status_code == 303, re.findall(r'class="why"[^>]*>([^<]*)', sent.text)
    return str(content()["items"][-1]["key"])


def content() -> Mapping[str, Any]:
    db.session.expire_all()
    return content_of(db.session.scalars(select(QuestionnaireDraft)).one())


def published(draft: str, version: int = 1) -> str:
    return key_of(draft.rpartition("/")[2], version)


def test_from_nothing_to_a_version_that_a_programme_asks(lead: FlaskClient, draft: str) -> None:
    """Begin, add, publish, plan: what was typed is what people are asked."""
    key = add(lead, draft)
    assert lead.post(f"{draft}/publish").status_code == 303
    instrument = instrument_of(published(draft))
    assert (instrument.item(key).text["nl"], instrument.pulse.anchors) == ("Hoe ging je week?", (key,))
    assert [option.favourable for option in instrument.item(key).options] == [True, False, False]
    form = lead.get(f"/programme/new?questionnaire={instrument.key}").text
    assert "Hoe ging je week" in form
    assert "Week &amp; werk" in lead.get(draft).text


def test_the_same_checks_as_a_content_file_name_the_question(lead: FlaskClient, draft: str) -> None:
    """A rule about a later question, and one about a question that is gone, stand at the question that has it."""
    first = add(lead, draft)
    second = add(lead, draft, text_nl="En waarom?", text_en="And why?", shown=[f"{first}=slecht"])
    lead.post(f"{draft}/questions/{second}/up")
    page = unescape(lead.get(draft).text)
    assert re.search(rf'id="q-{second}" class="fault".*?Deze vraag hangt af van “Hoe ging je', page, re.DOTALL)
    assert lead.post(f"{draft}/publish").status_code == 422
    lead.post(f"{draft}/questions/{first}/out")
    assert re.search(rf'id="q-{second}" class="fault".*?een vraag die er niet meer is', lead.get(draft).text, re.DOTALL)
    assert db.session.scalars(select(PublishedQuestionnaire)).all() == []


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text_en": ""}, "text_en"),
        ({"options_en": "Good\nBad"}, "options_en"),
        ({"options_nl": "Goed\nGoed\nSlecht"}, "options_nl"),
        ({"options_nl": "", "options_en": ""}, "options_nl"),
        ({"ordered": None}, "ordered"),
        ({"good": "4"}, "good"),
        ({"text_nl": "Waarom?" * 100}, "text_nl"),
        ({"options_en": "Good\nSo so\n" + "Bad" * 100}, "options_en"),
        ({"type": "scale", "low": "7", "high": "3"}, "high"),
        ({"type": "scale"}, "low"),
        ({"type": "colour"}, "type"),
        ({"shown": ["nobody=yes"]}, "shown"),
        ({"hint_nl": "Alleen in het Nederlands"}, "hint_en"),
    ],
    ids=repr,
)
def test_a_fault_stands_at_its_field_and_what_was_typed_stays(
    changed: dict[str, object], field: str, lead: FlaskClient, draft: str
) -> None:
    """Nothing is kept of a faulty question, and nothing typed is lost."""
    before = content()
    data = {name: value for name, value in {**QUESTION, **changed}.items() if value is not None}
    sent = lead.post(f"{draft}/questions/new", data=data)
    assert sent.status_code == 422
    assert f'id="why-{field}"' in sent.text
    assert str(data["text_nl"]) in sent.text
    assert content() == before


def test_odd_signs_are_tidied_and_keys_stay_apart(lead: FlaskClient, draft: str) -> None:
    """A no-break space becomes a space, curly quotation marks stay, and two questions alike have two keys."""
    nbsp, opens, closes = chr(0xA0), chr(0x2018), chr(0x2019)
    text = f"Wat{nbsp}vind je van {opens}rust{closes}?"
    first, second = (add(lead, draft, text_nl=text) for _ in range(2))
    assert first != second
    reserved = add(lead, draft, text_nl="New?", short_nl="New", short_en="New")
    assert lead.get(f"{draft}/questions/{reserved}").text.count('value="New?"') == 1
    texts = content()["items"][-2]["text"]
    assert texts["nl"] == f"Wat vind je van {opens}rust{closes}?"


def test_an_open_period_keeps_its_version(lead: FlaskClient, draft: str, region: SmallRegion) -> None:
    """A programme goes over to a new version with the next period; what has opened asks what it asked."""
    key = add(lead, draft)
    add(lead, draft, text_nl="Tweede?", text_en="Second?")
    lead.post(f"{draft}/publish")
    programme = db.session.scalars(select(Programme)).one()
    programme.instrument_key = published(draft)
    db.session.commit()
    opened = db.session.scalars(select(Period).where(Period.state == "open")).one()
    digest, items = opened.plan_digest, opened.items
    lead.post(f"{draft}/questions/{key}", data={**QUESTION, "text_nl": "Hoe was je week?"})
    assert lead.post(f"{draft}/publish").status_code == 303
    assert lead.post(f"{draft}/ask/{programme.id}").status_code == 303
    db.session.expire_all()
    assert programme.instrument_key == published(draft, 2)
    assert (opened.plan_digest, opened.items, opened.state) == (digest, items, "open")
    assert instrument_of(published(draft)).item(key).text["nl"] == "Hoe ging je week?"
    planned = db.session.scalars(select(Period).where(Period.state == "planned")).all()
    assert planned
    assert {name for period in planned for name in period.items} <= {
        item.key for item in instrument_of(published(draft, 2)).items
    }


def test_publishing_twice_makes_one_version(lead: FlaskClient, draft: str) -> None:
    """A version tells that something changed."""
    add(lead, draft)
    assert [lead.post(f"{draft}/publish").status_code for _ in range(2)] == [303, 409]
    assert len(db.session.scalars(select(PublishedQuestionnaire)).all()) == 1


def test_copies_come_from_a_library_with_their_rules(lead: FlaskClient, draft: str) -> None:
    """Of the questionnaires that come with Peil, question by question."""
    assert lead.post(f"{draft}/library/peo", data={"chosen": ["workload", "workload_cause"]}).status_code == 303
    assert lead.post(f"{draft}/library/peo", data={}).status_code == 422
    assert lead.post(f"{draft}/publish").status_code == 303
    copied = instrument_of(published(draft)).item("workload_cause")
    assert copied.shown_if is not None
    assert copied.options == instrument_of("peo").item("workload_cause").options or "de" not in copied.text


def test_a_workbook_goes_there_and_back(lead: FlaskClient, draft: str) -> None:
    """What the page exports it also reads, as a new draft with the same questions."""
    add(lead, draft)
    lead.post(f"{draft}/library/wellbeing", data={"chosen": ["calm_start", "start_obstacle", "happy_yesterday"]})
    sent = lead.get(f"{draft}.xlsx")
    assert sent.status_code == 200
    file = (io.BytesIO(sent.data), "form.xlsx")
    again = lead.post(f"{LIST}/import", data={"file": file}, content_type="multipart/form-data")
    assert again.status_code == 303
    one, other = (content_of(each)["items"] for each in db.session.scalars(select(QuestionnaireDraft)))
    assert sorted(each["text"]["nl"] for each in one) == sorted(each["text"]["nl"] for each in other)
    assert lead.post(f"{again.headers['Location']}/publish").status_code == 303


@pytest.mark.parametrize("file", [b"", b"PK\x03\x04 no workbook", b"name,label\n"], ids=["empty", "broken", "csv"])
def test_what_is_no_workbook_is_named(file: bytes, lead: FlaskClient) -> None:
    """With 422, and nothing is kept."""
    sent = lead.post(f"{LIST}/import", data={"file": (io.BytesIO(file), "f.xlsx")}, content_type="multipart/form-data")
    assert sent.status_code == 422
    assert db.session.scalars(select(QuestionnaireDraft)).all() == []


def test_only_the_programme_team_writes(staff: Visitors, draft: str) -> None:
    """Others of the staff and participants do not get there, and see nothing of it."""
    for role in ("wide_lead", "north_lead", "council"):
        browser = staff.browser(role)
        for path in (LIST, draft, f"{draft}/phone", f"{draft}.xlsx", f"{draft}/questions/new"):
            assert browser.get(path).status_code in {403, 404}, (role, path)
        assert browser.post(f"{draft}/publish").status_code in {403, 404}


def test_a_draft_is_shown_as_a_phone_shows_it(lead: FlaskClient, draft: str) -> None:
    """Every question that can be read, also while another has a fault."""
    key = add(lead, draft)
    page = lead.get(f"{draft}/phone").text
    assert f'id="q-{key}"' in page
    assert 'id="q-org_type"' not in page


def test_a_name_is_said_in_each_language(lead: FlaskClient, draft: str) -> None:
    """It is asked once at the beginning and could not be translated: Dutch stood on English pages for good."""
    add(lead, draft)
    assert lead.post(f"{draft}/title", data={"title_nl": "Week en werk", "title_en": "  "}).status_code == 422
    assert content()["title"] == {"nl": "Week & werk", "en": "Week & werk"}
    assert (
        lead.post(f"{draft}/title", data={"title_nl": "Week en werk", "title_en": "Week and work"}).status_code == 303
    )
    lead.post(f"{draft}/publish")
    made = instrument_of(published(draft))
    assert made.title == {"nl": "Week en werk", "en": "Week and work"}
    assert [block.title for block in made.blocks if block.key == "questions"] == [made.title]


def test_after_each_step_the_page_opens_where_its_author_was(lead: FlaskClient, draft: str) -> None:
    """Six questions cost fifteen times scrolling: every step led back to the top of the page."""
    sent = lead.post(f"{draft}/questions/new", data=QUESTION)
    key = content()["items"][-1]["key"]
    steps = [
        (sent, "add"),
        (lead.post(f"{draft}/library/peo", data={"chosen": ["reflection"]}), "add"),
        (lead.post(f"{draft}/questions/{key}", data={**QUESTION, "text_nl": "Hoe was je week?"}), f"q-{key}"),
        (lead.post(f"{draft}/questions/{key}/down"), f"q-{key}"),
        (lead.post(f"{draft}/questions/reflection/out"), "questions"),
        (lead.post(f"{draft}/publish"), "publish"),
    ]
    page = lead.get(draft).text
    for answer, place in steps:
        assert answer.headers["Location"] == f"{draft}#{place}"
        assert f'id="{place}"' in page


@pytest.mark.parametrize(
    ("dutch", "english", "keys"),
    [
        ("Goed\nKan beter\nGaat wel\nSlecht", "Good\nFair\nSo so\nBad", ["goed", "kan_beter", "gaat_wel", "slecht"]),
        ("Slecht\nGaat wel\nGoed", "Bad\nSo so\nGood", ["slecht", "gaat_wel", "goed"]),
        ("Goed\nSlecht", "Good\nBad", ["goed", "slecht"]),
        ("Goed\nGaat wel hoor\nSlecht", "Good\nNot bad\nBad", ["goed", "gaat_wel", "slecht"]),
        ("Prima\nGaat wel\nSlecht", "Fine\nSo so\nBad", ["goed", "gaat_wel", "slecht"]),
        ("Top\nGoed\nGaat wel\nSlecht", "Top\nGood\nSo so\nBad", ["top", "goed", "gaat_wel", "slecht"]),
        ("Goed\nGaat wel\nSlecht", "Very good\nSo-so\nVery bad", ["goed", "gaat_wel", "slecht"]),
    ],
    ids=["put between", "turned round", "taken out", "mended", "first mended", "put on top", "mended in English"],
)
def test_an_answer_keeps_its_meaning_when_the_list_changes(
    dutch: str, english: str, keys: list[str], lead: FlaskClient, draft: str
) -> None:
    """A line put between others took the key of the one below it: rules and earlier figures meant another answer."""
    key = add(lead, draft)
    changed = {**QUESTION, "options_nl": dutch, "options_en": english}
    assert lead.post(f"{draft}/questions/{key}", data=changed).status_code == 303
    options = content()["items"][-1]["options"]
    assert [option["key"] for option in options] == keys
    assert [option["text"]["en"] for option in options] == english.split("\n")


def test_a_row_keeps_its_meaning_when_the_list_changes(lead: FlaskClient, draft: str) -> None:
    """Rows of a question with several rows are found again like answers."""
    key = add(lead, draft, type="grid", rows_nl="Taken\nCollega's", rows_en="Tasks\nColleagues")
    sent = {**QUESTION, "type": "grid", "rows_nl": "Rust\nTaken\nCollega's", "rows_en": "Rest\nTasks\nColleagues"}
    assert lead.post(f"{draft}/questions/{key}", data=sent).status_code == 303
    assert [row["key"] for row in content()["items"][-1]["rows"]] == ["rust", "taken", "collega_s"]


def test_a_part_of_a_library_is_copied_whole(lead: FlaskClient, draft: str) -> None:
    """The theme of a questionnaire is one tick instead of eleven; with its background nothing comes twice."""
    source = instrument_of("peo")
    assert lead.post(f"{draft}/library/peo", data={"chosen": ["part:theme_workload", "workload"]}).status_code == 303
    theme = [item.key for item in source.items if item.block == "theme_workload"]
    assert [item["key"] for item in content()["items"]][3:] == theme
    assert lead.post(f"{draft}/library/peo", data={"chosen": ["part:background"]}).status_code == 303
    keys = [item["key"] for item in content()["items"]]
    assert len(keys) == len(set(keys))
    assert lead.post(f"{draft}/library/peo", data={"chosen": ["part:nothing"]}).status_code == 422
    assert lead.post(f"{draft}/publish").status_code == 303


def test_answers_to_route_by_stand_under_their_question(lead: FlaskClient, draft: str) -> None:
    """The nearest question first, questions at joining last: eighteen of those stood before an author's own."""
    add(lead, draft)
    add(lead, draft, text_nl="En je team?", text_en="And your team?")
    page = lead.get(f"{draft}/questions/new").text
    part = unescape(page.partition('id="f-shown"')[2].partition("</fieldset>")[0])
    heads = re.findall(r'<p class="quiet">([^<]*)</p>', part)
    assert heads[:2] == ["En je team?", "Hoe ging je week?"]
    assert len(heads) == 5
    assert re.findall(r'<span class="sr">([^<]*)</span>([^<]*)', part)[0] == ("En je team? ", "Goed")
