"""No figure is only for bosses: participants and leads read the same about the same group."""

from __future__ import annotations

import re

from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def _figures(visitors: Visitors, who: str, address: str) -> list[str]:
    """What stands out and every own figure of the page, in words."""
    page = visitors.browser(who).get(address, headers=EN).text
    return re.findall(r'data-signal="[^>]*>|<p class="quiet">about [^<]*</p>|Published: [^<]*', page)


def test_a_participant_sees_what_the_lead_sees(visitors: Visitors, released: SmallRegion) -> None:
    """The same findings and the same figures about the own team."""
    team = f"/teams/{released.teams['north']}"
    seen = _figures(visitors, "north_lead", team)
    assert len(seen) > 2
    assert _figures(visitors, "participant", team) == seen
