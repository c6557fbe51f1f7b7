"""The cube of a release holds exactly the rows of its CSV, wherever a JSON-stat client looks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import product
from math import prod
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonstat_validator import validate_jsonstat
from pyjstat.pyjstat import Dataset

from app.releases.files.json_stat import MEASURES, NO_OPTION, as_json_stat, days_of
from app.releases.read import ReleasedPeriod
from app.releases.rules.cells import LEVELS, STATISTICS, Published, Row, Withheld, order
from app.releases.rules.csv_table import WordedLabels, no_labels, read_csv, write_csv

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
PLACE = ("group", "population", "item", "statistic", "option")
HUNDREDTHS = st.integers(0, 100).map(lambda each: each / 100)
MEAN = Published("50+", 7.2, 7.1, 7.3)
WORDS = st.sampled_from(("a", "b", "één", "x y"))


@st.composite
def cells(draw: st.DrawFn) -> Published | Withheld:
    if draw(st.booleans()):
        return Withheld()
    lower, bin_lower, value, bin_upper, upper = sorted(draw(st.lists(HUNDREDTHS, min_size=5, max_size=5)))
    size = draw(st.sampled_from(("7-9", "10-19", "20-49", "50+")))
    return Published(size, value, lower, upper, bin_lower, bin_upper)


@st.composite
def releases(draw: st.DrawFn) -> tuple[Row, ...]:
    """Rows of any groups, categories, items and statistics, each place once, in the order of the file."""
    found: dict[tuple[object, ...], Row] = {}
    for _ in range(draw(st.integers(0, 8))):
        level, category = draw(st.sampled_from(LEVELS)), draw(st.sampled_from(("", "0-3", "10+")))
        statistic = draw(st.sampled_from(STATISTICS))
        group = draw(WORDS)
        row = Row(
            level=level,
            group=group,
            group_name=group.title(),
            parent="" if level == "region" else "north",
            breakdown="experience" if category else "",
            category=category,
            item=draw(WORDS),
            statistic=statistic,
            option="" if statistic == "mean" else draw(WORDS),
            cell=draw(cells()),
        )
        found[order(row)] = row
    return tuple(sorted(found.values(), key=order))


def read_cube(dataset: dict[str, Any]) -> Iterator[tuple[dict[str, str], object, str]]:
    """Every cell that exists, with its categories, by the rule of json-stat.org: the last dimension runs fastest."""
    indexes = [dataset["dimension"][name]["category"]["index"] for name in dataset["id"]]
    for place, keys in enumerate(product(*indexes)):
        if str(place) in dataset["status"]:
            yield (
                dict(zip(dataset["id"], keys, strict=True)),
                dataset["value"][str(place)],
                dataset["status"][str(place)],
            )


def rows_from(dataset: dict[str, Any]) -> tuple[Row, ...]:
    """The rows of a release, from its cube alone."""
    found: dict[tuple[str, ...], dict[str, tuple[object, str]]] = {}
    for keys, value, status in read_cube(dataset):
        place = tuple(keys[name] for name in PLACE)
        found.setdefault(place, {})[keys["measure"]] = (value, status)
    return tuple(sorted((_row(dataset, key, each) for key, each in found.items()), key=order))


def _row(dataset: dict[str, Any], key: tuple[str, ...], told: dict[str, tuple[object, str]]) -> Row:
    group, population, item, statistic, option = key
    level, _, name = group.partition(":")
    breakdown, _, category = ("" if population == "all" else population).partition(":")
    size = told["value"][1]
    assert set(told) == set(MEASURES)
    figures = {measure: value for measure, (value, _) in told.items()}
    return Row(
        level=level,  # type: ignore[arg-type]  # As it was written.
        group=name,
        group_name=dataset["dimension"]["group"]["category"]["label"][group],
        parent=dataset["extension"]["parents"][group],
        breakdown=breakdown,
        category=category,
        item=item,
        statistic=statistic,  # type: ignore[arg-type]  # As it was written.
        option="" if option == NO_OPTION else option,
        cell=Withheld() if size == "withheld" else Published(size, **figures),  # type: ignore[arg-type]  # All figures are numbers.
    )


@settings(max_examples=60)
@given(releases())
def test_the_cube_is_the_csv(rows: tuple[Row, ...]) -> None:
    """Read back from either, a release is the same rows; none is lost, none is made up between categories."""
    (text,) = read_csv(write_csv(rows, period=PERIOD.id)).values() if rows else ((),)
    assert rows_from(json.loads(as_json_stat(rows, PERIOD))) == text == rows


@settings(max_examples=25)
@given(releases(), st.randoms())
def test_the_order_of_rows_makes_no_difference(rows: Sequence[Row], chance: Any) -> None:
    """Byte for byte: a cache may keep it, and a thief learns nothing from how the database keeps rows."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert as_json_stat(shuffled, PERIOD) == as_json_stat(rows, PERIOD)


@given(releases())
def test_a_withheld_figure_is_null_in_every_measure(rows: tuple[Row, ...]) -> None:
    """And its status is one word, the same for every reason."""
    hidden = [replace(row, cell=Withheld()) for row in rows]
    dataset = json.loads(as_json_stat(hidden, PERIOD))
    assert set(dataset["value"].values()) <= {None}
    assert set(dataset["status"].values()) <= {"withheld"}


