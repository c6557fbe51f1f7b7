"""Writes an R script that reads the CSV of the same release, with its words; it needs no package but base R."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence

from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import LEVELS, STATISTICS, Row
from app.releases.rules.csv_table import COLUMNS, Labels, WordedLabels, no_labels

NUMBERS = ("value", "lower", "upper", "withheld", "bin_lower", "bin_upper")

SCRIPT = """\
# Reads a release of Peil into `release`, one row per figure. Needs base R alone.
# Put the CSV of the same release beside this script: {file}
# Digest of the release, as on /privacy: {digest}

file <- {file}
release <- read.csv(file, encoding = "UTF-8", na.strings = character(), colClasses = c(
{classes}
))
stopifnot(nrow(release) == {count}, all(release$period == {period}))

# A withheld figure is missing, never 0.
stopifnot(all(is.na(release$value) == (release$withheld == 1)))

# Keys with their words: what is counted (item, option, category) has its words in the columns that end in _label.
release$level <- factor(release$level, levels = {levels}, labels = {level_words})
release$statistic <- factor(release$statistic, levels = {statistics}, labels = {statistic_words})
release$withheld <- factor(release$withheld, levels = c(0, 1), labels = {withheld_words})
labels <- c(
{labels}
)
for (name in names(labels)) attr(release[[name]], "label") <- labels[[name]]

# The figures about whole groups, in words.
whole <- release[release$breakdown == "", ]
print(head(whole[, c("group_name", "item_label", "option_label", "size_class", "value", "lower", "upper")], 20))
"""


def as_r_script(
    rows: Sequence[Row], period: ReleasedPeriod, *, labels: Labels = no_labels, about: str = "release"
) -> bytes:
    """Return an R script that reads the CSV of these rows, as UTF-8. `about`: whose rows, as in the name of the CSV."""
    words: Mapping[str, str] = labels.words if isinstance(labels, WordedLabels) else {}
    said = [words.get(name, name) for name in COLUMNS]
    return SCRIPT.format(
        file=_text(f"peil-{about}-{period.id}.csv"),
        digest=period.digest,
        period=_text(period.id),
        count=len(rows),
        classes=",\n".join(f'  {name} = "{"numeric" if name in NUMBERS else "character"}"' for name in COLUMNS),
        levels=_vector(LEVELS),
        level_words=_vector(words.get(level, level) for level in LEVELS),
        statistics=_vector(STATISTICS),
        statistic_words=_vector(words.get(statistic, statistic) for statistic in STATISTICS),
        withheld_words=_vector((words.get("shown", "shown"), words.get("withheld", "withheld"))),
        labels=",\n".join(f"  {name} = {_text(word)}" for name, word in zip(COLUMNS, said, strict=True)),
    ).encode()


def _vector(words: Iterable[str]) -> str:
    return f"c({', '.join(_text(word) for word in words)})"


def _text(words: str) -> str:
    """Return a string of R, which has the escapes of JSON; letters beyond ASCII stand as they are."""
    return json.dumps(words, ensure_ascii=False)
