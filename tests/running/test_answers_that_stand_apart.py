"""On the page a question gets "I don't know", "other" with own words and "none of these", as a content file can."""

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
from app.instrument.answers import ballot_value, read_form
from app.instrument.indicators import indicators
from app.instrument.installed import instrument_of
from app.instrument.schema import Item
from app.programme.models import QuestionnaireDraft
from app.programme.own_questionnaires import content_of
from app.running.question_content import can_be_edited, values_of
from app.running.question_lines import LineKind, TypedLine, with_keys
from tests.running.test_own_questionnaire import LIST, QUESTION, add, content, draft, published

__all__ = ["draft"]

DONT_KNOW = {"outside": "y", "outside_nl": "Weet ik niet\nNiet van toepassing", "outside_en": "No idea\nNot for me"}
OTHER = {"other": "y", "other_nl": "Anders, namelijk", "other_en": "Other, namely"}
NONE = {"alone": "y", "alone_nl": "Geen van deze", "alone_en": "None of these"}
KEYS = ["goed", "gaat_wel", "slecht"]
GRID = {"type": "grid", "rows_nl": "Taken\nCollega's", "rows_en": "Tasks\nColleagues"}
Sent = Mapping[str, str]


def marks(item: Mapping[str, Any], part: str = "options") -> list[tuple[object, ...]]:
    """Of each answer or row its key, and what it is marked as."""
    return [
        (each["key"], each.get("rank"), *(name for name in ("favourable", "open_text", "exclusive") if each.get(name)))
        for each in item[part]
    ]


def asked_as(draft: str, key: str, lead: FlaskClient) -> Item:
    """Publish the draft and return the question as people get it."""
    assert lead.post(f"{draft}/publish").status_code == 303
    return instrument_of(published(draft)).item(key)


def shown_values(page: str) -> dict[str, Any]:
    """What a browser would send that saves the form as it is shown."""
    form = page.partition('<form class="question"')[2].partition("</form>")[0]
    sent: dict[str, Any] = {"type": re.findall(r'<option selected value="(\w+)"', form)[0]}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and ("checkbox" not in tag or " checked" in tag):
            sent.setdefault(name[1], []).append(unescape(value[1] if value else ""))
    for name, words in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>\r?\n?([^<]*)', form):
        sent[name] = unescape(words)
    return sent


def test_one_answer_with_what_is_no_step(lead: FlaskClient, draft: str) -> None:
    """Neither "I don't know" nor "other" has a rank: a share of good answers never holds who had no idea."""
    item = asked_as(draft, add(lead, draft, **DONT_KNOW, **OTHER), lead)
    assert [(each.key, each.rank, each.favourable, each.open_text) for each in item.options] == [
        ("goed", 3, True, False),
        ("gaat_wel", 2, False, False),
        ("slecht", 1, False, False),
        ("anders_namelijk", None, False, True),
        ("weet_ik_niet", None, False, False),
        ("niet_van_toepassing", None, False, False),
    ]
    counts = {each.option: each.everywhere for each in indicators(item)}
    assert counts["favourable"]
    assert {name for name in counts if name in item.option_keys} == {
        "anders_namelijk",
        "weet_ik_niet",
        "niet_van_toepassing",
    }
    assert not any(counts[name] for name in ("anders_namelijk", "weet_ik_niet", "niet_van_toepassing"))


def test_own_words_stay_in_the_diary(lead: FlaskClient, draft: str) -> None:
    """The ballot says "other" and no more; without that answer the words are not even read."""
    key = add(lead, draft, **OTHER)
    item = asked_as(draft, key, lead)
    read = read_form([item], {key: ["anders_namelijk"], f"{key}.other_text": ["Wisselend"]})
    assert read.answers == {key: "anders_namelijk", f"{key}.other_text": "Wisselend"}
    assert ballot_value(item, read.answers[key]) == "anders_namelijk"
    assert read_form([item], {key: ["goed"], f"{key}.other_text": ["Wisselend"]}).answers == {key: "goed"}


