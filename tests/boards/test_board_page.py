"""A board says what was released about its group, beside the region, and nothing else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, update

from app.db import db, writing
from app.estimates.models import Estimation, StoredEstimate
from app.releases.models import ReleaseRow
from app.releases.read import released_periods, rows_of
from app.releases.rules.cells import Published
from app.statistics.grades import GRADES
from tests.boards.visitors import Visitors, estimate_anew, set_share
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}


def _page(visitors: Visitors, who: str, address: str) -> str:
    response = visitors.browser(who).get(address, headers=EN)
    assert response.status_code == 200
    return " ".join(response.text.split())


def _topic(page: str, title: str) -> str:
    """The line of one topic, with what is behind its word."""
    return page.partition('class="topics">')[2].partition(f"<h3>{title}</h3>")[2].partition("</details></li>")[0]


@pytest.mark.parametrize(
    ("lower", "upper", "words"),
    [
        (0.0, 0.25, "at most 25%"),
        (0.4, 0.55, "40 to 55%"),
        (0.75, 1.0, "at least 75%"),
    ],
)
def test_the_estimate_stands_first_and_the_published_bounds_are_on_demand(
    *, lower: float, upper: float, words: str, visitors: Visitors, released: SmallRegion
) -> None:
    """The estimate with its interval on the line, drawn and in words; the bounds and the size class behind one word."""
    set_share(released, released.teams["north"], lower=lower, upper=upper)
    line = _topic(_page(visitors, "north_lead", f"/teams/{released.teams['north']}"), "Professional space")
    seen, _, opened = line.partition("<details>")
    assert re.search(r"about \d+% \(\d+ to \d+%\)", seen)
    assert '<svg class="strip"' in seen
    assert words not in seen
    assert f"Published: {words}." in opened
    assert "10 to 19 people" in opened


def test_what_is_certain_stands_first(visitors: Visitors, released: SmallRegion) -> None:
    """As an element of its own: the topic, the sentence with its graded word, the estimate, and why it is certain."""
    set_share(released, released.teams["north"], lower=0.0, upper=0.1, people="20-49")
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    first = page.partition("data-signal=")[2].partition("</li>")[0]
    about = 'data-item="professional_space" data-option="favourable" data-direction="lower"'
    assert first.startswith(f'"sure" {about}><h3>Professional space</h3>')
    assert 'is lower here than in the region <span class="grade sure">certain</span>' in first
    assert "The chance that it is so is over 99%." in first
    assert "lower than the region" in _topic(page, "Professional space")


def test_what_stands_out_is_ordered_by_certainty(visitors: Visitors, released: SmallRegion) -> None:
    """The surest first, whatever it is about."""
    set_share(released, released.teams["north"], lower=0.2, upper=0.4, people="10-19")
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    grades = re.findall(r'data-signal="(\w+)"', page)
    assert grades == sorted(grades, key=GRADES.index)


def test_no_signal_is_one_calm_sentence(visitors: Visitors, released: SmallRegion) -> None:
    """Where a group and its region say the same, the page says so instead of nothing."""
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    assert "data-signal" not in page
    assert page.count("that it can be told from chance.") == 1
    assert "No difference to be seen" in _topic(page, "Professional space")


def test_a_board_before_its_estimates_says_so(visitors: Visitors, released: SmallRegion) -> None:
    """In the minute between a release and its estimates nothing is claimed; then the page follows."""
    with writing(db.session):
        db.session.execute(delete(StoredEstimate))
        db.session.execute(delete(Estimation))
    address = f"/teams/{released.teams['north']}"
    assert "What stands out is being worked out." in _page(visitors, "north_lead", address)
    assert "What stands out is being worked out." in _page(visitors, "north_lead", address)
    estimate_anew()
    assert "What stands out is being worked out." not in _page(visitors, "north_lead", address)


def test_earlier_measurements_stay_beside_the_figures(visitors: Visitors, released: SmallRegion) -> None:
    """What the measurements of 2021 and 2022 published is there after the first release too."""
    line = _topic(_page(visitors, "region_lead", "/region"), "Professional space")
    assert re.search(r"Measured before: 2021: \d+%, \d+ people; 2022: \d+%, \d+ people\.", line)


def test_withheld_figures_are_said_once_with_what_the_region_says(visitors: Visitors, released: SmallRegion) -> None:
    """“Not shown” and the way to why once for all of them; with each the region's estimate and its interval."""
    set_share(released, released.teams["north"], lower=None, upper=None)
    page = _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    said = page.partition("Not shown, too small to say: 1 topic. ")[2].partition("</details>")[0]
    assert 'href="/privacy#withheld"' in said
    line = said.partition("<h3>Professional space</h3>")[2].partition("</li>")[0]
    assert re.search(r"The region about \d+% \(\d+ to \d+%\)", line)
    assert "Not shown" not in line
    assert "people" not in line
    assert 'aria-label="Team North:' not in line


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
    assert page.count("they count in the figures of a larger group") == 1
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
    line = _topic(page, "Work enjoyment").partition("<tbody>")[2]
    answers = re.findall(r"</th><td>([^<]*)</td>", line)
    assert answers[:3] == ["7 or higher"] * 3
    assert "mean" in answers[3:]
    assert answers.count("7 or higher") == 3


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


def test_whether_cards_help_stands_on_the_boards_of_the_region_and_of_kinds_alone(
    visitors: Visitors, released: SmallRegion
) -> None:
    """A small region reads that it is not shown, as of any figure; a team and an organisation read nothing of it."""
    assert "Do cards help?</h2> <p>Not shown." in _page(visitors, "region_lead", "/region")
    assert "Do cards help?" not in _page(visitors, "north_lead", f"/teams/{released.teams['north']}")
    assert "Do cards help?" not in _page(visitors, "wide_lead", f"/organisations/{released.organisations['wide']}")


def test_an_earlier_mean_stands_beside_the_mean(visitors: Visitors, released: SmallRegion) -> None:
    """Of the grade the region publishes a mean; what was measured before is said next to it."""
    line = _topic(_page(visitors, "region_lead", "/region"), "Work enjoyment")
    assert "<td>mean</td>" in line
    assert re.search(r"Mean measured before: 2022: \d\.\d, \d+ people\.", line)
