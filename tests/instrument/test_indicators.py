"""Everything published about an answer is a yes/no count, and no two counts are the same people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.instrument.answers import DECLINED
from app.instrument.indicators import chain, indicate, indicators, not_named
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument, Item
from tests.questionnaires import PEO

ITEMS = load_instrument(PEO).items
COUNTED = [item for item in ITEMS if indicators(item)]


def options(peo: Instrument, key: str, *, everywhere: bool | None = None) -> list[str]:
    return [one.option for one in indicators(peo.item(key)) if everywhere is None or one.everywhere is everywhere]


@pytest.mark.parametrize(
    ("key", "everywhere", "elsewhere"),
    [
        ("professional_space", ["favourable"], [">=insufficient", "ample"]),
        ("equipped", ["favourable"], [">=insufficient", "more_than_sufficient"]),
        ("stay_one_year", ["favourable"], [">=fairly_small", ">=neither", "large", "dont_know"]),
        ("workload", ["strong"], [">=some"]),
        ("hours_vs_contract", ["higher"], [">=equal"]),
        ("worked_before_2015", ["yes"], []),
        ("work_enjoyment", [">=7"], [f">={cut}" for cut in (2, 3, 4, 5, 6, 8, 9, 10)]),
        ("direct_contact_share", [">=30", ">=50", ">=70"], []),
        ("org_type", [], ["specialist", "certified", "municipal", "other"]),
        ("fixed_comment", [], []),
        ("fte", [], []),
    ],
)
def test_each_type_has_its_counts(peo: Instrument, *, key: str, everywhere: list[str], elsewhere: list[str]) -> None:
    """One headline (or the cut-points) at every level, the distribution for large groups only."""
    assert options(peo, key, everywhere=True) == everywhere
    assert options(peo, key, everywhere=False) == elsewhere


def test_several_choices_count_each_option(peo: Instrument) -> None:
    """Every cause is a yes/no of its own."""
    assert options(peo, "workload_cause", everywhere=True) == list(peo.item("workload_cause").option_keys)


def test_a_row_has_counts_and_a_base_of_its_own(peo: Instrument) -> None:
    """Who skipped a row is not in its base."""
    rows = [one for one in indicators(peo.item("workload_effect")) if "_stay:" in one.option]
    assert [(one.option.partition(":")[2], one.everywhere) for one in rows] == [
        (">=hardly", False),
        (">=some", False),
        ("strong", True),
    ]
    assert {one.base for one in rows} == {"workload_effect.workload_effect_stay"}


def test_nothing_about_the_background_is_shown_of_a_team() -> None:
    """Function and experience could point at a colleague."""
    background = [item for item in ITEMS if item.block == "background"]
    assert not [one for item in background for one in indicators(item) if one.everywhere]


@pytest.mark.parametrize(
    ("key", "answer", "yes"),
    [
        ("professional_space", "ample", {">=insufficient", "favourable", "ample"}),
        ("professional_space", "sufficient", {">=insufficient", "favourable"}),
        ("professional_space", "insufficient", {">=insufficient"}),
        ("professional_space", "very_insufficient", set()),
        ("stay_one_year", "dont_know", {"dont_know"}),
        ("stay_one_year", "fairly_large", {">=fairly_small", ">=neither", "favourable"}),
        ("work_enjoyment", 7, {f">={cut}" for cut in range(2, 8)}),
        ("work_enjoyment", 1, set()),
        ("direct_contact_share", 50, {">=30", ">=50"}),
        ("direct_contact_share", 49, {">=30"}),
        ("workload_cause", ["admin", "other"], {"admin", "other"}),
        ("experience", "10+", {"10+"}),
    ],
)
def test_an_answer_says_yes_or_no_to_every_count(peo: Instrument, *, key: str, answer: object, yes: set[str]) -> None:
    """All counts of the item get a verdict, so that its base is who answered it."""
    verdicts = indicate(peo.item(key), answer)
    assert list(verdicts) == options(peo, key)
    assert {option for option, verdict in verdicts.items() if verdict} == yes


def test_a_row_that_was_skipped_is_a_no(peo: Instrument) -> None:
    """Also a factor that was not chosen: how many skipped or chose it would be an answer, so no base is smaller."""
    grid = peo.item("workload_effect")
    verdicts = indicate(grid, {"workload_effect_stay": "some"})
    assert list(verdicts) == options(peo, "workload_effect")
    assert {option for option, yes in verdicts.items() if yes} == {
        "workload_effect_stay:>=hardly",
        "workload_effect_stay:>=some",
    }
    factors = peo.item("workload_factor_influenceable")
    assert {option for option, yes in indicate(factors, {"admin": "yes", "other": "no"}).items() if yes} == {
        "admin:yes"
    }


def test_the_escape_is_counted_over_everybody(peo: Instrument) -> None:
    """A10: who says that colleagues have no high workload is a share of all who answered."""
    grid = peo.item("colleague_workload_effect")
    verdicts = indicate(grid, "colleague_no_high_workload")
    assert {option for option, yes in verdicts.items() if yes} == {"colleague_no_high_workload"}
    rated = indicate(grid, {"colleague_workload_effect_stay": "strong"})
    assert rated["colleague_no_high_workload"] is False
    assert indicators(grid)[0].base == grid.key


@pytest.mark.parametrize("item", COUNTED, ids=lambda item: item.key)
def test_who_was_not_asked_says_no_to_every_count(item: Item) -> None:
    """The same ballot as everybody, with nothing named."""
    assert not_named(item) == {each.option: False for each in indicators(item)}


@pytest.mark.parametrize("answer", [DECLINED, None, "", [], {}, "no_such_option"])
def test_no_answer_gives_no_verdict(peo: Instrument, answer: object) -> None:
    """Declining is not a no."""
    assert indicate(peo.item("professional_space"), answer) == {}


def answers_to(item: Item) -> st.SearchStrategy[object]:
    """Any answer that a form can give to this item."""
    one = st.sampled_from(item.option_keys or ("-",))
    if item.type == "multi":
        return st.lists(one, min_size=1, unique=True)
    if item.type in ("scale", "percent"):
        return st.integers(int(item.min or 0), int(item.max or 0))
    if item.row_keys:
        return st.dictionaries(st.sampled_from(item.row_keys), one, min_size=1)
    return one


@given(st.sampled_from(COUNTED).flatmap(lambda item: st.tuples(st.just(item), answers_to(item))))
def test_nested_counts_never_contradict(pair: tuple[Item, object]) -> None:
    """Who is in a narrow cut is in every wider one: a distribution never falls below zero."""
    item, answer = pair
    verdicts = indicate(item, answer)
    assert set(verdicts) <= {one.option for one in indicators(item)}
    for nested in chain(item):
        said = [verdicts[option] for option in nested if option in verdicts]
        assert said == sorted(said, reverse=True)


@pytest.mark.parametrize("item", COUNTED, ids=lambda item: item.key)
def test_no_two_counts_are_the_same_people(item: Item) -> None:
    """One group of people, one figure: a second name would be a second draw of noise."""
    names = [one.option for one in indicators(item)]
    assert len(set(names)) == len(names)
    for row in item.row_keys or ("",):
        given = [
            indicate(item, {row: key} if row else ([key] if item.type == "multi" else key)) for key in item.option_keys
        ] or [indicate(item, value) for value in range(int(item.min or 0), int(item.max or 0) + 1)]
        of_row = [name for name in names if not row or name.startswith(f"{row}:")]
        patterns = [tuple(verdicts[name] for verdicts in given) for name in of_row]
        assert len(set(patterns)) == len(patterns)