def test_none_of_these_excludes_the_others(lead: FlaskClient, draft: str) -> None:
    """A question with several answers can have "other" and "none of these"; the latter goes with nothing."""
    several = {"type": "multi", "ordered": "", "good": "", "most": "2", **OTHER, **NONE}
    key = add(lead, draft, **{name: value for name, value in several.items() if value}, good="")
    item = asked_as(draft, key, lead)
    assert [each.key for each in item.options] == [*KEYS, "anders_namelijk", "geen_van_deze"]
    assert [each.key for each in item.options if each.exclusive] == ["geen_van_deze"]
    assert read_form([item], {key: ["goed", "geen_van_deze"]}).faults[key].code == "exclusive_with_others"
    assert read_form([item], {key: ["geen_van_deze"]}).answers == {key: ["geen_van_deze"]}


def test_rows_have_an_other_row_and_answers_without_a_step(lead: FlaskClient, draft: str) -> None:
    """In a grid "other" is a row, and "I don't know" one more answer to each."""
    add(lead, draft, **GRID, **DONT_KNOW, **OTHER)
    item = content()["items"][-1]
    assert marks(item, "rows") == [("taken", None), ("collega_s", None), ("anders_namelijk", None, "open_text")]
    assert [rank for _key, rank, *_marks in marks(item)] == [3, 2, 1, None, None]


EACH: tuple[Sent, ...] = (
    {**DONT_KNOW},
    {**DONT_KNOW, **OTHER},
    {**OTHER},
    {**OTHER, "ordered": "", "good": ""},
    {"type": "multi", "ordered": "", "good": "", **NONE},
    {"type": "multi", "ordered": "", "good": "", "most": "2", **OTHER, **NONE},
    {**GRID, **DONT_KNOW, **OTHER},
)


@pytest.mark.parametrize("sent", EACH, ids=lambda sent: "-".join(name for name in sent if "_" not in name))
def test_editing_again_shows_what_was_chosen(sent: Sent, lead: FlaskClient, draft: str) -> None:
    """The form as shown, saved unchanged, changes nothing: neither keys nor marks nor order."""
    key = _added(lead, draft, sent)
    before, page = content()["items"][-1], lead.get(f"{draft}/questions/{key}").text
    for kind in ("outside", "other", "alone"):
        assert bool(re.search(rf'<input checked[^>]*name="{kind}"', page)) == (kind in sent)
    assert lead.post(f"{draft}/questions/{key}", data=shown_values(page)).status_code == 303
    assert content()["items"][-1] == before


@pytest.mark.parametrize("sent", EACH, ids=lambda sent: "-".join(name for name in sent if "_" not in name))
def test_a_workbook_keeps_what_stands_apart(sent: Sent, lead: FlaskClient, draft: str) -> None:
    """Exported as XLSForm and imported again it is the same question."""
    key = _added(lead, draft, sent)
    book = lead.get(f"{draft}.xlsx")
    assert book.status_code == 200
    file = (io.BytesIO(book.data), "form.xlsx")
    lead.post(f"{LIST}/import", data={"file": file}, content_type="multipart/form-data")
    one, other = (
        {item["key"]: item for item in content_of(each)["items"]}[key]
        for each in db.session.scalars(select(QuestionnaireDraft))
    )
    assert (marks(one), one.get("rows"), one.get("max_choices")) == (
        marks(other),
        other.get("rows"),
        other.get("max_choices"),
    )
    assert can_be_edited(other)
    assert values_of(one, ["nl", "en"]) == values_of(other, ["nl", "en"])


