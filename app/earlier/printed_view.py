"""The printed figures as the page and its file show them: by subject, the years side by side, with what is unclear.

Decides which printed figures stand on one line: the same count of the same people, in both years and wherever it was
printed alike.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.instrument.printed_figures import PrintedFigure, printed_figures
from app.instrument.reference import earlier_report
from app.instrument.schema import Instrument
from app.web.language import beginning, say
from app.wording.answer_words import row_words, title_of
from app.wording.printed_words import among_whom, base_words, place_words, printed_words, what_was_counted
from app.wording.translated import _

GAUGE = (4.0, 292.0)
"""Where the gauge of a drawing begins, and how long it is, in its own units."""


@dataclass(frozen=True, slots=True)
class YearFigure:
    """The printed figure of one year, in words. `base`: how many people it is about, in words.
    `at`: the horizontal position of its mark in the drawing (`GAUGE`); None for a number of people.
    """

    year: int
    words: str
    base: str
    at: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """One row of figures printed in earlier reports: the same answer, mean or number of the same people, in each year.
    `whom`: those people. `what`: what is counted. `figures`: one per year that has one. `scale`: words for both ends of
    the scale on which they are drawn. `places`: where in the reports.
    """

    whom: str
    what: str
    figures: tuple[YearFigure, ...]
    scale: tuple[str, str]
    places: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PrintedSubject:
    """A question with its figures from printed reports.
    `key`: the question's key, or `people` for numbers of respondents.
    """

    key: str
    title: str
    lines: tuple[PrintedLine, ...]


def printed_subjects(instrument: Instrument) -> tuple[PrintedSubject, ...]:
    """Return the figures of printed reports by question, in the questionnaire's order; numbers of respondents first."""
    by_item: dict[str, list[PrintedFigure]] = {}
    for each in printed_figures(instrument.key):
        by_item.setdefault(each.item, []).append(each)
    order = ["", *(item.key for item in instrument.items if item.key in by_item)]
    return tuple(
        PrintedSubject(
            key or "people",
            title_of(instrument, key) if key else _("The people who answered"),
            tuple(_lines(instrument, by_item[key])),
        )
        for key in order
        if key in by_item
    )


def printed_years(instrument: Instrument) -> tuple[int, ...]:
    """Return the years of which anything was printed about a questionnaire, oldest first."""
    return tuple(sorted({each.year for each in printed_figures(instrument.key)}))


def printed_csv(instrument: Instrument) -> str:
    """Return every printed figure as CSV: keys, the figure as printed, and words in the reader's language."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        (
            *("id", "year", "item", "row", "options", "conditions", "statistic", "value", "base", "near", "place"),
            *(
                "contradictions",
                "item_label",
                "what_label",
                "among_label",
                "figure_label",
                "notes",
                "document",
                "remark",
            ),
        )
    )
    report = earlier_report(instrument.key)
    if report is None:
        return text.getvalue()
    for each in printed_figures(instrument.key):
        conditions = ";".join(f"{name}={'|'.join(keys)}" for name, keys in each.conditions)
        keys = (each.id, each.year, each.item, each.row, "|".join(each.options), conditions, each.statistic)
        figure = (f"{each.value:g}", each.base or "", each.near, each.place, "|".join(each.contradictions))
        words = (
            title_of(instrument, each.item) if each.item else _("The people who answered"),
            _what(instrument, each),
            among_whom(instrument, each.conditions),
            printed_words(each),
            " ".join(say(report.remarks[name]) for name in each.remarks),
        )
        writer.writerow((*keys, *figure, *(str(word) for word in words), say(report.document), say(report.remark)))
    return text.getvalue()


def _lines(instrument: Instrument, figures: Sequence[PrintedFigure]) -> Iterator[PrintedLine]:
    together: dict[object, list[PrintedFigure]] = {}
    for each in figures:
        said = (each.near, each.value) if each.near or each.remarks else ()
        key = (each.row, each.options, each.conditions, each.statistic, said)
        together.setdefault(key, []).append(each)
    report = earlier_report(instrument.key)
    remarks = report.remarks if report else {}
    for alike in together.values():
        yield _line(instrument, alike, remarks)


def _line(
    instrument: Instrument, alike: Sequence[PrintedFigure], remarks: Mapping[str, Mapping[str, str]]
) -> PrintedLine:
    """Return one line for figures about the same count of the same people."""
    first = alike[0]
    by_year = {each.year: each for each in reversed(alike)}
    named = dict.fromkeys(name for each in alike for name in each.remarks)
    ends = _ends(instrument, first)
    return PrintedLine(
        whom=among_whom(instrument, first.conditions),
        what=_what(instrument, first),
        figures=tuple(
            YearFigure(year, printed_words(each), base_words(each.base), _at(each, ends))
            for year, each in sorted(by_year.items())
        ),
        scale=(f"{ends[0]:g}", f"{ends[1]:g}"),
        places=place_words([each.place for each in alike]),
        notes=tuple(say(remarks[name]) for name in named),
    )


def _what(instrument: Instrument, figure: PrintedFigure) -> str:
    """Return what was counted, of a grid or a choice with its row."""
    what = what_was_counted(instrument, figure)
    if not figure.row or figure.options == ("chosen",):
        return what
    return f"{beginning(row_words(instrument.item(figure.item), figure.row))}: {what}"


def _ends(instrument: Instrument, figure: PrintedFigure) -> tuple[float, float]:
    """Return the lowest and the highest figure that there can be: the ends of a scale for its mean, else 0 and 100."""
    if figure.statistic != "mean" or not figure.item:
        return 0, 100
    item = instrument.item(figure.item)
    return (item.min or 0, item.max) if item.type == "scale" and item.max is not None else (0, 100)


def _at(figure: PrintedFigure, ends: tuple[float, float]) -> float | None:
    if figure.statistic == "n":
        return None
    return round(GAUGE[0] + GAUGE[1] * (figure.value - ends[0]) / (ends[1] - ends[0]), 1)
