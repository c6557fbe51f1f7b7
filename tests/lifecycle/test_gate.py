"""Through the gate goes a count of what the questionnaire asks, and nothing else that somebody sealed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.lifecycle.gate import votes_of
from app.releases.rules.aggregate import DECLINED, EVERYBODY, TEAM, Tally, Vote
from app.releases.rules.joint_counts import NOT, four_of, joint_marks
from tests.releases.routed import PEO

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 12) | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CHANNELS = st.sampled_from(
    (TEAM, "experience", "function", "relation:professional_space:work_enjoyment", "relation:", "x")
)


@given(
    st.fixed_dictionaries(
        {
            "c": CHANNELS | ANYTHING,
            "g": ANYTHING,
            "i": st.sampled_from(("work_enjoyment", "workload_cause", "workload_effect", "x")),
            "v": ANYTHING,
        }
    )
)
def test_whatever_is_sealed_the_count_goes_on(content: dict[str, Any]) -> None:
    """Whoever writes into the database can seal anything: it counts for options that exist, or for nothing."""
    for vote in votes_of(PEO, content):
        assert isinstance(vote.group, str)
        assert isinstance(vote.channel, str)
        assert all(isinstance(option, str) and isinstance(yes, bool) for option, yes in vote.marks)


@pytest.mark.parametrize("answer", [7, 6, 10, 1])
def test_a_ballot_counts_for_the_cuts_it_reaches(answer: int) -> None:
    """A grade of seven is seven or higher, and every cut below."""
    (vote,) = votes_of(PEO, {"c": TEAM, "g": "a", "i": "work_enjoyment", "v": answer})
    assert {option for option, yes in vote.marks if yes} == {f">={cut}" for cut in range(2, answer + 1)}
    assert (vote.channel, vote.group, vote.item) == (TEAM, "a", "work_enjoyment")


@pytest.mark.parametrize("item", ["workload_comment", "no_such_item", 3, None])
def test_what_has_no_counts_is_not_counted(item: object) -> None:
    """A text, and what the questionnaire does not ask."""
    assert [vote for vote in votes_of(PEO, {"c": TEAM, "g": "a", "i": item, "v": "words"}) if vote.marks] == []


def test_a_relation_counts_everybody_once_and_carries_no_team() -> None:
    """One of four joint counts, under the one group that a relation has."""
    content = {"c": "relation:professional_space:work_enjoyment", "g": "ample", "i": "work_enjoyment", "v": 8}
    (vote,) = votes_of(PEO, content)
    assert vote.group == EVERYBODY
    assert sum(yes for _, yes in vote.marks) == len(vote.marks) // 4
    turned = content | {"c": "relation:work_enjoyment:professional_space"}
    assert votes_of(PEO, turned) == ()
    assert votes_of(PEO, content | {"i": "professional_space", "v": "ample"}) == ()


@given(st.booleans(), st.booleans())
def test_a_person_is_on_exactly_one_side_of_both_items(first: bool, second: bool) -> None:
    """By the names of the four counts."""
    marks = dict(joint_marks({"space": first}, {"grade": second}))
    (held,) = (name for name, yes in marks.items() if yes)
    sides = next(each for each in four_of("space", "grade") if each.name == held)
    assert sides.category.startswith(NOT) is not first
    assert sides.option.startswith(NOT) is not second


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=30), st.randoms())
def test_a_tally_is_the_same_in_any_order_and_by_the_pile(ballots: list[tuple[str, bool]], chance: Any) -> None:
    """Ballots have no order; alike ones are counted at once."""
    one_by_one, by_pile, shuffled = Tally(), Tally(), list(ballots)
    chance.shuffle(shuffled)
    for group, yes in shuffled:
        one_by_one.add(Vote(channel=TEAM, item="x", group=group, marks=(("yes", yes),)))
    for group, yes in set(ballots):
        vote = Vote(channel=TEAM, item="x", group=group, marks=(("yes", yes),))
        by_pile.add(vote, times=ballots.count((group, yes)))
    for group in "ab":
        first, second = one_by_one.counts(TEAM, "x").get(group), by_pile.counts(TEAM, "x").get(group)
        assert (first and (first.people, first.yes["yes"])) == (second and (second.people, second.yes["yes"]))
    assert one_by_one.sizes() == by_pile.sizes()


def test_a_tally_never_prints_a_count() -> None:
    """Not in a log, not in an error: only of how many items it holds any."""
    tally = Tally()
    tally.add(Vote(channel=TEAM, item="x", group="a", marks=(("yes", True),)), times=41)
    assert "41" not in repr(tally)
    assert "a" not in repr(tally).replace("Tally", "")
    assert DECLINED not in tally.counts(TEAM, "x")
