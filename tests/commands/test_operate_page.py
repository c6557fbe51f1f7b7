"""The page of operation is followed as it stands, in new folders; the server that it starts is a real one."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

import pytest

from app.config import ROOT, Settings
from tests.browser.waiting import PATIENCE_SECONDS

PAGE = ROOT / "docs" / "operate.md"
FOLLOWED = re.compile(r"^```sh\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACES = ("/srv/", "/etc/", "/media/")
"""Folders of the page, each of which becomes a folder of the test."""
PEIL = Path(sys.executable).with_name("peil")


def script(folder: Path) -> str:
    """All blocks of the page, in its order, with its folders below `folder`."""
    text = "\n".join(FOLLOWED.findall(PAGE.read_text()))
    for place in PLACES:
        (folder / place.strip("/")).mkdir()
        text = text.replace(place, f"{folder}{place}")
    text = text.replace("/opt/peil/.venv/bin/", ".venv/bin/").replace(".venv/bin/", f"{PEIL.parent}/")
    return text.replace("/opt/peil", str(ROOT))


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PEIL_")}


def test_every_block_does_what_the_page_says(tmp_path: Path) -> None:
    """Install, the first member of staff, a backup, and bringing it back: each command ends with 0, in a new folder."""
    told = tmp_path / "told"
    with told.open("w") as output:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script(tmp_path)],
            check=False,
            stdout=output,
            stderr=output,
            env=environment(),
        )
    said = told.read_text()
    assert done.returncode == 0, said
    assert "/staff/enter/" in said
    assert "as it was at" in said
    assert {line.split()[0] for line in said.splitlines() if re.match(r"(right|look|wrong) +\w+:", line)} <= {
        "right",
        "look",
    }
    assert not (tmp_path / "srv" / "peil-backup" / "peil.age").read_bytes().count(b"peil.db")


@pytest.mark.parametrize("name", ["peil.service", "peil-tick.service", "peil-backup.service"])
def test_the_services_start_commands_that_exist(name: str) -> None:
    """With options that they have: `--help` after each is understood."""
    (line,) = [each for each in (ROOT / "docs/deploy" / name).read_text().splitlines() if each.startswith("ExecStart=")]
    command = line.removeprefix("ExecStart=/opt/peil/.venv/bin/peil ").split()
    done = subprocess.run(
        [str(PEIL), *command, "--help"], check=False, capture_output=True, text=True, env=environment()
    )
    assert done.returncode == 0, done.stderr
    assert all(option in done.stdout for option in command if option.startswith("--"))


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_no_example_keeps_a_log_of_who_came(name: str) -> None:
    """And each throws away what a visitor writes as their own address."""
    text = (ROOT / "docs/deploy" / name).read_text()
    assert "X-Forwarded-For $remote_addr" in text or "X-Forwarded-For {remote_host}" in text
    assert "access_log off" in text if name == "nginx.conf" else "\tlog" not in text


def test_nginx_of_debian_understands_the_example(tmp_path: Path) -> None:
    """Also the oldest that a supported Debian has; with a certificate that is made for the test."""
    nginx = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if nginx is None or shutil.which("openssl") is None:
        pytest.skip("needs Debian's packages: apt-get install nginx-light openssl")
    paths = {"fullchain": tmp_path / "chain.pem", "privkey": tmp_path / "key.pem"}
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=peil.example"]
    subprocess.run([*made, "-keyout", paths["privkey"], "-out", paths["fullchain"]], check=True, capture_output=True)
    text = (ROOT / "docs/deploy/nginx.conf").read_text().replace("/var/log/nginx/", f"{tmp_path}/")
    for name, path in paths.items():
        text = text.replace(f"/etc/letsencrypt/live/peil.example/{name}.pem", str(path))
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}")
    understood([nginx, "-t", "-e", str(tmp_path / "error.log"), "-c", str(tmp_path / "nginx.conf")])


def test_caddy_of_debian_understands_the_example() -> None:
    """Its version is several years old."""
    if shutil.which("caddy") is None:
        pytest.skip("needs Debian's package: apt-get install caddy")
    place = str(ROOT / "docs/deploy/Caddyfile")
    understood(["caddy", "adapt", "--adapter", "caddyfile", "--config", place])


def test_systemd_understands_the_services(tmp_path: Path) -> None:
    """It names nothing but the program, which is not in its place here."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("needs Debian's package: apt-get install systemd")
    units = [*(ROOT / "docs/deploy").glob("*.service"), *(ROOT / "docs/deploy").glob("*.timer")]
    for unit in units:
        text = re.sub(r"(?m)^ExecStart=\S+", f"ExecStart={PEIL}", unit.read_text())
        (tmp_path / unit.name).write_text(text)
    understood(["systemd-analyze", "verify", *(str(tmp_path / unit.name) for unit in units)])


def understood(command: list[str]) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not [line for line in done.stderr.splitlines() if re.search("emerg|error|unknown", line, re.IGNORECASE)]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_the_server_serves_and_ends_when_it_is_told(installed: Settings, how: signal.Signals) -> None:
    """Several processes behind one port; all of them end, also when the first is killed, and the port is free again."""
    command = [str(PEIL), "serve", "--port", "0", "--workers", "2"]
    serving = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ))
    assert serving.stderr
    try:
        line = serving.stderr.readline()
        port = int(re.findall(r":(\d+) with 2 processes", line)[0])
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        connection.request("GET", "/healthz")
        assert connection.getresponse().status == 200
    finally:
        serving.send_signal(how)
        assert serving.wait(PATIENCE_SECONDS) == (0 if how == signal.SIGTERM else -how)
        assert serving.stderr
        serving.stderr.read()  # It ends when the last process that could write there is gone.
    with pytest.raises(OSError, match="refused"):
        HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS).connect()
