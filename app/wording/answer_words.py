"""Questions and answers in words: what was asked, what somebody answered, and which answers a figure counts.

A count is "‘sufficient’ or higher" or "7 or higher" in a sentence, and the same without quotation marks where it
stands by itself, unless the questionnaire words it (`Option.or_higher`). Must not know figures or groups.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from app.charts.gauge import gauge_of, headline_of, steps_of
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Instrument, Item, Option, UnknownItem
from app.releases.rules.joint_counts import NOT
from app.web.language import beginning, inside_sentence, percent, say
from app.wording.figure_words import interval_words, number, range_words
from app.wording.joined_words import either, in_quotes
from app.wording.translated import _, ngettext


def answer_words(item: Item, value: object) -> str:
    """Return an answer as it is said in a sentence; several choices with commas between them."""
    if value == DECLINED:
        return _("prefer not to say")
    if item.type == "percent" and isinstance(value, int | float):
        return percent(value / 100)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | tuple | dict):
        return ", ".join(answer_lines(item, value))
    return option_words(item, str(value))


def answer_lines(item: Item, value: object) -> list[str]:
    """Return an answer as it is said in a sentence, in parts: one for each choice, and for each row of a grid."""
    if isinstance(value, list | tuple):
        return [option_words(item, str(each)) for each in value]
    if isinstance(value, dict):
        return [f"{row_words(item, row)}: {option_words(item, each)}" for row, each in value.items()]
    return [answer_words(item, value)]


def short_answer(item: Item, value: object) -> str:
    """Return an answer in a few words: the first of several choices and how many more, or how many grid rows."""
    if isinstance(value, list | tuple) and len(value) > 1:
        return _("%(first)s and %(more)s more", first=option_words(item, str(value[0])), more=len(value) - 1)
    if isinstance(value, dict):
        return ngettext("%(num)s answer", "%(num)s answers", len(value))
    return answer_words(item, value)


def option_words(item: Item, key: str) -> str:
    """Return an option as it stands inside a sentence; its key when the questionnaire no longer has it."""
    found = _option(item, key)
    return inside_sentence(say(found.text)) if found else key


def row_words(item: Item, key: str) -> str:
    """Return a grid row as it stands inside a sentence; its key when the questionnaire no longer has it."""
    text = _row(item, key)
    return inside_sentence(text) if text else key


def subject_words(item: Item, row: str = "") -> str:
    """Return the title of an item; with a `row`, that of a grid and then the row's text."""
    text = _row(item, row)
    return f"{say(item.short)}: {text}" if text else say(item.short)


def _row(item: Item, key: str) -> str:
    return next((say(each.text) for each in (*item.rows, *item.options) if each.key == key), "")


def _option(item: Item, key: str) -> Option | None:
    options = (*item.options, *([item.escape] if item.escape else ()))
    return next((each for each in options if each.key == key), None)


def count_words(item: Item, option: str) -> str:
    """Return which answers a share counts, to stand inside a sentence: "‘sufficient’ or higher", "7 or higher"."""
    name = option.rpartition(":")[2]
    if number_of := _least(item, name):
        return number_of
    if own := _own_words(item, name):
        return in_quotes(inside_sentence(own))
    counted = [in_quotes(option_words(item, each.key)) for each in _counted(item, name)]
    return _together(counted, item, name) if counted else in_quotes(option)


def count_label(item: Item, option: str) -> str:
    """Return which answers a share counts, to stand alone in a table or a file: "Sufficient or higher", "Workload"."""
    name = option.rpartition(":")[2]
    if number_of := _least(item, name):
        return number_of
    if own := _own_words(item, name):
        return beginning(own)
    counted = [option_words(item, each.key) for each in _counted(item, name)]
    return beginning(_together(counted, item, name)) if counted else option


def headline_words(item: Item) -> str:
    """Return the answers that an item's charts count, in words for a sentence: "7 or higher"."""
    return count_words(item, headline_of(item) or "")


def _least(item: Item, name: str) -> str:
    """Return the words for a lowest grade or percentage: "7 or higher", "50% or more"; empty for other counts."""
    if not name.startswith(">="):
        return ""
    least = name.removeprefix(">=")
    if item.type == "scale":
        return _("%(least)s or higher", least=least)
    return _("%(share)s or more", share=percent(int(least) / 100)) if item.type == "percent" else ""


def _own_words(item: Item, name: str) -> str:
    """Return the questionnaire's own words for a step and all above it; empty where it has none."""
    counted = _counted(item, name)
    lowest = counted[0] if len(counted) > 1 else None
    if lowest is None or lowest.or_higher is None or lowest.rank is None:
        return ""
    return say(lowest.or_higher) if counted == _at_least(item, lowest.rank) else ""


