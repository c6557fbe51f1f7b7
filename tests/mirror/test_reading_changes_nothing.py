"""Looking at oneself writes nothing and touches nobody else's rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from app.db import db
from tests.mirror.conftest import NOW
from tests.region import SmallRegion

Values = Mapping[str, object] | tuple[object, ...]
"""By name on PostgreSQL, in their order on SQLite."""
PAGES = (
    "/",
    "/mirror",
    "/mirror/professional_space",
    "/mirror/professional_space?with=team",
    "/mirror/workload_cause",
    "/mirror/year",
    "/mirror.json",
    "/mirror.csv",
    "/cards",
    "/cards/all",
    "/cards/small_gains_count",
)


@pytest.fixture
def statements(app: object) -> Iterator[list[tuple[str, Iterable[object]]]]:
    """Every statement sent to the database, with its values."""
    seen: list[tuple[str, Iterable[object]]] = []

    def note(_connection: object, _cursor: object, sql: str, values: Values, *_rest: object) -> None:
        given = values.values() if isinstance(values, Mapping) else values
        seen.append((sql, [getattr(each, "obj", each) for each in given]))  # The driver of PostgreSQL wraps bytes.

    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("address", [*PAGES, "/done/"])
def test_a_page_that_is_read_writes_nothing(
    mirrored: SmallRegion, reader: FlaskClient, statements: list[tuple[str, Iterable[object]]], address: str
) -> None:
    """Not even that a card was shown."""
    statements.clear()
    path = address + mirrored.wave(NOW).id if address == "/done/" else address
    assert reader.get(path).status_code == 200
    assert statements
    assert not [
        sql
        for sql, _values in statements
        if not sql.lstrip().upper().startswith(("SELECT", "BEGIN", "SET LOCAL LOCK_TIMEOUT"))
    ]


SAME_FOR_ALL = ("/cards/all", "/cards/small_gains_count")
"""These show nothing of anybody, so they ask for no diary."""


@pytest.mark.parametrize("address", PAGES)
def test_no_diary_but_ones_own_is_asked_for(
    mirrored: SmallRegion, reader: FlaskClient, statements: list[tuple[str, Iterable[object]]], address: str
) -> None:
    """Every question to the diaries names the own one; ballots are never asked for."""
    statements.clear()
    reader.get(address)
    own = mirrored.participant.keys.diary_id
    asked = [(sql, values) for sql, values in statements if "diary_entry" in sql]
    assert bool(asked) is (address not in SAME_FOR_ALL)
    assert all("owner" in sql and own in tuple(values) for sql, values in asked)
    assert not any("ballot" in sql for sql, _values in statements)


def test_a_mirror_asks_the_database_a_fixed_number_of_questions(
    mirrored: SmallRegion, reader: FlaskClient, statements: list[tuple[str, Iterable[object]]]
) -> None:
    """However many subjects and waves there are: the page is one person's, and stays quick."""
    statements.clear()
    reader.get("/mirror")
    assert len([sql for sql, _values in statements if sql.lstrip().upper().startswith("SELECT")]) <= 8
