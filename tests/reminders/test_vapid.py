"""The key for push services: made once with the installation, outside the database, signing for twelve hours."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from py_vapid import Vapid02

from app.config import Settings
from app.reminders.vapid import FILE, Vapid, make_vapid, public_key_of, read_vapid

NOW = datetime(2026, 3, 3, 9, tzinfo=UTC)


def test_an_installation_has_its_key_from_the_start(app: Flask, settings: Settings) -> None:
    """`peil init` and the demonstration make the application, and that makes the key; only its owner may read it."""
    path = settings.keys / FILE
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent != settings.instance
    public = urlsafe_b64decode((public_key_of(settings.keys) or "") + "=")
    assert (len(public), public[0]) == (65, 4)


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    """Every subscription hangs on it; also when several processes start at once."""
    with ThreadPoolExecutor(4) as processes:
        list(processes.map(make_vapid, [tmp_path] * 4))
    made = (tmp_path / FILE).read_bytes()
    make_vapid(tmp_path)
    assert (tmp_path / FILE).read_bytes() == made
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_push_service_can_check_who_asks(tmp_path: Path) -> None:
    """The header verifies under the public key that browsers got, names the service and an address to complain to."""
    make_vapid(tmp_path)
    key = read_vapid(tmp_path, base_url="https://peil.example:8443")
    assert key is not None
    header = key.authorization("https://push.example.org", now=NOW)
    assert Vapid02.verify(header)
    assert header.endswith(f",k={public_key_of(tmp_path)}")
    claims = json.loads(urlsafe_b64decode(header.split(".")[1] + "=="))
    assert claims == {
        "aud": "https://push.example.org",
        "sub": "https://peil.example:8443",
        "exp": int((NOW + timedelta(hours=12)).timestamp()),
    }


def test_a_folder_without_a_key_has_none(tmp_path: Path) -> None:
    assert read_vapid(tmp_path, base_url="https://peil.example") is None
    assert public_key_of(tmp_path) is None


def test_a_key_is_never_printed() -> None:
    assert "hidden" in repr(Vapid(b"k" * 32, "https://peil.example"))
