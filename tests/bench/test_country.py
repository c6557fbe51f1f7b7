"""Peil through a pooler of connections; the drill with two hosts and a replica is `python -m bench country`."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection, NullPool, create_engine, make_url

from app.db import QUEUE_SECONDS, db
from app.releases.read import released_periods
from bench import cluster, country
from bench.cluster import USER, PackagesMissing, pgbouncer, pooler
from bench.ports import free_port
from tests.conftest import SetClock, fresh_postgres, make_application, make_settings
from tests.region import FORTNIGHT, START, build_small_region


def test_a_machine_without_the_packages_is_told_which(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The drill is skipped with the line that mends it."""
    monkeypatch.setattr(cluster, "POSTGRES", tmp_path)
    with pytest.raises(PackagesMissing, match="apt-get install postgresql pgbouncer"):
        cluster.programs()
    assert "apt-get install" in country.run()["skipped"]


@pytest.fixture
def pooled(migrated_postgres: str) -> Iterator[str]:
    """The address of a database through pgbouncer, which gives each transaction another of two connections."""
    if pgbouncer() is None or (os.geteuid() == 0 and USER not in {each.pw_name for each in pwd.getpwall()}):
        pytest.skip("needs Debian's packages: apt-get install postgresql pgbouncer")
    url = make_url(fresh_postgres(migrated_postgres, "pooled"))
    with TemporaryDirectory(prefix="peil-pooler-") as name:
        folder, port = Path(name), free_port()
        folder.chmod(0o755)
        user = Path(str(url.query["host"])).owner() if os.geteuid() == 0 else None  # Its socket is open to nobody else.
        target = f"host={url.query['host']}"
        own = pooler(folder, "pooled", users=["postgres"], target=target, port=port, user=user)
        try:
            yield f"postgresql+psycopg://postgres@127.0.0.1:{port}/pooled"
        finally:
            own.kill()


@pytest.mark.postgres
def test_answers_and_releases_go_through_a_pooler_that_changes_connections(
    pooled: str, tmp_path: Path, set_clock: SetClock
) -> None:
    """Transaction pooling forgets what was prepared; the same statements, again and again, need nothing of it."""
    app = make_application(make_settings(tmp_path, database_url=pooled))
    with app.app_context():
        region = build_small_region(app)
        for person in region.people["north"]:
            region.answer(person, {"work_enjoyment": 7}, submission=f"{START}")
            db.session.remove()
            db.engine.dispose()  # Another visitor's process: pgbouncer hands out what others have used.
        client = region.signed_in(region.participant)
        assert {client.get("/mirror").status_code for _ in range(12)} == {200}
        region.tick(START + 2 * FORTNIGHT)
        assert len(released_periods(db.session)) == 1
        db.session.remove()
        db.engine.dispose()


@pytest.mark.postgres
def test_a_pooler_neither_loses_nor_keeps_how_long_to_wait_for_a_lock(pooled: str, tmp_path: Path) -> None:
    """Every transaction of every engine has the limit, whichever connection it gets; other programs never have it."""
    app = make_application(replace(make_settings(tmp_path, database_url=pooled), read_url=pooled, gate_url=pooled))
    with app.app_context():
        for engine in db.engines.values():
            with engine.connect(), engine.connect():  # Both were made over one connection of the pooler.
                pass
            with engine.connect() as one, engine.connect() as other:  # Now each has its own.
                assert {limit_in(one), limit_in(other)} == {f"{QUEUE_SECONDS}s"}
            engine.dispose()
        assert len(db.engines) == 3
        another_program = create_engine(pooled, poolclass=NullPool)
        with ExitStack() as stack:
            found = [limit_in(stack.enter_context(another_program.connect())) for _ in range(3)]
        assert found == ["0"] * 3


def limit_in(connection: Connection) -> str:
    return str(connection.exec_driver_sql("SHOW lock_timeout").scalar())
