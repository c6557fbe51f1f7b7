"""A question's controls carry the names and values that the outside of Peil relies on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser

import pytest

from app.instrument.answers import DECLINED
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument, Item
from tests.look.pages import plain_environment
from tests.questionnaires import PEO


class Controls(HTMLParser):
    """Collects what a form would send: (name, value, checked) per control, and the plain words."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, bool]] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"input", "textarea"} and given.get("name"):
            self.found.append((given["name"] or "", given.get("value") or "", "checked" in given))

    def handle_data(self, data: str) -> None:
        self.words += data


def render(
    item: Item, *, fields: Mapping[str, Sequence[str]] | None = None, faults: Mapping[str, str] | None = None
) -> tuple[Controls, str]:
    macro = plain_environment().get_template("answering/questions.html").module.question  # type: ignore[attr-defined]  # A macro.
    html = str(macro(item, 1, fields or {}, faults or {}))
    controls = Controls()
    controls.feed(html)
    return controls, html


@pytest.fixture(scope="module")
def peo() -> Instrument:
    return load_instrument(PEO)


ITEMS = load_instrument(PEO).items


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_every_question_can_be_declined(item: Item) -> None:
    """“Prefer not to say” is in the same group, under the item's own name."""
    controls, _ = render(item)
    assert (item.key, DECLINED, False) in controls.found


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.key)
def test_nothing_is_chosen_beforehand(item: Item) -> None:
    controls, _ = render(item)
    assert not any(checked for _, _, checked in controls.found)


@pytest.mark.parametrize(
    "item", [item for item in ITEMS if item.type in {"single", "multi"}], ids=lambda item: item.key
)
def test_choices_are_the_options_under_the_items_name(item: Item) -> None:
    controls, _ = render(item)
    values = {value for name, value, _ in controls.found if name == item.key}
    assert values == {*item.option_keys, DECLINED}


@pytest.mark.parametrize("item", [item for item in ITEMS if item.rows], ids=lambda item: item.key)
def test_rows_are_named_after_item_and_row(item: Item) -> None:
    controls, _ = render(item)
    rows = {(name, value) for name, value, _ in controls.found if name.startswith(f"{item.key}.")}
    expected = {(f"{item.key}.{row}", option) for row in item.row_keys for option in item.option_keys}
    assert expected <= rows


def test_a_grade_has_every_step_highest_first(peo: Instrument) -> None:
    """Up is more: on the gauge and for a screen reader."""
    controls, _ = render(peo.item("work_enjoyment"))
    assert [value for _, value, _ in controls.found][:-1] == [str(step) for step in range(10, 0, -1)]


def test_ordered_options_stand_highest_first(peo: Instrument) -> None:
    controls, _ = render(peo.item("professional_space"))
    assert [value for _, value, _ in controls.found][:2] == ["ample", "sufficient"]


def test_what_was_typed_is_still_there(peo: Instrument) -> None:
    """A form that comes back has lost nothing, also what was wrong."""
    controls, _ = render(peo.item("direct_contact_share"), fields={"direct_contact_share": ["140"]})
    assert ("direct_contact_share", "140", False) in controls.found
    controls, _ = render(peo.item("workload_cause"), fields={"workload_cause": ["admin", "other"]})
    assert {value for _, value, checked in controls.found if checked} == {"admin", "other"}


def test_typed_words_are_shown_as_words(peo: Instrument) -> None:
    """Nothing that is typed becomes part of the page's code."""
    _, html = render(peo.item("fixed_comment"), fields={"fixed_comment": ["</textarea><script>"]})
    assert "<script>" not in html


def test_a_mistake_stands_at_its_question_in_words(peo: Instrument) -> None:
    """Not by colour alone: the word “Mistake:” and what is the matter."""
    controls, html = render(peo.item("work_enjoyment"), faults={"work_enjoyment": "Choose one grade."})
    assert re.search(r"Mistake:\s+Choose one grade\.", controls.words)
    assert "fault" in html
