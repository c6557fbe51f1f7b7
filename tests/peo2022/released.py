"""The published figures of 2022 as a release gives them: by a row, by arithmetic on rows, or not at all and why.

Reads rows alone, as a reader of the CSV would, and carries bounds through every sum and ratio.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.instrument.indicators import indicators
from app.instrument.schema import Instrument
from app.releases.rules.cells import Published, Row
from app.statistics.ratio import share_among
from tests.peo2022.published import PublishedFigure, item_and_row

SIZES = "sizes"
MEAN_OF_PERCENTAGE = "mean_of_percentage"
MEAN_BY_ANSWER = "mean_by_answer"
MERGED = "merged_categories"
OTHER_BASE = "other_base"
WITHHELD = "withheld"
REASONS = {
    SIZES: "How many people there are, in all or in a category, is shown as a size class only (rules 6 and 13).",
    MEAN_OF_PERCENTAGE: "Of a percentage the cut-points are published; its mean is not (rules 2 and 9).",
    MEAN_BY_ANSWER: "No group made of answers has a published figure of its own (rule 14). Joint shares of the two "
    "questions are published instead: the share of 7 and higher on either side.",
    MERGED: "Two categories together need the sizes of both, which are not published (rule 6).",
    OTHER_BASE: "The report counted over the people who went on answering (98 of 120). Going on or stopping is an "
    "answer too, so a release counts over all who answered about workload (rule 13); the ratio is over those.",
    WITHHELD: "Too few people (rules 3, 8 and 9).",
}


class NotGiven(Exception):
    """A release does not give this figure; `reason` is a key of `REASONS`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Given:
    """A figure from a release, in percent or in the mean's own unit, with its bounds. `over`: a base of its own."""

    value: float
    lower: float
    upper: float
    over: str = ""


