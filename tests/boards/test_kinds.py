"""A kind of organisation has a board of its own, for everybody who sees the region: its figures are public there."""

from __future__ import annotations

import re

import pytest

from app.db import db
from app.releases.read import released_periods, rows_of
from app.releases.rules.cells import Published
from tests.boards.visitors import STAFF, Visitors, set_share
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
KIND = "/kinds/certified"
SHOWN = r'data-signal="[^>]*>|<p class="quiet">about [^<]*</p>|Published: [^<]*'
NAME = "Certified institution, compulsory framework"


def _page(visitors: Visitors, who: str, address: str = KIND) -> str:
    response = visitors.browser(who).get(address, headers=EN)
    assert response.status_code == 200
    return " ".join(response.text.split())


@pytest.mark.parametrize("who", [*STAFF, "participant", "outsider"])
def test_everybody_of_the_region_reads_the_same(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """Staff of every role and participants: the same figures and the same findings."""
    page = _page(visitors, who)
    assert f"<h1>{NAME}</h1>" in page
    assert re.findall(SHOWN, page) == re.findall(SHOWN, _page(visitors, "council"))


def test_nobody_else_does(visitors: Visitors, released: SmallRegion) -> None:
    """Who is not signed in is asked to; what the questionnaire does not know is no page."""
    assert visitors.browser("nobody").get(KIND).status_code == 303
    assert visitors.browser("nobody").get(KIND, headers={"HX-Request": "true"}).status_code == 403
    for key in ("nothing", "region", released.organisations["wide"], released.region_id):
        assert visitors.browser("participant").get(f"/kinds/{key}").status_code == 404, key


def test_it_stands_beside_the_region_and_its_own_past(visitors: Visitors, released: SmallRegion) -> None:
    """What is certain first; the region beside every estimate."""
    set_share(released, "certified", lower=0.0, upper=0.1, people="20-49")
    set_share(released, "municipal", lower=0.9, upper=0.92, people="50+")
    set_share(released, released.region_id, lower=0.8, upper=0.82, people="50+")
    page = _page(visitors, "region_lead")
    first = page.partition("data-signal=")[2].partition("</li>")[0]
    about = 'data-item="professional_space" data-option="favourable" data-direction="lower"'
    assert re.match(f'"(sure|likely)" {about}', first)
    assert "The region: about " in first


def test_every_published_figure_of_the_kind_is_on_its_page(visitors: Visitors, released: SmallRegion) -> None:
    """Also the distribution, as it is published at this level only; and of no other kind, organisation or team."""
    period = released_periods(db.session)[-1].id
    rows = rows_of(db.session, period, level="orgtype", group="certified")
    figures = sum(isinstance(row.cell, Published) for row in rows)
    assert figures > 0
    page = _page(visitors, "participant")
    told = re.findall(r'<tr><th scope="row">([^<]*)</th><td>[^<]*</td><td>[^<]*</td><td>[^<]*people', page)
    assert told.count(NAME) == figures
    assert set(told) <= {NAME, "Testregio"}


def test_a_topic_shows_how_it_moved(visitors: Visitors, released: SmallRegion) -> None:
    """The periods stand in a table, as on every board."""
    page = _page(visitors, "participant", f"{KIND}?topic=professional_space")
    assert "How it moved: Professional space" in page


def test_too_few_people_are_withheld_here_too(visitors: Visitors, released: SmallRegion) -> None:
    """Three people of one kind: nothing is shown, and nothing of how many answered."""
    page = _page(visitors, "outsider", "/kinds/municipal")
    assert "they count in the figures of a larger group." in page
    assert "<dt>Answered</dt>" not in page


def test_nobody_speaks_for_a_kind(visitors: Visitors, released: SmallRegion) -> None:
    """It has no lead and no meeting: no agreements, no reading of its own, no form; the files are the public ones."""
    page = _page(visitors, "region_lead")
    assert "Our agreements" not in page
    assert "Write how you read this release" not in page
    assert f'href="/releases/{released_periods(db.session)[-1].id}.csv"' in page
    client = visitors.browser("region_lead")
    assert {client.get(f"{KIND}/{each}").status_code for each in ("conversation", "agreements", "reading")} == {404}
    assert client.post(f"{KIND}/agreements").status_code == 404


def test_what_the_platform_reads_in_it_stands_here(visitors: Visitors, released: SmallRegion) -> None:
    """The region's reading of the release, with the way to all its versions."""
    period = released_periods(db.session)[-1].id
    typed = {"reading.en": "We talk about time.", "after": "0"}
    assert visitors.browser("region_lead").post(f"/region/reading?period={period}", data=typed).status_code == 303
    page = _page(visitors, "participant")
    assert "We talk about time." in page
    assert f'href="/region/reading?period={period}"' in page


def test_the_way_to_it_and_from_it(visitors: Visitors, released: SmallRegion) -> None:
    """From the region's board, from an organisation and a team; onwards only to what may be opened."""
    link, wide = f'href="{KIND}"', f'href="/organisations/{released.organisations["wide"]}"'
    assert link in _page(visitors, "north_lead", "/region")
    assert link in _page(visitors, "wide_lead", f"/organisations/{released.organisations['wide']}")
    assert link in _page(visitors, "participant", f"/teams/{released.teams['north']}")
    assert wide in _page(visitors, "wide_lead")
    assert wide not in _page(visitors, "north_lead")
    assert 'href="/kinds/other"' not in _page(visitors, "region_lead", "/region")


def test_it_has_no_page_before_the_first_release(region: SmallRegion) -> None:
    """The same words as everywhere, with the day of the first release."""
    page = Visitors(region).browser("participant").get(KIND, headers=EN).text
    assert "No release yet" in page
