"""The measurement of 2022, collected once per run; what a test closes is a copy."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask

from app.db import db, truncate_log
from app.releases.rules.cells import Row
from tests.conftest import Template, make_application, make_settings
from tests.databases import copy_database
from tests.peo2022 import exact
from tests.peo2022.measurement import Collected, collect, release

FIXED = ("professional_space", "do_what_is_needed", "work_enjoyment", "stay_one_year", "worked_before_2015")
"""The questions that the protected release of the suite publishes; bench/peo_2022.py publishes all of them."""


@pytest.fixture(scope="session")
def collected_in(tmp_path_factory: pytest.TempPathFactory, template: Template) -> tuple[Path, Collected]:
    """An installation in which everybody has answered, and what they sealed."""
    folder = tmp_path_factory.mktemp("april-2022")
    app = make_application(template.copy(folder, with_region=False))
    with pytest.MonkeyPatch.context() as patch, app.app_context():
        made = collect(patch)
        truncate_log(db.session)
        db.session.remove()
        db.engine.dispose()
    return folder, made


@pytest.fixture(scope="session")
def collected(collected_in: tuple[Path, Collected]) -> Collected:
    """What everybody sealed."""
    return collected_in[1]


def opened_copy(source: Path, target: Path) -> Flask:
    """An application on a copy of an installation."""
    made = make_settings(target)
    copy_database(make_settings(source), made)
    (made.instance / "static").symlink_to(make_settings(source).instance / "static")
    shutil.copytree(make_settings(source).keys, made.keys, dirs_exist_ok=True)
    return make_application(made)


def closed_copy(source: Path, target: Path, collected: Collected, *, items: Sequence[str] | None) -> tuple[Row, ...]:
    """Release a copy of an installation, and return what it published."""
    with opened_copy(source, target).app_context():
        rows = release(collected, items=items)
        db.session.remove()
        db.engine.dispose()
    return rows


@pytest.fixture(scope="session")
def exact_rows(collected_in: tuple[Path, Collected], tmp_path_factory: pytest.TempPathFactory) -> tuple[Row, ...]:
    """The release with protection switched to exact."""
    source, collected = collected_in
    with pytest.MonkeyPatch.context() as patch:
        exact.switch_on(patch)
        return closed_copy(source, tmp_path_factory.mktemp("exact"), collected, items=None)


@pytest.fixture(scope="session")
def protected_rows(collected_in: tuple[Path, Collected], tmp_path_factory: pytest.TempPathFactory) -> tuple[Row, ...]:
    """The release as everybody may see it, of a few questions."""
    source, collected = collected_in
    return closed_copy(source, tmp_path_factory.mktemp("protected"), collected, items=FIXED)
