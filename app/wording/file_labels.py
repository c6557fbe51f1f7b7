"""The words beside the keys in a released file: question, answer and category, in the reader's language."""

from __future__ import annotations

from app.instrument.schema import Instrument
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import WordedLabels
from app.web.language import say
from app.wording.phrases import Phrases
from app.wording.translated import _


def labels_of(instrument: Instrument) -> WordedLabels:
    """Return the words for the keys in a file's rows; a whole group has no category, a mean no answer."""
    phrases = Phrases(instrument)

    def labels(row: Row) -> tuple[str, str, str]:
        answer = phrases.what(row.item, row.option) if row.option else ""
        category = phrases.choice(row.breakdown, row.category) if row.breakdown else ""
        return phrases.title(row.item), answer, category

    kinds = next((item.options for item in instrument.items if item.key == "org_type"), ())
    return WordedLabels(
        labels,
        statistics={"mean": _("mean")},
        measures=measure_words(),
        dimensions=dimension_words(),
        groups={option.key: say(option.text) for option in kinds},
    )


def dimension_words() -> dict[str, str]:
    """Return the names of the dimensions of a JSON-stat file."""
    return {
        "period": _("Period"),
        "group": _("Group"),
        "population": _("Who is counted"),
        "figure": _("Figure"),
        "measure": _("Number"),
    }


def measure_words() -> dict[str, str]:
    """Return the names of the numbers of one figure, by their column in the CSV."""
    return {
        "value": _("Best value"),
        "lower": _("Lower bound (holds in 95 of 100 figures)"),
        "upper": _("Upper bound (holds in 95 of 100 figures)"),
        "bin_lower": _("Lower bound of the blurred figure itself"),
        "bin_upper": _("Upper bound of the blurred figure itself"),
    }
