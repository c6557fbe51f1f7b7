"""Only what is more than chance is called a difference, with every comparison of the board in mind."""

from __future__ import annotations

from app.boards.findings import Comparison, Finding, compare, supported
from app.releases.cells import Published

LARGE = Published("50+", 0.91, 0.9, 0.92)


def _against(figure: Published, item: str = "reflection") -> Comparison:
    return Comparison(kind="beside", item=item, option="favourable", first=figure, second=LARGE, whose="region")


def _found(comparisons: list[Comparison]) -> tuple[Finding, ...]:
    return supported(comparisons, {each.key: compare(each).p_value for each in comparisons if each.shows})


def test_blocks_that_touch_are_never_a_difference() -> None:
    """However many people: the same share lies in both."""
    assert _found([_against(Published("50+", 0.8, 0.7, 0.9))]) == ()


def test_a_large_gap_among_enough_people_is_a_difference() -> None:
    """Named with its direction, the least by which it differs, and how sure it is."""
    (found,) = _found([_against(Published("20-49", 0.05, 0.0, 0.1))])
    assert found.direction == "lower"
    assert abs(found.smallest - 0.8) < 1e-9
    assert found.p_value < 0.01


def test_the_same_gap_among_many_comparisons_may_be_chance() -> None:
    """Whoever asks forty questions finds something by chance; the correction takes that into account."""
    gap = _against(Published("7-9", 0.425, 0.3, 0.55))
    others = [_against(Published("50+", 0.85, 0.8, 0.9), item=f"other_{number}") for number in range(400)]
    assert [each.about for each in _found([gap])] == [gap]
    assert _found([gap, *others]) == ()


def test_questions_that_a_board_asks_apart_are_corrected_apart() -> None:
    """Whether the group moved does not become less sure by how many parts the region has."""
    gap = _against(Published("7-9", 0.425, 0.3, 0.55))
    parts = [
        Comparison(kind="part", item="workload", option="strong", first=LARGE, second=LARGE, whose=f"function:{number}")
        for number in range(400)
    ]
    assert [each.about for each in _found([gap, *parts])] == [gap]


def test_the_surest_stands_first() -> None:
    """By how sure it is, not by where it stands in the questionnaire or how low it is."""
    weak = _against(Published("10-19", 0.1, 0.0, 0.2), item="first")
    strong = _against(Published("20-49", 0.1, 0.0, 0.2), item="last")
    assert [each.about.item for each in _found([weak, strong])] == ["last", "first"]


def test_what_was_not_tested_yet_is_not_named() -> None:
    """A correction for half of the comparisons would be none."""
    first, second = (_against(Published("20-49", 0.1, 0.0, 0.2), item=item) for item in ("first", "last"))
    assert supported([first, second], {first.key: 1e-9}) == ()
