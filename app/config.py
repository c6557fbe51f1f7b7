"""Decides which settings Peil runs with; a bad value stops the start with one line.

Settings come from the environment (`PEIL_…`, see CONTRACT in docs/). Knows nothing of Flask or the database.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from app.languages import USUAL, available
from app.protection import LEAST_GROUP, MOST_GROUP, USUAL_GROUP, colluders_withstood

ROOT = Path(__file__).resolve().parent.parent
PUSH_HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
"""The push services of browsers: Google's, Mozilla's, Apple's and Microsoft's. `*.` stands for all names below it."""
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,252}[a-z0-9])?|[0-9a-f:]{2,39}", re.ASCII)
SHARED_SCHEMES = ("redis", "rediss", "valkey", "valkeys")
HERE = ("127.0.0.1", "localhost", "::1")
_PUSH_HOST = re.compile(r"(?:\*\.)?(?:[a-z0-9-]{1,63}\.)+[a-z][a-z0-9-]{0,62}", re.ASCII)


class SettingFault(Exception):
    """A setting is missing or impossible; the message names the setting and how to mend it, in one line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one installation, read once at the start and never changed."""

    database_url: str
    instance: Path
    keys: Path
    secret: bytes
    base_url: str
    languages: tuple[str, ...]
    min_group: int
    trusted_proxies: int = 0
    push_hosts: tuple[str, ...] = PUSH_HOSTS
    metrics_token: str = ""
    allowed_hosts: tuple[str, ...] = ()
    read_url: str = ""
    gate_url: str = ""
    shared_url: str = ""
    dask: str = ""

    def __repr__(self) -> str:
        return f"Settings(instance={self.instance.name!r})"

    @property
    def colluders(self) -> int:
        """Return how many colluding colleagues a figure withstands: the largest c with 2c + 3 ≤ min_group."""
        return colluders_withstood(self.min_group)

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")


def instance_folder(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("PEIL_INSTANCE") or ROOT / "instance").resolve()


def keys_folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of the period keys, which lies outside the instance folder so that no backup carries them.

    Raises SettingFault when PEIL_KEYS lies inside the instance folder.
    """
    instance = instance_folder(environment)
    keys = Path(environment.get("PEIL_KEYS") or instance.with_name(f"{instance.name}-keys")).resolve()
    if keys == instance or instance in keys.parents:
        raise SettingFault("PEIL_KEYS must lie outside PEIL_INSTANCE, or every backup carries the period keys.")
    return keys


def secret_file(environment: Mapping[str, str]) -> Path:
    return Path(environment.get("PEIL_SECRET_FILE") or keys_folder(environment) / "secret").resolve()


def check_settings(values: Mapping[str, str]) -> None:
    """Check every setting but the secret, which need not exist yet. Raises SettingFault."""
    keys_folder(values)
    for check in (
        database_url,
        _base_url,
        _languages,
        _min_group,
        _trusted_proxies,
        _push_hosts,
        _metrics_token,
        _allowed_hosts,
        _read_url,
        _gate_url,
        _shared_url,
        dask_address,
    ):
        check(values)


def read_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Read and check all settings. Raises SettingFault, whose message says how to mend the setting."""
    values = os.environ if environment is None else environment
    instance = instance_folder(values)
    return Settings(
        database_url=database_url(values),
        instance=instance,
        keys=keys_folder(values),
        secret=_secret(secret_file(values)),
        base_url=_base_url(values),
        languages=_languages(values),
        min_group=_min_group(values),
        trusted_proxies=_trusted_proxies(values),
        push_hosts=_push_hosts(values),
        metrics_token=_metrics_token(values),
        allowed_hosts=_allowed_hosts(values),
        read_url=_read_url(values),
        gate_url=_gate_url(values),
        shared_url=_shared_url(values),
        dask=dask_address(values),
    )


def database_url(values: Mapping[str, str]) -> str:
    """Return the database's address for SQLAlchemy. Raises SettingFault."""
    url = values.get("PEIL_DATABASE_URL") or f"sqlite:///{instance_folder(values) / 'peil.db'}"
    if url.startswith("postgresql://"):
        return url.replace("postgresql://", "postgresql+psycopg://", 1)
    if not url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingFault("PEIL_DATABASE_URL must start with sqlite:/// or postgresql://.")
    return url


def _secret(path: Path) -> bytes:
    try:
        secret = path.read_bytes()
    except PermissionError:
        raise SettingFault(
            f"The secret file {path} is closed to this user. Run Peil as the user it belongs to (PEIL_SECRET_FILE)."
        ) from None
    except OSError:
        raise SettingFault(
            f"The secret file {path} cannot be read; `peil init` makes one (PEIL_SECRET_FILE)."
        ) from None
    if len(secret) < 32:
        raise SettingFault(f"The secret file {path} holds fewer than 32 bytes; make a new one with `peil init`.")
    return secret


