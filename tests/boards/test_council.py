"""A works council reads what its organisation's staff reads, and changes nothing anywhere."""

from __future__ import annotations

import re

import pytest

from app.db import db
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
PAGES = ("", "?topic=professional_space", "?beside=kind", "/conversation", "/agreements", "/reading")
WRITING = (
    "Note an agreement",
    "Say it with “we”",
    "Write how you read this release",
    "Write the next version",
    "Change<",
)


def _groups(region: SmallRegion) -> dict[str, str]:
    """The address of every group that the organisation Breed may open."""
    teams = {key: f"/teams/{region.teams[key]}" for key in ("north", "south")}
    return {
        "region": "/region",
        "kind": "/kinds/certified",
        "wide": f"/organisations/{region.organisations['wide']}",
    } | teams


def _main(visitors: Visitors, who: str, address: str) -> str:
    """The words of a page's main part, without its markup; empty when it is no page."""
    response = visitors.browser(who).get(address, headers=EN)
    main = response.text.partition("<main")[2].partition("</main>")[0] if response.status_code == 200 else ""
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def _note_something(visitors: Visitors, region: SmallRegion) -> None:
    """An agreement and a reading of the organisation, so that there is something to change."""
    lead, address = visitors.browser("wide_lead"), _groups(region)["wide"]
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    assert lead.post(f"{address}/agreements", data=agreed).status_code == 303
    period = released_periods(db.session)[-1].id
    read = {"reading.en": "We talk about time.", "after": "0"}
    assert lead.post(f"{address}/reading?period={period}", data=read).status_code == 303


@pytest.mark.parametrize("page", PAGES)
def test_it_reads_what_the_organisation_reads(page: str, visitors: Visitors, released: SmallRegion) -> None:
    """Word for word about every group the organisation sees, but for what only a writer is offered."""
    _note_something(visitors, released)
    for name, group in _groups(released).items():
        council, organisation = (_main(visitors, who, group + page) for who in ("council", "wide_lead"))
        if name == "wide":
            assert not any(each.rstrip("<") in council for each in WRITING), group + page
            assert ("We meet." in council) == ("We meet." in organisation)
        else:
            assert council == organisation, group + page


@pytest.mark.parametrize("page", PAGES)
def test_no_form_is_shown_that_it_cannot_use(page: str, visitors: Visitors, released: SmallRegion) -> None:
    """Filters and signing out are all it can send; no link leads to a page of writing."""
    _note_something(visitors, released)
    client = visitors.browser("council")
    for group in _groups(released).values():
        html = client.get(group + page, headers=EN).text
        sent = re.findall(r'<form[^>]*method="post"[^>]*action="([^"]*)"', html)
        assert set(sent) <= {"/staff/sign-out"}, group + page
        assert not any(each in html for each in WRITING), group + page


def test_it_changes_nothing(visitors: Visitors, released: SmallRegion) -> None:
    """Every form of a board answers 403, of the own organisation too; of what it does not see, 403 or 404."""
    _note_something(visitors, released)
    client = visitors.browser("council")
    for group in _groups(released).values():
        for form in ("agreements", "reading"):
            status = client.post(f"{group}/{form}", data={"text": "We stop.", "reading.en": "Ours."}).status_code
            assert status == (404 if group.startswith("/kinds") else 403), f"{group}/{form}"
    other = f"/organisations/{released.organisations['narrow']}"
    assert client.get(other).status_code == 404
    assert client.post(f"{other}/agreements", data={}).status_code == 403
    assert "We stop." not in client.get(f"{_groups(released)['wide']}/agreements").text


def test_it_takes_the_figures_along(visitors: Visitors, released: SmallRegion) -> None:
    """The files of its organisation and of the teams in it, and of no other."""
    client, period = visitors.browser("council"), released_periods(db.session)[-1].id
    for group in (f"/organisations/{released.organisations['wide']}", f"/teams/{released.teams['north']}"):
        assert client.get(f"{group}/releases/{period}.csv").status_code == 200
    assert client.get(f"/teams/{released.teams['small']}/releases/{period}.csv").status_code == 404
