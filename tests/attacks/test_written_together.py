"""Attack 8, second part: rows that were written together. The thief reads PostgreSQL's hidden columns and where rows
lie, and two copies of SQLite's file, and guesses which rows are one person's.

Every figure is printed with `pytest -s`: how often the guess is right before mixing, after it, and by chance.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.answering.ballots import places_of
from app.answering.models import Ballot, DiaryEntry
from app.config import Settings
from app.db import db, is_first, writing
from app.instrument.installed import instrument_of
from app.lifecycle.mixing import NotMixed, mix, private_tables
from app.participants.service import Joined
from app.vault.ballot_seal import ballot_name
from tests.databases import bytes_of
from tests.region import START, SmallRegion

ANSWERS = {"professional_space": "sufficient", "work_enjoyment": 7, "workload": "somewhat"}
Owners = Mapping[bytes, int]


def people_of(region: SmallRegion) -> list[Joined]:
    everybody = [person for group in region.people.values() for person in group]
    random.Random(5).shuffle(everybody)
    return everybody


def all_answer(region: SmallRegion) -> list[Joined]:
    """Everybody answers, one after the other, each in a transaction of their own."""
    people = people_of(region)
    for person in people:
        region.answer(person, ANSWERS)
    return people


def owners_of(region: SmallRegion, people: Iterable[Joined]) -> Owners:
    """Whose each ballot is: only whoever has the codes can know."""
    wave, instrument = region.wave(), instrument_of("peo")
    places = places_of(instrument, wave.items)
    stored = set(db.session.scalars(select(Ballot.name)))
    return {
        name: number
        for number, person in enumerate(people)
        for place in places
        if (name := ballot_name(person.keys, period=wave.period_id, item=place.item, channel=place.channel)) in stored
    }


def hidden(table: str, key: str) -> list[tuple[bytes, str, str, str]]:
    """What PostgreSQL keeps beside each row, in the order in which the rows lie."""
    rows = db.session.execute(
        text(f"SELECT {key}, xmin::text, xmax::text, ctid::text AS place FROM {table} ORDER BY ctid")
    )
    return [(bytes(name), xmin, xmax, ctid) for name, xmin, xmax, ctid in rows]


def separated(owners: Owners) -> int:
    """Of how many people the thief finds all ballots, and the diary row with them, by the transaction's number."""
    ballots: defaultdict[str, set[int]] = defaultdict(set)
    for name, xmin, _xmax, _ctid in hidden("ballot", "name"):
        ballots[xmin].add(owners[name])
    diaries = [xmin for _name, xmin, _xmax, _ctid in hidden("diary_entry", "name")]
    return sum(len(found) == 1 and diaries.count(xmin) == 1 for xmin, found in ballots.items())


def neighbours(order: list[int]) -> float:
    """How often the next row is the same person's."""
    return sum(a == b for a, b in pairwise(order)) / (len(order) - 1)


def by_chance(owners: Owners) -> tuple[float, float]:
    """The rate of `neighbours` in a shuffled pile, and four times its standard error."""
    counts: defaultdict[int, int] = defaultdict(int)
    for each in owners.values():
        counts[each] += 1
    number = len(owners)
    rate = sum(each * (each - 1) for each in counts.values()) / (number * (number - 1))
    return rate, float(4 * (rate * (1 - rate) / number) ** 0.5)


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_hidden_columns_of_postgresql_link_nothing_after_mixing(any_region: SmallRegion) -> None:
    """`xmin` separated every person with all their ballots and their diary row; after mixing one number stands in
    every row of a table, rows lie in the order of their random names, and no row remembers that it was locked.
    """
    people = all_answer(any_region)
    owners = owners_of(any_region, people)
    before = {
        "people separated": separated(owners),
        "next row in the file": neighbours([owners[name] for name, *_rest in hidden("ballot", "name")]),
        "accounts tied to ballots": tied_accounts(),
    }
    mix(db.session, START)
    ballots = hidden("ballot", "name")
    after = {
        "people separated": separated(owners),
        "next row in the file": neighbours([owners[name] for name, *_rest in ballots]),
        "accounts tied to ballots": tied_accounts(),
    }
    chance, spread = by_chance(owners)
    told = {name: [round(float(before[name]), 3), round(float(after[name]), 3)] for name in before}
    print(json.dumps({"people": len(people), "before and after": told, "chance": round(chance, 3)}))
    assert before["people separated"] == len(people)
    assert before["accounts tied to ballots"] == len(people)
    assert before["next row in the file"] > 0.8
    assert after["people separated"] == after["accounts tied to ballots"] == 0
    assert after["next row in the file"] < chance + spread
    assert [name for name, *_rest in ballots] == sorted(owners)


