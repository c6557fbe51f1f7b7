"""The guide for staff: every page it names exists, and whoever reads it may open it."""

from __future__ import annotations

import re

import pytest

from tests.boards.visitors import Visitors


@pytest.mark.parametrize("who", ["region_lead", "wide_lead", "north_lead", "council"])
def test_every_page_that_the_guide_names_opens(who: str, staff: Visitors) -> None:
    """For each role; and the guide is linked from the pages of staff."""
    client = staff.browser(who)
    page = client.get("/staff/guide")
    assert page.status_code == 200
    main = page.text[page.text.index("<main") : page.text.index("</main>")]
    addresses = set(re.findall(r'href="(/[^"#]*)"', main))
    assert len(addresses) >= 3
    assert {address: client.get(address, follow_redirects=True).status_code for address in addresses} == dict.fromkeys(
        addresses, 200
    )
    assert 'href="/staff/guide"' in client.get("/staff").text


def test_the_own_part_comes_first(staff: Visitors) -> None:
    """A lead begins with what a lead does, and can read on."""
    page = staff.browser("north_lead").get("/staff/guide").text
    assert page.index('id="team"') < page.index('id="region"')
