"""`/`: the open pulse and the last mirror; for visitors what Peil is."""

from __future__ import annotations

from flask.testing import FlaskClient

from app import clock
from tests.region import SmallRegion


def test_a_visitor_reads_what_peil_is(client: FlaskClient, region: SmallRegion) -> None:
    """Nothing about anybody, and the way in."""
    page = client.get("/", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert 'href="/code"' in page.text
    assert "/mirror" not in page.text


def test_a_participant_sees_the_open_pulse(region: SmallRegion) -> None:
    """And, before their first answers, that there is no mirror yet."""
    page = region.signed_in(region.participant).get("/", headers={"Accept-Language": "en"})
    assert 'href="/pulse"' in page.text
    assert "Nothing to see yet" in page.text


def test_the_last_mirror_stands_below(reader: FlaskClient) -> None:
    """Own sentence first, then the region's."""
    page = reader.get("/").text
    assert page.index("Your last mirror: Work enjoyment") < page.index("You gave a <strong>8</strong>")
    assert page.index("You gave a") < page.index("In the region about <strong>72%</strong> are on the same side")


def test_the_page_tells_how_many_rounds_a_mirror_is_made_of(reader: FlaskClient, region: SmallRegion) -> None:
    """One's own regularity without pressure: what is there, never what was missed; nothing before the second round."""
    assert "Your mirror is made of 3 rounds, since March 2026." in reader.get("/").text
    newcomer = region.people["north"][-1]
    region.answer(newcomer, {"work_enjoyment": 7}, moment=clock.now())
    assert "Your mirror is made of" not in region.signed_in(newcomer).get("/", headers={"Accept-Language": "en"}).text
