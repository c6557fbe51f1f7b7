"""What every test may use: an application on a fresh database, a region with permanent people, a clock to set."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextvars import Context
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from time import time
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from werkzeug.test import TestResponse

from app import clock, create_app, languages
from app.config import PUSH_HOSTS, Settings
from app.db import db, truncate_log
from tests.databases import (
    MADE,
    ON_POSTGRESQL,
    copy_database,
    drop_databases,
    make_empty,
    make_postgres,
    refuse_what_postgresql_refuses,
    running_postgres,
    url_in,
)
from tests.quick_start import start_sooner, use_memory
from tests.region import START, SmallRegion, build_small_region

# Time is measured in bench/, never in a test; what CI tries is the same every time, what a person tries is not.
hypothesis.settings.register_profile(
    "peil", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("peil")
use_memory()
start_sooner()

TEMPLATE_NAME = "template_peil"
WITH_A_DATABASE = {"template", "instance", "migrated_postgres"}
"""A test that uses a database has one of these fixtures somewhere below it."""
SetClock = Callable[[datetime], None]

_SECONDS = count(int(time()))


class NamedAtOnce:
    """Names a test that failed when it fails, so that a run which is cut off has said it."""

    def __init__(self, terminal: pytest.TerminalReporter) -> None:
        self._terminal = terminal

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._terminal.write_line(f"\nfailed: {report.nodeid} ({report.when}, {report.duration:.0f} s)")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Name failures at once, in the process that writes to the terminal."""
    if terminal := session.config.pluginmanager.get_plugin("terminalreporter"):
        session.config.pluginmanager.register(NamedAtOnce(terminal))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where the tests run on PostgreSQL, keep those that use a database, and skip what is about SQLite alone.

    The argument of the mark `sqlite` says why.
    """
    if not ON_POSTGRESQL:
        return
    with_one = [each for each in items if WITH_A_DATABASE & set(getattr(each, "fixturenames", ()))]
    kept = set(with_one)
    config.hook.pytest_deselected(items=[each for each in items if each not in kept])
    items[:] = with_one
    for item in items:
        for mark in item.iter_markers("sqlite"):
            item.add_marker(pytest.mark.skip(reason=f"SQLite alone: {mark.args[0]}"))


@pytest.fixture(autouse=True)
def _no_two_tokens_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a second pass with every signature, so that two renderings that hold tokens differ always, not sometimes."""
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _signer: next(_SECONDS))


class Visitor(FlaskClient):
    """A browser whose requests share nothing with the test but the database, as in real life."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        if has_app_context():  # Not when a redirect is followed: then we are inside that very browser.
            db.session.rollback()
        return Context().run(super().open, *args, **kwargs)


def make_application(settings: Settings) -> Flask:
    made = create_app(settings, testing=True)
    made.config["WTF_CSRF_ENABLED"] = False
    made.test_client_class = Visitor
    return made


def make_settings(folder: Path, *, database_url: str | None = None) -> Settings:
    """Settings of an installation in this folder, whose database need not exist yet."""
    instance = folder / "instance"
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=database_url or url_in(folder),
        instance=instance,
        keys=folder / "keys",
        secret=b"only-for-tests-only-for-tests-32",
        base_url="http://localhost",
        languages=("nl", "en"),
        min_group=7,
        push_hosts=("push.example.org", *PUSH_HOSTS),
    )


def migrate(app: Flask) -> None:
    from flask_migrate import upgrade

    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


@dataclass(frozen=True)
class Template:
    """An installation made once per run, to be copied for every test: empty, and with the small region in it."""

    empty: Path
    lived_in: Path
    region: SmallRegion

    def copy(self, folder: Path, *, with_region: bool) -> Settings:
        """A fresh installation in `folder`; the compressed static files are shared."""
        made = make_settings(folder)
        source = make_settings(self.lived_in if with_region else self.empty)
        copy_database(source, made)
        (made.instance / "static").symlink_to(source.instance / "static")
        if with_region:
            shutil.copytree(source.keys, made.keys, dirs_exist_ok=True)
        return made


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Made once: at the newest migration, and once more with a region whose first period is open."""
    empty = make_settings(tmp_path_factory.mktemp("empty"))
    make_empty(empty)
    migrate(create_app(empty, testing=True))
    refuse_what_postgresql_refuses(empty)
    lived_in = make_settings(tmp_path_factory.mktemp("lived_in"))
    copy_database(empty, lived_in)
    region = _with_region(make_application(lived_in))
    return Template(empty.instance.parent, lived_in.instance.parent, region)


def _with_region(app: Flask) -> SmallRegion:
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: START)
        region = build_small_region(app)
        truncate_log(db.session)
        db.session.remove()
        db.engine.dispose()
    return region


@pytest.fixture(scope="session", autouse=ON_POSTGRESQL)
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL."""
    with running_postgres() as address:
        yield address


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The same server, with a database named `template_peil` at the newest migration."""
    url = make_postgres(postgres_server, TEMPLATE_NAME)
    migrate(create_app(make_settings(tmp_path_factory.mktemp("template"), database_url=url), testing=True))
    return postgres_server


def fresh_postgres(address: str, name: str) -> str:
    """The address of a new, empty database of this name, at the newest migration, on the server `migrated_postgres`."""
    return make_postgres(address, name, source=TEMPLATE_NAME)


@pytest.fixture(autouse=ON_POSTGRESQL)
def _no_database_outlives_its_test(postgres_server: str) -> Iterator[None]:
    """What fixtures of a wider scope made, they made before this one begins."""
    before = set(MADE)
    yield
    drop_databases(MADE - before)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Settings:
    """Settings of a fresh installation; with the small region when the test asks for it."""
    return template.copy(tmp_path, with_region="region" in request.fixturenames)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a fresh database, inside its context."""
    made = make_application(settings)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


BOTH = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(params=BOTH[ON_POSTGRESQL:])
def any_app(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """The application on a fresh database: once on SQLite, once on PostgreSQL."""
    if request.param == "postgres" and not ON_POSTGRESQL:
        address: str = request.getfixturevalue("migrated_postgres")
        name = f"test_{settings.instance.parent.name.replace('-', '_')}"[:60].lower()
        settings = replace(settings, database_url=fresh_postgres(address, name))
    made = make_application(settings)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Set the present moment."""

    def set_to(moment: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment.astimezone(UTC).replace(microsecond=0))

    set_to(START)
    return set_to


@pytest.fixture
def region(app: Flask, template: Template, set_clock: SetClock) -> SmallRegion:
    """A region with an open wave and permanent people (see tests/region.py)."""
    people = {team: list(joined) for team, joined in template.region.people.items()}
    return replace(template.region, app=app, people=people)


@pytest.fixture
def any_region(any_app: Flask, set_clock: SetClock) -> SmallRegion:
    """The same region on both databases."""
    return build_small_region(any_app)


@pytest.fixture
def only_the_usual_languages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No catalogue but the Dutch one, whatever languages have been added since."""
    (tmp_path / "translations").mkdir()
    (tmp_path / "translations" / "nl").symlink_to(languages.FOLDER / "nl")
    monkeypatch.setattr(languages, "FOLDER", tmp_path / "translations")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser of a visitor."""
    return app.test_client()
