"""A missing or impossible setting stops the start with one line that names the mend."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app.config import PUSH_HOSTS, SettingFault, read_settings


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 32)
    return {
        "PEIL_INSTANCE": str(tmp_path / "instance"),
        "PEIL_KEYS": str(tmp_path / "keys"),
        "PEIL_SECRET_FILE": str(secret),
    }


def test_the_defaults_are_enough(good: dict[str, str]) -> None:
    """Only the secret must be there."""
    settings = read_settings(good)
    assert (settings.min_group, settings.colluders, settings.languages) == (7, 2, ("nl", "en"))
    assert settings.trusted_proxies == 0


def test_how_many_proxies_are_ours_can_be_set(good: dict[str, str]) -> None:
    """A whole number from 0 to 5."""
    assert read_settings(good | {"PEIL_TRUSTED_PROXIES": "2"}).trusted_proxies == 2


def test_which_push_services_are_called_can_be_set(good: dict[str, str]) -> None:
    """Those of the browsers there are unless others are named."""
    assert read_settings(good).push_hosts == PUSH_HOSTS
    found = read_settings(good | {"PEIL_PUSH_HOSTS": "push.example.org, *.push.example.com"}).push_hosts
    assert found == ("push.example.org", "*.push.example.com")


def test_more_names_of_this_server_can_be_set(good: dict[str, str]) -> None:
    """For a container or a probe that reaches it under another name."""
    found = read_settings(good | {"PEIL_ALLOWED_HOSTS": "Peil.Internal, 10.0.0.4"}).allowed_hosts
    assert (read_settings(good).allowed_hosts, found) == ((), ("peil.internal", "10.0.0.4"))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PEIL_DATABASE_URL", "mysql://somewhere"),
        ("PEIL_BASE_URL", "peil.example"),
        ("PEIL_BASE_URL", "https://peil.example/path"),
        ("PEIL_LANGUAGES", "nl,xx"),
        ("PEIL_LANGUAGES", "nl,nl"),
        ("PEIL_MIN_GROUP", "4"),
        ("PEIL_MIN_GROUP", "many"),
        ("PEIL_TRUSTED_PROXIES", "6"),
        ("PEIL_TRUSTED_PROXIES", "-1"),
        ("PEIL_TRUSTED_PROXIES", "one"),
        ("PEIL_ALLOWED_HOSTS", "https://peil.internal"),
        ("PEIL_ALLOWED_HOSTS", "peil.internal:8000"),
        ("PEIL_ALLOWED_HOSTS", "*"),
        ("PEIL_PUSH_HOSTS", "*"),
        ("PEIL_PUSH_HOSTS", "*.com"),
        ("PEIL_PUSH_HOSTS", "localhost"),
        ("PEIL_PUSH_HOSTS", "127.0.0.1"),
        ("PEIL_PUSH_HOSTS", "https://push.example.org"),
        ("PEIL_PUSH_HOSTS", "push.example.org:8443"),
        ("PEIL_PUSH_HOSTS", "push.example.org,"),
        ("PEIL_SECRET_FILE", "/does/not/exist"),
    ],
)
def test_an_impossible_value_is_named(good: dict[str, str], name: str, value: str) -> None:
    """One line, and the setting's name is in it."""
    with pytest.raises(SettingFault) as fault:
        read_settings(good | {name: value})
    assert name in str(fault.value)
    assert "\n" not in str(fault.value)


def test_keys_may_not_lie_in_the_instance_folder(good: dict[str, str]) -> None:
    """Every backup of the folder would carry the period keys."""
    with pytest.raises(SettingFault, match="PEIL_KEYS"):
        read_settings(good | {"PEIL_KEYS": good["PEIL_INSTANCE"] + "/keys"})


def test_the_command_ends_with_one_line(good: dict[str, str]) -> None:
    """No traceback for anything a person can cause; exit status 2."""
    run = subprocess.run(
        [sys.executable, "-m", "app.commands", "tick"],
        env=good | {"PEIL_MIN_GROUP": "4"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 2
    assert run.stderr.count("\n") == 1
    assert "PEIL_MIN_GROUP" in run.stderr
