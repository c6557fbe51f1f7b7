"""The words beside the keys in a released file: question, answer and category, in the reader's language."""

from __future__ import annotations

from app.instrument.schema import Instrument
from app.releases.rules.cells import Row
from app.releases.rules.csv_table import WordedLabels
from app.web.language import say
from app.wording.answer_words import counted_answers
from app.wording.codebook_words import codebook_lines
from app.wording.phrases import Phrases
from app.wording.translated import _


def labels_of(instrument: Instrument) -> WordedLabels:
    """Return the words for the keys in a file's rows; a whole group has no category, a mean no answer."""
    phrases = Phrases(instrument)

    def category(row: Row) -> str:
        if row.statistic == "relation":
            return counted_answers(instrument, row.breakdown, row.category)
        return phrases.choice(row.breakdown, row.category) if row.breakdown else ""

    def labels(row: Row) -> tuple[str, str, str]:
        answer = phrases.what(row.item, row.option) if row.option else ""
        return phrases.title(row.item), answer, category(row)

    kinds = next((item.options for item in instrument.items if item.key == "org_type"), ())
    return WordedLabels(
        labels,
        words=measure_words() | file_words(),
        groups={option.key: say(option.text) for option in kinds},
        of_breakdown=phrases.title,
        codebook=lambda: codebook_lines(instrument),
    )


def measure_words() -> dict[str, str]:
    """Return in words what each number of a figure is, by its column in the CSV: `value` is "Best value"."""
    return {
        "value": _("Best value"),
        "lower": _("Lower bound (holds in 95 of 100 figures)"),
        "upper": _("Upper bound (holds in 95 of 100 figures)"),
        "bin_lower": _("Lower bound of the blurred figure itself"),
        "bin_upper": _("Upper bound of the blurred figure itself"),
    }


def file_words() -> dict[str, str]:
    """Return the words for the columns, statistics and statuses of a file, by their key."""
    return {
        "release": _("Peil, release of period"),
        "period": _("Period"),
        "level": _("Level"),
        "group": _("Group"),
        "group_name": _("Name of the group"),
        "parent": _("Belongs to"),
        "population": _("Part of the group"),
        "all": _("The whole group"),
        "breakdown": _("Broken down by"),
        "category": _("Category"),
        "item": _("Question"),
        "statistic": _("Kind of figure"),
        "option": _("Answer"),
        "measure": _("Number"),
        "size_class": _("How many people answered"),
        "withheld": _("Not shown"),
        "share": _("share"),
        "mean": _("mean"),
        "relation": _("share with both answers"),
        "favourable": _("Favourable answers together"),
        "region": _("region"),
        "orgtype": _("kind of organisation"),
        "organisation": _("organisation"),
        "team": _("team"),
        "salt": _("To check the digest with"),
        "shown": _("Shown"),
        "item_label": _("Question, in words"),
        "option_label": _("Answer, in words"),
        "category_label": _("Category, in words"),
    }
