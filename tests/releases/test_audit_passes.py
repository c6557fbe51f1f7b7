"""Every release that protection makes passes the audit, whoever answers what."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.releases.rules.aggregate import Snapshot, Tally
from app.releases.rules.audit import audit
from app.releases.rules.csv_table import read_csv, write_csv
from app.releases.rules.item_plan import ItemPlan
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import EXPERIENCE, GRADE, SPACE, answers, regions, snapshot, tally_of, vote

WIDE = ItemPlan(item="wide", everywhere=(), distribution=("favourable",))


@given(regions(), st.sampled_from((1, 2, 3)), st.data())
@settings(max_examples=60, deadline=None)
def test_a_release_gives_nobody_away(
    case: tuple[Snapshot, dict[str, int]], colluders: int, data: st.DataObject
) -> None:
    """Unanimous, polarised and ordinary regions, for an attacker with and without the sizes of all groups."""
    tree, people = case
    counts = data.draw(answers(people))
    tally = tally_of(counts)
    flat = [answer for size, yes in counts.values() for answer in [True] * yes + [False] * (size - yes)]
    for place, answer in enumerate(flat):
        band = EXPERIENCE.categories[place * 7 % 11 % 4]
        marks = ("favourable",) if answer else ()
        vote(tally, "space", band, yes=marks, channel="experience")
    policy = Policy(colluders=colluders)
    noise = SeededNoise(data.draw(st.integers(0, 9999)))
    rows = protect(tree, tally, policy=policy, items=[SPACE], noise=noise)
    assert audit(rows, policy=policy, sizes=tally.sizes()).findings == ()
    assert audit(rows, policy=policy).findings == ()


@given(regions(), st.data())
@settings(max_examples=60, deadline=None)
def test_what_no_team_shows_gives_nobody_away(case: tuple[Snapshot, dict[str, int]], data: st.DataObject) -> None:
    """A question shown for the region and kinds of organisation alone, beside one that every team shows."""
    tree, people = case
    tally = tally_of(data.draw(answers(people)))
    tally_of(data.draw(answers(people)), item=WIDE.item, into=tally)
    rows = protect(
        tree, tally, policy=Policy(), items=[SPACE, WIDE], noise=SeededNoise(data.draw(st.integers(0, 9999)))
    )
    assert audit(rows, policy=Policy(), sizes=tally.sizes()).findings == ()
    assert audit(rows, policy=Policy()).findings == ()


@given(regions(), st.integers(0, 9999))
@settings(max_examples=20, deadline=None)
def test_distributions_and_means_give_nobody_away(case: tuple[Snapshot, dict[str, int]], seed: int) -> None:
    tree, people = case
    tally = Tally()
    for team, size in people.items():
        for place in range(size):
            grade = 1 + (place * seed + len(team)) % 10
            vote(tally, "grade", team, yes=[f">={cut}" for cut in range(2, grade + 1)])
    rows = protect(tree, tally, policy=Policy(), items=[GRADE], noise=SeededNoise(seed))
    report = audit(rows, policy=Policy(), sizes=tally.sizes())
    assert report.findings == ()
    assert report.figures["smallest_group"] == 0 or report.figures["smallest_group"] >= 7


def test_a_file_can_be_audited_by_who_has_nothing_else() -> None:
    tree, people = regions_of_forty()
    rows = protect(tree, tally_of(people), policy=Policy(), items=[SPACE], noise=SeededNoise(3))
    (read,) = read_csv(write_csv(rows, period="2026-11")).values()
    report = audit(read, policy=Policy())
    assert report.ok
    assert report.figures["published"] > 40


def regions_of_forty() -> tuple[Snapshot, dict[str, tuple[int, int]]]:
    tree = snapshot({f"org{place}": [f"team{place}{each}" for each in range(5)] for place in range(8)})
    return tree, {team.team: (4 + place % 19, 2 + place % 7) for place, team in enumerate(tree.teams)}


def test_a_large_region_passes() -> None:
    """420 blocks, four categories, both sides: where a solver's shortcut once called a sound release impossible."""
    tree = snapshot(
        {f"org{start}": [f"team{place}" for place in range(start, start + 8)] for start in range(0, 480, 8)}
    )
    chance, tally = random.Random(1), Tally()
    for team in tree.teams:
        for _ in range(chance.randint(3, 18)):
            marks = ("favourable",) if chance.random() < 0.5 else ()
            vote(tally, "space", team.team, yes=marks)
            vote(tally, "space", chance.choice(EXPERIENCE.categories), yes=marks, channel="experience")
    for seed in range(4):
        rows = protect(tree, tally, policy=Policy(), items=[SPACE], noise=SeededNoise(seed))
        assert audit(rows, policy=Policy(), sizes=tally.sizes()).findings == ()
