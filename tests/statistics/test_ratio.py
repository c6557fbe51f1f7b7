"""What holds among those concerned follows from two published shares, and is never surer than they are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.statistics.ratio import share_among

SHARES = st.floats(0.01, 1)


@given(SHARES, SHARES, st.floats(0, 0.2), st.floats(0, 0.2))
def test_the_true_ratio_lies_within_its_bounds(first: float, second: float, left: float, right: float) -> None:
    """Wherever within their bounds the two true shares lie."""
    part, whole = min(first, second), max(first, second)
    bounds = [(share, max(0.0, share - left), min(1.0, share + right)) for share in (part, whole)]
    among = share_among(bounds[0], bounds[1])
    if among:
        assert among.lower - 1e-9 <= part / whole <= among.upper + 1e-9
        assert 0 <= among.lower <= among.value <= among.upper <= 1


def test_nothing_is_said_where_the_whole_may_be_nobody() -> None:
    assert share_among((0.1, 0, 0.2), (0.1, 0, 0.25)) is None


def test_forty_of_eighty_percent_is_half() -> None:
    among = share_among((0.4, 0.35, 0.45), (0.8, 0.7, 0.9))
    assert among
    assert abs(among.value - 0.5) < 1e-9
    assert (round(among.lower, 3), round(among.upper, 3)) == (0.389, 0.643)
