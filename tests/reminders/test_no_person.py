"""A subscription belongs to nobody: no column, statement or import ties it to a person."""

from __future__ import annotations

import ast

import pytest
from flask import Flask
from sqlalchemy import Table, event

from app.config import ROOT
from app.db import Base, db
from tests.region import SmallRegion
from tests.reminders.phones import wish

PERSONAL = ("membership", "diary_entry", "ballot", "invitation", "team", "organisation")


def table(name: str) -> Table:
    return Base.metadata.tables[name]


def test_no_column_ties_a_subscription_to_a_person(any_app: Flask) -> None:
    """All that is kept. Whoever adds a column changes this list, PRIVACY and the page that names what is kept."""
    assert set(table("push_subscription").columns.keys()) == {
        "key",
        "region_id",
        "endpoint",
        "p256dh",
        "auth",
        "weekday",
        "hour",
        "zone",
        "quiet_from",
        "quiet_to",
        "next_due",
        "sent_in_wave",
        "failures",
        "result_due",
        "result_failures",
    }
    assert set(table("announced_result").columns.keys()) == {"period_id"}
    assert set(table("feed_address").columns.keys()) == {"token_hash", "region_id", "revoked"}


@pytest.mark.parametrize("name", ["push_subscription", "feed_address"])
def test_a_subscription_refers_to_a_region_only(name: str) -> None:
    """No membership, team or diary, and the table is private: no row number, no order of arrival."""
    assert {key.column.table.name for key in table(name).foreign_keys} == {"region"}
    assert table(name).info["private"]


def test_no_statement_that_writes_a_subscription_names_a_person(any_region: SmallRegion) -> None:
    """Recorded while a signed-in phone subscribes, says that it answered, gets another address, and stops."""
    statements: list[str] = []
    client = any_region.signed_in(any_region.participant)
    event.listen(db.engine, "before_cursor_execute", lambda *args: statements.append(str(args[2]).lower()))
    for path, number in (("", 1), ("/answered", 1), ("/renewed", 1), ("/remove", 2)):
        sent = wish(number) | {"fresh": wish(2)}
        assert client.post(f"/reminders/push{path}", json=sent).status_code in {200, 204}
    writes = [each for each in statements if each.startswith(("insert", "update", "delete"))]
    assert len(writes) == 4
    assert not [each for each in writes if any(f"{name} " in each or f"{name}_id" in each for name in PERSONAL)]
    hashes = (any_region.participant.keys.lookup_hash, any_region.participant.keys.diary_id)
    assert not [each for each in writes for key in hashes if key.hex() in each]


def test_reminders_cannot_reach_answers() -> None:
    """No file of reminders imports anything of answering, the diary or the mirror."""
    for path in (ROOT / "app" / "reminders").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            assert not [
                name for name in names if name.startswith(("app.answering", "app.mirror", "app.vault.diary_seal"))
            ]


def test_answering_leaves_a_subscription_as_it_was(any_region: SmallRegion) -> None:
    """The server does not notice: only the phone itself can say that it needs no reminder."""
    from tests.reminders.phones import keep, row

    keep(any_region, wish())
    before = row()
    assert before is not None
    state = (before.next_due, before.sent_in_wave, before.failures)
    any_region.answer(any_region.participant, {"work_enjoyment": 7})
    after = row()
    assert after is not None
    assert (after.next_due, after.sent_in_wave, after.failures) == state


def test_nothing_of_a_subscription_is_printed(app: Flask) -> None:
    """A log line or a trace that prints one shows no address."""
    from app.reminders.models import PushSubscription
    from app.reminders.wishes import read_wish

    with app.test_request_context():
        read = read_wish(wish(), hosts=("push.example.org",))
    for each in (read, PushSubscription(endpoint="secret")):
        assert "secret" not in repr(each)
        assert "push.example" not in repr(each)


def test_the_privacy_page_says_what_a_moved_reminder_tells(region: SmallRegion) -> None:
    """A reminder that moved to a next round shows in the database that this phone answered; nobody finds that out
    from somebody else.
    """
    page = region.signed_in(region.participant).get("/privacy", headers={"Accept-Language": "en"})
    assert "who looks in the database can see that it did, not what you answered" in page.text
