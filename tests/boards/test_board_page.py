"""A board says what was released about its group, beside the region, and nothing else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import update

from app.db import db, writing
from app.releases.cells import Published
from app.releases.models import ReleaseRow
from app.releases.read import released_periods, rows_of
from tests.boards.visitors import Visitors, set_share
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def _page(visitors: Visitors, who: str, address: str) -> str:
    response = visitors.browser(who).get(address, headers=EN)
    assert response.status_code == 200
    return " ".join(response.text.split())


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (0.0, 0.25, "at most 25%"),
        (0.4, 0.55, "between 40 and 55%"),
        (0.75, 1.0, "at least 75%"),
    ],
)
def test_a_figure_is_said_as_its_bounds(
    *, lower: float, upper: float, words: str, visitors: Visitors, released: SmallRegion
) -> None:
    """In words, as a block from lower to upper, and with its size class; never as one number."""
    set_share(released, released.teams["north"], lower=lower, upper=upper)
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    assert f"<strong>{words}</strong>" in page
    assert f'd="M{lower * 100} 8H{upper * 100}V27' in page
    assert "10–19 people" in page
    assert f"{(lower + upper) * 50:g}%" not in page


@pytest.mark.parametrize(
    ("own", "region", "verdict"),
    [
        ((0.25, 0.5), (0.6, 0.65), "Below the block of the region. That can still be chance."),
        ((0.7, 0.9), (0.6, 0.65), "Above the block of the region. That can still be chance."),
        ((0.4, 0.6), (0.6, 0.65), "No certain difference from the region."),
        ((0.4, 0.9), (0.6, 0.65), "No certain difference from the region."),
    ],
)
def test_the_comparison_says_no_more_than_the_blocks(
    *,
    own: tuple[float, float],
    region: tuple[float, float],
    verdict: str,
    visitors: Visitors,
    released: SmallRegion,
) -> None:
    """Blocks that touch are no difference; blocks that lie apart may still do so by chance, and it says so."""
    for group, (lower, upper) in ((released.teams["north"], own), (released.region_id, region)):
        set_share(released, group, lower=lower, upper=upper)
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    line = page.partition("<h3>Professional space</h3>")[2].partition("</li>")[0]
    assert verdict in line
    assert "region between 60 and 65%" in line


def test_a_supported_difference_stands_first(visitors: Visitors, released: SmallRegion) -> None:
    """In full with the figure beside it and how sure it is, and again at its own line."""
    set_share(released, released.teams["north"], lower=0.0, upper=0.1, people="20-49")
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    finding = page.partition('<section class="finding">')[2].partition("</section>")[0]
    assert "at most 10%" in finding
    assert "Professional space: Amply sufficient or sufficient" in finding
    assert "For the region that is between 90 and 92%." in finding
    assert page.count("differences that Peil names like this, at most one is chance.") == 1
    line = page.partition("<h3>Professional space</h3>")[2].partition("</li>")[0]
    assert "<strong>Lower than the region. That is more than chance.</strong>" in line


def test_of_a_part_of_the_region_its_name_stands_under_the_figure(visitors: Visitors, released: SmallRegion) -> None:
    """Whose figure it is comes before what it is about and before the region's."""
    set_share(released, "certified", lower=0.0, upper=0.1, people="20-49")
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    page = _page(visitors, "region_lead", "/region")
    finding = page.partition('<section class="finding">')[2].partition("</section>")[0]
    told = re.sub(r"<[^>]+>|\s+", " ", finding)
    places = [
        told.index(words) for words in ("at most 10%", "Certified", "Professional space", "In the whole region it is")
    ]
    assert places == sorted(places)


def test_no_certain_difference_is_a_finding_too(visitors: Visitors, released: SmallRegion) -> None:
    """Said calmly, with on how many topics, and that a certain difference among few people has to be large."""
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    calm = page.partition('<section class="finding none">')[2].partition("</section>")[0]
    assert "No certain difference" in calm
    assert re.search(r"from the region on \d+ topics", calm)
    assert "The fewer people, the larger a difference must be to be certain." in calm