@given(releases())
def test_a_group_without_a_salt_gets_none(rows: tuple[Row, ...]) -> None:
    """Whoever may see some groups gets the salts of these."""
    keys = sorted({(row.level, row.group) for row in rows})
    salts = {key: f"{place:032x}" for place, key in enumerate(keys) if place % 2}
    dataset = json.loads(as_json_stat(rows, PERIOD, salts=salts))
    assert dataset["extension"]["salts"] == {f"{level}:{group}": salt for (level, group), salt in salts.items()}


def test_the_dataset_says_where_it_stands_in_the_chain() -> None:
    dataset = json.loads(as_json_stat((), PERIOD))
    assert (dataset["extension"]["digest"], dataset["extension"]["previous"]) == (PERIOD.digest, PERIOD.previous)
    assert dataset["updated"] == "2026-03-30"
    assert dataset["value"] == {}


@pytest.mark.parametrize(
    ("opens", "closes", "days"),
    [
        (datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC), ("2026-03-02", "2026-03-29")),
        (datetime(2026, 10, 4, 22, tzinfo=UTC), datetime(2026, 11, 1, 23, tzinfo=UTC), ("2026-10-05", "2026-11-01")),
        (datetime(2026, 6, 1, 22, tzinfo=UTC), datetime(2026, 6, 2, 22, tzinfo=UTC), ("2026-06-02", "2026-06-02")),
    ],
    ids=["into summer time", "out of summer time", "one day"],
)
def test_a_period_is_told_in_whole_days_of_the_region(opens: datetime, closes: datetime, days: tuple[str, str]) -> None:
    """From midnight to the midnight after the last day, also where the clock changes in between."""
    first, last = days_of(replace(PERIOD, opens=opens, closes=closes))
    assert (first.isoformat(), last.isoformat()) == days


def row(**fields: Any) -> Row:
    usual: dict[str, Any] = {"level": "region", "group": "a", "group_name": "A", "parent": "", "item": "x"}
    figure = {"statistic": "share", "option": "b", "cell": Published("50+", 0.5, 0.4, 0.6)}
    return Row(**(usual | figure | fields))


def test_words_beside_keys_change_no_figure() -> None:
    """Another language is the same cube with other labels: each key of a figure is a dimension with its words."""
    plain = json.loads(as_json_stat((row(),), PERIOD, labels=no_labels))
    worded = json.loads(as_json_stat((row(),), PERIOD, labels=lambda _row: ("Vraag", "Antwoord", "")))
    assert plain["value"] == worded["value"]
    told = {name: each["category"]["label"] for name, each in worded["dimension"].items()}
    assert (told["item"], told["option"]) == ({"x": "Vraag"}, {"b": "Antwoord"})
    assert plain["dimension"]["item"]["category"]["label"] == {"x": "x"}


def test_an_answer_with_other_words_in_another_question_has_both() -> None:
    """`extension.options` says which words belong to which question; the favourable answers have one name."""
    rows = (row(), row(item="y"), row(option="favourable"), row(item="y", option="favourable"))
    words = WordedLabels(lambda each: ("", f"{each.option} of {each.item}", ""), words={"favourable": "Gunstig"})
    dataset = json.loads(as_json_stat(rows, PERIOD, labels=words))
    assert dataset["dimension"]["option"]["category"]["label"] == {"b": "b of x / b of y", "favourable": "Gunstig"}
    assert dataset["extension"]["options"]["y"] == {"b": "b of y", "favourable": "favourable of y"}


@settings(max_examples=15)
@given(releases())
def test_a_validator_of_the_standard_finds_nothing(rows: tuple[Row, ...]) -> None:
    """JSON-stat 2.0, by a program that is not ours; also where everything is withheld, or nothing is."""
    dataset = json.loads(as_json_stat(rows or (row(),), PERIOD))
    assert validate_jsonstat(dataset)
    assert prod(dataset["size"]) > max(int(place) for place in dataset["value"])


def test_a_reader_that_is_not_ours_finds_the_rows_of_the_csv() -> None:
    """Opened by pyjstat, every published figure stands at its words, and withheld ones are missing, not 0."""
    rows = (row(), row(option="c", cell=Withheld()), row(item="y", statistic="mean", option="", cell=MEAN))
    frame = Dataset.read(as_json_stat(rows, PERIOD).decode()).write("dataframe", naming="id")
    values = frame[frame["measure"] == "value"].dropna(subset="value")
    assert [tuple(each) for each in values[["item", "statistic", "option", "value"]].to_numpy()] == [
        ("x", "share", "b", 0.5),
        ("y", "mean", NO_OPTION, 7.2),
    ]


@pytest.mark.parametrize(
    "name", ["Jeugd\u00adregio Noord & Zuid", "<b>Noord</b>", "Regio \N{SMILING FACE WITH SUNGLASSES}"]
)
def test_a_name_is_kept_as_it_is(name: str) -> None:
    """Names come from people, with everything that a keyboard has."""
    dataset = json.loads(as_json_stat((row(group_name=name),), PERIOD))
    assert dataset["dimension"]["group"]["category"]["label"] == {"region:a": name}
