"""Several web hosts count failed tries together in one store; while it is silent each counts by itself."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import clock
from app.commands.doctor_checks import limits_checks
from app.condition import present_concerns
from app.config import SettingFault, Settings, read_settings
from app.db import db
from app.programme.concerns import Waiting
from app.vault.codes import PersonalCode
from app.web.limits import WRONG_CODES, init_limits
from app.web.shared_store import SharedLimits, day_key, store_prefix
from bench.cluster import listens
from bench.ports import HOST, free_port
from tests.conftest import SetClock, make_application
from tests.region import SmallRegion

SILENT = "redis://127.0.0.1:1"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real store in memory, from Debian's packages."""
    program = shutil.which("valkey-server") or shutil.which("redis-server")
    if program is None:
        pytest.skip("needs Debian's package redis-server or valkey-server: apt-get install redis-server")
    port = free_port()
    command = [program, "--port", str(port), "--bind", HOST, "--save", "", "--appendonly", "no"]
    server = subprocess.Popen(command, cwd=tmp_path_factory.mktemp("store"), stdout=subprocess.DEVNULL)
    while not listens(port)() and server.poll() is None:
        threading.Event().wait(0.02)
    yield f"redis://{HOST}:{port}"
    server.kill()
    server.wait()


def host(settings: Settings, url: str) -> Flask:
    """A web host of this installation, with its limits on."""
    made = make_application(replace(settings, shared_url=url))
    init_limits(made, enabled=True, shared_url=url, secret=settings.secret)
    return made


def wrong(app: Flask) -> int:
    """One wrong code from one address; the status of the answer."""
    return app.test_client().post("/code", data={"code": PersonalCode.make().text}).status_code


def test_a_guesser_gains_nothing_from_a_second_host(region: SmallRegion, settings: Settings, store: str) -> None:
    """The tries that failed on one host count on the other; without a store each would allow as many again."""
    first, second = (host(settings, store) for _host in range(2))
    tried = [wrong(first if number % 2 else second) for number in range(WRONG_CODES.tries)]
    assert set(tried) == {422}
    assert wrong(first) == wrong(second) == 429


def test_a_silent_store_makes_nobody_wait_or_fail(
    region: SmallRegion, settings: Settings, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every request is answered, the limit holds in this process, and the log says it once, not once a request."""
    app = host(settings, SILENT)
    assert {wrong(app) for _time in range(WRONG_CODES.tries)} == {422}
    assert wrong(app) == 429
    said = caplog.text + "".join(capsys.readouterr())
    assert said.count("limits.store_silent") == 1


def test_the_store_is_asked_again_after_a_while(store: str) -> None:
    """What it counted before is still there then."""
    now = [0.0]
    limits = SharedLimits(SILENT, prefix="again", seconds=lambda: now[0])
    from limits import RateLimitItemPerMinute

    item = RateLimitItemPerMinute(2)
    assert limits.hit(item, "somebody")
    limits._shared = SharedLimits(store, prefix="again")._shared  # The store came back at the same address.
    assert limits.get_window_stats(item, "somebody").remaining == 1, "still counted in this process"
    now[0] = 11.0
    assert limits.get_window_stats(item, "somebody").remaining == 2, "the store has counted nothing yet"


def test_the_names_in_the_store_lead_to_nobody(region: SmallRegion, settings: Settings, store: str) -> None:
    """No address stands there, no code, and no name without an end; another installation or day has other names."""
    from redis import Redis

    client: Any = Redis.from_url(store)
    client.flushall()
    wrong(host(settings, store))
    names = client.keys("*")
    assert names
    assert all(b"127.0.0.1" not in name for name in names)
    assert all(0 < int(client.ttl(name)) <= 3600 for name in names)
    assert day_key(settings.secret, "2026-03-02") != day_key(settings.secret, "2026-03-03")
    assert store_prefix(settings.secret) != store_prefix(b"another secret of another region")
    assert all(name.startswith(store_prefix(settings.secret).encode()) for name in names)


def test_the_doctor_and_healthz_say_what_is_wrong_with_the_store(
    app: Flask, settings: Settings, store: str, set_clock: SetClock
) -> None:
    """A silent store waits for a person; one that writes to a disk is wrong, because it should forget."""
    from redis import Redis

    silent = replace(settings, shared_url=SILENT)
    assert Waiting("shared_silent", "limits") in present_concerns(db.session, silent, now=clock.now())
    there = replace(settings, shared_url=store)
    assert Waiting("shared_silent", "limits") not in present_concerns(db.session, there, now=clock.now())
    assert [each.level for each in limits_checks(there)] == ["right"]
    Redis.from_url(store).config_set("appendonly", "yes")
    assert [each.level for each in limits_checks(there)] == ["wrong"]
    Redis.from_url(store).config_set("appendonly", "no")
    assert list(limits_checks(settings)) == []


@pytest.mark.parametrize("url", ["memcached://host", "redis://", "host:6379"])
def test_an_address_of_another_kind_stops_the_start(tmp_path: Path, url: str) -> None:
    """In one line that names the setting."""
    (tmp_path / "secret").write_bytes(b"x" * 32)
    given = {"PEIL_INSTANCE": str(tmp_path / "instance"), "PEIL_SECRET_FILE": str(tmp_path / "secret")}
    with pytest.raises(SettingFault, match="PEIL_SHARED_URL must be an address such as redis://"):
        read_settings(given | {"PEIL_SHARED_URL": url})
