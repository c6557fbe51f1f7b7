"""`peil worker` needs a scheduler and nothing else; what is missing it says in one line."""

from __future__ import annotations

import pytest

from app.commands.doctor_checks import worker_checks
from app.config import Settings
from tests.commands.conftest import Peil


def test_a_worker_without_a_scheduler_says_what_is_missing(peil: Peil) -> None:
    """Status 2; it asks for no database, no secret and no folder of keys."""
    done = peil("worker")
    assert done.status == 2
    assert "PEIL_DASK names no scheduler" in done.complained


def test_the_doctor_says_that_no_worker_is_there(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong where a scheduler is named that does not answer, with the command that mends it; nothing without one."""
    from dataclasses import replace

    from app import dask_workers

    monkeypatch.setattr(dask_workers, "CONNECT_SECONDS", 0.2)
    assert list(worker_checks(settings)) == []
    (found,) = worker_checks(replace(settings, dask="tcp://127.0.0.1:1"))
    assert found.level == "wrong"
    assert "peil worker" in found.mend
