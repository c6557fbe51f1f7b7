"""A release is the same in every format, and each format is what it says it is."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, date, datetime, timezone, tzinfo
from math import prod
from typing import Any

import pytest
from openpyxl import load_workbook

from app.releases.files.kinds_of_file import KINDS, take_of
from app.releases.read import Leaf, ReleasedPeriod
from app.releases.rules.cells import Cell, Level, Published, Row, Withheld, order
from app.releases.rules.csv_table import COLUMNS, GroupKey, read_csv

PERIOD = ReleasedPeriod(
    id="abcd-p1",
    number=1,
    opens=datetime(2026, 3, 1, 23, tzinfo=UTC),
    closes=datetime(2026, 3, 29, 22, tzinfo=UTC),
    digest="d" * 64,
    previous="0" * 64,
    published_on=date(2026, 3, 30),
    min_group=7,
    colluders=2,
)


def _row(level: Level, group: str, cell: Cell, **fields: Any) -> Row:
    named: dict[str, Any] = {"group_name": group.title(), "parent": "", "item": "professional_space"}
    named |= {"statistic": "share", "option": "favourable", **fields}
    return Row(level=level, group=group, cell=cell, **named)


ROWS = (
    _row("team", "north", Withheld(), parent="wide", group_name="=HYPERLINK(1)"),
    _row("region", "all", Published("50+", 0.625, 0.6, 0.65)),
    _row("region", "all", Published("50+", 7.35, 7.2, 7.5), item="work_enjoyment", statistic="mean", option=""),
    _row("region", "all", Published("10-19", 0.5, 0.4, 0.6), breakdown="experience", category="0-3"),
    _row("orgtype", "certified", Published("20-49", 0.3, 0.2, 0.4), parent="all"),
)


TREE: dict[GroupKey, Leaf] = {
    ("region", "all"): Leaf("0a" * 16, b"r" * 32),
    ("orgtype", "certified"): Leaf("0b" * 16, b"o" * 32),
}
TREE["team", "north"] = Leaf("0c" * 16, b"t" * 32)
TAKE = take_of(PERIOD, ROWS, tree=TREE, labels=lambda row: (row.item.title(), row.option.title(), row.category))


def _written(ending: str) -> bytes:
    return KINDS[ending].write(TAKE)


def _cells_of_csv() -> list[tuple[str, ...]]:
    return [tuple(line) for line in csv.reader(io.StringIO(_written("csv").decode()))]


def test_the_csv_has_the_columns_of_the_contract_and_can_be_read_back() -> None:
    """Every row returns, a withheld one with nothing in it but that."""
    text = _written("csv").decode()
    assert text.splitlines()[0] == (
        "period,level,group,group_name,parent,breakdown,category,item,statistic,option,"
        "size_class,value,lower,upper,withheld,bin_lower,bin_upper,salt,item_label,option_label,category_label"
    )
    assert read_csv(text) == {PERIOD.id: tuple(sorted(ROWS, key=order))}


def test_the_workbook_holds_the_figures_of_the_csv_as_numbers() -> None:
    """Row for row and column for column; bounds are numbers, empty stays empty."""
    sheet = load_workbook(io.BytesIO(_written("xlsx")))["release"]
    lines = [tuple("" if value is None else value for value in line) for line in sheet.values]
    assert [tuple(f"{each:g}" if isinstance(each, float | int) else each for each in line) for line in lines] == (
        _cells_of_csv()
    )
    assert all(isinstance(line[COLUMNS.index("lower")], float | int) for line in lines[1:] if line[14] == 0)


def test_the_workbook_explains_every_column_in_every_language() -> None:
    """The second sheet names the columns in their order and leaves no cell empty."""
    sheet = load_workbook(io.BytesIO(_written("xlsx")))["columns"]
    lines = list(sheet.values)
    assert [line[0] for line in lines[1:]] == list(COLUMNS)
    assert all(all(line) for line in lines)


def test_a_name_in_the_workbook_is_never_a_formula() -> None:
    """An organisation that calls itself "=HYPERLINK(…)" runs nothing in anybody's Excel."""
    sheet = load_workbook(io.BytesIO(_written("xlsx")))["release"]
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert "=HYPERLINK(1)" in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}


def _dataset() -> dict[str, Any]:
    found = json.loads(_written("json"))
    assert isinstance(found, dict)
    return found


