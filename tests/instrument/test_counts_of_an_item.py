"""The yes/no counts that an answer becomes: nested, complete, and the same whatever the order of the file."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.instrument.deciding_questions import decider_of, exactly
from app.instrument.indicators import BACKGROUND, chain, indicate, indicators, not_named
from app.instrument.routing_rules import DECLINED
from app.instrument.schema import Instrument, Item

WORDING = {"nl": "x", "en": "x"}


def choice(ranks: Sequence[int | None], *, favourable_from: int | None = None, turned: bool = False) -> Item:
    """A question with one answer per rank; None stands outside the scale."""
    options = [
        {
            "key": f"o{place}",
            "text": WORDING,
            "rank": rank,
            "favourable": favourable_from is not None and rank is not None and rank >= favourable_from,
        }
        for place, rank in enumerate(ranks)
    ]
    return Item.model_validate(
        {
            "key": "asked",
            "block": "fixed",
            "number": "F1",
            "type": "single",
            "short": WORDING,
            "text": WORDING,
            "options": options[::-1] if turned else options,
        }
    )


@st.composite
def choices(draw: st.DrawFn) -> tuple[list[int | None], int | None]:
    """Ranks of a scale with answers beside it, and from where on they are favourable."""
    ranks: list[int | None] = list(draw(st.lists(st.integers(0, 9), min_size=2, max_size=6, unique=True)))
    favourable = draw(st.one_of(st.none(), st.sampled_from(ranks)))
    beside = draw(st.integers(0, 2))
    places = draw(st.permutations([*ranks, *[None] * beside]))
    return places, favourable


@settings(max_examples=50)
@given(asked=choices())
def test_two_different_answers_are_never_counted_alike(asked: tuple[list[int | None], int | None]) -> None:
    """Each option has a set of counts of its own, so that the whole distribution can be published."""
    ranks, favourable = asked
    item = choice(ranks, favourable_from=favourable)
    seen = [tuple(sorted(name for name, yes in indicate(item, key).items() if yes)) for key in item.option_keys]
    assert len(set(seen)) == len(seen)


@settings(max_examples=50)
@given(asked=choices())
def test_the_order_in_which_options_are_written_does_not_matter(asked: tuple[list[int | None], int | None]) -> None:
    """Ranks decide; an author may write the best answer first or last."""
    ranks, favourable = asked
    there, back = choice(ranks, favourable_from=favourable), choice(ranks, favourable_from=favourable, turned=True)
    assert {each.option for each in indicators(there)} == {each.option for each in indicators(back)}
    assert chain(there) == chain(back)
    for key in there.option_keys:
        assert indicate(there, key) == indicate(back, key)


@settings(max_examples=50)
@given(asked=choices())
def test_a_higher_answer_says_yes_to_all_that_a_lower_one_does(asked: tuple[list[int | None], int | None]) -> None:
    """Along the scale the counts are nested; the answers beside it are in none of them."""
    ranks, favourable = asked
    item = choice(ranks, favourable_from=favourable)
    (cuts,) = chain(item)
    ranked = sorted((option.rank, option.key) for option in item.options if option.rank is not None)
    for (_, lower), (_, higher) in pairwise(ranked):
        low, high = indicate(item, lower), indicate(item, higher)
        assert [cut for cut in cuts if low[cut]] == list(cuts)[: sum(low[cut] for cut in cuts)]
        assert sum(high[cut] for cut in cuts) == sum(low[cut] for cut in cuts) + 1
    for option in item.options:
        if option.rank is None:
            assert [name for name, yes in indicate(item, option.key).items() if yes] == [option.key]


@settings(max_examples=50)
@given(asked=choices())
def test_exactly_one_count_of_a_scale_is_shown_everywhere(asked: tuple[list[int | None], int | None]) -> None:
    """The favourable answers, or else the highest step: a team sees no more than that."""
    ranks, favourable = asked
    item = choice(ranks, favourable_from=favourable)
    headlines = [each.option for each in indicators(item) if each.everywhere]
    lowest = min(rank for rank in ranks if rank is not None)
    if favourable == lowest:
        return  # Everything on the scale is favourable: there is no cut between it and nothing.
    assert len(headlines) == 1
    yes = {key for key in item.option_keys if indicate(item, key)[headlines[0]]}
    ranked = [option for option in item.options if option.rank is not None]
    top = max(option.rank for option in ranked if option.rank is not None)
    wanted = {o.key for o in ranked if o.favourable} or {o.key for o in ranked if o.rank == top}
    assert yes == wanted


@settings(max_examples=50)
@given(asked=choices(), counted=st.lists(st.integers(0, 7), max_size=30))
def test_what_chose_one_option_follows_from_the_counts(
    asked: tuple[list[int | None], int | None], counted: list[int]
) -> None:
    """A step is its own cut without the next, the lowest is everybody without the rest: nobody is lost or doubled."""
    ranks, favourable = asked
    item = choice(ranks, favourable_from=favourable)
    people = [item.option_keys[number % len(item.option_keys)] for number in counted]
    yes = {each.option: sum(indicate(item, answer)[each.option] for answer in people) for each in indicators(item)}
    for key in item.option_keys:
        counts, everybody = exactly(item, key)
        found = sum(weight * yes[option] for _item, option, weight in counts) + everybody * len(people)
        assert found == people.count(key)


@pytest.mark.parametrize("nothing", [None, "", DECLINED, [], {}])
def test_who_gives_no_answer_is_counted_nowhere(peo: Instrument, nothing: object) -> None:
    """Neither as a yes nor as a no, in any question of the questionnaire."""
    assert [item.key for item in peo.items if indicate(item, nothing)] == []


def test_what_is_no_answer_of_a_question_counts_for_nothing(peo: Instrument) -> None:
    """An option that the questionnaire no longer has gives no yes and no no."""
    for item in peo.items:
        if item.type == "single":
            assert indicate(item, "an_option_of_long_ago") == {}
        if item.type in ("scale", "percent"):
            assert indicate(item, "seven") == {}


def test_whoever_was_not_asked_says_no_to_everything_that_is_counted(peo: Instrument) -> None:
    """Names and number of the counts are those of somebody who answered."""
    for item in peo.items:
        assert set(not_named(item)) == {each.option for each in indicators(item)}
        assert not any(not_named(item).values())


def test_words_and_loose_numbers_are_never_counted(peo: Instrument) -> None:
    """What could tell who wrote it has no published figure."""
    for item in peo.items:
        if item.type in ("text", "number"):
            assert indicators(item) == ()
            assert decider_of(peo, item) is None


def test_every_count_has_its_base_in_its_own_question(peo: Instrument) -> None:
    """A count is published under the item, or under one of its rows."""
    for item in peo.items:
        bases = {each.base for each in indicators(item)}
        assert bases <= {item.key, *(f"{item.key}.{row}" for row in item.row_keys)}
        assert all(each.item == item.key for each in indicators(item))


def test_nothing_of_somebodys_background_is_shown_everywhere(peo: Instrument) -> None:
    """How a small group is made up would tell who is in it."""
    background = [item for item in peo.items if item.block == BACKGROUND]
    assert background
    assert [each for item in background for each in indicators(item) if each.everywhere] == []


def test_no_name_of_a_count_stands_twice_in_a_question(peo: Instrument) -> None:
    """Nobody is counted twice under one name."""
    for item in peo.items:
        names = [(each.base, each.option) for each in indicators(item)]
        assert len(set(names)) == len(names)


def test_every_item_with_figures_has_somebody_who_decides(peo: Instrument) -> None:
    """A question is counted over who answered the one at the start of its routing, which is counted itself."""
    for item in peo.items:
        decider = decider_of(peo, item)
        if decider is None:
            continue
        assert indicators(peo.item(decider))
        assert peo.item(decider).shown_if is None
        assert decider_of(peo, peo.item(decider)) == decider
