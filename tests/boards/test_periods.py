"""The newest period unless another is asked for; every period has an address that can be shared."""

from __future__ import annotations

import pytest

from app.db import db
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def test_the_newest_release_is_shown_first(visitors: Visitors, released: SmallRegion) -> None:
    """Without a period in the address it is the last one that was released."""
    page = visitors.browser("region_lead").get("/region", headers=EN).text
    assert "about the period 30 March to 26 April 2026." in page


def test_an_earlier_period_has_its_own_address(visitors: Visitors, released: SmallRegion) -> None:
    """The list of periods links to it, and its files are that period's."""
    client = visitors.browser("north_lead")
    board = f"/teams/{released.teams['north']}"
    first = released_periods(db.session)[0].id
    assert f'href="{board}?period={first}"' in client.get(board, headers=EN).text
    page = client.get(f"{board}?period={first}", headers=EN).text
    assert "about the period 2 March to 29 March 2026." in page
    assert f"{board}/releases/{first}.csv" in page


@pytest.mark.parametrize("wanted", ["nosuchperiod", "", "é' OR 1=1", "x" * 5000])
def test_a_period_that_was_not_released_does_not_exist(wanted: str, visitors: Visitors, released: SmallRegion) -> None:
    """An open or invented period is not found; nothing about an open period is shown."""
    client = visitors.browser("region_lead")
    assert client.get("/region", query_string={"period": wanted}).status_code == 404


def test_the_open_period_is_not_found(visitors: Visitors, released: SmallRegion) -> None:
    """Not even its address answers before it is released."""
    open_period = released.wave(released_periods(db.session)[-1].closes).period_id
    client = visitors.browser("region_lead")
    for address in (f"/region?period={open_period}", f"/releases/{open_period}.csv"):
        assert client.get(address).status_code == 404, address
