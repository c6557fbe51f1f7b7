"""The words of a mirror's row come from tables of every answer and place, which tell nothing about who looked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.charts.gauge import cuts_of
from app.instrument.schema import Item
from app.mirror import row_words
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.row_words import own_words, place_words
from app.mirror.sentences import own_sentence, position_sentence
from app.wording.answer_words import short_answer
from app.wording.joined_words import sentences
from tests.mirror.subjects import PEO, headline, subject, whole

DECLINED = "_declined"
LISTED = [item for item in PEO.items if item.type in ("scale", "percent", "single")]


def answers_to(item: Item) -> list[object]:
    """Every answer to a question, as the diary stores it."""
    if item.type == "single":
        return [*item.option_keys, DECLINED]
    assert item.min is not None or item.type == "percent"
    low, high = (0, 100) if item.type == "percent" else (int(item.min or 0), int(item.max or 0))
    return [*range(low, high + 1), DECLINED]


@pytest.fixture(params=["nl", "en"])
def speaking(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    with app.test_request_context("/", headers={"Accept-Language": request.param}):
        yield request.param


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("item", LISTED, ids=lambda item: item.key)
def test_a_row_says_of_every_answer_what_the_page_of_its_subject_says(item: Item) -> None:
    """Looked up or worded anew: the same words, also of the answer before, and of one that was declined since."""
    every = answers_to(item)
    for before, now in zip([None, *every], [*every, every[0]], strict=True):
        each = subject(item.key, [before, now])
        own = own_words(each)
        assert own.told == sentences(own_sentence(item, each.answers))
        assert own.short == (short_answer(item, each.last_own.value) if each.last_own else "")


@pytest.mark.usefixtures("speaking")
@pytest.mark.parametrize("small", [True, False], ids=["small group", "large group"])
def test_a_row_says_of_every_place_in_a_group_what_the_page_of_its_subject_says(*, small: bool) -> None:
    """For a group that publishes one share, and for one that publishes all of them."""
    item = PEO.item("work_enjoyment")
    steps = len(cuts_of(item)) + 1
    group = headline(item, (0.4, 0.6)) if small else whole(item, [1 / steps] * steps)
    for answer in answers_to(item):
        each = subject(item.key, [answer], {2: group})
        said = place_words(each)
        if answer == DECLINED:
            assert said is None
        else:
            assert each.position is not None
            assert said == sentences(position_sentence(item, each.position, choice="region"))


@pytest.mark.usefixtures("speaking")
def test_what_a_process_keeps_is_the_same_whoever_looked() -> None:
    """One look at one answer fills the whole table; a second person with another answer adds nothing to it."""
    item = PEO.item("work_enjoyment")
    group = headline(item, (0.4, 0.6))

    def kept_after(answer: object) -> tuple[int, int]:
        looked: MirrorSubject = subject(item.key, [answer], {2: group})
        own_words(looked)
        place_words(looked)
        return row_words._every_answer.cache_info().currsize, row_words._every_place.cache_info().currsize

    row_words._every_answer.cache_clear()
    row_words._every_place.cache_clear()
    assert {kept_after(answer) for answer in answers_to(item)} - {(1, 0)} == {(1, 1)}


@pytest.mark.usefixtures("speaking")
def test_an_answer_of_several_choices_is_in_no_table() -> None:
    """There are too many of them to list, and one alone would tell who answered so: it is worded for each page."""
    item = next(item for item in PEO.items if item.type == "multi")
    row_words._every_answer.cache_clear()
    chosen = list(item.option_keys[:2])
    assert own_words(subject(item.key, [chosen])).short == short_answer(item, chosen)
    assert not row_words._every_answer(item, row_words._language())
