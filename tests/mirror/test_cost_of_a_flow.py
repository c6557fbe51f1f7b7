"""What a flow (open, answer, confirm, mirror) costs, counted: statements, derivations, sealed boxes, templates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from nacl.public import SealedBox
from sqlalchemy import event, func, select

from app.answering.models import Ballot
from app.db import db
from app.vault import derivation
from tests.region import SmallRegion

STATEMENTS = {"open": 4, "post": 12, "done": 5, "mirror": 3}
"""Without BEGIN: who somebody is, the diary, the wave and, for a routed question, the order of waves; for an answer
the account, diary and wave once more, locked."""
DERIVATIONS = 9
"""Of one page: the cookie's key, four keys of the code, the device's epoch, two of the diary, the phone's tag."""


class Counted:
    """What was counted while a block ran."""

    def __init__(self) -> None:
        self.statements: list[str] = []
        self.templates: list[str] = []
        self.calls: Counter[str] = Counter()


@contextmanager
def counting(app: Flask) -> Iterator[Counted]:
    """Count the statements and templates of whatever is asked of `app` meanwhile."""
    counted = Counted()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "SET LOCAL lock_timeout")):
            counted.statements.append(statement)

    def rendered(_sender: Flask, template: Any, **_context: Any) -> None:
        counted.templates.append(template.name)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    template_rendered.connect(rendered, app)
    try:
        yield counted
    finally:
        event.remove(engine, "before_cursor_execute", note)
        template_rendered.disconnect(rendered, app)


def submission_on(page: str) -> str:
    found = re.search(r'name="submission" value="([^"]+)"', page)
    assert found
    return found[1]


def flow(region: SmallRegion, own: FlaskClient, *, grade: str) -> dict[str, Counted]:
    """Go through a flow and return what each of its steps took."""
    steps: dict[str, Counted] = {}
    with counting(region.app) as steps["open"]:
        submission = submission_on(own.get("/pulse").text)
    with counting(region.app) as steps["post"]:
        sent = own.post("/pulse", data={"submission": submission, "work_enjoyment": grade})
    with counting(region.app) as steps["done"]:
        assert own.get(sent.headers["Location"]).status_code == 200
    with counting(region.app) as steps["mirror"]:
        assert own.get("/mirror").status_code == 200
    return steps


def test_a_flow_runs_few_statements(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """After the first of a process: what was released is read once, however many people look at it."""
    flow(mirrored, reader, grade="7")
    for step, counted in flow(mirrored, reader, grade="8").items():
        assert len(counted.statements) <= STATEMENTS[step], (step, counted.statements)


def test_the_form_of_a_wave_is_rendered_once(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """A second visitor in the same language gets the same form with their own tokens, and no template is rendered."""
    own = submission_on(reader.get("/pulse").text)
    with counting(mirrored.app) as counted:
        theirs = submission_on(reader.get("/pulse").text)
    assert counted.templates == []
    assert own != theirs


def test_one_box_is_sealed_for_each_ballot(
    mirrored: SmallRegion, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The dearest step of answering: each ballot needs a box of its own, and none is made twice."""
    sealed: list[bytes] = []
    encrypt = SealedBox.encrypt

    def noted(box: SealedBox[Any], *content: Any) -> bytes:
        sealed.append(bytes(encrypt(box, *content)))
        return sealed[-1]

    monkeypatch.setattr(SealedBox, "encrypt", noted)
    flow(mirrored, reader, grade="9")
    stored = set(db.session.scalars(select(Ballot.sealed)))
    assert sealed
    assert set(sealed) <= stored
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == len(stored)


def test_a_page_derives_each_key_once(
    mirrored: SmallRegion, reader: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nine keys for a mirror, among them the phone's tag, which stands in the page and in its header."""
    del mirrored
    made = Counter[bytes]()
    kdf = HKDF

    def noted(**of: Any) -> Any:
        made[of["info"]] += 1
        return kdf(**of)

    monkeypatch.setattr(derivation, "HKDF", noted)
    reader.get("/mirror")
    assert len(made) <= DERIVATIONS
    assert max(made.values()) == 1
