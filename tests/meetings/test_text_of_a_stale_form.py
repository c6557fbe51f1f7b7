"""Twenty lines that a lead wrote are not lost because the browser was closed in between (shared case 05)."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.boards.visitors import Visitors
from tests.region import SmallRegion

LINES = "\n".join(f"Line {number}: <what> we said & meant" for number in range(20))


@pytest.mark.parametrize(("page", "name"), [("reading", "text"), ("agreements", "text")])
def test_what_was_written_comes_back_on_its_own_page(
    visitors: Visitors, released: SmallRegion, app: Flask, page: str, name: str
) -> None:
    """In the field it was typed in, with a new token; and then it can be sent."""
    client, address = visitors.browser("north_lead"), f"/teams/{released.teams['north']}/{page}"
    app.config["WTF_CSRF_ENABLED"] = True
    shown = client.get(address).text
    action = re.search(rf'action="({address}[^"]*)"', shown)
    assert action
    client.delete_cookie("session")
    back = client.post(action[1], data={name: LINES, "csrf_token": "dead"})
    assert back.status_code == 400
    assert "Line 19: &lt;what&gt; we said &amp; meant" in back.text
    assert 'id="given-back"' in back.text
    assert re.search(r'name="csrf_token" value="[^"]{40,}"', back.text)
