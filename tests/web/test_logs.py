"""What the logs say about people: nothing."""

from __future__ import annotations

import json

import pytest

from app import create_app
from app.accounts.service import make_link
from app.config import Settings
from app.db import db, writing
from tests.accounts.people import browser, type_password, with_password
from tests.region import START, SmallRegion


def test_logs_hold_no_answer_code_token_or_address(
    region: SmallRegion, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """The whole way of an answer, at the finest log level."""
    caplog.set_level("DEBUG")
    token = region.invitation("north")
    client = region.app.test_client()
    form = {"experience": "0-3", "function": "youth_consultant", "consent": "y"}
    client.post(f"/join/{token}", data=form, environ_base={"REMOTE_ADDR": "203.0.113.77"})
    client = region.signed_in(region.participant)
    client.post("/pulse", data={"submission": "s", "work_enjoyment": "7", "professional_space": "ample"})
    region.tick(START)
    written = capfd.readouterr()
    everything = (
        written.out
        + written.err
        + "\n".join(record.getMessage() for record in caplog.records if record.name != "sqlalchemy.engine")
    )
    for trace in (token, region.participant.code.text, "youth_consultant", "ample", "203.0.113.77"):
        assert trace not in everything


def test_what_was_refused_is_logged_by_kind_alone(region: SmallRegion, capfd: pytest.CaptureFixture[str]) -> None:
    """Wrong passwords, codes, addresses and names, pages of another role: that it happened, never who or what."""
    owner, client = with_password(region, "team"), region.app.test_client()
    with writing(db.session):
        token = make_link(db.session, owner, now=START)
    client.post("/staff/sign-in", data={"email": owner.email, "password": "wrong horse battery"})
    client.post(f"/staff/enter/{token}", data={"code": "00000-00000"})
    client.post("/staff/enter/nothing")
    type_password(client, owner.email)
    client.post("/staff/code", data={"code": "123456"})
    browser(region, "organisation").get("/staff/log")
    client.get("/", headers={"Host": "evil.example"})
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines() if line.startswith("{")]
    told = [(line["event"], line.get("way") or line.get("role")) for line in lines if line["level"] == "warning"]
    assert told == [
        ("staff.sign_in_refused", "password"),
        ("staff.sign_in_refused", "way_back"),
        ("staff.sign_in_refused", "link"),
        ("staff.sign_in_refused", "code"),
        ("staff.refused", "organisation"),
        ("host.refused", None),
    ]
    text = json.dumps(lines)
    for trace in (owner.email, owner.id, token, "wrong horse", "123456", "00000", "evil.example", "127.0.0.1"):
        assert trace not in text
    assert all(line["timestamp"].endswith("Z") for line in lines)


def test_a_crash_is_logged_without_what_was_typed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Our own fault: a page in words, a line with its kind and place, and nothing of the form."""
    app = create_app(settings)
    app.config["WTF_CSRF_ENABLED"] = False

    def crash(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("secret-text")

    monkeypatch.setattr("app.participants.routes.belonging_of", crash)
    response = app.test_client().post("/code", data={"code": "7K4M-secret-text"})
    assert response.status_code == 500
    assert "<h1" in response.text
    written = capfd.readouterr()
    assert "request.crashed" in written.out
    assert "secret-text" not in written.out + written.err
    with app.app_context():
        db.engine.dispose()
