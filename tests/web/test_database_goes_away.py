"""PostgreSQL ends a connection in the middle of a page: the visitor is told to wait, and never meets a broken page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, create_engine, event, text

from app.db import db
from tests.region import SmallRegion

pytestmark = pytest.mark.postgres


@contextmanager
def ended_before(engine: Engine, number: int) -> Iterator[list[str]]:
    """End the connection before its statement of this number within the block, as a server that is killed does."""
    seen: list[str] = []
    outside = create_engine(engine.url, isolation_level="AUTOCOMMIT")

    def end(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)
        if len(seen) == number:
            with outside.connect() as other:
                other.execute(
                    text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": cursor.connection.info.backend_pid}
                )

    event.listen(engine, "before_cursor_execute", end)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", end)
        outside.dispose()


def asked(client: FlaskClient, address: str) -> int:
    """The status of a page, or of the pulse when it is sent."""
    if address != "/pulse":
        return client.get(address).status_code
    return client.post("/pulse", data={"work_enjoyment": "7", "submission": "goes-away"}).status_code


@pytest.mark.parametrize("any_app", ["postgres"], indirect=True)
@pytest.mark.parametrize("address", ["/", "/pulse", "/mirror", "/region", "/privacy", "/api/v1/releases", "/healthz"])
def test_wherever_a_page_loses_its_database_it_says_so(any_region: SmallRegion, address: str) -> None:
    """At each statement in turn: 503 with the page's usual status otherwise, and the next request works again."""
    client = any_region.signed_in(any_region.participant)
    usual = asked(client, address)
    number, seen = 0, ["first"]
    while number < len(seen):
        number += 1
        with ended_before(db.engine, number) as seen:
            status = asked(client, address)
        assert status in {usual, 503}, (number, seen[-1])
        assert asked(client, address) == usual
