"""Cards for the readers of a group's figures: chosen by what was released, with their source and their rule."""

from __future__ import annotations

from app.cards.card_deck import deck
from app.charts.chart_cells import named_cells
from app.db import db
from app.groups.group_cards import newest_figures, shares_looked_at
from app.releases.read import released_periods
from app.releases.rules.cells import Group
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def test_a_board_shows_cards_for_its_own_readers(visitors: Visitors, released: SmallRegion) -> None:
    """A team's board has cards for teams, the region's has cards for policy makers; each says its source and why."""
    team = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}", headers=EN).text
    region = visitors.browser("region_lead").get("/region", headers=EN).text
    assert "Card for the team" in team
    assert "Card for policy makers" not in team
    assert "Card for policy makers" in region
    for page in (team, region):
        card = page.partition('<article class="card" ')[2].partition("</article>")[0]
        assert "<dt>Source</dt>" in card
        assert "By a fixed rule, on released figures only." in card
        assert "<dt>What was released</dt>" in card


def test_a_card_sees_only_what_was_published_about_its_own_group(visitors: Visitors, released: SmallRegion) -> None:
    """A team that is never shown gives its cards no figure at all."""
    periods = released_periods(db.session)
    small = Group("team", released.teams["small"])
    cells = named_cells(db.session, small, periods=[each.id for each in periods], wanted=shares_looked_at("peo"))
    assert cells
    assert newest_figures(cells, periods=periods) == {}


def test_every_audience_of_groups_has_cards() -> None:
    """Teams, managers, organisations, policy makers and education are all spoken to somewhere."""
    spoken_to = {audience for card in deck("peo").cards for audience in card.audience}
    assert {"team", "manager", "organisation", "policy", "education"} <= spoken_to
