"""What to look at is chosen in the address: it can be shared, works without JavaScript, and comes as a fragment."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.releases.models import ReleaseRow
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def test_one_topic_has_its_own_address(visitors: Visitors, released: SmallRegion) -> None:
    """Only its lines, with how it moved and how the answers are spread."""
    with writing(db.session):
        spread = (ReleaseRow.level == "region", ReleaseRow.item == "professional_space", ReleaseRow.option == "ample")
        ends = {"lower": 0.1, "upper": 0.2, "bin_lower": 0.1, "bin_upper": 0.2}
        shown = {"withheld": False, "size_class": "50+", "value": 0.15, **ends}
        db.session.execute(update(ReleaseRow).where(*spread).values(**shown))
    page = visitors.browser("region_lead").get("/region?topic=professional_space", headers=EN).text
    assert '<h2 id="figures">Where do we stand? Professional space</h2>' in page
    assert "<h3>Professional space</h3>" in page
    assert "<h3>Work enjoyment</h3>" not in page
    assert "How it moved: Professional space" in page
    assert "How the answers are spread" in page


def test_another_group_can_stand_beside(visitors: Visitors, released: SmallRegion) -> None:
    """The own kind of organisation instead of the region, in every line."""
    page = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}?beside=kind", headers=EN).text
    assert "‘Certified institution, compulsory framework’ about " in page
    assert "The region about " not in page


def test_the_organisation_stands_beside_for_who_may_see_it(visitors: Visitors, released: SmallRegion) -> None:
    """A participant may compare the team with its organisation; its lead does not see that figure."""
    address = f"/teams/{released.teams['north']}?beside=organisation"
    assert "Breed about " in visitors.browser("participant").get(address, headers=EN).text
    assert visitors.browser("north_lead").get(address).status_code == 404


@pytest.mark.parametrize("query", ["topic=nothing", "beside=nothing", "beside=team", "topic=<script>"])
def test_what_does_not_exist_is_not_found(query: str, visitors: Visitors, released: SmallRegion) -> None:
    """An invented filter is no page."""
    assert visitors.browser("north_lead").get(f"/teams/{released.teams['north']}?{query}").status_code == 404


def test_a_changed_filter_brings_the_board_alone(visitors: Visitors, released: SmallRegion) -> None:
    """The fragment is the same main part as the page's, with the page's title before it, under another version."""
    client = visitors.browser("region_lead")
    client.get("/region")
    page, part = client.get("/region"), client.get("/region", headers={"HX-Request": "true"})
    title, _end, main = part.text.strip().partition("</title>")
    assert f"{title}</title>" in page.text
    assert main.strip().startswith('<div class="air">')
    assert main.strip() in page.text
    assert part.headers["ETag"] != page.headers["ETag"]


def test_the_filters_are_an_ordinary_form(visitors: Visitors, released: SmallRegion) -> None:
    """A GET form with a submit button, filled in with what is shown."""
    page = visitors.browser("region_lead").get("/region?topic=work_enjoyment", headers=EN).text
    form = page.partition('<form class="row" method="get" action="/region"')[2].partition("</form>")[0]
    assert '<option value="work_enjoyment" selected>' in form
    assert 'type="submit"' in form
