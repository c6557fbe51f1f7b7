"""Opening, auditing and estimating over workers elsewhere give what this machine gives, also when the workers fail."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dask
import pytest
from distributed import Client, LocalCluster
from sqlalchemy import select

from app import clock, dask_workers, spreading, work_engine
from app.config import SettingFault, read_settings
from app.dask_workers import MEMORY_ONLY, OverDask, WorkersUnfit, connected
from app.db import db
from app.estimates.estimation_job import estimate_releases
from app.estimates.models import Estimation, StoredEstimate
from app.releases.read import released_periods, rows_of
from app.vault.ballot_seal import BallotOpener
from tests.conftest import Template, make_application
from tests.region import FORTNIGHT, START

PRIVATE = bytes(range(1, 33))


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two workers, which everything reaches over TCP, as between machines."""
    with dask.config.set(MEMORY_ONLY), started() as cluster:
        yield cluster.scheduler_address


def started() -> Any:
    return LocalCluster(
        n_workers=2, threads_per_worker=1, processes=False, dashboard_address=None, protocol="tcp://", host="127.0.0.1"
    )  # type: ignore[no-untyped-call]  # Of the library.


@pytest.fixture
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """No workers are known from an earlier test."""
    monkeypatch.setattr(work_engine, "_connected", {})
    monkeypatch.setattr(work_engine, "_not_before", {})


def released(template: Template, folder: Path, *, scheduler: str) -> dict[str, Any]:
    """Everything that a release and its estimates say, from the same answers and with the same noise."""
    app = make_application(replace(template.copy(folder, with_region=True), dask=scheduler))
    with app.app_context():
        region = replace(template.region, app=app)
        for people in region.people.values():
            for place, person in enumerate(people):
                region.answer(person, {"work_enjoyment": 4 + place % 6}, moment=START)
        region.tick(START + 2 * FORTNIGHT)
        period = released_periods(db.session)[-1].id
        estimate_releases(db.session)
        estimates = db.session.execute(select(*StoredEstimate.__table__.columns)).all()
        learnt = db.session.scalars(select(Estimation.learnt)).all()
        found = {"rows": rows_of(db.session, period), "estimates": sorted(map(repr, estimates)), "learnt": learnt}
        db.session.remove()
        db.engine.dispose()
    return found


def test_a_release_is_the_same_whatever_runs_it(
    *, template: Template, tmp_path: Path, scheduler: str, forgotten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every row and every estimate, from the same answers: here, in processes, over two workers."""
    monkeypatch.setattr(clock, "now", lambda: START)
    here = released(template, tmp_path / "here", scheduler="")
    with monkeypatch.context() as long:
        long.setattr(spreading, "LONG_SECONDS", -1.0)
        long.setattr(os, "cpu_count", lambda: 2)
        assert released(template, tmp_path / "beside", scheduler="") == here
    elsewhere = released(template, tmp_path / "elsewhere", scheduler=scheduler)
    assert work_engine._connected[scheduler].well, "the workers did all of it"
    assert here["rows"]
    assert here["estimates"]
    assert elsewhere == here


def test_a_scheduler_that_is_not_there_delays_nothing_and_changes_nothing(
    *, template: Template, tmp_path: Path, forgotten: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The release is made here, and the log says so once; the scheduler is asked again after a minute."""
    monkeypatch.setattr(clock, "now", lambda: START)
    monkeypatch.setattr(dask_workers, "CONNECT_SECONDS", 0.2)
    assert released(template, tmp_path, scheduler="tcp://127.0.0.1:1")["rows"]
    assert work_engine._connected == {}
    assert list(work_engine._not_before) == ["tcp://127.0.0.1:1"]


def twice(number: int) -> int:
    return 2 * number


def stumble(number: object) -> int:
    raise ValueError(f"of {number}")


def test_workers_that_are_killed_half_way_lose_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """What they did not give back is done here; nothing is done twice in the outcome, and the order stays."""
    monkeypatch.setattr(dask_workers, "PATIENCE_SECONDS", 2)
    with dask.config.set(MEMORY_ONLY), started() as cluster:
        spread = connected(cluster.scheduler_address)
        given = spread.over(twice, range(40))
        first = [next(given) for _part in range(5)]
        cluster.close()
        assert [*first, *given] == [2 * number for number in range(40)]
        assert not spread.well


def test_a_fault_in_the_work_itself_is_raised_as_it_is_here(scheduler: str) -> None:
    """A worker's failure never turns a fault into a figure."""
    with pytest.raises(ValueError, match="of 7"):
        list(connected(scheduler).over(stumble, [7]))


def test_workers_that_write_to_a_disk_or_run_another_program_are_refused(
    scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a ballot says would lie on their disk, or the outcome might differ."""
    with dask.config.set({"distributed.worker.memory.spill": 0.7}), pytest.raises(WorkersUnfit, match="disk"):
        connected(scheduler)
    monkeypatch.setattr(dask_workers, "worker_terms", lambda: {"program": "another", "memory_only": True})
    with pytest.raises(WorkersUnfit, match="another version"):
        connected(scheduler)


def test_neither_key_nor_contents_stand_in_a_log_or_a_name_of_work(scheduler: str) -> None:
    """Dask shows what failed work was given; here it can show nothing. The key travels, and that is all there is."""
    opener = BallotOpener(PRIVATE)
    assert pickle.loads(pickle.dumps(opener))._private_key == PRIVATE
    assert "hidden" in repr(opener)
    client: Any = Client(scheduler, set_as_default=False)  # type: ignore[no-untyped-call]  # Of the library.
    spread = OverDask(client)
    with pytest.raises(ValueError, match="of secret answer"):
        list(spread.over(stumble, ["secret answer"]))
    logs = repr(client.get_worker_logs()) + repr(client.get_scheduler_logs())
    assert "secret answer'" not in logs.replace("of secret answer", "")
    assert PRIVATE.hex() not in logs
    client.close()


@pytest.mark.parametrize(
    "address", ["tcp://scheduler.example:8786", "scheduler:8786", "http://127.0.0.1:8786", "tls://"]
)
def test_keys_never_travel_readable(tmp_path: Path, address: str) -> None:
    """Over a network only with TLS; anything else stops the start with one line."""
    (tmp_path / "secret").write_bytes(b"x" * 32)
    given = {"PEIL_INSTANCE": str(tmp_path / "instance"), "PEIL_SECRET_FILE": str(tmp_path / "secret")}
    with pytest.raises(SettingFault, match="PEIL_DASK must be tls://"):
        read_settings(given | {"PEIL_DASK": address})
