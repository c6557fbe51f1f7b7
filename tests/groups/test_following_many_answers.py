"""An agreement about a question with many answers is followed by every figure of it that moved for certain."""

from __future__ import annotations

import pytest
from sqlalchemy import delete

from app.clock import today
from app.db import db, writing
from app.meetings.models import Agreement
from app.releases.models import ReleaseRow
from app.releases.read import released_periods
from tests.boards.visitors import Visitors, estimate_as
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
GRID, SEVERAL = "workload_task", "workload_cause"
REPORTING = f"{GRID}.{GRID}_reporting", f"{GRID}_reporting:strong"
SEARCHING = f"{GRID}.{GRID}_search_help", f"{GRID}_search_help:strong"
AUTONOMY, MEANING = (SEVERAL, "autonomy"), (SEVERAL, "meaning")
Bounds = tuple[float, float] | None


def _publish(region: SmallRegion, period: str, figures: dict[tuple[str, str], Bounds]) -> None:
    """Let a release say and estimate this about team North; None is a figure that is not shown."""
    with writing(db.session):
        for place, ((item, option), bounds) in enumerate(figures.items(), start=10_000):
            there = ReleaseRow.period_id == period, ReleaseRow.group == region.teams["north"]
            db.session.execute(delete(ReleaseRow).where(*there, ReleaseRow.item == item, ReleaseRow.option == option))
            db.session.add(
                ReleaseRow(
                    period_id=period,
                    place=place,
                    level="team",
                    group=region.teams["north"],
                    group_name="Team North",
                    parent=region.organisations["wide"],
                    breakdown="",
                    category="",
                    item=item,
                    statistic="share",
                    option=option,
                    size_class="20-49" if bounds else "",
                    value=sum(bounds) / 2 if bounds else None,
                    lower=bounds[0] if bounds else None,
                    upper=bounds[1] if bounds else None,
                    bin_lower=bounds[0] if bounds else None,
                    bin_upper=bounds[1] if bounds else None,
                    withheld=bounds is None,
                )
            )
    for (item, option), bounds in figures.items():
        if bounds:
            estimate_as(period=period, group=region.teams["north"], item=item, option=option, bounds=bounds)


def _agreed(region: SmallRegion, construct: str) -> None:
    """An agreement of team North, noted at the first release."""
    with writing(db.session):
        db.session.add(
            Agreement(
                level="team",
                group=region.teams["north"],
                period_id=released_periods(db.session)[0].id,
                construct=construct,
                text="We report together.",
                agreed_on=today(),
                look_back_on=today(),
            )
        )


def _told(visitors: Visitors, region: SmallRegion, query: str = "") -> str:
    page = visitors.browser("north_lead").get(f"/teams/{region.teams['north']}{query}", headers=EN).text
    return " ".join(page.partition('<ul class="agree">')[2].partition("</ul>")[0].split())


@pytest.mark.parametrize(
    ("then", "now", "told"),
    [
        (
            {REPORTING: (0.9, 1.0), SEARCHING: (0.4, 0.5)},
            {REPORTING: (0.0, 0.1), SEARCHING: (0.4, 0.6)},
            "now about 5% (0 to 10%). That is more than chance. The other figure did not move for certain.",
        ),
        (
            {REPORTING: (0.4, 0.5), SEARCHING: (0.4, 0.5)},
            {REPORTING: (0.45, 0.6), SEARCHING: (0.3, 0.45)},
            "None of its 2 figures moved for certain.",
        ),
        ({REPORTING: None}, {REPORTING: (0.3, 0.45)}, "are not shown, so they cannot stand side by side."),
        ({REPORTING: (0.3, 0.45)}, {}, "This has not been asked again since."),
        ({}, {}, "This has not been asked yet."),
        ({}, {REPORTING: (0.3, 0.45)}, "Then this had not been asked yet."),
    ],
)
def test_what_moved_for_certain_is_named(
    *,
    then: dict[tuple[str, str], Bounds],
    now: dict[tuple[str, str], Bounds],
    told: str,
    visitors: Visitors,
    released: SmallRegion,
) -> None:
    """With its row and answer, then and now; of the rest only how many: chance cannot be ruled out there."""
    first, second = (each.id for each in released_periods(db.session))
    _publish(released, first, then)
    _publish(released, second, now)
    _agreed(released, GRID)
    page = _told(visitors, released)
    assert told in page
    assert ("‘Reporting" in page) == ("more than chance" in page)
    assert "This has not been asked again since." in _told(visitors, released, f"?period={first}") or not any(
        then.values()
    )


def test_what_moved_stands_in_the_order_of_the_questionnaire(visitors: Visitors, released: SmallRegion) -> None:
    """Not by how far it moved: that would rank what no test supports."""
    first, second = (each.id for each in released_periods(db.session))
    _publish(released, first, {MEANING: (0.9, 1.0), AUTONOMY: (0.8, 0.9)})
    _publish(released, second, {MEANING: (0.0, 0.05), AUTONOMY: (0.0, 0.1)})
    _agreed(released, SEVERAL)
    page = _told(visitors, released)
    assert page.count("That is more than chance.") == 2
    assert page.index("80 to 90%") < page.index("90 to 100%")


def test_what_is_named_fits_one_sheet(visitors: Visitors, released: SmallRegion) -> None:
    """Of five that moved for certain three are named, the other two are counted."""
    first, second = (each.id for each in released_periods(db.session))
    answers = ("autonomy", "appreciation", "meaning", "complexity", "caseload")
    _publish(released, first, {(SEVERAL, answer): (0.9, 1.0) for answer in answers})
    _publish(released, second, {(SEVERAL, answer): (0.0, 0.05) for answer in answers})
    _agreed(released, SEVERAL)
    page = _told(visitors, released)
    assert page.count("That is more than chance.") == 3
    assert "2 more figures moved for certain." in page