class Release:
    """The rows of one release, found by what they are about."""

    def __init__(self, rows: Iterable[Row], instrument: Instrument) -> None:
        self._instrument = instrument
        self._rows: Mapping[tuple[str, ...], Row] = {
            (*_group_of(row), row.breakdown, row.category, row.item, row.statistic, row.option): row for row in rows
        }

    def given(self, figure: PublishedFigure) -> Given:
        """Return the release's own figure for a published one. Raises NotGiven."""
        if figure.kind == "n" or figure.construct in {"org_type", "experience", "function", "respondents"}:
            raise NotGiven(SIZES)
        place = _place(figure)
        item, row = item_and_row(figure.construct)
        if figure.kind == "mean":
            return self._mean(figure, place, item)
        if figure.construct == "workload_factor_influenceable":
            chosen = figure.conditions[0][0].removeprefix("workload_cause_")
            part = self._share(place, item, row=chosen, options=figure.options)
            return _ratio(part, self._share(place, "workload_cause", row=chosen, options=("chosen",)))
        part = self._share(place, item, row=row, options=figure.options)
        if figure.condition("worked_before_2015"):
            return _ratio(part, self._share(place, "worked_before_2015", options=("yes",)))
        if figure.condition("theme_followup_answered"):
            found = _ratio(part, self._share(place, "workload", options=("some", "strong")))
            return Given(found.value, found.lower, found.upper, OTHER_BASE)
        return Given(100 * part[0], 100 * part[1], 100 * part[2])

    def _mean(self, figure: PublishedFigure, place: tuple[str, ...], item: str) -> Given:
        if item != "work_enjoyment":
            raise NotGiven(MEAN_OF_PERCENTAGE)
        if any(name != "org_type" for name, _ in figure.conditions):
            raise NotGiven(MEAN_BY_ANSWER)
        return Given(*self._cell((*place, item, "mean", "")))

    def _share(
        self, place: tuple[str, ...], item: str, *, options: tuple[str, ...], row: str = ""
    ) -> tuple[float, float, float]:
        """Return value, lower and upper of the share of some options together, 0…1."""
        base, weights, everybody = self._expression(item, row, options)
        total = [float(everybody)] * 3
        if (
            everybody and "." in base
        ):  # The lowest step of a routed question: those who were asked, less the steps above.
            total = list(self._asked(place, item))
        for option, weight in weights.items():
            value, lower, upper = self._cell((*place, base, "share", option))
            ends = (lower, upper) if weight > 0 else (upper, lower)
            total = [total[0] + weight * value, total[1] + weight * ends[0], total[2] + weight * ends[1]]
        return total[0], max(0.0, total[1]), min(1.0, total[2])

    def _asked(self, place: tuple[str, ...], item: str) -> tuple[float, float, float]:
        decider = {"change_since_2015": ("worked_before_2015", ("yes",))}.get(item, ("workload", ("some", "strong")))
        return self._share(place, decider[0], options=decider[1])

    def _expression(self, item: str, row: str, options: tuple[str, ...]) -> tuple[str, Counter[str], int]:
        """Return the published name, and the share of these options as a sum of published shares, 1 included."""
        asked = self._instrument.item(item)
        weights: Counter[str] = Counter()
        if asked.type == "multi":
            return item, Counter({row: 1}), 0
        if asked.type in {"scale", "percent"}:
            low, high = _ends(options, [int(each.option[2:]) for each in indicators(asked)])
            for cut, weight in ((low, 1), (high, -1)):
                if cut is not None:
                    weights[f">={cut}"] += weight
            return item, weights, int(low is None)
        base = f"{item}.{row}" if row else item
        names = [each.option for each in indicators(asked) if each.base == base]
        ranked = sorted((each.rank, each.key) for each in asked.options if each.rank is not None)
        steps, everybody = [key for _, key in ranked], 0
        cuts, outside = names[: len(steps) - 1], names[len(steps) - 1 :]
        for option in options:
            if option not in steps:
                weights[option] += 1
                continue
            at = steps.index(option)
            if at:
                weights[cuts[at - 1]] += 1
            else:
                everybody = 1
                weights.subtract(outside)
            if at < len(cuts):
                weights[cuts[at]] -= 1
        return base, Counter({name: weight for name, weight in weights.items() if weight}), everybody

    def _cell(self, key: tuple[str, ...]) -> tuple[float, float, float]:
        row = self._rows.get(key)
        if row is None or not isinstance(row.cell, Published):
            raise NotGiven(WITHHELD)
        return row.cell.value, row.cell.lower, row.cell.upper


def _group_of(row: Row) -> tuple[str, str]:
    return row.level, "" if row.level == "region" else row.group


def _place(figure: PublishedFigure) -> tuple[str, ...]:
    """Return level, group, breakdown and category of the rows that a figure is in."""
    if kinds := figure.condition("org_type"):
        return ("orgtype", kinds[0], "", "")
    if categories := figure.condition("experience"):
        if len(categories) > 1:
            raise NotGiven(MERGED)
        return ("region", "", "experience", categories[0])
    return ("region", "", "", "")


def _ends(options: tuple[str, ...], cuts: list[int]) -> tuple[int | None, int | None]:
    """Return the cut where a band of answers in whole tens, or of grades, begins and the one where it has ended.

    None: it begins, or ends, with the scale.
    """
    (option,) = options
    numbers = [int(each) for each in option.replace("..", "_").split("_") if each.isdigit()]
    if option.endswith("or_less"):
        return None, min(cut for cut in cuts if cut > numbers[0])
    if option.endswith("or_more"):
        return numbers[0], None
    begins = numbers[0] if numbers[0] in cuts else None
    return begins, next((cut for cut in sorted(cuts) if cut > numbers[-1]), None)


def _ratio(part: tuple[float, float, float], whole: tuple[float, float, float]) -> Given:
    found = share_among(part, whole)
    if found is None:
        raise NotGiven(WITHHELD)
    return Given(100 * found.value, 100 * found.lower, 100 * found.upper)
