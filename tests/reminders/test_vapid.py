"""The key for push services: made once with the installation, outside the database, signing for twelve hours."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from flask import Flask
from py_vapid import Vapid02

from app.config import Settings
from app.reminders.vapid import FILE, Vapid, make_vapid, public_key_of, read_vapid
from app.vault.key_files import KeyFileUnreadable


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


@pytest.mark.parametrize("base_url", ["https://peil.example", "https://peil.example:8443", "http://127.0.0.1:8000"])
def test_an_address_to_complain_to_always_signs(tmp_path: Path, base_url: str) -> None:
    """Also one with a port of its own; without https it is the operator's mailbox."""
    make_vapid(tmp_path)
    key = read_vapid(tmp_path, base_url=base_url)
    assert key is not None
    assert key.contact.startswith(("https://", "mailto:"))
    header = key.signer.sign({"aud": "https://push.example.org", "sub": key.contact})["Authorization"]
    assert Vapid02.verify(header)
    assert header.endswith(f",k={public_key_of(tmp_path)}")


@pytest.mark.parametrize("key", ["00" * 32, "ff" * 32])
def test_a_number_that_is_no_key_is_named(tmp_path: Path, key: str) -> None:
    """Then everything waits, as with a file that is broken."""
    make_vapid(tmp_path)
    fields = json.loads((tmp_path / FILE).read_text()) | {"private_key": key}
    (tmp_path / FILE).write_text(json.dumps(fields))
    with pytest.raises(KeyFileUnreadable):
        read_vapid(tmp_path, base_url="https://peil.example")


def test_a_folder_without_a_key_has_none(tmp_path: Path) -> None:
    assert read_vapid(tmp_path, base_url="https://peil.example") is None
    assert public_key_of(tmp_path) is None


def test_a_key_is_never_printed() -> None:
    assert "hidden" in repr(Vapid(Vapid02(), "https://peil.example"))
