"""The survey of April 2022 comes out again: 150 people answer in Peil, and what is counted was published."""

from __future__ import annotations

import pytest

from app.releases.rules.cells import Row
from tests.peo2022.measurement import Collected
from tests.peo2022.published import PublishedFigure, read_figures
from tests.peo2022.released import Given, NotGiven, Release

FIGURES = read_figures()
UNEQUAL = {
    "F057": "C01",
    "F059": "C01",
    "F069": "C03",
    "F150": "C04",
    "F151": "C04",
    "F208": "C05",
}
"""The figures that no answers of 150 people can meet, and the contradiction that explains each."""


def kinds(figures: list[PublishedFigure]) -> dict[str, int]:
    return {
        name: sum(("near" if each.near else each.kind) == name for each in figures)
        for name in ("percent", "mean", "n", "near")
    }


def test_every_figure_that_answers_can_give_is_compared() -> None:
    """138 percentages, 23 means, 15 numbers of people, and 30 figures in words such as "almost half"."""
    assert kinds(list(FIGURES)) == {"percent": 138, "mean": 23, "n": 15, "near": 30}


def test_what_was_counted_is_what_was_published(collected: Collected) -> None:
    """134 of 138 percentages are equal after rounding, all means and numbers, and 28 of 30 in words.

    What differs is contradicted by the report itself; nothing else does.
    """
    equal = [each for each in FIGURES if each.agrees(collected.pile.computed(each))]
    assert kinds(equal) == {"percent": 134, "mean": 23, "n": 15, "near": 28}
    differing = {each.id: each.contradictions for each in FIGURES if each not in equal}
    assert differing.keys() == UNEQUAL.keys()
    assert all(UNEQUAL[name] in contradictions for name, contradictions in differing.items())


def test_an_exact_release_says_what_the_ballots_say(collected: Collected, exact_rows: tuple[Row, ...]) -> None:
    """Every figure that rows can give, over the base that the report used, is the ballots' own to the last digit."""
    release = Release(exact_rows, collected.instrument)
    given = {each.id: found for each in FIGURES if (found := _given(release, each)) and not found.over}
    apart = {
        each.id: (given[each.id].value, collected.pile.computed(each))
        for each in FIGURES
        if each.id in given and abs(given[each.id].value - collected.pile.computed(each)) > 1e-6
    }
    assert apart == {}
    assert len(given) == 126


def test_what_a_release_does_not_give_has_a_reason(collected: Collected, exact_rows: tuple[Row, ...]) -> None:
    """Numbers of people, means by an answer, and shares of those who went on answering: no row, exact or not."""
    release = Release(exact_rows, collected.instrument)
    reasons: dict[str, int] = {}
    for each in FIGURES:
        try:
            release.given(each)
        except NotGiven as refused:
            reasons[refused.reason] = reasons.get(refused.reason, 0) + 1
    assert reasons == {"sizes": 38, "mean_by_answer": 14, "mean_of_percentage": 2, "merged_categories": 1}


def test_protected_figures_hold_the_published_ones(collected: Collected, protected_rows: tuple[Row, ...]) -> None:
    """Whatever a protected release gives of these questions, the true share lies within its bounds."""
    release = Release(protected_rows, collected.instrument)
    given = {each: found for each in FIGURES if (found := _given(release, each))}
    assert len(given) > 25
    outside = [
        each.id
        for each, found in given.items()
        if not found.lower - 1e-9 <= collected.pile.computed(each) <= found.upper + 1e-9
    ]
    assert len(outside) <= len(given) // 20


def _given(release: Release, figure: PublishedFigure) -> Given | None:
    try:
        return release.given(figure)
    except NotGiven:
        return None


@pytest.mark.parametrize(("value", "computed", "equal"), [(88, 87.5, True), (87, 87.5, False), (80, 80.85, False)])
def test_percentages_are_rounded_half_up(value: float, computed: float, equal: bool) -> None:
    """As in the report: 42 of 48 would be printed as 88."""
    figure = PublishedFigure("F", "", "workload", (), ("strong",), "percent", value, "", "")
    assert figure.agrees(computed) is equal
