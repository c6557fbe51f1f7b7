"""`peil staff link` prints an address that works, or says in one line why it does not."""

from __future__ import annotations

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from app.commands.accounts_commands import staff
from app.commands.peil import main
from tests.boards.visitors import Visitors


def _run(app: Flask, *arguments: str) -> Result:
    return CliRunner().invoke(staff, arguments, obj=ScriptInfo(create_app=lambda: app))


def test_the_printed_address_signs_in(visitors: Visitors, app: Flask) -> None:
    """It is on standard output alone, so that a script can use it; capitals in the e-mail do not matter."""
    visitors.link("north_lead")
    result = _run(app, "link", " North_Lead@example.org ")
    address = result.stdout.strip()
    assert address.startswith("http://localhost/staff/enter/")
    assert app.test_client().post(address.removeprefix("http://localhost")).status_code == 303


def test_an_unknown_address_is_wrong_use(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2 and one line."""
    monkeypatch.setattr("app.commands.installation.make_app", lambda: app)
    monkeypatch.setattr("sys.argv", ["peil", "staff", "link", "nobody@example.org"])
    assert main() == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert "nobody@example.org" in printed.err
