"""Who puts items together holds every link among them, and the true answers stay possible in what they hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from app.releases.rules.attacker import by_item, ground, tree_of
from app.releases.rules.attacker_linked import RelationRows, Sheet, bundle_problem, relation_problem
from app.releases.rules.audit_linked import relations_of
from app.releases.rules.implications import together
from app.releases.rules.item_plan import bundles
from app.releases.rules.linked_counts import LinkedProblem
from app.releases.rules.linked_programs import LinkedKnown, LinkedUnknown, bounds_of
from app.releases.rules.option_problem import MOST_PEOPLE, Atom
from app.releases.rules.period_plan import item_plans, relation_plans
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import ChosenNoise
from tests.releases.routed import CAUSES, PEO, Answers, counted
from tests.releases.routed import tree_of as region_of
from tests.releases.test_relations import ASKED, people_of

POLICY = Policy()
NAMES = ("admin", "caseload")


def people(*, feeling: int, of: int, named: str) -> list[Answers]:
    """So many who feel workload and name one cause, and the others who hardly feel it."""
    strong: Answers = {"workload": "strong", "workload_cause": [named]}
    return [strong] * feeling + [{"workload": "hardly_or_not"}] * (of - feeling)


TEAMS: Mapping[str, Sequence[Answers]] = {
    "a": people(feeling=5, of=12, named="admin"),
    "b": people(feeling=9, of=10, named="caseload"),
    "c": people(feeling=0, of=8, named="admin"),
}


def causes(*, sizes: bool) -> tuple[LinkedProblem, dict[tuple[str, str], dict[str, int]]]:
    """All that the rows of a period without noise say about workload and its causes together."""
    tally = counted(TEAMS, asked=CAUSES)
    hang = together(PEO, CAUSES)
    rows = protect(
        region_of(list(TEAMS)),
        tally,
        policy=POLICY,
        items=item_plans(PEO, CAUSES),
        links=(),
        noise=ChosenNoise(),
    )
    family = {each.item: each for each in by_item(rows, hang)}
    region = tree_of(rows)
    assert region
    known = tally.sizes() if sizes else None
    base = ground(region, family["workload"], sizes=known, policy=POLICY)
    options = {name: sorted({each.option for each in family[name].whole}) for name in ("workload", "workload_cause")}
    bundle = max(bundles(options, base="workload", links=hang.links), key=lambda each: len(each.counts))
    return bundle_problem(family, bundle, base, sizes=known, policy=POLICY), tally.sizes()


def counts_of(problem: LinkedProblem) -> dict[tuple[str, str], int]:
    """By atom and kind the place of a count."""
    return {
        (problem.atoms[atom].name, kind): place
        for place, (atom, kind) in enumerate(zip(problem.counts, problem.kinds, strict=True))
    }


def test_what_was_answered_satisfies_every_tie_and_figure() -> None:
    """By hand: 5 of 12 feel it strongly and name admin, 9 of 10 name caseload, nobody of 8 feels it."""
    problem, _ = causes(sizes=True)
    truth = [0] * len(problem.counts)
    for (atom, kind), place in counts_of(problem).items():
        team = atom.removeprefix("team ")
        feels, cause = {"a": (5, "admin"), "b": (9, "caseload"), "c": (0, "")}.get(team, (14, ""))
        item, option = kind.split(" ")
        if item == "workload" or option == cause:
            truth[place] = feels
        if not atom.startswith("team"):  # A category with everybody in it.
            truth[place] = {"admin": 5, "caseload": 9}.get(option, 0) if item == "workload_cause" else 14
    sizes = [atom.most for atom in problem.atoms]
    for tie in problem.ties:
        assert sum(truth[count] * weight for count, weight in tie.weights) <= tie.people * sizes[tie.atom]
    for one, other in problem.same:
        assert sum(truth[each] for each in one) == sum(truth[each] for each in other)
    for figure in problem.figures:
        low, high = bounds_of(figure, sizes)
        assert low <= sum(truth[each] for each in figure.counts) <= high


def test_every_count_of_every_group_is_asked_about() -> None:
    """No cause of any block, and no category, is left out of what may not be proved."""
    problem, _ = causes(sizes=True)
    goals = {goal.counts for goal in problem.goals}
    assert goals == {(place,) for place in range(len(problem.counts))}


def test_causes_are_tied_to_the_workload_in_every_block() -> None:
    """Whoever names a cause feels workload: the program knows it of each block apart."""
    problem, _ = causes(sizes=True)
    places = counts_of(problem)
    tied = {frozenset(count for count, _ in tie.weights) for tie in problem.ties}
    for team in TEAMS:
        for cause in NAMES:
            pair = {places[f"team {team}", f"workload_cause {cause}"], places[f"team {team}", "workload >=some"]}
            assert any(pair <= each for each in tied)


def test_without_sizes_some_sizes_agree_with_everything() -> None:
    """What only holds classes contradicts nothing that is true."""
    problem, _ = causes(sizes=False)
    assert not problem.sizes_known
    sizes = LinkedUnknown(problem).some_sizes()
    for atom, size in zip(problem.atoms, sizes, strict=True):
        assert atom.fewest <= size <= atom.most or (atom.may_be_empty and size == 0)


def relation(everybody: bool, *, sizes: bool) -> tuple[RelationRows, dict[tuple[str, str], dict[str, int]] | None]:
    """A relation in two teams of twelve; or with nine more who answered one item only."""
    own = [("ample", 8, 6), ("insufficient", 4, 4), ("ample", 4, 2)]
    teams = {"a": people_of(*own), "b": people_of(*own, *([] if everybody else [("ample", None, 9)]))}
    tally = counted(teams, asked=ASKED)
    rows = protect(
        region_of(list(teams)),
        tally,
        policy=POLICY,
        items=item_plans(PEO, ASKED),
        relations=relation_plans(PEO, ASKED),
        noise=ChosenNoise(),
    )
    items = {each.item: each for each in by_item(rows)}
    region = tree_of(rows)
    assert region
    known = tally.sizes() if sizes else None
    grounds = {name: ground(region, each, sizes=known, policy=POLICY) for name, each in items.items()}
    (found,) = relations_of(items, grounds)
    return found, known


@pytest.mark.parametrize(("everybody", "blocks"), [(True, 2), (False, 1)])
def test_a_relation_lies_in_the_blocks_only_where_everybody_answered_both(everybody: bool, blocks: int) -> None:
    """Else its ballots, which carry no team, are of some people of the region."""
    found, sizes = relation(everybody, sizes=True)
    problem = relation_problem([found], sizes=sizes, policy=POLICY)
    joint = {atom for atom, kind in zip(problem.counts, problem.kinds, strict=True) if kind.startswith(found.channel)}
    assert len(joint) == blocks
    assert sum(problem.atoms[atom].most for atom in joint) == 24
    assert LinkedKnown(problem, [atom.most for atom in problem.atoms]).solved


def test_who_answered_one_item_only_is_a_group_of_its_own() -> None:
    """Nine people more: the programme knows them, and asks what the figures prove of them."""
    found, sizes = relation(False, sizes=True)
    problem = relation_problem([found], sizes=sizes, policy=POLICY)
    only = [atom for atom in problem.atoms if atom.name == "region (only professional_space)"]
    assert [(atom.fewest, atom.most) for atom in only] == [(9, 9)]
    place = problem.atoms.index(only[0])
    assert any(goal.atoms == (place,) for goal in problem.goals)


def test_the_four_joint_counts_are_everybody_and_two_of_them_each_item() -> None:
    """With the program's own ties: nobody can be on both sides, or on none."""
    found, sizes = relation(True, sizes=True)
    problem = relation_problem([found], sizes=sizes, policy=POLICY)
    people_in, known = (
        [atom.most for atom in problem.atoms],
        LinkedKnown(problem, [atom.most for atom in problem.atoms]),
    )
    for goal in problem.goals:
        whole = sum(people_in[atom] for atom in goal.atoms)
        assert not known.can_meet(goal, side="none", least=whole + 1)
    names = {kind for kind in problem.kinds if kind.startswith(found.channel)}
    assert len(names) == 4


def test_how_many_answered_both_is_told_by_the_class_where_nothing_else_is_known() -> None:
    found, sizes = relation(True, sizes=True)
    assert found.people(sizes) == (24, 24)
    assert found.people(None) == (20, 49)
    nothing = RelationRows(found.given, found.item, (), found.grounds)
    assert nothing.people(None) == (0, MOST_PEOPLE)
    assert found.pairs == [("favourable", ">=7")]


def test_a_sheet_keeps_options_of_the_same_people_apart() -> None:
    """Two options in one atom are two counts; the same option in two atoms are two counts too."""
    sheet = Sheet()
    first = sheet.add_atom(Atom("a", 7, 7), [("item", "x"), ("item", "y")])
    second = sheet.add_atom(Atom("b", 8, 8), [("item", "x")])
    assert len(set(sheet.of(("item", "x"), (first, second)) + sheet.of(("item", "y"), (first,)))) == 3
    sheet.add_equal(("item", "x"), (first,), (second,))
    assert sheet.problem.same == [(sheet.of(("item", "x"), (first,)), sheet.of(("item", "x"), (second,)))]
