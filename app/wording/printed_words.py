"""A printed figure of an earlier report in words: what was counted, among whom, how much, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.instrument.printed_figures import Conditions, PrintedFigure, row_condition
from app.instrument.reference import earlier_report
from app.instrument.schema import Instrument
from app.web.language import beginning, percent, say
from app.wording.answer_words import option_words, row_words, title_of
from app.wording.figure_words import bounds_words, decimal, number, range_words
from app.wording.joined_words import either, in_quotes
from app.wording.translated import _, ngettext


def what_was_counted(instrument: Instrument, figure: PrintedFigure) -> str:
    """Return which answers a figure counts, to begin a line with; "mean" or "number of people" where it counts all."""
    if not figure.options:
        return beginning(_("mean") if figure.statistic == "mean" else _("number of people"))
    if figure.options == ("chosen",):
        return beginning(row_words(instrument.item(figure.item), figure.row))
    return beginning(either([_option(instrument, figure.item, each) for each in figure.options]))


def among_whom(instrument: Instrument, conditions: Conditions) -> str:
    """Return among whom a figure is counted, to begin a line with; empty for everybody."""
    return beginning(", ".join(_condition(instrument, name, keys) for name, keys in conditions))


def printed_words(figure: PrintedFigure) -> str:
    """Return the figure as the report says it: "92%", "7.3", "almost 40%"."""
    if figure.statistic == "n":
        said = number(figure.value)
    elif figure.statistic == "mean":
        said = percent(figure.value / 100) if figure.value > 10 else _mean(figure.value)
    else:
        said = percent(figure.value / 100) if figure.value % 1 == 0 else _("%(number)s%%", number=number(figure.value))
    match figure.near:
        case "<":
            return _("almost %(figure)s", figure=said)
        case ">":
            return _("more than %(figure)s", figure=said)
        case ">=":
            return _("at least %(figure)s", figure=said)
        case "~":
            return _("about %(figure)s", figure=said)
    return said


def _mean(value: float) -> str:
    """Return a printed mean with the decimals it was printed with, at least one."""
    return decimal(value) if round(value, 1) == value else number(value)


def base_words(base: int | None) -> str:
    """Return how many people a printed figure is about."""
    if base is None:
        return _("number of people not printed")
    return ngettext("%(num)s person", "%(num)s people", base)


def place_words(places: Sequence[str]) -> str:
    """Return where in the report a figure stands: "Table 2.1", "page 4"; several with commas."""
    return ", ".join(dict.fromkeys(_place(each) for each in places))


def _place(place: str) -> str:
    kind, _space, rest = place.partition(" ")
    match kind:
        case "infographic":
            return _("summary page, part %(part)s", part=rest.removeprefix("block").strip())
        case "Table":
            return _("table %(number)s", number=rest)
        case "Figure":
            return _("figure %(number)s", number=rest.removesuffix(" caption"))
        case "footnote":
            return _("footnote %(number)s", number=rest)
    return _("section %(number)s", number=place.removeprefix("s"))


def _option(instrument: Instrument, key: str, option: str) -> str:
    """Return one answer, or a band of percentages or grades, inside a sentence."""
    numbers = [int(each) for each in re.findall(r"\d+", option)]
    item = instrument.item(key)
    if item.type == "percent" and numbers:
        if option.endswith("or_less"):
            return bounds_words(0, numbers[0] / 100)
        if option.endswith("or_more"):
            return bounds_words(numbers[0] / 100, 1)
        return (
            range_words(str(numbers[0]), percent(numbers[-1] / 100)) if len(numbers) > 1 else percent(numbers[0] / 100)
        )
    if item.type == "scale" and ".." in option:
        return range_words(*(number(each) for each in numbers))
    if item.type in {"grid", "yes_no_per_choice"} or item.options:
        return option_words(item, option)
    return option


def _condition(instrument: Instrument, name: str, keys: Sequence[str]) -> str:
    report = earlier_report(instrument.key)
    if report and name in report.conditions:
        return say(report.conditions[name])
    if chosen := row_condition(instrument, name):
        return _("of those who named %(cause)s", cause=in_quotes(row_words(instrument.item(chosen[0]), chosen[1])))
    answers = either([in_quotes(option_words(instrument.item(name), key)) for key in keys])
    return f"{title_of(instrument, name)}: {answers}"
