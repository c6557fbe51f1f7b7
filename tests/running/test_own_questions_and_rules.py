"""The page of a question takes rules with “and”, “or” and “not”; a draft can go while nothing is published."""

from __future__ import annotations

import re
import zlib
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.db import db, writing
from app.instrument.installed import instrument_of
from app.instrument.routing_rules import Rule, holds
from app.programme.counting_plan import digest_of
from app.programme.models import PublishedQuestionnaire, QuestionnaireDraft
from app.running.question_content import can_be_edited, values_of
from app.running.question_rules import Ticked, rule_of, ticked_of
from tests.running.test_own_questionnaire import QUESTION, add, content, draft, published

__all__ = ["draft"]

A, B, C = ({"item": name, "in": ["yes"]} for name in "abc")


@pytest.mark.parametrize(
    ("ticked", "rule"),
    [
        (Ticked(), None),
        (Ticked(("a=yes",)), A),
        (Ticked(("a=yes", "b=yes")), {"all": [A, B]}),
        (Ticked(("a=yes", "b=yes"), either=True), {"any": [A, B]}),
        (Ticked(never=("c=yes",)), {"not": C}),
        (Ticked(never=("b=yes", "c=yes")), {"not": {"any": [B, C]}}),
        (Ticked(("a=yes",), never=("c=yes",)), {"all": [A, {"not": C}]}),
        (Ticked(("a=yes", "b=yes"), either=True, never=("c=yes",)), {"all": [{"any": [A, B]}, {"not": C}]}),
    ],
)
def test_what_is_ticked_and_the_rule_are_the_same(ticked: Ticked, rule: dict[str, Any] | None) -> None:
    """There and back, so that saving a question unchanged changes nothing of whom it asks."""
    assert rule_of(ticked) == rule
    assert ticked_of(rule) == ticked


@pytest.mark.parametrize(
    "rule",
    [
        {"item": "a", "answered": True},
        {"all": [{"any": [A, B]}, C]},
        {"any": [A, {"not": B}]},
        {"not": {"all": [A, B]}},
        {"all": [{"item": "a", "in": ["yes"]}, {"item": "a", "in": ["no"]}]},
    ],
)
def test_a_rule_that_ticks_cannot_say_is_left_alone(rule: dict[str, Any]) -> None:
    """The page says so; it never turns one rule into another."""
    assert ticked_of(rule) is None


@pytest.mark.parametrize("library", ["peo", "wellbeing"])
def test_saving_a_copied_question_unchanged_changes_nothing(library: str, lead: FlaskClient, draft: str) -> None:
    """Every question that the form shows comes back as it was: "don't know" stays outside the steps, for one.

    What the form cannot show is not offered for a change.
    """
    lead.post(f"{draft}/library/{library}", data={"chosen": [item.key for item in instrument_of(library).items]})
    items = content()["items"]
    editable = [item for item in items if can_be_edited(item)]
    assert len(editable) > len(items) / 2
    assert {item["type"] for item in editable} >= {"single", "scale"}
    for item in editable:
        values = values_of(item, ["nl", "en"])
        data = {name: "y" if value is True else value for name, value in values.items() if value is not False}
        assert lead.post(f"{draft}/questions/{item['key']}", data=data).status_code == 303, item["key"]
    for before, after in zip(items, content()["items"], strict=True):
        assert _steps(after) == _steps(before)
        told = {name: value for name, value in before.items() if name != "options"}
        assert {name: value for name, value in after.items() if name != "options"} == told


def _steps(item: dict[str, Any]) -> list[tuple[object, ...]]:
    """The answers of a question, best first, without the numbers of their steps."""
    options = sorted(item.get("options", []), key=lambda each: -each.get("rank", -1))
    return [
        (each["key"], each["text"], "rank" in each, each.get("favourable", False), each.get("or_higher"))
        for each in options
    ]


def test_two_refusals_mean_neither() -> None:
    """A file may write “not a” and “not b” apart; the form shows them together and asks the same people."""
    apart = {"all": [{"not": A}, {"not": B}]}
    ticked = ticked_of(apart)
    assert ticked is not None
    again = Rule.model_validate(rule_of(ticked))
    for answers in ({}, {"a": "yes"}, {"b": "yes"}, {"a": "no", "b": "no"}, {"a": "yes", "b": "yes"}):
        assert holds(again, answers) == holds(Rule.model_validate(apart), answers)


def test_or_and_not_are_written_on_the_page_and_asked(lead: FlaskClient, draft: str) -> None:
    """From the ticks to the published rule, and the form shows them again."""
    first = add(lead, draft)
    second = add(lead, draft, text_nl="En je team?", text_en="And your team?")
    third = add(
        lead,
        draft,
        text_nl="Wat hielp?",
        text_en="What helped?",
        shown=[f"{first}=goed", f"{second}=goed"],
        either="y",
        never=[f"{second}=slecht"],
    )
    rule = content()["items"][-1]["shown_if"]
    either = {"any": [{"item": first, "in": ["goed"]}, {"item": second, "in": ["goed"]}]}
    assert rule == {"all": [either, {"not": {"item": second, "in": ["slecht"]}}]}
    form = lead.get(f"{draft}/questions/{third}").text
    assert re.search(r'name="either"[^>]*checked|checked[^>]*name="either"', form)
    assert re.search(rf'name="never" value="{second}=slecht" checked', form)
    assert lead.post(f"{draft}/publish").status_code == 303
    shown_if = instrument_of(published(draft)).item(third).shown_if
    assert shown_if is not None
    assert holds(shown_if, {first: "goed", second: "gaat_wel"})
    assert not holds(shown_if, {first: "goed", second: "slecht"})


