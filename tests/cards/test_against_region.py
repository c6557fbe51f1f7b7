"""A rule on the own answer beside the region's released share."""

from app.cards import Reason
from tests.cards.situations import person, reasons

BELOW = {"item": "reflection", "against_region": "below"}
ABOVE = {"item": "reflection", "against_region": "above"}
SHARE = ("reflection", "favourable")


def test_below_is_told_with_both_bounds() -> None:
    """Most in the region have room, this person does not."""
    held = reasons(BELOW, person({"reflection": "insufficient"}, region={SHARE: (0.6, 0.64)}))
    params = {"answer": "insufficient", "wave_number": 1, "option": "favourable", "lower": 0.6, "upper": 0.64}
    assert held == (Reason("below_region", "reflection", params),)


def test_a_range_around_one_half_supports_no_most() -> None:
    """The published range has to lie beyond one half altogether."""
    assert reasons(BELOW, person({"reflection": "insufficient"}, region={SHARE: (0.5, 0.64)})) is None
    assert reasons(ABOVE, person({"reflection": "ample"}, region={SHARE: (0.4, 0.5)})) is None


def test_above_is_the_reverse() -> None:
    """This person has room, most in the region do not."""
    assert reasons(ABOVE, person({"reflection": "ample"}, region={SHARE: (0.3, 0.44)})) is not None
    assert reasons(ABOVE, person({"reflection": "insufficient"}, region={SHARE: (0.3, 0.44)})) is None
    assert reasons(BELOW, person({"reflection": "ample"}, region={SHARE: (0.6, 0.64)})) is None


def test_a_withheld_figure_is_no_reason() -> None:
    """Nothing is compared with what was not published."""
    assert reasons(BELOW, person({"reflection": "insufficient"})) is None


def test_dont_know_takes_no_side() -> None:
    """Who does not know is neither above nor below."""
    rule = {"item": "stay_one_year", "against_region": "below"}
    region = {("stay_one_year", "favourable"): (0.78, 0.8)}
    assert reasons(rule, person({"stay_one_year": "dont_know"}, region=region)) is None
    assert reasons(rule, person({"stay_one_year": "small"}, region=region)) is not None


def test_a_grade_is_compared_by_its_cut() -> None:
    """A 6 stands outside the share that gave a 7 or more."""
    rule = {"item": "work_enjoyment", "against_region": "below", "option": ">=7"}
    region = {("work_enjoyment", ">=7"): (0.7, 0.74)}
    assert reasons(rule, person({"work_enjoyment": 6}, region=region)) is not None
    assert reasons(rule, person({"work_enjoyment": 7}, region=region)) is None


def test_an_option_can_be_compared_by_itself() -> None:
    """Who feels strongly hindered where most do not."""
    rule = {"item": "rules_negative_influence", "against_region": "above", "option": "strong"}
    region = {("rules_negative_influence", "strong"): (0.2, 0.24)}
    assert reasons(rule, person({"rules_negative_influence": "strong"}, region=region)) is not None
    assert reasons(rule, person({"rules_negative_influence": "some"}, region=region)) is None
