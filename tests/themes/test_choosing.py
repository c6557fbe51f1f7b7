"""Which proposals go to the vote and which theme is chosen follows from counts by stated rules, and from no more."""

from __future__ import annotations

import random
from statistics import fmean

import pytest

from app.themes.choosing import NONE, leaders, outcome, shortlist, support_in, votes_in
from tests.themes.conftest import Quiet

SEVEN = [f"p{number}" for number in range(7)]
SOME = [("p0", "p1", "p2")] * 9 + [("p3", "p4")] * 8 + [("p5",)] * 7


def chance(seed: int = 1) -> random.Random:
    return random.Random(seed)


def chosen(votes: dict[str, int], *, source: random.Random | None = None) -> str | None:
    """The choice among a, b and c for these votes, without noise unless `source` makes some."""
    ballots = [choice for choice, count in votes.items() for _ in range(count)]
    return outcome(ballots, ["a", "b", "c"], min_group=7, chance=source or Quiet())


def test_the_five_with_most_support_go_to_the_vote() -> None:
    """Two proposals that fewer people support stay behind, where the noise is nothing."""
    for _ in range(20):
        assert shortlist(SOME, SEVEN, chance=Quiet()) == {"p0", "p1", "p2", "p3", "p4"}


def test_among_equals_at_the_edge_the_lot_decides() -> None:
    """Three with as much support for the last two places: each gets one at some time."""
    support = [("p0", "p1", "p2")] * 9 + [("p3", "p4", "p6")] * 8 + [("p5",)] * 7
    lists = {shortlist(support, SEVEN, chance=Quiet()) for _ in range(60)}
    assert {each for kept in lists for each in kept} == {"p0", "p1", "p2", "p3", "p4", "p6"}


def test_the_list_is_always_as_long_as_it_may_be() -> None:
    """Nobody supports four of seven, or anything: five go to the vote all the same, so the length tells of no zero."""
    assert all(len(shortlist([("p0", "p1", "p2")] * 24, SEVEN, chance=chance(seed))) == 5 for seed in range(20))
    assert len(shortlist([], SEVEN, chance=chance())) == 5


def test_support_decides_in_a_region_and_chance_among_few() -> None:
    """Twenty more supporters than the others bring a proposal in for certain; one supporter moves next to nothing."""
    many = [("p0",)] * 40 + [(other,) for other in SEVEN[1:] for _ in range(20)]
    assert fmean("p0" in shortlist(many, SEVEN, chance=chance(seed)) for seed in range(200)) > 0.98
    one = fmean("p0" in shortlist([("p0",)], SEVEN, chance=chance(seed)) for seed in range(400))
    assert 5 / 7 - 0.06 < one < 0.88


@pytest.mark.parametrize(("votes", "theme"), [(6, None), (7, "a")])
def test_a_theme_needs_about_the_smallest_group_behind_it(votes: int, theme: str | None) -> None:
    """Without noise k − 1 votes choose nothing and k votes choose."""
    assert chosen({"a": votes, "b": 2}) == theme


def test_among_equals_the_lot_decides() -> None:
    """Over many draws both win."""
    assert {chosen({"a": 9, "b": 9}) for _ in range(40)} == {"a", "b"}


@pytest.mark.parametrize(("none", "theme"), [(9, "a"), (10, None)])
def test_more_votes_for_none_than_for_any_theme_choose_none(none: int, theme: str | None) -> None:
    """An equal number is not more."""
    assert chosen({"a": 9, NONE: none}) == theme


def test_nothing_stands_before_the_vote_of_an_empty_list() -> None:
    """Without themes there is no leader, whatever NONE has."""
    assert leaders({NONE: 3}, min_group=7) == []


def test_a_clear_lead_wins_and_a_narrow_one_usually() -> None:
    """Forty-five votes against thirty: next to always. Thirty-two against thirty: in most cases."""
    clear = fmean(chosen({"a": 45, "b": 30}, source=chance(seed)) == "a" for seed in range(300))
    narrow = fmean(chosen({"a": 32, "b": 30}, source=chance(seed)) == "a" for seed in range(300))
    assert clear > 0.97
    assert 0.6 < narrow < 0.9


def test_who_voted_what_makes_no_difference() -> None:
    """The same votes by other people, in another order, give the same result."""
    votes = ["a"] * 9 + ["b"] * 8 + ["c"] * 7
    results = set()
    for seed in range(10):
        random.Random(seed).shuffle(votes)
        results.add(outcome(votes, ["c", "a", "b"], min_group=7, chance=chance(5)))
    assert len(results) == 1


def test_what_is_no_ballot_of_the_poll_is_not_counted() -> None:
    """Somebody who can write in the database cannot support four, an unknown one, or in another form."""
    said: list[object] = [["p0"], ["p0", "p1", "p2", "p3"], ["nothing"], "p0", None, [], ["p0", "p0"], {"p0": 1}]
    contents = [{"s": each} for each in said]
    assert support_in([*contents, None, {}], among=SEVEN) == [("p0",), ("p0",)]
    votes: list[dict[str, object] | None] = [
        {"v": "a"},
        {"v": NONE},
        {"v": "nothing"},
        {"v": ["a"]},
        {"s": ["a"]},
        None,
        {},
    ]
    assert votes_in(votes, among=["a"]) == ["a", NONE]