def test_a_question_that_nobody_can_be_asked_is_named(lead: FlaskClient, draft: str) -> None:
    """Shown to who says good, and never to who says good."""
    first = add(lead, draft)
    add(lead, draft, text_nl="Wat hielp?", text_en="What helped?", shown=[f"{first}=goed"], never=[f"{first}=goed"])
    assert "Niemand krijgt deze vraag ooit" in unescape(lead.get(draft).text)
    assert lead.post(f"{draft}/publish").status_code == 422


def test_a_draft_is_thrown_away_once_it_is_confirmed(lead: FlaskClient, draft: str) -> None:
    """Without the tick nothing happens and the page says why; afterwards nothing is left of it."""
    add(lead, draft)
    refused = lead.post(f"{draft}/throw-away", data={})
    assert refused.status_code == 422
    assert 'id="why-confirm"' in refused.text
    assert content()
    assert lead.post(f"{draft}/throw-away", data={"confirm": "y"}).status_code == 303
    assert db.session.scalars(select(QuestionnaireDraft)).all() == []
    assert lead.get(draft).status_code == 404
    assert lead.post(f"{draft}/throw-away", data={"confirm": "y"}).status_code == 404


def test_a_published_questionnaire_cannot_be_thrown_away(lead: FlaskClient, draft: str) -> None:
    """What people were asked stays to be looked up; the page does not offer it either."""
    add(lead, draft)
    assert "throw-away" in lead.get(draft).text
    lead.post(f"{draft}/publish")
    assert "throw-away" not in lead.get(draft).text
    assert lead.post(f"{draft}/throw-away", data={"confirm": "y"}).status_code == 409
    assert instrument_of(published(draft)).item(str(content()["items"][-1]["key"])).text["nl"] == QUESTION["text_nl"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_the_page_can_break_is_said_in_the_words_of_its_author(
    language: str, lead: FlaskClient, draft: str
) -> None:
    """It said in English "items › what_helped: depends on 'how_was_your_week', which comes later" on a Dutch page."""
    first = add(lead, draft)
    lead.post(f"{draft}/library/peo", data={"chosen": ["workload", "workload_cause", "workload_factor_influenceable"]})
    add(lead, draft, text_nl="Wat hielp?", text_en="What helped?", shown=[f"{first}=slecht"])
    second = content()["items"][-1]["key"]
    steps: tuple[tuple[str, dict[str, str]], ...] = (
        (f"questions/{first}", QUESTION | {"options_nl": "Goed\nGaat wel", "options_en": "Good\nSo so"}),
        (f"questions/{first}", QUESTION | {"type": "text"}),
        (f"questions/{first}/out", {}),
        ("questions/experience", QUESTION | {"type": "multi"}),
        ("questions/workload/out", {}),
    )
    for path, data in steps:
        assert lead.post(f"{draft}/{path}", data=data).status_code == 303
        page = lead.get(f"{draft}?language={language}").text
        assert f'<html lang="{language}">' in page
        told = re.findall(r'<p class="why"([^>]*)>([^<]*)', page) + re.findall(
            r"<li([^>]*)>([^<]*)", page.partition('<div class="notice">')[2].partition("</div>")[0]
        )
        assert told, path
        assert not [words for mark, words in told if "lang=" in mark or "›" in words or second in words], path


@pytest.mark.parametrize("language", ["nl", "en"])
def test_markup_keeps_a_draft_from_being_published_and_is_said_once(
    language: str, lead: FlaskClient, draft: str
) -> None:
    """At its question, in the reader's language, not once for each language it was typed in."""
    add(lead, draft, text_nl="Hoe is <b>dit</b>?", text_en="How is **this**?")
    page = unescape(lead.get(f"{draft}?language={language}").text)
    said = {"nl": "Hier staat opmaak", "en": "Here stands markup"}[language]
    assert page.count(said) == 1
    lead.post(f"{draft}/publish")
    assert db.session.scalar(select(func.count()).select_from(PublishedQuestionnaire)) == 0


def test_a_questionnaire_of_before_with_markup_is_still_read(lead: FlaskClient, draft: str) -> None:
    """Words are checked where they are written; what was published before that is asked as it was."""
    add(lead, draft)
    lead.post(f"{draft}/publish")
    key = published(draft)
    stored = db.session.scalars(select(PublishedQuestionnaire)).one()
    text = zlib.decompress(stored.content).decode().replace(str(QUESTION["text_nl"]), "Hoe is <b>dit</b>?")
    with writing(db.session):
        stored.content, stored.digest = zlib.compress(text.encode()), digest_of(text)
    instrument_of.cache_clear()
    assert "Hoe is <b>dit</b>?" in [item.text["nl"] for item in instrument_of(key).items]
