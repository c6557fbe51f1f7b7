"""Divides a long form into pages, and says how many questions are still to come.

Decides what stands together when somebody answers page by page without a script: a question never stands on the page
of the question that decides whether it is asked. Everybody gets the same number of pages, whatever they answer, so the
number of requests tells nothing. Must not know where answers go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from app.instrument.routing import form_rules, possible_answers
from app.instrument.routing_rules import Answers, Rule, holds
from app.instrument.schema import Item

MOST_ON_A_PAGE = 5
"""The most questions of one page that a person sees."""


@dataclass(frozen=True, slots=True)
class StillToCome:
    """The fewest and the most questions that can still come, under what was answered so far."""

    least: int
    most: int


def pages_of(items: Sequence[Item]) -> tuple[tuple[Item, ...], ...]:
    """Return the pages of a form, each with its items in the questionnaire's order; no page mixes two blocks.

    Questions that nobody is asked both of may stand on one page.
    """
    pages: list[tuple[Item, ...]] = []
    for _block, of_block in groupby(items, key=lambda item: item.block):
        placed: list[list[Item]] = []
        for item in of_block:
            at = _first_page(item, placed)
            if at == len(placed):
                placed.append([])
            placed[at].append(item)
        pages += [tuple(page) for page in placed]
    return tuple(pages)


def still_to_come(
    items: Sequence[Item], answers: Answers, *, after: str | None = None, earlier: Answers | None = None
) -> StillToCome:
    """Return how many questions can still be asked after the item `after` (None: all of them).

    Answers to what comes later do not count yet, unless they are in `answers`; every way the routing can go is tried.
    """
    rules = form_rules(items, earlier)
    start = next((place + 1 for place, item in enumerate(items) if item.key == after), 0)
    before, coming = items[:start], items[start:]
    said: dict[str, object] = {}
    for item in before:
        rule = rules[item.key]
        if item.key in answers and (rule is None or holds(rule, said)):
            said[item.key] = answers[item.key]
    ways = [(said, StillToCome(0, 0))]
    for place, item in enumerate(coming):
        tests = [test for later in coming[place + 1 :] if (rule := rules[later.key]) for test in rule.tests()]
        every = [way for each in ways for way in _ways_on(item, each, rule=rules[item.key], tests=tests, known=answers)]
        ways = _merged(every, wanted={test.item for test in tests})
    return StillToCome(min(each.least for _said, each in ways), max(each.most for _said, each in ways))


_Way = tuple[dict[str, object], StillToCome]
"""Answers that later rules look at, with the number of questions that were shown on the way there."""


def _ways_on(item: Item, way: _Way, *, rule: Rule | None, tests: Sequence[Rule], known: Answers) -> Iterator[_Way]:
    """Yield how it goes on after an item: once when it is hidden, else for each answer that makes a difference.

    `tests`: what later rules ask.
    """
    said, count = way
    if rule is not None and not holds(rule, said):
        yield way
        return
    looked_at = any(test.item == item.key for test in tests)
    possible = possible_answers(item) if looked_at else [None]
    for answer in [known[item.key]] if item.key in known else possible:
        yield {**said, item.key: answer}, StillToCome(count.least + 1, count.most + 1)


def _merged(ways: Sequence[_Way], *, wanted: Collection[str | None]) -> list[_Way]:
    """Return the ways that still differ: those with the same `wanted` answers become one, with its bounds."""
    found: dict[str, _Way] = {}
    for said, count in ways:
        kept = {key: value for key, value in said.items() if key in wanted}
        mark = repr(sorted(kept.items()))
        other = found[mark][1] if mark in found else count
        found[mark] = (kept, StillToCome(min(count.least, other.least), max(count.most, other.most)))
    return list(found.values())


def _first_page(item: Item, pages: Sequence[Sequence[Item]]) -> int:
    """Return the first page on which an item can stand: after what decides it, and not before what precedes it."""
    needed = _looks_at(item)
    first = max(
        (at + (other.key in needed) for at, page in enumerate(pages) for other in page if _together(item, other)),
        default=0,
    )
    full = first < len(pages) and sum(_together(item, other) for other in pages[first]) >= MOST_ON_A_PAGE
    return first + full


def _looks_at(item: Item) -> set[str]:
    tests = item.shown_if.tests() if item.shown_if else ()
    return {key for key in (*(test.item for test in tests), item.piped_from) if key}


def _together(one: Item, other: Item) -> bool:
    """Return whether somebody can be asked both; False when their rules want different answers to one question."""
    wanted, unwanted = _wanted(one.shown_if), _wanted(other.shown_if)
    return all(wanted[key] & unwanted[key] for key in wanted.keys() & unwanted.keys())


def _wanted(rule: Rule | None) -> dict[str, frozenset[str]]:
    """Return the answers that a rule needs to certain questions: the tests that must all hold."""
    if rule is None:
        return {}
    tests = [rule] if rule.item else [part for part in rule.every or () if part.item]
    return {test.item: frozenset(test.among) for test in tests if test.item and test.among}
