"""What counts imply about each other is all that answers imply: no less is handed to the attacker of the audit."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import pytest

from app.answering.ballots import ballots_for
from app.instrument.indicators import indicators
from app.lifecycle.gate import votes_of
from app.releases.rules.implications import links, together
from app.releases.rules.item_plan import Implication
from tests.releases.routed import CAUSES, PEO, PROFILE, Answers

Said = tuple[tuple[str, str], ...]


def counts_of(items: Sequence[str]) -> Said:
    return tuple((each.base, each.option) for item in items for each in indicators(PEO.item(item)))


def said_by(answers: Answers, items: Sequence[str], counts: Said) -> tuple[bool, ...]:
    """One person's verdict on every count, through their ballots as the gate reads them."""
    said: dict[tuple[str, str], bool] = {}
    for place, content in ballots_for(PEO, answers, team_id="a", profile=PROFILE, asked=items).items():
        if place.channel == "team":
            said |= {(vote.item, option): yes for vote in votes_of(PEO, content) for option, yes in vote.marks}
    return tuple(said[count] for count in counts)


def allowed(found: Sequence[Implication], counts: Said) -> set[tuple[bool, ...]]:
    """Every yes and no that one person could say without breaking a link, of all that can be written down."""
    places = {count: place for place, count in enumerate(counts)}
    every = (np.arange(2 ** len(counts))[:, None] >> np.arange(len(counts)) & 1).astype(np.int16)
    kept = np.ones(len(every), dtype=bool)
    for link in found:
        weights = np.zeros(len(counts), dtype=np.int16)
        for item, option, weight in link.weights:
            weights[places[item, option]] += weight
        kept &= every @ weights <= link.people
    return {tuple(bool(each) for each in line) for line in every[kept]}


def some_of(item: str) -> Iterator[list[str]]:
    """Every choice that a question of several choices accepts."""
    asked = PEO.item(item)
    several = [option.key for option in asked.options if not option.exclusive]
    for number in range(1, (asked.max_choices or len(several)) + 1):
        yield from (list(chosen) for chosen in combinations(several, number))
    yield from ([option.key] for option in asked.options if option.exclusive)


@pytest.mark.parametrize(
    ("cause", "feeling"),
    [("workload_cause", ("some", "strong")), ("sector_workload_cause", ("hardly_or_not",))],
)
def test_whatever_links_allow_somebody_can_have_answered(cause: str, feeling: tuple[str, ...]) -> None:
    """All 65,536 ways to say yes and no to workload and its fourteen causes: what no link forbids, some answers say;
    a link too few would let the audit believe in answers that cannot be, and miss a breach.
    """
    items = ("workload", cause)
    counts = counts_of(items)
    possible = set()
    for answer in PEO.item("workload").option_keys:
        possible.add(said_by({"workload": answer}, items, counts))
        for chosen in some_of(cause) if answer in feeling else ():
            possible.add(said_by({"workload": answer, cause: chosen}, items, counts))
    assert allowed(links(PEO, items), counts) == possible


def test_a_worked_case_of_three_causes_at_most() -> None:
    """Nobody can name four causes: for each person with workload there are at most three names."""
    (most,) = (each for each in links(PEO, CAUSES) if len(each.weights) > 2)
    assert {weight for item, _, weight in most.weights if item == "workload_cause"} == {1}
    assert [weight for item, _, weight in most.weights if item == "workload"] == [-3]
    assert most.people == 0


def test_a_question_by_itself_has_no_links() -> None:
    """Its chain and its sum are its plan's; a routed one without the question that decides is not published."""
    assert links(PEO, ["work_enjoyment"]) == ()
    assert links(PEO, ["workload"]) == ()
    assert links(PEO, ["workload_cause"]) == ()


@pytest.mark.parametrize("seed", range(3))
def test_links_do_not_depend_on_the_order_in_which_items_are_asked(seed: int) -> None:
    """Nor are any of them given twice."""
    asked = [item.key for item in PEO.items]
    found = links(PEO, asked)
    random.Random(seed).shuffle(asked)
    assert links(PEO, asked) == found
    assert len(set(found)) == len(found)


def test_asking_more_never_takes_a_link_away() -> None:
    """What two items imply about each other they imply beside any third."""
    fewer = set(links(PEO, CAUSES))
    assert fewer < set(links(PEO, [item.key for item in PEO.items]))


def test_rows_are_put_together_by_the_names_they_are_published_under() -> None:
    """A row of a routed grid belongs to the question that decides; what the questionnaire lacks stands alone."""
    row = "workload_effect.workload_effect_stay"
    hang = together(PEO, ["workload", row, "no_longer_asked"])
    assert hang.base_of(row) == "workload"
    assert hang.base_of("workload") == "workload"
    assert hang.base_of("no_longer_asked") == "no_longer_asked"


def test_a_routed_item_keeps_its_base_where_the_base_is_not_there() -> None:
    """So that the audit can name what is wrong with such a release."""
    hang = together(PEO, ["workload_cause"])
    assert hang.base_of("workload_cause") == "workload"
    assert hang.links == ()
