"""Words beside an answer go when the answer goes: what a person no longer sees is not kept."""

from __future__ import annotations

import pytest

from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.instrument.schema import Item

ITEMS = instrument_of("peo").items
WITH_OTHER = [item for item in ITEMS if any(option.open_text for option in item.options)]
WITH_OTHER_ROW = [item for item in ITEMS if any(row.open_text for row in item.rows) and item.type == "grid"]


@pytest.mark.parametrize("item", WITH_OTHER, ids=lambda item: item.key)
def test_words_of_an_other_that_was_taken_away_are_not_kept(item: Item) -> None:
    """Typed, then another answer chosen, or none, or rather not said: the hidden field may still be sent."""
    shown = item.model_copy(update={"shown_if": None})
    other = next(option.key for option in item.options if option.open_text)
    words = {f"{item.key}.other_text": ["mijn woorden"]}
    another = next(option.key for option in item.options if not option.open_text)
    kept = read_form([shown], {item.key: [other], **words}).answers
    assert kept[f"{item.key}.other_text"] == "mijn woorden"
    for chosen in ([another], ["_declined"], []):
        assert f"{item.key}.other_text" not in read_form([shown], {item.key: chosen, **words}).answers


@pytest.mark.parametrize("item", WITH_OTHER_ROW, ids=lambda item: item.key)
def test_words_of_a_row_without_an_answer_are_not_kept(item: Item) -> None:
    """The same for a line of a grid that somebody names themselves."""
    shown = item.model_copy(update={"shown_if": None})
    row = next(each.key for each in item.rows if each.open_text)
    words = {f"{item.key}.other_text": ["mijn woorden"]}
    rated = {f"{item.key}.{row}": [item.option_keys[0]]}
    assert f"{item.key}.other_text" in read_form([shown], {**rated, **words}).answers
    assert f"{item.key}.other_text" not in read_form([shown], words).answers
