"""Least privilege: every route for staff or about a group, with every method, for every role."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import AnyConverter, IntegerConverter, Rule

from app.accounts.models import ROLES
from app.accounts.rights import HOME, INVITES, LEVEL, REACH, RIGHTS
from app.accounts.service import Staff
from app.accounts.staff_identity import staff_only
from tests.accounts.people import browser
from tests.region import SmallRegion

# Who may read and who may change, per part of Peil, written down a second time: giving a role more is done twice.
EVERYBODY = {"region", "organisation", "team", "council"}
MANAGERS = {"region", "organisation"}
EXPECTED = {
    "staff": (EVERYBODY, EVERYBODY),
    "staff_account": (EVERYBODY, EVERYBODY),
    "staff_passkeys": (EVERYBODY, EVERYBODY),
    "staff_people": (MANAGERS, MANAGERS),
    "staff_guide": (EVERYBODY, set()),
    "staff_log": ({"region"}, set()),
    "boards": (EVERYBODY, EVERYBODY - {"council"}),
    "reports": (EVERYBODY, set()),
    "report_composing": ({"region"}, {"region"}),
    "organisations": (MANAGERS, MANAGERS),
    "programme": ({"region"}, {"region"}),
    "questionnaires": ({"region"}, {"region"}),
    "theme_rounds": ({"region"}, {"region"}),
    "theme_results": (EVERYBODY, set()),
    "remark_reading": ({"region"}, {"region"}),
    "keys": (EVERYBODY, EVERYBODY),
    "key_holders": ({"region"}, {"region"}),
}


def guarded_rules(app: Flask) -> list[tuple[Rule, str]]:
    """Every route for staff or about a group, with each method it takes."""
    found = []
    for rule in app.url_map.iter_rules():
        if getattr(app.view_functions[rule.endpoint], "opens_for", None) in {"staff", "group"}:
            found += [(rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]
    return found


def address_of(rule: Rule) -> str:
    """An address of the rule about things that do not exist."""
    _domain, path = rule.build({name: stand_in(rule, name) for name in rule.arguments}) or ("", "")
    return path


def stand_in(rule: Rule, name: str) -> str | int:
    known, converter = {"ending": "csv", "kind": "csv"}, rule._converters[name]
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return 1 if isinstance(converter, IntegerConverter) else known.get(name, "nothing")


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_only_what_the_table_gives_it(role: str, region: SmallRegion) -> None:
    """Everything else is refused before the page begins, with 403."""
    rules = guarded_rules(region.app)
    assert len(rules) >= 20
    for rule, method in rules:
        readers, changers = EXPECTED[rule.endpoint.rpartition(".")[0]]
        allowed = role in (readers if method == "GET" else changers)
        status = browser(region, role).open(address_of(rule), method=method).status_code
        assert (status != 403) == allowed, (role, method, rule.rule, status)


def test_every_part_with_pages_for_staff_stands_in_the_table(app: Flask) -> None:
    """A new part is closed until somebody decides who may open it, here and in the policy."""
    parts = {rule.endpoint.rpartition(".")[0] for rule, _method in guarded_rules(app)}
    assert parts <= set(EXPECTED)
    assert set(RIGHTS) == set(EXPECTED)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_what_the_table_does_not_name_is_closed_to_everybody(app: Flask, region: SmallRegion, method: str) -> None:
    """Default deny: a page that somebody adds tomorrow opens for nobody by accident."""

    @staff_only
    def show(_staff: Staff) -> str:
        return "open"

    app._got_first_request = False
    app.add_url_rule("/later", "later.show", show, methods=[method])
    for role in ROLES:
        assert browser(region, role).open("/later", method=method).status_code == 403, role


def test_a_council_reads_what_the_organisation_reads(region: SmallRegion) -> None:
    """The same pages, and not one that changes something."""
    council, organisation = browser(region, "council"), browser(region, "organisation")
    addresses = ["/region", *(f"/organisations/{each}" for each in region.organisations.values())]
    addresses += [f"/teams/{each}" for each in region.teams.values()]
    for address in addresses:
        assert council.get(address).status_code == organisation.get(address).status_code, address
    assert council.get(f"/organisations/{region.organisations['wide']}").status_code == 200
    assert council.get("/staff/people").status_code == 403


def test_every_role_stands_in_every_table() -> None:
    """A role without a home, a level or a reach cannot exist."""
    assert set(HOME) == set(LEVEL) == set(REACH) == set(INVITES) == set(ROLES)


def test_nobody_invites_more_than_the_own_role() -> None:
    """Only the region makes people of the region, organisations and councils."""
    assert INVITES["organisation"] == ("team",)
    assert INVITES["team"] == INVITES["council"] == ()
