"""Only what is more than chance is called a difference, with every comparison of the board in mind."""

from __future__ import annotations

from app.boards.findings import Comparison, supported
from app.releases.cells import Published

LARGE = Published("50+", 0.91, 0.9, 0.92)


def _against(figure: Published, item: str = "reflection") -> Comparison:
    return Comparison(kind="beside", item=item, option="favourable", first=figure, second=LARGE)


def test_blocks_that_touch_are_never_a_difference() -> None:
    """However many people: the same share lies in both."""
    assert supported([_against(Published("50+", 0.8, 0.7, 0.9))]) == ()


def test_a_large_gap_among_enough_people_is_a_difference() -> None:
    """Named with its direction, the least by which it differs, and how sure it is."""
    (found,) = supported([_against(Published("20-49", 0.05, 0.0, 0.1))])
    assert found.direction == "lower"
    assert abs(found.smallest - 0.8) < 1e-9
    assert found.p_value < 0.01


def test_the_same_gap_among_many_comparisons_may_be_chance() -> None:
    """Whoever asks forty questions finds something by chance; Holm's correction takes that into account."""
    gap = _against(Published("10-19", 0.1, 0.0, 0.2))
    alone = supported([gap])
    others = [_against(Published("50+", 0.85, 0.8, 0.9), item=f"other_{number}") for number in range(400)]
    assert [each.about for each in alone] == [gap]
    assert supported([gap, *others]) == ()


def test_the_surest_stands_first() -> None:
    """By how sure it is, not by where it stands in the questionnaire or how low it is."""
    weak = _against(Published("10-19", 0.1, 0.0, 0.2), item="first")
    strong = _against(Published("20-49", 0.1, 0.0, 0.2), item="last")
    assert [each.about.item for each in supported([weak, strong])] == ["last", "first"]
