"""Boards and files are made without a glance at private tables, whatever the code looks like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from app.db import Base, db
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

PRIVATE = [name for name, table in Base.metadata.tables.items() if table.info.get("private")]


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement.lower())

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_the_private_tables_are_the_ones_meant() -> None:
    """If a table is renamed, this test still looks for the right ones."""
    assert {"membership", "ballot", "diary_entry", "invitation"} <= set(PRIVATE)


@pytest.mark.parametrize("who", ["region_lead", "wide_lead", "north_lead"])
def test_no_board_and_no_file_reads_a_private_table(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """Every page and file about a group, refused ones included, for staff of every role."""
    period = released_periods(db.session)[-1].id
    groups = [f"/organisations/{each}" for each in released.organisations.values()]
    groups += [f"/teams/{each}" for each in released.teams.values()]
    endings = ("csv", "json", "xlsx")
    addresses = ["/kinds/certified", "/kinds/certified?topic=professional_space"]
    addresses += ["/region", *groups, *(f"/releases/{period}.{ending}" for ending in endings)]
    addresses += [f"{group}/releases/{period}.{ending}" for group in groups for ending in endings]
    addresses += [
        f"{group}/{page}" for group in ("/region", *groups) for page in ("conversation", "agreements", "reading")
    ]
    addresses += ["/region?topic=professional_space", f"{groups[0]}?beside=kind"]
    client = visitors.browser(who)
    with _statements() as statements:
        statuses = {client.get(address).status_code for address in addresses}
    assert 200 in statuses
    assert any("release_row" in statement for statement in statements)
    for name in PRIVATE:
        assert not [each for each in statements if re.search(rf"\b{name}\b", each)], name