def _added(lead: FlaskClient, draft: str, sent: Sent) -> str:
    data = {name: value for name, value in {**QUESTION, **sent}.items() if value}
    assert lead.post(f"{draft}/questions/new", data=data).status_code == 303
    return str(content()["items"][-1]["key"])


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({**NONE}, "alone"),
        ({"type": "multi", **DONT_KNOW}, "outside"),
        ({"type": "scale", "low": "1", "high": "10", **DONT_KNOW}, "outside"),
        ({"type": "text", **OTHER}, "other"),
        ({"type": "percent", **NONE}, "alone"),
        ({"ordered": "", "good": "", **DONT_KNOW}, "outside"),
        ({**DONT_KNOW, "outside_nl": " ", "outside_en": ""}, "outside_nl"),
        ({**DONT_KNOW, "outside_en": "No idea"}, "outside_en"),
        ({**OTHER, "other_en": ""}, "other_en"),
        ({**OTHER, "other_nl": "", "other_en": ""}, "other_nl"),
        ({**OTHER, "other_nl": "slecht"}, "other_nl"),
        ({**DONT_KNOW, **OTHER, "other_en": "No idea"}, "outside_en"),
        ({**OTHER, "other_nl": "Anders" * 50}, "other_nl"),
        ({**DONT_KNOW, "outside_nl": "a\nb\nc\nd\ne\nf", "outside_en": "a\nb\nc\nd\ne\nf"}, "outside_nl"),
    ],
    ids=repr,
)
def test_what_does_not_fit_is_named_and_stays_typed(
    changed: dict[str, str], field: str, lead: FlaskClient, draft: str
) -> None:
    """The fault stands at its field, the part of the form is open, and nothing typed is lost."""
    before = content()
    data = {name: value for name, value in {**QUESTION, **changed}.items() if value or name.endswith(("_nl", "_en"))}
    sent = lead.post(f"{draft}/questions/new", data=data)
    assert sent.status_code == 422
    assert f'id="why-{field}"' in sent.text
    assert re.search(r"<details open><summary>[^<]*“", unescape(sent.text))
    again = shown_values(sent.text)
    for name in changed.keys() & {"outside_nl", "outside_en", "other_nl", "other_en", "alone_nl"}:
        kept = again[name] if isinstance(again[name], str) else again[name][0]
        assert kept.split() == changed[name].split()
    assert content() == before


def test_words_that_are_not_ticked_offer_nothing(lead: FlaskClient, draft: str) -> None:
    """The form begins with usual words in each language of the questionnaire, whoever reads the page in whichever."""
    page = unescape(lead.get(f"{draft}/questions/new?language=en").text)
    assert re.search(r'name="outside_nl"[^>]*>\s*Weet ik niet', page)
    assert re.search(r'name="outside_en"[^>]*>\s*I don\'t know', page)
    words = {name: value for name, value in {**DONT_KNOW, **OTHER, **NONE}.items() if "_" in name}
    add(lead, draft, **words)
    assert [key for key, *_more in marks(content()["items"][-1])] == KEYS
    add(lead, draft, text_nl="Tweede?", text_en="Second?", outside="y")
    assert content()["items"][-1]["options"][-1]["text"] == {"nl": "Weet ik niet", "en": "I don't know"}


def test_an_answer_that_moves_out_of_the_list_keeps_its_key(lead: FlaskClient, draft: str) -> None:
    """Whoever typed "Weet ik niet" as the last step can mend that; rules and figures go on meaning the same."""
    four = {"options_nl": "Goed\nGaat wel\nSlecht\nWeet niet", "options_en": "Good\nSo so\nBad\nNo idea"}
    key = add(lead, draft, **four)
    apart = {"outside": "y", "outside_nl": "Weet niet", "outside_en": "No idea"}
    assert lead.post(f"{draft}/questions/{key}", data={**QUESTION, **apart}).status_code == 303
    assert marks(content()["items"][-1]) == [
        ("goed", 3, "favourable"),
        ("gaat_wel", 2),
        ("slecht", 1),
        ("weet_niet", None),
    ]


def test_what_is_new_in_the_list_never_takes_the_key_of_what_stood_apart(lead: FlaskClient, draft: str) -> None:
    """ "I don't know" goes and a fourth step comes in one save: that step is a new answer."""
    key = add(lead, draft, **DONT_KNOW)
    four = {"options_nl": "Goed\nGaat wel\nSlecht\nHeel slecht", "options_en": "Good\nSo so\nBad\nVery bad"}
    assert lead.post(f"{draft}/questions/{key}", data={**QUESTION, **four}).status_code == 303
    assert [each for each, *_more in marks(content()["items"][-1])] == [*KEYS, "heel_slecht"]


