"""A group's card stands where its rule is certain or likely by the estimate, and says which."""

from __future__ import annotations

import pytest

from app.cards import group_cards
from app.cards.situation import ShareEstimate
from tests.cards.situations import group_card, keys

FEW = {"group": "reflection", "at_most": 0.6}
MANY = {"group": "workload", "option": "strong", "at_least": 0.3}
SHARE = ("reflection", "favourable")


@pytest.mark.parametrize(
    ("estimate", "grade"),
    [
        (ShareEstimate(0.45, 0.32, 0.58), "sure"),
        (ShareEstimate(0.45, 0.30, 0.60), "sure"),
        (ShareEstimate(0.50, 0.34, 0.66), "likely"),
        (ShareEstimate(0.55, 0.40, 0.70), "none"),
        (ShareEstimate(0.65, 0.50, 0.80), "none"),
    ],
)
def test_the_grade_of_a_bound_is_that_of_signals(estimate: ShareEstimate, grade: str) -> None:
    """Certain from a chance of 97.5 %, where the whole interval lies below; likely from 85 %."""
    assert estimate.grade(at_most=0.6) == grade
    mirrored = ShareEstimate(1 - estimate.share, 1 - estimate.upper, 1 - estimate.lower)
    assert mirrored.grade(at_least=0.4) == grade


def test_a_card_needs_certain_or_likely_and_says_it() -> None:
    """A share that may as well lie above the bound brings no card."""
    cards = [group_card(FEW, key="few"), group_card(MANY, key="many")]
    estimates = {SHARE: ShareEstimate(0.5, 0.34, 0.66), ("workload", "strong"): ShareEstimate(0.35, 0.2, 0.5)}
    (choice,) = group_cards(cards, {}, "team", estimates=estimates)
    assert choice.card.key == "few"
    assert choice.reasons[0].params["grade"] == "likely"
    assert choice.reasons[0].params["share"] == 0.5


def test_an_estimate_goes_before_the_published_bin() -> None:
    """Wide bounds that cross the rule no longer keep a card from a group of which more is known."""
    figures = {SHARE: (0.4, 0.7)}
    assert group_cards([group_card(FEW)], figures, "team") == ()
    sure = {SHARE: ShareEstimate(0.5, 0.42, 0.58)}
    assert keys(group_cards([group_card(FEW)], figures, "team", estimates=sure)) == ["a_card"]


def test_what_is_certain_goes_before_what_is_likely() -> None:
    """Of equal priority."""
    cards = [group_card(FEW, key="a_likely"), group_card(MANY, key="b_certain")]
    estimates = {SHARE: ShareEstimate(0.5, 0.34, 0.66), ("workload", "strong"): ShareEstimate(0.5, 0.4, 0.6)}
    assert keys(group_cards(cards, {}, "team", estimates=estimates)) == ["b_certain", "a_likely"]
