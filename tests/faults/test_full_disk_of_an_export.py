"""A full disk while somebody downloads a file: the whole file, or 503 in words; nothing half is left on the disk."""

from __future__ import annotations

import io
import resource
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask

from app import create_app
from app.db import db
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.instrument.xlsform import write_xlsform
from app.releases.files.kinds_of_file import KINDS
from app.releases.read import released_periods
from app.running.team_files import list_as_workbook
from tests.boards.conftest import released, released_once
from tests.conftest import Visitor
from tests.region import SmallRegion

__all__ = ["released", "released_once"]

ROOM = 4096
"""Bytes; enough for a line of the log, too few for a file of a release."""


@contextmanager
def no_room(monkeypatch: pytest.MonkeyPatch, folder: Path) -> Iterator[None]:
    """Let the system refuse to make any file longer than `ROOM`, and short-lived files lie in `folder`."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with monkeypatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(folder))
        resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
        try:
            yield
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("ending", sorted(KINDS))
def test_a_download_is_whole_or_refused_in_words(
    *, ending: str, released: SmallRegion, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Never 500: who asks again when there is room gets the file, and the disk is not made fuller by trying."""
    production = create_app(released.app.extensions["peil.settings"])
    production.test_client_class = Visitor
    place, folder = f"/releases/{released_periods(db.session)[-1].id}.{ending}", tmp_path / "short-lived"
    folder.mkdir()
    with no_room(monkeypatch, folder):
        refused = production.test_client().get(place)
        assert list(folder.iterdir()) == []
    assert refused.status_code in {200, 503}
    whole = production.test_client().get(place)
    assert whole.status_code == 200
    if refused.status_code == 200:
        assert refused.data == whole.data
    else:
        assert refused.headers["Retry-After"] == "30"


def test_a_workbook_needs_no_disk(
    app: Flask, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A list of teams and a questionnaire are made in memory, whichever library writes XML."""
    teams = tuple((f"Organisation {number}", "certified", "Team", 9, "id") for number in range(500))
    folder = tmp_path_factory.mktemp("full")
    with app.test_request_context(), no_room(monkeypatch, folder):
        made = (
            list_as_workbook(teams, kinds={"certified": "x"}),
            write_xlsform(instrument_of(FIRST_QUESTIONNAIRE)),
        )
    assert list(folder.iterdir()) == []
    for each in made:
        with ZipFile(io.BytesIO(each)) as parts:
            assert parts.testzip() is None
            assert len(parts.read("xl/worksheets/sheet1.xml")) > ROOM
