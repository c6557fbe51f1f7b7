"""The words of one answer where several questions use its key, in files that name each answer once."""

from __future__ import annotations

from collections.abc import Iterable

from app.releases.rules.cells import Row
from app.releases.rules.csv_table import WordedLabels

FAVOURABLE = "favourable"


def label_per_answer(rows: Iterable[Row], labels: WordedLabels) -> dict[str, str]:
    """Return a label for each option: the words that all its questions share, else those of each, joined with " / ".

    The favourable answers, which are others in every question, are called so. A mean has the empty option.
    """
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        found.setdefault(row.option, {})[labels(row)[1] or labels.words.get(row.statistic, row.statistic)] = None
    return {option: _joined(option, list(words), labels) for option, words in found.items()}


def _joined(option: str, words: list[str], labels: WordedLabels) -> str:
    if len(words) > 1 and option.rpartition(":")[2] == FAVOURABLE and FAVOURABLE in labels.words:
        return labels.words[FAVOURABLE]
    return " / ".join(words)
