"""Who sees which group: every route about a group, for every role, against one table."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.db import db
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

# What each visitor may open; the region and its kinds of organisation have one page for everybody who belongs to it.
KINDS = {"certified": "certified", "municipal": "municipal"}
ORGANISATION_OF = {"certified": "wide", "municipal": "narrow"}
"""The one organisation of each kind: a grid of a kind is there for who may open one of its rows."""
MAY_OPEN = {
    "region_lead": {"region", "wide", "narrow", "north", "south", "small"},
    "wide_lead": {"region", "wide", "north", "south"},
    "narrow_lead": {"region", "narrow", "small"},
    "north_lead": {"region", "north"},
    "south_lead": {"region", "south"},
    "participant": {"region", "wide", "north"},
    "outsider": {"region", "narrow", "small"},
}
GROUPS = {
    "region": ("region",),
    "organisations": ("wide", "narrow"),
    "teams": ("north", "south", "small"),
    "kinds": tuple(KINDS),
}


def _group_rules(app: Flask) -> list[Rule]:
    """Every page or file about a group, but those on which a region writes: `test_rights` is about them."""
    rules = [rule for rule in app.url_map.iter_rules() if not rule.endpoint.startswith("report_composing")]
    return [rule for rule in rules if getattr(app.view_functions[rule.endpoint], "opens_for", None) == "group"]


def _addresses(rule: Rule, released: SmallRegion) -> dict[str, str]:
    """The rule's address for each group of its level, in the newest period."""
    ids = {**released.organisations, **released.teams, **KINDS, "region": ""}
    values = {"period_id": released_periods(db.session)[-1].id, "ending": "csv"}
    built = {}
    for group in GROUPS[rule.rule.split("/")[1]]:
        wanted = {**values, "group": ids[group]}
        _domain, path = rule.build({name: wanted[name] for name in rule.arguments}) or ("", "")
        built[group] = path
    return built


@pytest.mark.parametrize("who", MAY_OPEN)
def test_each_role_opens_exactly_its_own_groups(
    *, who: str, visitors: Visitors, released: SmallRegion, app: Flask
) -> None:
    """Not yours is a page that does not exist, on every route about a group, pages and files alike."""
    client = visitors.browser(who)
    rules = _group_rules(app)
    assert len(rules) >= 5
    for rule in rules:
        for group, address in _addresses(rule, released).items():
            has_rows = not rule.rule.endswith("/grid") or ORGANISATION_OF.get(group, group) in MAY_OPEN[who]
            expected = 200 if group in MAY_OPEN[who] | set(KINDS) and has_rows else 404
            assert client.get(address).status_code == expected, address


def test_nobody_is_sent_to_the_sign_in_page(visitors: Visitors, released: SmallRegion, app: Flask) -> None:
    """Without being signed in no address tells whether a group exists."""
    client = visitors.browser("nobody")
    addresses = [each for rule in _group_rules(app) for each in _addresses(rule, released).values()]
    for address in [*addresses, "/teams/nosuchteam"]:
        response = client.get(address)
        assert (response.status_code, response.location) == (303, "/code"), address


def test_a_refused_fragment_is_empty(visitors: Visitors, released: SmallRegion) -> None:
    """Never a sign-in page inside a page."""
    response = visitors.browser("nobody").get("/region", headers={"HX-Request": "true"})
    assert (response.status_code, response.data) == (403, b"")


def test_a_group_that_does_not_exist_is_not_there_for_the_region_either(visitors: Visitors) -> None:
    """Whoever sees everything still sees only what is there."""
    client = visitors.browser("region_lead")
    assert client.get("/teams/nosuchteam").status_code == 404
    assert client.get("/organisations/nosuchplace").status_code == 404


def test_staff_cannot_open_pages_of_participants(visitors: Visitors) -> None:
    """A role shows groups; it opens nobody's diary."""
    client = visitors.browser("region_lead")
    for address in ("/pulse", "/account"):
        assert client.get(address).location == "/code", address


def test_a_page_that_is_not_there_leads_staff_home(visitors: Visitors) -> None:
    """Back to the own group, not to the page that explains Peil to participants."""
    main = visitors.browser("region_lead").get("/teams/nosuchteam").text.partition("<main")[2]
    assert '<a class="button" href="/region">' in main
    main = visitors.browser("participant").get("/nothing-here").text.partition("<main")[2]
    assert '<a class="button" href="/">' in main
