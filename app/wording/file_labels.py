"""The words beside the keys in a released file: question, answer and category, in the reader's language."""

from __future__ import annotations

from app.instrument.schema import Instrument
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import WordedLabels
from app.wording.phrases import Phrases
from app.wording.translated import _


def labels_of(instrument: Instrument) -> WordedLabels:
    """Return the words for the keys in a file's rows; a whole group has no category, a mean no answer."""
    phrases = Phrases(instrument)

    def labels(row: Row) -> tuple[str, str, str]:
        answer = phrases.what(row.item, row.option) if row.option else ""
        category = phrases.choice(row.breakdown, row.category) if row.breakdown else ""
        return phrases.title(row.item), answer, category

    return WordedLabels(labels, statistics={"mean": _("mean")}, measures=measure_words())


def measure_words() -> dict[str, str]:
    """Return in words what each number of a figure is, by its column in the CSV: `value` is "Best value"."""
    return {
        "value": _("Best value"),
        "lower": _("Lower bound (holds in 95 of 100 figures)"),
        "upper": _("Upper bound (holds in 95 of 100 figures)"),
        "bin_lower": _("Lower bound of the blurred figure itself"),
        "bin_upper": _("Upper bound of the blurred figure itself"),
    }