def test_a_withheld_figure_says_so_in_one_wording(visitors: Visitors, released: SmallRegion) -> None:
    """A dotted outline, "Not shown", the way to why; and the region's figure stays."""
    set_share(released, released.teams["north"], lower=None, upper=None)
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    line = page.partition("<h3>Professional space</h3>")[2].partition("</li>")[0]
    assert "Not shown" in line
    assert 'href="/privacy#withheld"' in line
    assert "stroke-dasharray" in line
    assert "people" not in line.partition("<details>")[0]
    assert "region " in line


def test_topics_of_which_nothing_is_shown_are_named_together(visitors: Visitors, released: SmallRegion) -> None:
    """Nobody answered about staying: named once, without an empty drawing."""
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    assert "<h3>Chance of staying</h3>" not in page
    assert re.search(r"Not shown</span>: [^<]*Chance of staying", page)


@pytest.mark.parametrize("address", ["/teams/{small}", "/organisations/{narrow}"])
def test_a_small_team_reads_that_its_answers_count_elsewhere(
    address: str, visitors: Visitors, released: SmallRegion
) -> None:
    """Three people are never shown; the page says so once, and says nothing of how many answered. Neither does that of
    an organisation of which it is the only team.
    """
    page = _page(visitors, "narrow_lead", address.format(**released.teams, **released.organisations))
    assert "What this group answered counts in the figures of a larger group." in page
    assert "<dt>Answered</dt>" not in page


def test_every_published_figure_of_the_region_is_on_its_page(visitors: Visitors, released: SmallRegion) -> None:
    """What the public file holds, the page holds too, in its tables."""
    page = _page(visitors, "region_lead", "/region")
    period = released_periods(db.session)[-1].id
    rows = [row for row in rows_of(db.session, period) if row.level in {"region", "orgtype"}]
    shown = sum(isinstance(row.cell, Published) for row in rows)
    figures = re.findall(r'<tr><th scope="row">[^<]*</th><td>[^<]*</td><td>[^<]*</td><td>[^<]*people', page)
    assert shown > 0
    assert len(figures) == shown


def test_a_table_begins_with_the_figure_of_its_line(visitors: Visitors, released: SmallRegion) -> None:
    """Own group, kind of organisation, region about the same answer; the distribution comes after."""
    page = _page(visitors, "wide_lead", f"/organisations/{released.organisations['wide']}")
    line = page.partition("<h3>Work enjoyment</h3>")[2].partition("</li>")[0]
    answers = re.findall(r"</th><td>([^<]*)</td>", line)
    assert answers[:3] == ["Grade 7 or higher"] * 3
    assert "mean" in answers[3:]
    assert answers.count("Grade 7 or higher") == 3


def test_a_team_page_tells_nothing_of_other_teams(visitors: Visitors, released: SmallRegion) -> None:
    """The region and the own kind of organisation stand beside the team; no other team, no organisation's figure."""
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    whom = set(re.findall(r'<th scope="row">([^<]*)</th>', page))
    assert whom == {"Team North", "Testregio", "Certified institution, compulsory framework"}
    assert "Team South" not in page


def test_links_lead_only_to_what_may_be_opened(visitors: Visitors, released: SmallRegion) -> None:
    """The organisation's name is text for a team lead and a link for the region; teams are listed where they may be."""
    north, wide = f"/teams/{released.teams['north']}", f"/organisations/{released.organisations['wide']}"
    assert wide not in _page(visitors, "north_lead", north)
    assert f'href="{wide}"' in _page(visitors, "region_lead", north)
    assert f'href="{north}"' in _page(visitors, "wide_lead", wide)
    assert f'href="{wide}"' in _page(visitors, "region_lead", "/region")
    assert "<h2>Organisations</h2>" not in _page(visitors, "north_lead", "/region")


def test_a_name_is_text(visitors: Visitors, released: SmallRegion) -> None:
    """A team with markup in its name changes no page."""
    with writing(db.session):
        db.session.execute(update(ReleaseRow).values(group_name="<script>alert(1)</script>"))
    page = _page(visitors, "region_lead", "/region")
    assert "<script>alert" not in page


def test_dutch_says_the_same(visitors: Visitors, released: SmallRegion) -> None:
    """The words of the questionnaire follow the reader's language."""
    page = visitors.browser("region_lead").get("/region", headers={"Accept-Language": "nl"}).text
    assert "Professionele ruimte" in page
    assert "Ruim voldoende" in page