def test_the_json_is_a_json_stat_dataset() -> None:
    """Version, class, sizes and categories agree, as json-stat.org/full asks."""
    dataset = _dataset()
    assert (dataset["version"], dataset["class"]) == ("2.0", "dataset")
    assert set(dataset["dimension"]) == set(dataset["id"])
    for name, size in zip(dataset["id"], dataset["size"], strict=True):
        category = dataset["dimension"][name]["category"]
        assert len(category["index"]) == len(set(category["index"])) == size
        assert set(category["label"]) == set(category["index"])
    assert dataset["dimension"]["period"]["category"]["label"] == {PERIOD.id: "2026-03-02/2026-03-29"}
    assert dataset["role"] == {"time": ["period"], "metric": ["measure"]}
    assert all(0 <= int(place) < prod(dataset["size"]) for place in dataset["value"])
    assert set(dataset["status"]) == set(dataset["value"])


def _at(dataset: dict[str, Any], *keys: str) -> tuple[object, object]:
    """Value and status at these categories, found as a JSON-stat client would."""
    place = 0
    for name, size, key in zip(dataset["id"], dataset["size"], keys, strict=True):
        place = place * size + dataset["dimension"][name]["category"]["index"].index(key)
    return dataset["value"].get(str(place), "absent"), dataset["status"].get(str(place))


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (("region:all", "all", "professional_space", "share", "favourable", "lower"), (0.6, "50+")),
        (("region:all", "all", "work_enjoyment", "mean", "_", "value"), (7.35, "50+")),
        (("region:all", "experience:0-3", "professional_space", "share", "favourable", "upper"), (0.6, "10-19")),
        (("team:north", "all", "professional_space", "share", "favourable", "value"), (None, "withheld")),
        (("team:north", "all", "work_enjoyment", "mean", "_", "value"), ("absent", None)),
    ],
)
def test_a_client_finds_each_figure_in_the_cube(keys: tuple[str, ...], expected: tuple[object, object]) -> None:
    """Published with its size class, withheld without a value, and what was never a figure is absent."""
    assert _at(_dataset(), PERIOD.id, *keys) == expected


def test_an_empty_release_is_a_file_too() -> None:
    """A group without rows gets the columns and nothing else, in every format."""
    for kind in KINDS.values():
        assert kind.write(take_of(PERIOD, (), tree=TREE))


def test_labels_stand_beside_their_keys_in_every_format() -> None:
    """Who opens a file reads the question and the answer in words."""
    line = next(line for line in _cells_of_csv() if line[1:3] == ("orgtype", "certified"))
    assert line[-4:] == ("0b" * 16, "Professional_Space", "Favourable", "")
    dimensions = _dataset()["dimension"]
    assert dimensions["item"]["category"]["label"]["professional_space"] == "Professional_Space"
    assert dimensions["option"]["category"]["label"]["favourable"] == "Favourable"


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t=", " ="])
def test_words_of_a_questionnaire_are_never_a_formula(begin: str) -> None:
    """One that begins so has an apostrophe in the CSV; what the digest covers stays as it is."""
    words = f'{begin}HYPERLINK("https://example.org")'
    take = take_of(PERIOD, ROWS, tree=TREE, labels=lambda _row: (words, words, words))
    lines = list(csv.reader(io.StringIO(KINDS["csv"].write(take).decode())))
    assert {cell for line in lines[1:] for cell in line[-3:]} == {f"'{words}"}
    assert [line[:-3] for line in lines] == [list(line[:-3]) for line in _cells_of_csv()]


def test_a_file_holds_the_salts_of_its_own_groups_only() -> None:
    """With another group's salt its rows could be guessed."""
    own = take_of(PERIOD, [row for row in ROWS if row.level == "team"], tree=TREE)
    for kind in KINDS.values():
        written = kind.write(own).decode("utf-8", "replace")
        assert "0a" * 16 not in written
        assert "0b" * 16 not in written


@pytest.mark.parametrize("ending", list(KINDS))
def test_the_same_release_is_the_same_file(ending: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Byte by byte, whoever asks and when: a workbook does not tell when it was written."""
    first = KINDS[ending].write(take_of(PERIOD, ROWS, tree=TREE))
    monkeypatch.setattr("openpyxl.writer.excel.datetime", _Later)
    assert KINDS[ending].write(take_of(PERIOD, ROWS, tree=TREE)) == first
    assert KINDS[ending].write(take_of(PERIOD, ROWS[:1], tree=TREE)) != first


class _InAnotherYear(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> _InAnotherYear:
        return cls(2031, 1, 1, tzinfo=tz)


class _Later:
    """Openpyxl's clock in another year."""

    timezone = timezone
    datetime = _InAnotherYear
