"""A long form as pages, and how many questions can still come: right for any rules, the same pages for everybody."""

from __future__ import annotations

from itertools import product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.instrument.form_pages import MOST_ON_A_PAGE, StillToCome, pages_of, still_to_come
from app.instrument.installed import instrument_of
from app.instrument.routing import shown_in_turn
from app.instrument.routing_rules import Rule
from app.instrument.schema import Item
from tests.instrument.conftest import single, visible_items

OPTIONS = ("a", "b", "c")
KEYS = ("first", "second", "third", "fourth")


@st.composite
def rules(draw: st.DrawFn, keys: tuple[str, ...]) -> Rule:
    """A rule about items that come before."""
    named = st.lists(st.sampled_from(OPTIONS), min_size=1, unique=True).map(tuple)
    one = st.builds(Rule, item=st.sampled_from(keys), among=named)
    told = st.builds(Rule, item=st.sampled_from(keys), answered=st.booleans())
    both = st.lists(one | told, min_size=1, max_size=2).map(tuple)
    return draw(one | told | st.builds(Rule, every=both) | st.builds(Rule, some=both) | st.builds(Rule, unless=one))


@st.composite
def forms(draw: st.DrawFn) -> list[Item]:
    """Four questions, each of the later ones perhaps asked only after certain answers."""
    shown_if = [None, *(draw(st.none() | rules(KEYS[:place])) for place in range(1, len(KEYS)))]
    return [single(key, shown_if=rule, options=OPTIONS) for key, rule in zip(KEYS, shown_if, strict=True)]


GIVEN = st.dictionaries(st.sampled_from(KEYS), st.sampled_from(OPTIONS))
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@FEW
@given(items=forms(), answers=GIVEN, start=st.integers(0, len(KEYS)))
def test_the_range_is_what_trying_every_answer_gives(items: list[Item], answers: dict[str, str], start: int) -> None:
    """The fewest and the most questions over all answers that are still open, and nothing outside it."""
    coming = [item.key for item in items[start:]]
    lengths = []
    for choice in product((None, *OPTIONS), repeat=len(coming)):
        tried = {**dict(zip(coming, choice, strict=True)), **answers}
        shown = visible_items(items, {key: value for key, value in tried.items() if value}, {})
        lengths.append(sum(item.key in coming for item in shown))
    after = items[start - 1].key if start else None
    assert still_to_come(items, answers, after=after) == StillToCome(min(lengths), max(lengths))


@FEW
@given(items=forms())
def test_no_question_stands_on_the_page_of_what_decides_it(items: list[Item]) -> None:
    """So that a page can be shown without a script; and every question stands on one page, after what precedes it."""
    pages = pages_of(items)
    where = {item.key: number for number, page in enumerate(pages) for item in page}
    assert sorted(where) == sorted(KEYS)
    for item in items:
        for test in item.shown_if.tests() if item.shown_if else ():
            assert where[test.item or ""] < where[item.key]


def test_the_pages_of_the_questionnaire_are_short_for_everybody() -> None:
    """At most five questions on a page, in the order of the questionnaire, whatever was answered."""
    items = instrument_of("peo").items
    pages = pages_of(items)
    for workload in ("some", "hardly_or_not", "_declined"):
        answers = {"workload": workload, "worked_before_2015": "yes", "workload_cause": ["admin"]}
        asked = [item.key for item in shown_in_turn(items, answers)]
        seen = [[item.key for item in page if item.key in asked] for page in pages]
        assert max(map(len, seen)) <= MOST_ON_A_PAGE
        assert [key for page in seen for key in page] == asked


def test_many_questions_that_decide_are_counted_quickly() -> None:
    """Fourteen questions that each decide about the next one: counted without trying all four to the fourteenth."""
    keys = [f"item{place}" for place in range(28)]
    items = [
        single(key, shown_if=Rule(item=keys[place - 1], among=("a",)) if place % 2 else None, options=OPTIONS)
        for place, key in enumerate(keys)
    ]
    assert still_to_come(items, {}) == StillToCome(14, 28)