def tied_accounts() -> int:
    """Accounts whose row was locked by a transaction that wrote ballots."""
    wrote = {xmin for _name, xmin, _xmax, _ctid in hidden("ballot", "name")}
    return sum(xmax in wrote for _name, _xmin, xmax, _ctid in hidden("membership", "lookup_hash"))


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_every_private_table_of_postgresql_is_mixed(any_region: SmallRegion) -> None:
    """Also accounts, invitations (a card is used in the write that makes an account) and whatever is added later:
    one transaction's number per table, none that locked a row, and no dead row left in the file.
    """
    all_answer(any_region)
    mix(db.session, START)
    for table in private_tables():
        key = next(iter(table.primary_key)).name
        rows = hidden(table.name, f'"{key}"')
        assert len({xmin for _name, xmin, _xmax, _ctid in rows}) <= 1, table.name
        assert {xmax for _name, _xmin, xmax, _ctid in rows} <= {"0"}, table.name
        assert [ctid for *_rest, ctid in rows][:1] in ([], ["(0,1)"]), table.name
    folder = Path(str(db.session.scalar(text("SHOW data_directory"))))
    sealed = db.session.scalar(select(Ballot.sealed).limit(1)) or b""
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        base = connection.scalar(text("SELECT pg_relation_filepath('ballot')"))
    holding = [path for path in (folder / "base").rglob("*") if path.is_file() and sealed in bytes_of(path)]
    assert holding == [folder / str(base)], "one file holds the ballot: the old one is gone"


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_who_answers_after_mixing_stands_apart_until_the_next(any_region: SmallRegion) -> None:
    """What remains: between two mixes the rows of who answered since can be told from all others."""
    first, second, *others = people_of(any_region)
    for person in others:
        any_region.answer(person, ANSWERS)
    mix(db.session, START)
    for person in (first, second):
        any_region.answer(person, ANSWERS)
    owners = owners_of(any_region, [first, second, *others])
    assert separated(owners) == 2
    mix(db.session, START)
    assert separated(owners) == 0


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_two_that_mix_at_once_do_not_wait_for_each_other(
    any_region: SmallRegion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A large table takes longer than anybody waits: the second leaves it to the first, and nothing is called wrong."""
    monkeypatch.setattr("app.lifecycle.mixing.PATIENCE_MS", 1)
    before = contents()
    db.session.rollback()  # What it read must not hold up the lock.
    with Session(db.engine) as first:
        assert is_first(first, "mixing ballot")
        first.execute(text("LOCK TABLE ballot IN ACCESS EXCLUSIVE MODE"))
        mix(db.session, START)
        db.session.rollback()
    assert contents() == before


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_a_table_that_somebody_else_holds_is_said(any_region: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who reads it for long is no run that mixes: it is tried again."""
    monkeypatch.setattr("app.lifecycle.mixing.PATIENCE_MS", 1)
    db.session.rollback()
    with Session(db.engine) as reader:
        reader.execute(text("LOCK TABLE ballot IN ACCESS SHARE MODE"))
        with pytest.raises(NotMixed, match="ballot"):
            mix(db.session, START)


def test_mixing_loses_and_changes_no_row(any_region: SmallRegion) -> None:
    """Every private row is there afterwards as it was, on both databases; mixing again changes nothing."""
    all_answer(any_region)
    before = contents()
    assert before["ballot"]
    assert before["diary_entry"]
    for _ in range(2):
        mix(db.session, START)
        assert contents() == before


def contents() -> dict[str, set[tuple[object, ...]]]:
    return {table.name: {tuple(row) for row in db.session.execute(select(table))} for table in private_tables()}


def copy_of(settings: Settings, path: Path) -> Path:
    db.session.remove()
    shutil.copy(settings.instance / "peil.db", path)
    return path


def names_in(path: Path) -> set[bytes]:
    with closing(sqlite3.connect(f"file:{path}?immutable=1", uri=True)) as stolen:
        return {name for (name,) in stolen.execute("SELECT name FROM ballot")}


@pytest.mark.sqlite("copies the file")
def test_two_copies_of_the_file_tell_who_was_between_and_nothing_within(
    region: SmallRegion, settings: Settings, tmp_path: Path
) -> None:
    """Two copies tell which rows came between them. After mixing they tell no more: of the people who answered between,
    no row can be laid beside another better than by chance, and no page of the file is as it was.
    """
    everybody = people_of(region)
    for person in everybody[:12]:
        region.answer(person, ANSWERS)
    mix(db.session, START)
    first = copy_of(settings, tmp_path / "first.db")
    for person in everybody[12:]:
        region.answer(person, ANSWERS)
    unmixed = copy_of(settings, tmp_path / "unmixed.db")
    mix(db.session, START)
    mixed = copy_of(settings, tmp_path / "mixed.db")
    owners = owners_of(region, everybody)
    new = names_in(mixed) - names_in(first)
    assert new == {name for name, owner in owners.items() if owner >= 12}
    chance, spread = by_chance({name: owners[name] for name in new})
    rates = {path.stem: lying_together(path, new, owners) for path in (unmixed, mixed)}
    print(json.dumps({"between": 12, "chance": round(chance, 3), **{k: round(v, 3) for k, v in rates.items()}}))
    assert rates["mixed"] < chance + spread


@pytest.mark.sqlite("copies the file")
def test_two_copies_around_one_answer_tell_whose_rows_those_are(
    region: SmallRegion, settings: Settings, tmp_path: Path
) -> None:
    """What remains, and stands on /privacy: whoever can copy the database before and after one answer knows which
    sealed rows came with it. Mixing cannot hide that: a sealed ballot cannot be sealed anew without the period's key.
    """
    *others, last = people_of(region)
    for person in others:
        region.answer(person, ANSWERS)
    first = copy_of(settings, tmp_path / "first.db")
    region.answer(last, ANSWERS)
    mix(db.session, START)
    second = copy_of(settings, tmp_path / "second.db")
    owners = owners_of(region, [*others, last])
    assert {owners[name] for name in names_in(second) - names_in(first)} == {len(others)}


def lying_together(path: Path, names: Iterable[bytes], owners: Owners) -> float:
    """How often, of these ballots in the order in which their bytes lie in the file, the next is the same person's."""
    file = path.read_bytes()
    places = sorted((file.index(name), name) for name in names)
    return neighbours([owners[name] for _place, name in places])


@pytest.mark.sqlite("reads the file")
def test_the_order_in_the_file_of_sqlite_follows_from_the_names_alone(region: SmallRegion, settings: Settings) -> None:
    """After mixing, doing it once more moves nothing: where a row lies says nothing of when it was written."""
    all_answer(region)
    mix(db.session, START)
    sealed = list(db.session.scalars(select(DiaryEntry.sealed)))
    once = [(settings.instance / "peil.db").read_bytes().index(each[-64:]) for each in sealed]
    mix(db.session, START)
    assert [(settings.instance / "peil.db").read_bytes().index(each[-64:]) for each in sealed] == once


def test_an_answer_that_comes_while_tables_are_mixed_is_kept(any_region: SmallRegion) -> None:
    """Mixing and answering wait for each other, whoever comes first; nothing is lost and nobody is refused."""
    people = people_of(any_region)
    any_region.answer(people[0], ANSWERS)
    app, refused = any_region.app, list[BaseException]()

    def keep_mixing() -> None:
        try:
            with app.app_context():
                for _ in range(5):
                    mix(db.session, START)
                db.session.remove()
        except BaseException as fault:  # Raised again below, in the thread of the test.
            refused.append(fault)

    mixing = threading.Thread(target=keep_mixing)
    mixing.start()
    for person in people[1:]:
        any_region.answer(person, ANSWERS)
    mixing.join()
    assert refused == []
    assert set(owners_of(any_region, people).values()) == set(range(len(people)))
    with writing(db.session):
        assert len(owners_of(any_region, people)) == len(set(db.session.scalars(select(Ballot.name))))
