"""What the result of a choice of theme tells an attacker who computes with it, exactly.

The attacker knows the method and, at worst, every ballot but one. Chances of results are summed over all noise.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations, product

import pytest

from app.db import Base
from app.themes.choosing import NOISE, NONE, leaders
from tests.attacks.bayes import SURE
from tests.themes.conftest import AFTERWARDS, TITLES, Story

REACH = 14
LEAST = 7
CHOICES = ("a", "b", NONE)


def weight(drawn: int) -> float:
    """The chance of this much noise."""
    share = NOISE[0] / NOISE[1]
    return (1 - share) / (1 + share) * share ** abs(drawn)


@lru_cache(maxsize=4096)
def results(a: int, b: int, none: int) -> Mapping[str | None, float]:
    """The chance of every result, for so many votes."""
    found: dict[str | None, float] = {}
    for drawn in product(range(-REACH, REACH + 1), repeat=3):
        noisy = {choice: count + each for choice, count, each in zip(CHOICES, (a, b, none), drawn, strict=True)}
        chance = weight(drawn[0]) * weight(drawn[1]) * weight(drawn[2])
        first = leaders(noisy, min_group=LEAST)
        if not first:
            found[None] = found.get(None, 0) + chance
        for each in first:
            found[each] = found.get(each, 0) + chance / max(1, len(first))
    return found


OTHERS = [(6, 0, 0), (7, 0, 0), (3, 3, 0), (7, 7, 0), (9, 2, 8), (0, 0, 6), (12, 1, 1), (0, 0, 0)]


@pytest.mark.parametrize("rounds", [1, 2])
@pytest.mark.parametrize("others", OTHERS)
def test_who_knows_all_votes_but_one_does_not_learn_that_one(others: tuple[int, int, int], rounds: int) -> None:
    """Whatever the result, and if the same people vote the same in a second round; beforehand any vote is as likely."""
    last = [results(*(count + (place == own) for place, count in enumerate(others))) for own in range(3)]
    for result in ("a", "b", None):
        likely = [each.get(result, 0) ** rounds for each in last]
        for one, other in combinations(likely, 2):
            assert max(one, other) / (one + other) < SURE


@pytest.mark.parametrize("rounds", [1, 2])
def test_a_unanimous_vote_is_not_known_to_be_one(rounds: int) -> None:
    """Seven possible voters, one theme chosen: the size class 7-9 told that all seven chose it."""
    likely = [results(yes, LEAST - yes, 0)["a"] ** rounds for yes in range(LEAST + 1)]
    sure = sum(yes * chance for yes, chance in enumerate(likely)) / sum(likely) / LEAST
    assert sure < SURE


def test_one_ballot_moves_no_result_further_than_its_noise_allows() -> None:
    """For any number of proposals: a vote changes two counts, in two rounds four; a ballot of support six."""
    unlike = NOISE[1] / NOISE[0]
    for ratio in (unlike**2, unlike**4, unlike**6):
        assert ratio / (1 + ratio) < SURE


def test_without_noise_the_last_vote_would_be_known() -> None:
    """The former rule: six known votes for a, and the theme is chosen or it is not."""
    assert leaders({"a": 7, "b": 0, NONE: 0}, min_group=LEAST) == ["a"]
    assert leaders({"a": 6, "b": 1, NONE: 0}, min_group=LEAST) == []


def test_no_number_of_votes_is_kept_or_shown(story: Story) -> None:
    """No column could hold one, and the page of the result has none besides the rule's own."""
    for name in ("theme_round", "theme_proposal"):
        columns = set(Base.metadata.tables[name].columns.keys())
        assert not columns & {"size_class", "none_size", "choice_by_lot", "votes"}
    story.to_vote().vote(story.everybody[:9], TITLES[0])
    story.tick(AFTERWARDS)
    page = story.browser(story.everybody[0]).get("/themes").text.partition("<main")[2]
    assert f"Chosen: {TITLES[0]}" in page
    assert "kept nowhere" in page
    assert "7 to 9" not in page
    assert "people or more" not in page
