"""Answers, counts and days in the reader's words: the pieces that sentences are made of."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import format_date, format_decimal, ngettext

from app.charts.gauge import gauge_of, headline_of, steps_of
from app.clock import REGION_TIME
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Item
from app.mirror.comparable_groups import With
from app.mirror.translated import _
from app.releases.rules.cells import Published
from app.web.language import percent, say


def answer_words(item: Item, value: object) -> str:
    """An answer as it is said in a sentence; several choices with commas between them."""
    if value == DECLINED:
        return _("prefer not to say")
    if item.type == "percent" and isinstance(value, int | float):
        return percent(value / 100)
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | tuple):
        return ", ".join(option_words(item, str(each)) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{row_words(item, row)}: {option_words(item, each)}" for row, each in value.items())
    return option_words(item, str(value))


def option_words(item: Item, key: str) -> str:
    """An option in running text, without its capital."""
    options = (*item.options, *([item.escape] if item.escape else ()))
    return next((_in_running_text(say(option.text)) for option in options if option.key == key), key)


def row_words(item: Item, key: str) -> str:
    return next((_in_running_text(say(row.text)) for row in item.rows if row.key == key), key)


def _in_running_text(text: str) -> str:
    return text if text.startswith(("I ", "SKJ")) else text[:1].lower() + text[1:]


def count_words(item: Item, option: str) -> str:
    """Which answers a published count is of: "‘sufficient’ or higher", "7 or higher", "‘workload’"."""
    name = option.rpartition(":")[2]
    if item.type == "scale":
        return _("%(grade)s or higher", grade=name.removeprefix(">="))
    if item.type == "percent":
        return _("%(share)s or more", share=percent(int(name.removeprefix(">=")) / 100))
    ranked = sorted((each.rank, each.key, each.favourable) for each in item.options if each.rank is not None)
    key = name.removeprefix(">=")
    if name == "favourable":
        key = next(key for _rank, key, favourable in ranked if favourable)
    words = option_words(item, key)
    top = not ranked or ranked[-1][1] == key
    return _("‘%(option)s’", option=words) if top or key == name else _("‘%(option)s’ or higher", option=words)


def headline_words(item: Item) -> str:
    return count_words(item, headline_of(item) or "")


def share_words(cell: Published) -> str:
    """Between which bounds a share lies, in whole per cents."""
    return between_words(cell.lower, cell.upper)


def between_words(lower: float, upper: float) -> str:
    """Two shares, 0…1, in whole per cents."""
    if lower <= 0:
        return _("at most %(share)s", share=percent(upper))
    if upper >= 1:
        return _("at least %(share)s", share=percent(lower))
    return _("%(low)s to %(high)s", low=round(lower * 100), high=percent(upper))


def zone_words(item: Item, *, cuts: Sequence[float], place: int) -> str:
    """Which answers lie between two cuts of a gauge: "sufficient", "5 to 6", "30% to 50%", "‘sufficient’ or higher"."""
    gauge = gauge_of(item)
    assert gauge is not None
    low = gauge.low if place == 0 else cuts[place - 1]
    high = gauge.high if place == len(cuts) else cuts[place]
    if gauge.kind == "percent":
        return _("%(low)s to %(high)s", low=percent(low / 100), high=percent(high / 100))
    first, last = math.ceil(low), math.floor(high)
    words = [_step_words(item, step) for step in ([first] if first == last else [first, last])]
    return words[0] if len(words) == 1 else _("%(low)s to %(high)s", low=words[0], high=words[1])


def _step_words(item: Item, step: int) -> str:
    steps = steps_of(item)
    return option_words(item, steps[step - 1]) if steps else number(step)


def short_answer(item: Item, value: object) -> str:
    """An answer in a word or two: of several choices the first and how many more; of a grid how many rows."""
    if isinstance(value, list | tuple) and len(value) > 1:
        return _("%(first)s and %(more)s more", first=option_words(item, str(value[0])), more=len(value) - 1)
    if isinstance(value, dict):
        return str(ngettext("%(num)s answer", "%(num)s answers", len(value)))
    return answer_words(item, value)


def mean_words(cell: Published) -> tuple[str, str]:
    """The bounds of a mean, with one decimal."""
    return decimal(cell.lower), decimal(cell.upper)


def people_words(size_class: str) -> str:
    """How many people a figure is about, never an exact number."""
    if size_class.endswith("+"):
        return _("%(number)s people or more", number=size_class[:-1])
    first, _dash, last = size_class.partition("-")
    return _("%(first)s to %(last)s people", first=first, last=last)


def group_in_full(choice: With) -> str:
    """The group as it is called in a sentence or a heading."""
    match choice:
        case "region":
            return _("the region")
        case "experience":
            return _("people with your experience")
    return group_words(choice)


def group_words(choice: With) -> str:
    """The group in short, for the switch and in the chart."""
    match choice:
        case "region":
            return _("region")
        case "orgtype":
            return _("your kind of organisation")
        case "experience":
            return _("your experience")
        case "team":
            return _("your team")


def decimal(value: float) -> str:
    return str(format_decimal(value, format="0.0"))


def number(value: float) -> str:
    return str(format_decimal(value, format="0.##"))


def month(moment: datetime) -> str:
    """`mrt`: short, for the time axis."""
    return str(format_date(moment.astimezone(REGION_TIME).date(), "MMM")).removesuffix(".")


def long_month(moment: datetime) -> str:
    """`maart`: in a sentence."""
    return str(format_date(moment.astimezone(REGION_TIME).date(), "MMMM"))


def month_and_year(moment: datetime) -> str:
    """`maart 2026`: since when something goes on."""
    return str(format_date(moment.astimezone(REGION_TIME).date(), "MMMM yyyy"))


def capital(words: str) -> str:
    """The words as they begin a sentence."""
    return words[:1].upper() + words[1:]


def span(opens: datetime, closes: datetime) -> str:
    """A period by its first and its last day, the year said once; `closes` is the midnight after the last."""
    first, last = opens.astimezone(REGION_TIME), closes.astimezone(REGION_TIME) - timedelta(minutes=1)
    form = "d MMMM" if first.year == last.year else "d MMMM yyyy"
    return _(
        "%(first)s to %(last)s",
        first=format_date(first.date(), form),
        last=format_date(last.date(), "d MMMM yyyy"),
    )
