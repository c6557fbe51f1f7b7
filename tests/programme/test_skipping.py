"""School holidays and skipped rounds leave a gap in the plan and nothing else: later rounds keep their days."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db
from app.programme.holidays import SCHOOL_REGIONS, school_holiday
from app.programme.models import Wave
from app.programme.rhythm import Rhythm, day_of, midnight
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

MONDAY = date(2026, 3, 2)


def openings(rhythm: Rhythm, count: int) -> list[date]:
    return [day_of(rhythm.wave(number).opens) for number in range(1, count + 1)]


@pytest.mark.parametrize("region", SCHOOL_REGIONS)
@pytest.mark.parametrize("wave_days", [7, 14, 28, 91])
@pytest.mark.parametrize("open_days", [None, 5])
def test_no_round_opens_in_a_school_holiday(region: str, wave_days: int, open_days: int | None) -> None:
    """Over three years; rounds follow one another, last at least half of their slot, and never overlap."""
    rhythm = Rhythm(
        starts_on=MONDAY,
        wave_days=wave_days,
        waves_per_period=1,
        open_days=open_days,
        is_holiday=school_holiday(region),
    )
    spans = [rhythm.wave(number) for number in range(1, 3 * 365 // wave_days)]
    assert not [span for span in spans if school_holiday(region)(day_of(span.opens))]
    assert all(first.closes <= then.opens for first, then in pairwise(spans))
    least = timedelta(days=min(open_days or wave_days, wave_days / 2), hours=-1)
    assert all(span.closes - span.opens >= least for span in spans)
    days = {day_of(span.opens): number for number, span in enumerate(spans, 1)}
    assert all(rhythm.period_number(midnight(day)) == number for day, number in days.items())


def test_the_summer_of_the_north_is_left_out_and_named() -> None:
    """Three rounds of a fortnight lie in its six weeks; one that begins at its end opens after it."""
    rhythm = Rhythm(starts_on=MONDAY, wave_days=14, waves_per_period=2, is_holiday=school_holiday("north"))
    left_out = rhythm.left_out(date(2026, 7, 1), date(2026, 8, 31))
    assert left_out == [date(2026, 7, 6), date(2026, 7, 20), date(2026, 8, 3)]
    assert date(2026, 8, 17) in openings(rhythm, 14)


def test_a_skipped_round_moves_no_other_day() -> None:
    """The next one takes its number and keeps its day."""
    before = Rhythm(starts_on=MONDAY, wave_days=14, waves_per_period=2)
    after = Rhythm(starts_on=MONDAY, wave_days=14, waves_per_period=2, is_skipped={date(2026, 3, 30)}.__contains__)
    days = openings(before, 6)
    assert openings(after, 5) == [*days[:2], *days[3:]]


@pytest.fixture
def lead(region: SmallRegion) -> FlaskClient:
    return Visitors(region).browser("region_lead")


def planned() -> list[tuple[int, date]]:
    db.session.expire_all()
    return [(wave.number, day_of(wave.opens_at)) for wave in db.session.scalars(select(Wave).order_by(Wave.number))]


def test_a_round_is_skipped_and_brought_back_on_the_pages(lead: FlaskClient, region: SmallRegion) -> None:
    """A round of a period that has not opened; the programme names it and can ask it after all."""
    address, before = f"/programme/{region.wave().period.programme_id}", planned()
    assert lead.post(f"{address}/waves/3/skip").status_code == 303
    assert dict(planned())[3] == dict(before)[4]
    page = lead.get(address).text
    assert f"{address}/skipped/2026-03-30/back" in page
    assert lead.post(f"{address}/skipped/2026-03-30/back").status_code == 303
    assert planned() == before


def test_a_round_of_an_open_period_stands(lead: FlaskClient, region: SmallRegion) -> None:
    """422 with what can be done instead; people were told their rounds."""
    address, before = f"/programme/{region.wave().period.programme_id}", planned()
    refused = lead.post(f"{address}/waves/2/skip")
    assert refused.status_code == 422
    assert 'id="why-skip"' in refused.text
    assert lead.post(f"{address}/skipped/2026-03-16/back").status_code == 422
    assert lead.post(f"{address}/skipped/nonsense/back").status_code == 404
    assert planned() == before
