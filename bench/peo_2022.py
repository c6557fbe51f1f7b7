"""The published survey of April 2022 held again: how many of its figures come out, exact and protected.

The long form releases it protected over several draws of noise and writes docs/evidence/peo-2022.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from app.db import db, truncate_log
from app.releases.rules.cells import Row
from tests.conftest import make_application, make_settings, migrate
from tests.peo2022 import exact
from tests.peo2022.conftest import FIXED, opened_copy
from tests.peo2022.evidence import Compared, document
from tests.peo2022.measurement import Collected, collect, release

EVIDENCE = Path(__file__).parent.parent / "docs" / "evidence" / "peo-2022.md"
DRAWS = 5


def run(*, full: bool = False) -> dict[str, Any]:
    """Hold the survey and compare; the short form protects the fixed questions alone, once."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        collected = _collect(folder / "collected", patch)
        protected = [
            _release(folder, collected, seed=seed, items=None if full else FIXED)
            for seed in range(1, (DRAWS if full else 1) + 1)
        ]
        exact.switch_on(patch)
        compared = Compared(collected, _release(folder, collected, seed=0, items=None), protected)
    if full:
        EVIDENCE.write_text(document(compared), encoding="utf-8")
    return compared.summary()


def _collect(folder: Path, patch: pytest.MonkeyPatch) -> Collected:
    app = make_application(make_settings(folder))
    migrate(app)
    with app.app_context():
        made = collect(patch)
        truncate_log(db.session)
        db.session.remove()
        db.engine.dispose()
    return made


def _release(folder: Path, collected: Collected, *, seed: int, items: Sequence[str] | None) -> tuple[Row, ...]:
    with opened_copy(folder / "collected", folder / f"release-{seed}").app_context():
        rows = release(collected, seed=seed, items=items)
        db.session.remove()
        db.engine.dispose()
    return rows
