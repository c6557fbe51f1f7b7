"""Chooses what runs heavy work: workers elsewhere where PEIL_DASK names a scheduler, this machine otherwise."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import structlog

from app.spreading import InProcesses, InThreads, Spread
from app.web.settings import settings

if TYPE_CHECKING:
    from app.dask_workers import OverDask

log = structlog.get_logger()

AGAIN_SECONDS = 60.0
"""How long all is done here after the workers failed, before they are asked again."""

_connected: dict[str, OverDask] = {}
_not_before: dict[str, float] = {}


def work_engine() -> Spread:
    """Return what the parts of audits and estimates run on: workers elsewhere, or processes here."""
    return _workers(settings().dask) or InProcesses(os.cpu_count() or 1)


def opening_engine() -> Spread:
    """Return what decrypts ballots: workers elsewhere, or threads here, because libsodium releases Python's lock."""
    return _workers(settings().dask) or InThreads(os.cpu_count() or 1)


def _workers(address: str) -> Spread | None:
    """Return the workers of the scheduler at this address; None without one, and for a while after they failed."""
    if not address or time.monotonic() < _not_before.get(address, 0.0):
        return None
    known = _connected.pop(address, None)
    if known is None:
        known = _connect(address)
    if known is None or not known.well:
        _not_before[address] = time.monotonic() + AGAIN_SECONDS
        return None
    _connected[address] = known
    return known


def _connect(address: str) -> OverDask | None:
    from app.dask_workers import WorkersUnfit, connected

    try:
        return connected(address)
    except (WorkersUnfit, OSError, TimeoutError, ValueError) as fault:
        log.error("work.no_workers", error=str(fault) or type(fault).__name__, doing="it here")
        return None
