"""Pages of staff are made without a glance at who joined, what they answered, or their diaries."""

from __future__ import annotations

import re

import pytest

from app.programme.models import Wave
from tests.boards.test_private_tables import _statements
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

NEVER = ("membership", "ballot", "diary_entry", "push_subscription", "feed_address")


@pytest.mark.parametrize("who", ["region_lead", "wide_lead"])
def test_no_page_and_no_form_reads_a_private_table(who: str, staff: Visitors, region: SmallRegion) -> None:
    """Invitations are counted as places given out; the tables of participants are never named."""
    wave: Wave = region.wave()
    programme, north = wave.period.programme_id, region.teams["north"]
    pages = ["/organisations", f"/organisations/{region.organisations['wide']}/manage", f"/teams/{north}/manage"]
    pages += ["/organisations/import", "/programme", f"/programme/{programme}", f"/programme/{programme}/plan"]
    pages += [f"/programme/{programme}/waves/1", "/programme/new"]
    client = staff.browser(who)
    with _statements() as statements:
        statuses = {client.get(address).status_code for address in pages}
        client.post(f"/teams/{north}/cards", data={"places": "2", "expires_on": "2026-03-20"})
        client.post(f"/teams/{north}/withdraw", data={"withdraw": "y"})
    assert 200 in statuses
    assert any("invitation" in statement for statement in statements)
    for name in NEVER:
        assert not [each for each in statements if re.search(rf"\b{name}\b", each)], name
