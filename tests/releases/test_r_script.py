"""The R script of a release: reads the CSV beside it with base R alone, and says what is in it in words."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from app.releases.files.r_script import NUMBERS, as_r_script
from app.releases.rules.cells import Row, Withheld
from app.releases.rules.csv_table import COLUMNS, WordedLabels, write_csv
from tests.releases.test_json_stat import MEAN, PERIOD, row

ROWS: tuple[Row, ...] = (
    row(group_name='Noord "&" <Zuid>\u00ad'),
    row(group_name="Noord", option="c", cell=Withheld()),
    row(group_name="NA", item="y", statistic="mean", option="", cell=MEAN),
)
WORDS = WordedLabels(lambda each: (each.item, each.option, ""), words={"value": 'Beste "waarde"\\', "region": "regio"})


def test_the_script_names_its_file_its_release_and_every_column() -> None:
    """Whoever has script and CSV knows that they belong together."""
    script = as_r_script(ROWS, PERIOD, about="team-a").decode()
    assert f'file <- "peil-team-a-{PERIOD.id}.csv"' in script
    assert PERIOD.digest in script
    classes = dict(re.findall(r'^  (\w+) = "(numeric|character)"', script, re.M))
    assert list(classes) == list(COLUMNS)
    assert {name for name, kind in classes.items() if kind == "numeric"} == set(NUMBERS)


def test_the_script_needs_no_package() -> None:
    script = as_r_script(ROWS, PERIOD).decode()
    assert not re.search(r"\b(library|require|requireNamespace|install\.packages|source)\b|::", script)


def test_words_with_quotation_marks_stay_inside_their_string() -> None:
    """A name or a word ends no string and runs nothing."""
    script = as_r_script(ROWS, PERIOD, labels=WORDS).decode()
    assert r'value = "Beste \"waarde\"\\"' in script


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed: `apt-get install r-base-core`")
def test_r_runs_it(tmp_path: Path) -> None:
    """R itself reads every row, finds withheld figures missing, and ends without a complaint."""
    (tmp_path / "script.R").write_bytes(as_r_script(ROWS, PERIOD, labels=WORDS))
    text = write_csv(ROWS, period=PERIOD.id, labels=WORDS)
    (tmp_path / f"peil-release-{PERIOD.id}.csv").write_text(text, encoding="utf-8")
    more = 'cat(nrow(release), sum(is.na(release$value)), attr(release$value, "label"), levels(release$level)[1])'
    (tmp_path / "more.R").write_text(f'source("script.R", encoding = "UTF-8")\n{more}\n', encoding="utf-8")
    done = subprocess.run(["Rscript", "--vanilla", "more.R"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith('3 1 Beste "waarde"\\ regio')
