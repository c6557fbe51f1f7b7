"""A round has whole days in the region, in order, and room to read what was proposed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from app.themes.stages import DaysOutOfOrder, moments_of, open_poll, usual_days

TODAY = date(2026, 3, 2)
USUAL = usual_days(TODAY)


def test_the_usual_days_are_in_order() -> None:
    """What the form begins with can be sent as it is, on every day of a year."""
    for days in range(365):
        today = TODAY + timedelta(days=days)
        moments_of(usual_days(today), today=today)


def test_a_last_day_counts_whole() -> None:
    """Until midnight in the region, also over the change to summer time."""
    moments = moments_of(replace(USUAL, propose_until=date(2026, 3, 16)), today=TODAY)
    assert moments.propose_closes == datetime(2026, 3, 16, 23, tzinfo=UTC)
    later = moments_of(replace(USUAL, vote_until=date(2026, 4, 20)), today=TODAY)
    assert later.vote_closes == datetime(2026, 4, 20, 22, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("propose_until", {"propose_until": TODAY - timedelta(days=1)}),
        ("support_from", {"support_from": USUAL.propose_until + timedelta(days=1)}),
        ("support_until", {"support_until": USUAL.support_from - timedelta(days=1)}),
        ("vote_until", {"vote_until": USUAL.support_until}),
        ("vote_until", {"vote_until": TODAY + timedelta(days=366)}),
    ],
)
def test_days_out_of_order_are_named(field: str, days: dict[str, date]) -> None:
    """The first day that is wrong, so that the form can say it at its field."""
    with pytest.raises(DaysOutOfOrder) as refused:
        moments_of(replace(USUAL, **days), today=TODAY)
    assert refused.value.field == field


def test_a_poll_whose_time_is_over_takes_nothing_also_before_it_is_counted() -> None:
    """The tick may be late; nobody gains time by that."""
    moments = moments_of(USUAL, today=TODAY)
    second = timedelta(seconds=1)
    assert open_poll("voting", moments, now=moments.vote_closes - second) == "vote"
    assert open_poll("voting", moments, now=moments.vote_closes) is None
    assert open_poll("reviewing", moments, now=moments.propose_closes) is None
