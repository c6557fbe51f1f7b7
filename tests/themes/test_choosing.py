"""Which proposals go to the vote and which theme is chosen follows from counts by stated rules, and from no more."""

from __future__ import annotations

import random

import pytest

from app.themes.choosing import NONE, Outcome, outcome, shortlist, support_in, votes_in

SEVEN = [f"p{number}" for number in range(7)]


def chance(seed: int = 1) -> random.Random:
    return random.Random(seed)


def chosen(votes: dict[str, int], *, seed: int = 1, min_group: int = 7) -> Outcome:
    ballots = [choice for choice, count in votes.items() for _ in range(count)]
    return outcome(ballots, ["a", "b", "c"], min_group=min_group, chance=chance(seed))


def test_the_five_with_most_support_go_to_the_vote() -> None:
    """Two proposals that fewer people support stay behind."""
    support = [("p0", "p1", "p2")] * 9 + [("p3", "p4", "p6")] * 8 + [("p5",)] * 7
    for seed in range(20):
        kept = shortlist(support, SEVEN, min_group=7, chance=chance(seed))
        assert {"p0", "p1", "p2"} <= kept.proposals
        assert "p5" not in kept.proposals
        assert kept.by_lot


def test_without_a_tie_at_the_edge_the_lot_decides_nothing() -> None:
    """Five clear ones: the same list whatever the lot."""
    support = [("p0", "p1", "p2")] * 9 + [("p3", "p4")] * 8 + [("p5",)] * 7
    lists = {shortlist(support, SEVEN, min_group=7, chance=chance(seed)) for seed in range(20)}
    assert len(lists) == 1
    assert not next(iter(lists)).by_lot


def test_the_list_is_always_as_long_as_it_may_be() -> None:
    """Nobody supports four of seven: five go to the vote all the same, so the length tells of no zero."""
    kept = shortlist([("p0", "p1", "p2")] * 24, SEVEN, min_group=7, chance=chance())
    assert len(kept.proposals) == 5
    assert kept.by_lot


@pytest.mark.parametrize(("people", "decides"), [(6, False), (7, True)])
def test_support_of_fewer_than_the_smallest_group_decides_nothing(people: int, decides: bool) -> None:
    """Six people support the same three: the lot chooses among all seven. Seven people: their three are in."""
    lists = [
        shortlist([("p0", "p1", "p2")] * people, SEVEN, min_group=7, chance=chance(seed)).proposals
        for seed in range(40)
    ]
    assert all({"p0", "p1", "p2"} <= each for each in lists) == decides


@pytest.mark.parametrize(("votes", "theme"), [(6, None), (7, "a")])
def test_a_theme_needs_the_smallest_group_behind_it(votes: int, theme: str | None) -> None:
    """k − 1 votes choose nothing and show nothing; k votes choose, and show a size class."""
    result = chosen({"a": votes, "b": 2})
    assert result.chosen == theme
    assert result.sizes == ({"a": "7-9"} if theme else {})


def test_only_choices_of_at_least_the_smallest_group_have_a_size() -> None:
    """Of the others nothing is known: a zero is as silent as a six."""
    assert chosen({"a": 24, "b": 6}).sizes == {"a": "20-49"}
    assert chosen({"a": 24, "b": 0}).sizes == {"a": "20-49"}
    assert chosen({"a": 24, "b": 7, NONE: 10}).sizes == {"a": "20-49", "b": "7-9", NONE: "10-19"}


def test_among_equals_the_lot_decides_and_says_so() -> None:
    """Over many draws both win; without a tie there is no lot."""
    drawn = [chosen({"a": 9, "b": 9}, seed=seed) for seed in range(40)]
    assert {each.chosen for each in drawn} == {"a", "b"}
    assert all(each.by_lot for each in drawn)
    assert not chosen({"a": 9, "b": 8}).by_lot
    assert not chosen({"a": 3, "b": 3}).by_lot


@pytest.mark.parametrize(("none", "theme"), [(9, "a"), (10, None)])
def test_more_votes_for_none_than_for_any_theme_choose_none(none: int, theme: str | None) -> None:
    """An equal number is not more."""
    assert chosen({"a": 9, NONE: none}).chosen == theme


def test_who_voted_what_makes_no_difference() -> None:
    """The same votes by other people, in another order, give the same result."""
    votes = ["a"] * 9 + ["b"] * 8 + ["c"] * 7
    results = set()
    for seed in range(10):
        random.Random(seed).shuffle(votes)
        result = outcome(votes, ["a", "b", "c"], min_group=7, chance=chance(5))
        results.add((result.chosen, tuple(sorted(result.sizes.items()))))
    assert results == {("a", (("a", "7-9"), ("b", "7-9"), ("c", "7-9")))}


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
