"""Attack 8: the thief of disk, log and backup. Finds no answer, and cannot tell which envelopes belong
together.

Every figure that the attack reports is printed with `pytest -s`.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from app.answering.models import Ballot, DiaryEntry
from app.config import Settings
from app.db import PAGE_BYTES, db, writing
from app.lifecycle.mixing import mix
from app.participants.service import Joined, join
from tests.databases import ON_POSTGRESQL, bytes_of
from tests.region import FORTNIGHT, START, SmallRegion
from tests.vault.one_ballot import BallotDoesNotOpen, open_ballot

ANSWERS = {"professional_space": "very_insufficient", "work_enjoyment": 3}
# What a thief looks for: the option keys themselves, and pieces of opened ballots and diaries. (After closing the
# release names options too, so there only the pieces count.)
PIECES = [b'"work_enjoyment":', b'"professional_space":"', b'"v":', b'"answers"', b'"submissions"', b'"experience":']
TRACES = [*PIECES, b"very_insufficient", b"ambulatory_worker"]


@pytest.fixture
def answered(region: SmallRegion) -> SmallRegion:
    """Everybody has answered the same, rare thing."""
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, ANSWERS)
    return region


def stolen_files(settings: Settings) -> Iterator[tuple[Path, bytes]]:
    """The whole instance folder: database, write-ahead log, shared memory, locks; PostgreSQL's files of the database.

    PostgreSQL's own log is left out: what was written stays in it for a while, as docs/threats.md says.
    """
    if ON_POSTGRESQL:
        yield from ((path, bytes_of(path)) for path in files_in_postgres(settings.database_url))
    for path in settings.instance.rglob("*"):
        if path.is_file() and "static" not in path.parts:
            yield path, path.read_bytes()


def files_in_postgres(url: str) -> list[Path]:
    """The files of this database in the folder of a PostgreSQL that runs here, as a stop of the server leaves them."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("CHECKPOINT"))
        folder = Path(str(connection.scalar(text("SHOW data_directory"))))
        own = connection.scalar(text("SELECT oid FROM pg_database WHERE datname = current_database()"))
    engine.dispose()
    return [path for path in (folder / "base" / str(own)).iterdir() if path.is_file()]


def traces_in(settings: Settings, codes: list[str], traces: list[bytes]) -> list[tuple[str, bytes]]:
    wanted = [*traces, *(code.encode() for code in codes)]
    return [(path.name, trace) for path, content in stolen_files(settings) for trace in wanted if trace in content]


def codes_of(region: SmallRegion) -> list[str]:
    groups = [person.code.text for people in region.people.values() for person in people]
    return groups + [code.replace("-", "") for code in groups]


@pytest.mark.sqlite("searches the file; test_postgresql_files_and_log_hold_not_one_answer does the other")
def test_before_closing_the_files_hold_not_one_answer(answered: SmallRegion, settings: Settings) -> None:
    """24 people, the same answer: it stands nowhere in the database, its log or beside it."""
    db.session.remove()
    assert traces_in(settings, codes_of(answered), TRACES) == []


@pytest.mark.sqlite("searches the file; test_postgresql_files_and_log_hold_not_one_answer does the other")
def test_after_closing_the_files_hold_not_one_answer(answered: SmallRegion, settings: Settings) -> None:
    """Also not in freed pages or in the log, after the release was made of them."""
    sealed = list(db.session.scalars(select(Ballot.sealed)))
    answered.tick(START + 2 * FORTNIGHT)
    db.session.remove()
    db.engine.dispose()
    assert traces_in(settings, codes_of(answered), PIECES) == []
    leftovers = [path.name for path, content in stolen_files(settings) for each in sealed if each[40:72] in content]
    assert leftovers == [], "deleted ballots are overwritten (secure_delete), not only unlinked"


