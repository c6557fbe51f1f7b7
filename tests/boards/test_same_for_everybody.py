"""No figure is only for bosses: participants, leads and a council read the same about the same group."""

from __future__ import annotations

import re

import pytest

from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def _figures(visitors: Visitors, who: str, address: str) -> list[str]:
    """What stands out and every own figure of the page, in words."""
    page = visitors.browser(who).get(address, headers=EN).text
    return re.findall(r'<p class="big">[^<]*</p>|<p><strong>[^<]*%[^<]*</strong>', page)


def test_a_participant_sees_what_the_lead_sees(visitors: Visitors, released: SmallRegion) -> None:
    """The same findings and the same figures about the own team."""
    team = f"/teams/{released.teams['north']}"
    seen = _figures(visitors, "north_lead", team)
    assert len(seen) > 2
    assert _figures(visitors, "participant", team) == seen


@pytest.mark.parametrize("page", ["", "/conversation"])
def test_a_council_reads_what_the_organisation_reads(page: str, visitors: Visitors, released: SmallRegion) -> None:
    """Figures of the organisation and its teams, on the same pages."""
    for address in (f"/organisations/{released.organisations['wide']}", f"/teams/{released.teams['north']}"):
        assert _figures(visitors, "council", address + page) == _figures(visitors, "wide_lead", address + page)


def test_a_council_writes_nothing(visitors: Visitors, released: SmallRegion) -> None:
    """Not for the organisation either: reading is its whole right."""
    address = f"/organisations/{released.organisations['wide']}"
    client = visitors.browser("council")
    assert client.post(f"{address}/agreements", data={"text": "We meet."}).status_code == 403
    assert client.post(f"{address}/reading", data={"reading.nl": "Wij zien."}).status_code == 403
    assert "Note an agreement" not in client.get(address, headers=EN).text