def _counted(item: Item, name: str) -> list[Option]:
    """Return the options that an indicator counts, lowest first: the favourable ones, a step and higher, or one."""
    if name == "favourable":
        return sorted((each for each in item.options if each.favourable), key=lambda each: each.rank or 0)
    lowest = _option(item, name.removeprefix(">="))
    if lowest is None or not name.startswith(">=") or lowest.rank is None:
        return [lowest] if lowest else []
    return _at_least(item, lowest.rank)


def _at_least(item: Item, rank: int) -> list[Option]:
    ranked = [(each.rank, each) for each in item.options if each.rank is not None and each.rank >= rank]
    return [each for _rank, each in sorted(ranked, key=lambda pair: pair[0])]


def _together(words: Sequence[str], item: Item, name: str) -> str:
    """Return several options in words: "x or higher" when they are the top of the scale, else "x, y or z"."""
    counted = _counted(item, name)
    if len(counted) == 1:
        return words[0]
    lowest = counted[0].rank
    if lowest is not None and counted == _at_least(item, lowest):
        return _("%(least)s or higher", least=words[0])
    return either(words)


def zone_words(item: Item, *, cuts: Sequence[float], place: int) -> str:
    """Return which answers lie in one part of a scale: "sufficient", "5 to 6", "30 to 50%".
    `cuts`: the values at which the scale is divided; `place`: which part, 0 is the lowest.
    """
    gauge = gauge_of(item)
    assert gauge is not None
    low = gauge.low if place == 0 else cuts[place - 1]
    high = gauge.high if place == len(cuts) else cuts[place]
    if gauge.kind == "percent":
        return interval_words(low / 100, high / 100)
    first, last = math.ceil(low), math.floor(high)
    words = [_step_words(item, step) for step in ([first] if first == last else [first, last])]
    return words[0] if len(words) == 1 else range_words(words[0], words[1])


def _step_words(item: Item, step: int) -> str:
    steps = steps_of(item)
    return option_words(item, steps[step - 1]) if steps else number(step)


def title_of(instrument: Instrument, base: str) -> str:
    """Return the title of an item in a release by its key; for a row of a grid ("item.row") both titles."""
    key, _dot, row = base.partition(".")
    try:
        return subject_words(instrument.item(key), row)
    except UnknownItem:
        return base


def row_title(instrument: Instrument, base: str) -> str:
    """Return the title of a grid's row without the grid's own ("item.row"); empty for anything else."""
    key, _dot, row = base.partition(".")
    return _row(instrument.item(key), row)


def counted_answers(instrument: Instrument, base: str, option: str) -> str:
    """Return which answers a released share counts: "7 or higher".
    In a cross-tabulation also "not: 7 or higher", for the people who did not give them. `base`: the item's key, or
    "item.row" for a row of a grid.
    """
    if option.startswith(NOT):
        return _("not: %(answer)s", answer=counted_answers(instrument, base, option.removeprefix(NOT)))
    try:
        return count_label(instrument.item(base.partition(".")[0]), option)
    except UnknownItem:
        return option


def figure_title(instrument: Instrument, base: str, option: str) -> str:
    """Return which answers a released figure counts: "7 or higher", or "mean" for a figure without an `option`.
    `base`: the item's key, or "item.row" for a row of a grid.
    """
    return counted_answers(instrument, base, option) if option else _("mean")


def category_words(instrument: Instrument, key: str, category: str) -> str:
    """Return a background category in the words of the question that asks for it."""
    try:
        found = _option(instrument.item(key), category)
    except UnknownItem:
        return category
    return say(found.text) if found else category


def part_words(instrument: Instrument, breakdown: str, category: str) -> str:
    """Return whom a figure about a part of the region counts: "Experience: under 2 years".
    `breakdown`: a background question; `category`: one of its answers.
    """
    return f"{title_of(instrument, breakdown)}: {category_words(instrument, breakdown, category)}"


def joint_division(instrument: Instrument, given: str) -> str:
    """Return by which other question people who answered both were set apart: "together with ‘workload’"."""
    return _("together with %(question)s", question=in_quotes(title_of(instrument, given)))


def joint_part(instrument: Instrument, given: str, category: str) -> str:
    """Return the first part of a sentence on a cross-tabulated share: "Of all who answered both: workload: high, and".
    The words for the other answer follow it on the page.
    """
    return _(
        "Of all who answered both: %(question)s: %(answer)s, and",
        question=title_of(instrument, given),
        answer=counted_answers(instrument, given, category),
    )
