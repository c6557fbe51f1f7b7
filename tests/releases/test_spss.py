"""The SPSS file of a release: the figures of the CSV with words for every key, and withheld as a declared missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyreadstat import read_sav

from app.releases.files.spss import FIGURES, NOT_SHOWN, as_spss
from app.releases.rules.cells import Published, Row, Withheld
from app.releases.rules.csv_table import COLUMNS, WordedLabels, fields_of, in_order
from app.storage_faults import storage_cause
from tests.releases.test_json_stat import PERIOD, releases, row

ODD_NAME = "Jeugd\u00adregio Noord & Zuid <b> \N{SMILING FACE WITH SUNGLASSES}"
WORDS = WordedLabels(
    lambda each: (f"Question {each.item}", f"Answer {each.option}", ""),
    words={"value": "Best value", "withheld": "Not shown", "mean": "mean", "region": "region"},
)


def read(content: bytes, folder: Path) -> Any:
    file = folder / "release.sav"
    file.write_bytes(content)
    return read_sav(str(file), user_missing=True)


@settings(max_examples=10)
@given(releases())
def test_the_spss_file_is_the_csv(tmp_path_factory: pytest.TempPathFactory, rows: tuple[Row, ...]) -> None:
    """Row for row and column for column; a withheld figure is -9 in every number."""
    frame, _meta = read(as_spss(rows or (row(),), PERIOD), tmp_path_factory.mktemp("sav"))
    lines = [
        fields_of(each, PERIOD.id, salts={}, labels=lambda _row: ("", "", "")) for each in in_order(rows or (row(),))
    ]
    assert list(frame.columns) == list(COLUMNS)
    for place, name in enumerate(COLUMNS[:-3]):
        found = list(frame[name])
        if name in FIGURES:
            assert found == [float(line[place]) if line[place] else NOT_SHOWN for line in lines], name
        elif name == "withheld":
            assert found == [float(line[place]) for line in lines]
        else:
            assert found == [line[place] for line in lines], name


@settings(max_examples=10)
@given(releases(), st.randoms())
def test_equal_contents_are_equal_files(rows: tuple[Row, ...], chance: Any) -> None:
    """Byte for byte, whenever and in whatever order: two processes send the same version."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert as_spss(shuffled, PERIOD) == as_spss(rows, PERIOD)


def test_every_key_and_number_has_words(tmp_path: Path) -> None:
    """Column labels, and value labels also of long keys in several text columns; nothing is lost after the first."""
    rows = [
        row(item="professional_space", option="sufficient", group_name=ODD_NAME),
        row(item="work_enjoyment", statistic="mean", option="", cell=Withheld()),
    ]
    _frame, meta = read(as_spss(rows, PERIOD, labels=WORDS), tmp_path)
    assert meta.file_encoding == "UTF-8"
    assert meta.column_names_to_labels["value"] == "Best value"
    told = meta.variable_value_labels
    assert told["item"] == {
        "professional_space": "Question professional_space",
        "work_enjoyment": "Question work_enjoyment",
    }
    assert told["option"] == {"sufficient": "Answer sufficient"}
    assert told["group"] == {"a": ODD_NAME}
    assert told["value"] == {NOT_SHOWN: "Not shown"}


def test_withheld_is_declared_missing_and_not_zero(tmp_path: Path) -> None:
    """A program that honours declarations leaves it out; none takes it for a figure or for a mistake."""
    rows = [row(), row(option="c", cell=Withheld())]
    frame, meta = read(as_spss(rows, PERIOD), tmp_path)
    assert {name: meta.missing_ranges[name] for name in FIGURES} == {
        name: [{"lo": NOT_SHOWN, "hi": NOT_SHOWN}] for name in FIGURES
    }
    honoured, _meta = read_sav(str(tmp_path / "release.sav"))
    assert list(frame["value"]) == [0.5, NOT_SHOWN]
    assert list(honoured["value"].isna()) == [False, True]


def test_a_label_of_any_length_is_whole_characters(tmp_path: Path) -> None:
    """SPSS reads 120 bytes of a value's label: no letter is cut in two."""
    words = WordedLabels(lambda _row: ("é" * 200, "", ""))
    _frame, meta = read(as_spss([row(cell=Published("50+", 0.5, 0.4, 0.6))], PERIOD, labels=words), tmp_path)
    assert meta.variable_value_labels["item"] == {"x": "é" * 60}


@pytest.mark.parametrize("kept", [0.0, 0.5, 0.99])
def test_a_file_that_a_full_disk_cut_off_is_no_file(monkeypatch: pytest.MonkeyPatch, kept: float) -> None:
    """Its writer says nothing then; seventeen bytes were sent as the release, and kept as such for a day."""
    write = pyreadstat.write_sav

    def cut_off(table: Any, path: str, **options: Any) -> None:
        write(table, path, **options)
        whole = Path(path).read_bytes()
        Path(path).write_bytes(whole[: int(len(whole) * kept)])

    monkeypatch.setattr(pyreadstat, "write_sav", cut_off)
    with pytest.raises(OSError, match="No space left") as raised:
        as_spss([row(item=f"question{number}") for number in range(400)], PERIOD)
    assert storage_cause(raised.value) == "full"