@pytest.mark.sqlite("copies the file; ballots and keys are the same on PostgreSQL")
def test_a_backup_from_before_closing_opens_with_the_key_and_never_after(
    answered: SmallRegion, settings: Settings, tmp_path: Path
) -> None:
    """While the key exists the operator could open the ballots (docs/threats.md says so); later nobody can."""
    period = answered.wave().period_id
    backup = tmp_path / "backup.db"
    source = sqlite3.connect(settings.instance / "peil.db")
    source.backup(sqlite3.connect(backup))
    private = answered.keys.private(period)
    keys_before = {path.name for path in settings.keys.iterdir()}
    answered.tick(START + 2 * FORTNIGHT)
    sealed = [row[0] for row in sqlite3.connect(backup).execute("SELECT sealed FROM ballot")]
    assert len([open_ballot(each, private_key=private) for each in sealed]) == len(sealed)
    assert f"{period}.key" in keys_before
    assert not answered.keys.exists(period)
    other = answered.keys.private(answered.wave(START + 2 * FORTNIGHT).period_id)
    for each in sealed:
        with pytest.raises(BallotDoesNotOpen):
            open_ballot(each, private_key=other)
    assert private.hex().encode() not in b"".join(content for _, content in stolen_files(settings))
    assert private.hex() not in "".join(path.read_text() for path in settings.keys.glob("*.key"))


def test_ballots_are_linked_to_each_other_no_better_than_by_chance(answered: SmallRegion) -> None:
    """The attacker sorts by everything the row has (place in the file, name, bytes) and guesses neighbours.

    On PostgreSQL rows lie in the order in which they came until they are mixed (test_written_together.py).
    """
    if ON_POSTGRESQL:
        mix(db.session, START)
    rows = db.session.execute(select(Ballot.name, Ballot.sealed)).all()
    owner = {
        name: person
        for person, keys in enumerate(p.keys for people in answered.people.values() for p in people)
        for name, _ in rows
        if _is_own(keys, name, answered)
    }
    assert len(owner) == len(rows)
    people = len(set(owner.values()))
    per_person = len(rows) / people
    chance = (per_person - 1) / (len(rows) - 1)
    hits = {
        "place in the file": _neighbours([owner[name] for name, _ in rows]),
        "name": _neighbours([owner[name] for name, _ in sorted(rows)]),
        "sealed bytes": _neighbours([owner[name] for name, sealed in sorted(rows, key=lambda row: row[1])]),
    }
    print(json.dumps({"chance": round(chance, 3), **{key: round(value, 3) for key, value in hits.items()}}))
    spread = 4 * (chance * (1 - chance) / len(rows)) ** 0.5
    assert all(rate < chance + spread for rate in hits.values())


def _is_own(keys: object, name: bytes, region: SmallRegion) -> bool:
    from app.answering.ballots import places_of
    from app.instrument.installed import instrument_of
    from app.vault.ballot_seal import ballot_name
    from app.vault.personal_keys import ParticipantKeys

    assert isinstance(keys, ParticipantKeys)
    wave = region.wave()
    return any(
        ballot_name(keys, period=wave.period_id, item=place.item, channel=place.channel) == name
        for place in places_of(instrument_of("peo"), wave.items)
    )


def _neighbours(owners: list[int]) -> float:
    """How often the next row belongs to the same person."""
    return sum(a == b for a, b in pairwise(owners)) / (len(owners) - 1)


def test_ballots_are_linked_to_diaries_no_better_than_by_chance(answered: SmallRegion) -> None:
    """Matching the order of ballots with the order of diary rows finds no more than a shuffled list does."""
    ballots = [row.name for row in db.session.execute(select(Ballot.name))]
    diaries = [row.owner for row in db.session.execute(select(DiaryEntry.owner))]
    people = [person for group in answered.people.values() for person in group]
    diary_rank = {person.keys.diary_id: diaries.index(person.keys.diary_id) for person in people}
    first_ballot = {
        index: next(place for place, name in enumerate(ballots) if _is_own(person.keys, name, answered))
        for index, person in enumerate(people)
    }
    by_ballot = sorted(first_ballot, key=lambda index: first_ballot[index])
    by_diary = sorted(range(len(people)), key=lambda index: diary_rank[people[index].keys.diary_id])
    hits = sum(a == b for a, b in zip(by_ballot, by_diary, strict=True))
    shuffled = [_matches(by_diary, seed) for seed in range(400)]
    print(json.dumps({"hits": hits, "chance": sum(shuffled) / len(shuffled), "of": len(people)}))
    assert hits <= 5  # By chance 1 on average; more than 5 has probability below 0.001.


def _matches(order: list[int], seed: int) -> int:
    other = order[:]
    random.Random(seed).shuffle(other)
    return sum(a == b for a, b in zip(order, other, strict=True))


def test_copying_the_folder_copies_no_key(answered: SmallRegion, settings: Settings, tmp_path: Path) -> None:
    """A backup of the instance folder is not a backup of the keys."""
    shutil.copytree(settings.instance, tmp_path / "copy")
    private = answered.keys.private(answered.wave().period_id)
    for path in (tmp_path / "copy").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert private not in content
            assert private.hex().encode() not in content