def test_a_rule_can_rest_on_what_stands_apart(lead: FlaskClient, draft: str) -> None:
    """It is listed below the answers of its question, and a rule on one that went is a fault that is named."""
    first = add(lead, draft, **DONT_KNOW)
    page = unescape(lead.get(f"{draft}/questions/new").text).partition('id="f-shown"')[2].partition("</fieldset>")[0]
    listed = re.findall(rf'value="{first}=(\w+)"', page)
    assert listed == [*KEYS, "weet_ik_niet", "niet_van_toepassing"]
    add(lead, draft, text_nl="Waarom niet?", text_en="Why not?", shown=[f"{first}=weet_ik_niet"])
    assert lead.post(f"{draft}/questions/{first}", data=QUESTION).status_code == 303
    assert "een antwoord op “Hoe ging je week?” dat er niet meer is" in unescape(lead.get(draft).text)


def test_the_phone_shows_them_off_the_scale(lead: FlaskClient, draft: str) -> None:
    """As people see it: the steps on the gauge, the others below it, with the field of "other" right below it."""
    key = add(lead, draft, **DONT_KNOW, **OTHER)
    phone = lead.get(f"{draft}/phone").text
    scale, below = phone.partition('<div class="scale">')[2].split("</div>", 1)
    assert [word in scale for word in ("Slecht", "Weet ik niet", "Anders, namelijk")] == [True, False, False]
    assert below.index("Anders, namelijk") < below.index(f"{key}.other_text") < below.index("Weet ik niet")
    add(lead, draft, type="multi", text_nl="Wat hielp?", text_en="What helped?", **OTHER, **NONE)
    several = lead.get(f"{draft}/phone").text.partition("Wat hielp?")[2]
    assert several.index("Anders, namelijk") < several.index(".other_text") < several.index("Geen van deze")


@pytest.mark.parametrize("library", ["peo", "wellbeing"])
def test_copied_questions_keep_what_stands_apart(library: str, lead: FlaskClient, draft: str) -> None:
    """Saved as the page shows it, a copied question has the same answers and rows, in the same order."""
    lead.post(f"{draft}/library/{library}", data={"chosen": [item.key for item in instrument_of(library).items]})
    before = [item for item in content()["items"] if can_be_edited(item) and "open_text" in str(item)]
    assert before
    for item in before:
        page = lead.get(f"{draft}/questions/{item['key']}").text
        assert lead.post(f"{draft}/questions/{item['key']}", data=shown_values(page)).status_code == 303
    after = {item["key"]: item for item in content()["items"]}
    for item in before:
        for part in ("options", "rows"):
            told = [{name: each[name] for name in each if name != "rank"} for each in item.get(part, [])]
            steps = any("rank" in each for each in item.get(part, []))
            now = [{name: each[name] for name in each if name != "rank"} for each in after[item["key"]].get(part, [])]
            order = (lambda each: each["key"]) if steps else (lambda _each: "")
            assert sorted(now, key=order) == sorted(told, key=order), item["key"]


def test_a_new_answer_comes_below_the_list_and_an_old_one_stays() -> None:
    """An exclusive answer in the middle of a list stays there; what is new stands apart below it."""
    words = {name: {"nl": name} for name in "abcdxyz"}
    old: list[tuple[LineKind, str]] = [("listed", "a"), ("alone", "x"), ("listed", "b"), ("alone", "y")]
    typed: list[tuple[LineKind, str]] = [
        ("listed", "a"),
        ("listed", "c"),
        ("listed", "b"),
        ("other", "z"),
        ("alone", "x"),
        ("alone", "y"),
    ]
    found = with_keys(
        [TypedLine(words[name], kind) for kind, name in typed],
        [(kind, {"key": name, "text": words[name]}) for kind, name in old],
    )
    assert [part["key"] for _kind, part in found] == ["a", "x", "c", "b", "z", "y"]
