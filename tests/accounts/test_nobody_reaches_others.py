"""Every address for staff or about a group, with a thing that exists, for everybody it does not belong to."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Table, select
from werkzeug.routing import Rule

from app.accounts.models import StaffInvitation, StaffPasskey, StaffSession
from app.accounts.service import create_account, make_link
from app.clock import now
from app.db import Base, db, writing
from app.organisations.service import create_region
from tests.accounts.people import account, browser
from tests.accounts.test_rights import guarded_rules, stand_in
from tests.region import START, SmallRegion

STRANGERS = ["nobody", "outsider", "lead of another team", "other organisation", "other council", "other region"]
OPEN_TO_ALL_STAFF = {"boards.show_board_orgtype", "boards.show_grid_orgtype", "programme.try_on_bench"}
"""Kinds of organisation are public within the region, and so are the cards that Peil comes with."""
OWN_MATTERS = {"staff_session", "staff_attempt", "staff_link", "audit_event", "ended_device"}


def _stranger(region: SmallRegion, who: str) -> FlaskClient:
    """A browser of somebody to whom neither organisation Breed nor its team North belongs."""
    if who == "nobody":
        return region.app.test_client()
    if who == "outsider":
        return region.signed_in(region.outsider)
    if who == "other region":
        with writing(db.session):
            other = create_region(db.session, "Elders")
            made = create_account(db.session, email="elders@example.org", role="region", scope=other.id)
            token = make_link(db.session, made, now=now())
        client = region.app.test_client()
        assert client.post(f"/staff/enter/{token}").status_code == 303
        return client
    role, place = {
        "lead of another team": ("team", "south"),
        "other organisation": ("organisation", "narrow"),
        "other council": ("council", "narrow"),
    }[who]
    return browser(region, role, place=place)


def _targets(region: SmallRegion) -> dict[str, Any]:
    """The id of a thing of each kind that belongs to organisation Breed, team North or the programme team."""
    owner, runner = account(region, "team"), browser(region, "region")
    form = {"email": "new@example.org", "access": f"team:{region.teams['north']}"}
    assert runner.post("/staff/people", data=form).status_code == 200
    with writing(db.session):
        key = StaffPasskey(
            credential_id=b"k", id="passkey", account_id=owner.id, public_key=b"", sign_count=0, device=""
        )
        key.added_on = START.date()
        db.session.add(key)
    return {
        "organisation_id": region.organisations["wide"],
        "team_id": region.teams["north"],
        "programme_id": region.wave().period.programme_id,
        "period_id": region.wave().period_id,
        "account_id": owner.id,
        "invitation_id": db.session.scalars(select(StaffInvitation.id)).one(),
        "session_id": db.session.scalars(select(StaffSession.id)).first(),
        "passkey_id": "passkey",
        "number": 2,
        "day": "2026-03-16",
        "ending": "csv",
    }


def _address(rule: Rule, targets: dict[str, Any]) -> str:
    group = "team_id" if rule.rule.startswith("/teams/") else "organisation_id"
    values = {
        name: targets[group] if name == "group" else targets.get(name, stand_in(rule, name)) for name in rule.arguments
    }
    return (rule.build(values) or ("", ""))[1]


def _stored() -> dict[str, list[Any]]:
    """Everything in the database but what signing in itself writes."""
    db.session.rollback()
    tables: list[Table] = [each for each in Base.metadata.sorted_tables if each.name not in OWN_MATTERS]
    return {each.name: sorted(map(repr, db.session.execute(select(each)))) for each in tables}


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_reads_or_changes_what_belongs_to_others(region: SmallRegion, who: str) -> None:
    """Refused before anything is read from the form: a stranger is asked for a code, staff get 403 or 404."""
    targets, client = _targets(region), _stranger(region, who)
    named = [(rule, method) for rule, method in guarded_rules(region.app) if rule.arguments - {"kind"}]
    named = [(rule, method) for rule, method in named if rule.endpoint not in OPEN_TO_ALL_STAFF]
    assert len(named) >= 50
    before = _stored()
    wrong = {}
    for rule, method in named:
        answer = client.open(
            _address(rule, targets), method=method, data={"name": "Mine now"} if method == "POST" else None
        )
        sent_away = answer.status_code == 303 and answer.location == "/code" and who in {"nobody", "outsider"}
        if not sent_away and answer.status_code not in {403, 404}:
            wrong[f"{method} {rule.rule}"] = answer.status_code
    assert wrong == {}
    assert _stored() == before


def test_the_things_of_the_matrix_exist(region: SmallRegion) -> None:
    """The programme team finds every page of it: a 404 for others is a refusal, not a typo in this test."""
    targets, client = _targets(region), browser(region, "region")
    pages = [
        rule for rule, method in guarded_rules(region.app) if method == "GET" and rule.arguments <= {*targets, "group"}
    ]
    pages = [
        rule
        for rule in pages
        if rule.arguments and "period_id" not in rule.arguments and rule.endpoint not in OPEN_TO_ALL_STAFF
    ]
    assert len(pages) >= 12
    found = {rule.rule: client.get(_address(rule, targets)).status_code for rule in pages}
    nothing_released_yet = {rule for rule in found if "report" in rule or "conversation" in rule or "reading" in rule}
    assert {rule: status for rule, status in found.items() if status != 200 and rule not in nothing_released_yet} == {}


def test_every_page_for_staff_has_a_way_to_sign_out(region: SmallRegion) -> None:
    """In sight on each page, in one press."""
    targets, client = _targets(region), browser(region, "region")
    without = []
    for rule, method in guarded_rules(region.app):
        if method != "GET" or not rule.arguments <= {*targets, "group"} or rule.endpoint in OPEN_TO_ALL_STAFF:
            continue
        page = client.get(_address(rule, targets))
        if page.status_code == 200 and page.mimetype == "text/html" and 'action="/staff/sign-out"' not in page.text:
            without.append(rule.rule)
    assert without == []
