"""The quick form of a pulse is the form that the template makes, and holds nothing of the person before."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from app.answering import routes
from app.answering.blank_form import PLACES, filled_form, mark
from tests.answering.test_pulse_form import send
from tests.region import SmallRegion

TOKENS = re.compile(r'(name="(?:csrf_token|submission)" value=)"[^"]*"')
ANSWERS: tuple[dict[str, object], ...] = (
    {},
    {"work_enjoyment": "7"},
    {"work_enjoyment": "10", "professional_space": "sufficient"},
    {"work_enjoyment": "_declined", "professional_space": "_declined"},
    {"work_enjoyment": "7", "professional_space": "ample", "professional_space.comment": "My own <b>note</b>."},
)


def without_tokens(page: str) -> str:
    return TOKENS.sub(r'\1""', page)


@pytest.mark.parametrize("answers", ANSWERS)
def test_both_ways_make_the_same_page(
    region: SmallRegion, monkeypatch: pytest.MonkeyPatch, answers: dict[str, object]
) -> None:
    """Whatever was answered before: ticks, declined questions, a note; but for the tokens, which are always new."""
    own = region.signed_in(region.participant)
    if answers:
        assert send(own, **answers).status_code == 303
    quick = own.get("/pulse").text
    monkeypatch.setattr(routes, "_quick_page", lambda *_pulse, **_own: None)
    assert without_tokens(quick) == without_tokens(own.get("/pulse").text)


def test_nobody_gets_a_form_with_the_answers_of_another(region: SmallRegion) -> None:
    """What is kept is the empty form: the team mate's first form has no tick, no note and no day."""
    own, theirs = region.signed_in(region.participant), region.signed_in(region.team_mate)
    send(own, work_enjoyment="7", **{"professional_space.comment": "Mine alone."})
    mine, other = own.get("/pulse").text, theirs.get("/pulse").text
    assert " checked" in mine
    assert " checked" not in other
    assert "Mine alone." not in other
    assert tokens(mine).isdisjoint(tokens(other))
    assert not any(mark(place) in page for place in PLACES for page in (mine, other))


def tokens(page: str) -> set[str]:
    return set(re.findall(r'name="(?:csrf_token|submission|owner)" (?:value|content)="([^"]+)"', page))


def test_words_are_left_to_the_template() -> None:
    """A value that is no control of the form, or that would end an attribute, is not put in by this way."""
    form = '<input name="a" value="1"><input name="b" value="">'
    own = dict.fromkeys(PLACES, "")
    assert filled_form(form, own=own, fields={"a": ["1"]}) == form.replace('"1"', '"1" checked')
    assert filled_form(form, own=own, fields={"b": ["words"]}) is None
    assert filled_form(form, own=own, fields={"b": [""]}) is None
    assert filled_form(form, own=own, fields={"a": ['1" onclick="x']}) is None


def test_a_visitor_without_scripts_sees_the_day_of_the_earlier_answer(region: SmallRegion) -> None:
    """Filled in like everything else that is one's own."""
    own: FlaskClient = region.signed_in(region.participant)
    send(own, work_enjoyment="7")
    assert mark("sent_day") not in own.get("/pulse").text
