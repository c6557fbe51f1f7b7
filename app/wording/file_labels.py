"""The words beside the keys in a file of a release: question, answer and category, in the reader's language."""

from __future__ import annotations

from app.instrument.schema import Instrument
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import Labels
from app.wording.phrases import Phrases


def labels_of(instrument: Instrument) -> Labels:
    """Return how a row's keys are said; a category is empty for a whole group, an answer for a mean."""
    phrases = Phrases(instrument)

    def labels(row: Row) -> tuple[str, str, str]:
        answer = phrases.what(row.item, row.option) if row.option else ""
        category = phrases.choice(row.breakdown, row.category) if row.breakdown else ""
        return phrases.title(row.item), answer, category

    return labels