def _base_url(values: Mapping[str, str]) -> str:
    url = (values.get("PEIL_BASE_URL") or "http://127.0.0.1:8000").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path:
        raise SettingFault("PEIL_BASE_URL must be an address such as https://peil.example, without a path.")
    return url


def _languages(values: Mapping[str, str]) -> tuple[str, ...]:
    chosen = tuple(part.strip() for part in (values.get("PEIL_LANGUAGES") or ",".join(USUAL)).split(","))
    known = available()
    if not set(chosen) <= set(known) or len(set(chosen)) != len(chosen):
        raise SettingFault(f"PEIL_LANGUAGES may name {', '.join(known)}, each once, separated by commas.")
    return chosen


def _min_group(values: Mapping[str, str]) -> int:
    text = values.get("PEIL_MIN_GROUP") or str(USUAL_GROUP)
    if not text.isdecimal() or not LEAST_GROUP <= int(text) <= MOST_GROUP:
        raise SettingFault(
            f"PEIL_MIN_GROUP must be a whole number from {LEAST_GROUP} to {MOST_GROUP} "
            f"({USUAL_GROUP} withstands two colluders)."
        )
    return int(text)


def _trusted_proxies(values: Mapping[str, str]) -> int:
    text = values.get("PEIL_TRUSTED_PROXIES") or "0"
    if text not in {"0", "1", "2", "3", "4", "5"}:
        raise SettingFault(
            "PEIL_TRUSTED_PROXIES must be a whole number from 0 to 5: how many proxies stand before Peil."
        )
    return int(text)


def _push_hosts(values: Mapping[str, str]) -> tuple[str, ...]:
    hosts = tuple(part.strip() for part in (values.get("PEIL_PUSH_HOSTS") or ",".join(PUSH_HOSTS)).split(","))
    if not all(_PUSH_HOST.fullmatch(host) for host in hosts):
        raise SettingFault(
            "PEIL_PUSH_HOSTS must name hosts such as fcm.googleapis.com or *.push.apple.com, separated by commas."
        )
    return hosts


def _metrics_token(values: Mapping[str, str]) -> str:
    token = values.get("PEIL_METRICS_TOKEN") or ""
    if token and (len(token) < 16 or not token.isascii() or not token.isprintable() or " " in token):
        raise SettingFault(
            "PEIL_METRICS_TOKEN must be at least 16 letters and figures; without it there is no /metrics."
        )
    return token


def _allowed_hosts(values: Mapping[str, str]) -> tuple[str, ...]:
    text = values.get("PEIL_ALLOWED_HOSTS") or ""
    hosts = tuple(part.strip().lower() for part in text.split(",")) if text else ()
    if not all(_HOST.fullmatch(host) for host in hosts):
        raise SettingFault(
            "PEIL_ALLOWED_HOSTS must name hosts such as peil.internal or 10.0.0.4, without a port, separated by commas."
        )
    return hosts


def _read_url(values: Mapping[str, str]) -> str:
    return _other_url(values, "PEIL_READ_URL")


def _gate_url(values: Mapping[str, str]) -> str:
    return _other_url(values, "PEIL_GATE_URL")


def _other_url(values: Mapping[str, str], name: str) -> str:
    """Return the address of the same database with another role; empty when it is not set."""
    url = (values.get(name) or "").replace("postgresql://", "postgresql+psycopg://", 1)
    if url and not (url.startswith("postgresql+psycopg://") and database_url(values).startswith("postgresql")):
        raise SettingFault(
            f"{name} must start with postgresql://, as PEIL_DATABASE_URL must then; on SQLite leave it out."
        )
    return url


def _shared_url(values: Mapping[str, str]) -> str:
    url = values.get("PEIL_SHARED_URL") or ""
    if url and (urlsplit(url).scheme not in SHARED_SCHEMES or not urlsplit(url).netloc):
        raise SettingFault("PEIL_SHARED_URL must be an address such as redis://host:6379 or valkeys://host:6379.")
    _require("redis", url, name="PEIL_SHARED_URL")
    return url


def dask_address(values: Mapping[str, str]) -> str:
    """Return the address of a scheduler of dask.distributed; empty when it is not set.

    The keys of periods travel to it, so over a network it has to be encrypted. Raises SettingFault.
    """
    url = values.get("PEIL_DASK") or ""
    parts = urlsplit(url)
    if url and not (parts.hostname and (parts.scheme == "tls" or (parts.scheme == "tcp" and parts.hostname in HERE))):
        raise SettingFault(
            "PEIL_DASK must be tls://host:8786, or tcp:// on this machine: the keys of periods travel there."
        )
    _require("distributed", url, name="PEIL_DASK")
    return url


def _require(library: str, wanted: str, *, name: str) -> None:
    if wanted and find_spec(library) is None:
        raise SettingFault(f"{name} needs libraries that are not installed: make .venv/country")