@pytest.mark.sqlite("reads the log beside the file; PostgreSQL keeps its own, which docs/threats.md says")
def test_the_log_does_not_keep_what_was_written_together(region: SmallRegion, settings: Settings) -> None:
    """Right after an answer the database by itself and the database with its log have the same rows: nothing shows
    which ballots and which diary row came last.
    """
    region.tick(START)
    region.answer(region.participant, ANSWERS)
    log = settings.instance / "peil.db-wal"
    alone, with_log = _rows_of(settings, alone=True), _rows_of(settings, alone=False)
    assert len(with_log["ballot"]) > 0
    assert alone == with_log
    assert not log.exists() or log.stat().st_size == 0


def _rows_of(settings: Settings, *, alone: bool) -> dict[str, set[tuple[bytes, ...]]]:
    """The private rows as a thief finds them; `alone`: in the stolen database file, without its log."""
    ending = "?immutable=1" if alone else "?mode=ro"
    stolen = sqlite3.connect(f"file:{settings.instance / 'peil.db'}{ending}", uri=True)
    with closing(stolen):
        return {table: set(stolen.execute(f"SELECT * FROM {table}")) for table in ("ballot", "diary_entry")}


@pytest.mark.sqlite("counts pages of the file")
def test_pages_of_the_file_do_not_tell_who_answered_first(region: SmallRegion, settings: Settings) -> None:
    """40 people answer in shuffled order: of two of them the numbers of the pages where their answers lie tell who
    came first no better than chance, by more than sampling error.
    """
    people = [person for group in region.people.values() for person in group]
    token = region.invitation("north", uses=40 - len(people))
    with writing(db.session):
        people += [join(db.session, token, today=START.date()) for _ in range(40 - len(people))]
    random.Random(3).shuffle(people)
    written = [_answered_now(region, person) for person in people]
    region.tick(START)
    file = (settings.instance / "peil.db").read_bytes()
    pages = [file.index(sealed[-64:]) // PAGE_BYTES for sealed in written]
    told = [first < second for first, second in combinations(pages, 2) if first != second]
    share = sum(told) / len(told)
    spread = (2 * (2 * 40 + 5) / (9 * 40 * 39)) ** 0.5 / 2  # Of Kendall's tau without a relation, as a share.
    print(json.dumps({"pairs": len(told), "told": round(share, 3), "spread": round(spread, 3)}))
    assert abs(share - 0.5) < 4 * spread


def _answered_now(region: SmallRegion, person: Joined) -> bytes:
    """The sealed row that this answer adds to the diary."""
    before = set(db.session.scalars(select(DiaryEntry.sealed)))
    region.answer(person, ANSWERS)
    (added,) = set(db.session.scalars(select(DiaryEntry.sealed))) - before
    return added


@pytest.mark.sqlite("counts pages of the file")
def test_where_a_row_lies_says_nothing_of_its_time_after_a_release(
    answered: SmallRegion, settings: Settings, tmp_path: Path
) -> None:
    """The file is written anew then, so that the place of every row follows from the keys alone: doing that once
    more moves none.
    """
    answered.tick(START + 2 * FORTNIGHT)
    sealed = list(db.session.scalars(select(DiaryEntry.sealed)))
    file, again = settings.instance / "peil.db", tmp_path / "again.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(again),))
    assert [_place(file, row) for row in sealed] == [_place(again, row) for row in sealed]


def _place(file: Path, row: bytes) -> int:
    return file.read_bytes().index(row[-64:])


@pytest.mark.postgres
@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
def test_postgresql_files_and_log_hold_not_one_answer(any_region: SmallRegion) -> None:
    """Tables, write-ahead log and everything beside them, before and after closing: no answer, no code."""
    for person in (person for people in any_region.people.values() for person in people):
        any_region.answer(person, ANSWERS)
    folder = Path(str(db.session.scalar(text("SHOW data_directory"))))
    wanted = [*PIECES, *(code.encode() for code in codes_of(any_region))]
    for moment in (START, START + 2 * FORTNIGHT):
        any_region.tick(moment)
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("CHECKPOINT"))
        files = [path for path in folder.rglob("*") if path.is_file()]
        assert any("pg_wal" in path.parts for path in files)
        contents = b"".join(bytes_of(path) for path in files)
        assert [piece for piece in wanted if piece in contents] == []
