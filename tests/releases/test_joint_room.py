"""What the totals of relations prove, listing all answers and the programs with every block prove too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from random import Random

import pytest

from app.releases.rules import joint_room
from app.releases.rules.aggregate import EVERYBODY, TEAM, Snapshot, Tally, Vote
from app.releases.rules.audit import AuditReport, audit
from app.releases.rules.cells import Published, Row
from app.releases.rules.group_sums import Ends, GroupSum, ItemKnown, JointKnown
from app.releases.rules.item_plan import ItemPlan, RelationPlan
from app.releases.rules.joint_counts import joint_marks
from app.releases.rules.joint_room import everything_has_room
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.releases.regions import snapshot

POLICY = Policy()
ITEMS = tuple(ItemPlan(item=item, everywhere=("yes",)) for item in "abcd")
RELATIONS = tuple(
    RelationPlan(given=given, categories=("yes",), item=item, options=("yes",)) for given, item in ("ab", "cb", "cd")
)
Table = tuple[int, int, int, int]


def ends(chance: Random, true: int, people: int) -> Ends:
    """A range around the true count, as narrow as a bin can be or wider."""
    return max(0, true - chance.randint(0, 2)), min(people, true + chance.randint(0, 2))


def item(chance: Random, blocks: tuple[int, ...], yes: Sequence[int]) -> ItemKnown:
    groups = [[*range(len(blocks))], *([place] for place in range(len(blocks)))]
    return ItemKnown(
        blocks,
        tuple(
            GroupSum(of, *ends(chance, sum(yes[each] for each in of), sum(blocks[each] for each in of)))
            for of in groups
        ),
    )


def relation(chance: Random, four: Sequence[int]) -> JointKnown:
    both, first, second, neither = (ends(chance, count, sum(four)) for count in four)
    return JointKnown(("a", "b"), sum(four), (both, first, second, neither))


def answered(chance: Random, blocks: tuple[int, ...]) -> list[Table]:
    """A true answer of everybody in each block to both items."""
    return [chance.choice(list(tables(people))) for people in blocks]


def yes_of(four: Sequence[Table]) -> tuple[list[int], list[int]]:
    """Who said yes to either item, by block."""
    return [each[0] + each[1] for each in four], [each[0] + each[2] for each in four]


def divided(chance: Random, total: int, blocks: tuple[int, ...]) -> list[int]:
    """So many yeses divided over the blocks by chance."""
    people = [place for place, size in enumerate(blocks) for _ in range(size)]
    taken = chance.sample(people, total)
    return [taken.count(place) for place in range(len(blocks))]


def tables(people: int) -> Iterator[Table]:
    """Every way in which so many people are divided over four counts."""
    for one, two, three in product(range(people + 1), repeat=3):
        if one + two + three <= people:
            yield one, two, three, people - one - two - three


def fits(known: ItemKnown, yes: Sequence[int]) -> bool:
    return all(group.low <= sum(yes[place] for place in group.places) <= group.high for group in known.groups)


def four_fit(known: JointKnown, four: Sequence[int]) -> bool:
    return all(low <= count <= high for count, (low, high) in zip(four, known.four, strict=True))


def alike(items: Mapping[str, ItemKnown], known: JointKnown) -> Iterator[list[tuple[int, int]]]:
    """Each possible answer where everybody answered both: (count, people) of all that must have room."""
    blocks = items["a"].blocks
    for of_blocks in product(*(list(tables(people)) for people in blocks)):
        yes = {"a": [four[0] + four[1] for four in of_blocks], "b": [four[0] + four[2] for four in of_blocks]}
        total = [sum(four[place] for four in of_blocks) for place in range(4)]
        if all(fits(items[name], yes[name]) for name in yes) and four_fit(known, total):
            of_items = [pair for counts in yes.values() for pair in zip(counts, blocks, strict=True)]
            yield [*of_items, *((count, known.people) for count in total)]


def apart(items: Mapping[str, ItemKnown], known: JointKnown) -> Iterator[list[tuple[int, int]]]:
    """The same where some answered one item only: also who answered both, and who answered one."""
    possible = {
        name: [yes for yes in product(*(range(each + 1) for each in items[name].blocks)) if fits(items[name], yes)]
        for name in items
    }
    for four in tables(known.people):
        if not four_fit(known, four):
            continue
        both = {"a": four[0] + four[1], "b": four[0] + four[2]}
        for first, second in product(possible["a"], possible["b"]):
            told = [(count, known.people) for count in (*four, *both.values())]
            for name, yes in (("a", first), ("b", second)):
                told += zip(yes, items[name].blocks, strict=True)
                told.append((sum(yes) - both[name], items[name].people - known.people))
            if all(0 <= count <= people for count, people in told):
                yield [each for each in told if each[1]]


def has_room(found: Sequence[Sequence[tuple[int, int]]]) -> bool:
    """Whether every count is one from none in some possible answer, and one from all in some."""
    return bool(found) and all(
        max(count for count, _ in told) >= 1 and min(count - people for count, people in told) <= -1
        for told in zip(*found, strict=True)
    )


@pytest.mark.parametrize("seed", range(4))
def test_where_everybody_answered_both_the_totals_say_nothing_that_is_not_so(seed: int) -> None:
    """Two blocks: every count can be one from none and one from all in some possible answer."""
    chance, proved, not_proved = Random(seed), 0, 0
    for _ in range(70):
        blocks = (chance.randint(2, 3), chance.randint(3, 4))
        four = answered(chance, blocks)
        first, second = yes_of(four)
        items = {"a": item(chance, blocks, first), "b": item(chance, blocks, second)}
        known = relation(chance, [sum(each) for each in zip(*four, strict=True)])
        if everything_has_room(items, [known], least=1):
            proved += 1
            assert has_room(list(alike(items, known)))
        else:
            not_proved += 1
    assert min(proved, not_proved) > 3


@pytest.mark.parametrize("seed", range(4))
def test_where_some_answered_one_item_only_the_totals_say_nothing_that_is_not_so(seed: int) -> None:
    """The same of who answered both, and of who answered one."""
    chance, proved, not_proved = Random(seed), 0, 0
    for _ in range(70):
        four = chance.choice(list(tables(chance.randint(4, 6))))
        items = {}
        for name, yes in (("a", four[0] + four[1]), ("b", four[0] + four[2])):
            alone = chance.choice((0, 2, 3))
            people = sum(four) + alone
            blocks = (people // 2, people - people // 2)
            items[name] = item(chance, blocks, divided(chance, yes + chance.randint(0, alone), blocks))
        known = relation(chance, four)
        if any(each.people > known.people for each in items.values()):
            if everything_has_room(items, [known], least=1):
                proved += 1
                assert has_room(list(apart(items, known)))
            else:
                not_proved += 1
    assert min(proved, not_proved) > 3


def test_blocks_of_one_mind_leave_few_ways_of_saying_yes_to_both() -> None:
    """Of ten people eight said yes to each item at least, so six to both at least, whatever the totals allow."""
    blocks = (10, 10)
    groups = (GroupSum([0, 1], 9, 11), GroupSum([0], 8, 10), GroupSum([1], 0, 2))
    items = {name: ItemKnown(blocks, groups) for name in "ab"}
    for both, proved in (((3, 5), False), ((3, 12), True)):
        known = JointKnown(("a", "b"), 20, (both, (0, 20), (0, 20), (0, 20)))
        assert everything_has_room(items, [known], least=1) is proved


def region(chance: Random) -> tuple[Snapshot, Tally]:
    """Teams of which some are of one mind, whose people answer four questions that hang together, or not all four."""
    teams = [f"t{place:02}" for place in range(chance.choice((1, 2, 6, 20)))]
    skipped, size = chance.choice((0.0, 0.0, 0.1, 0.3)), chance.choice((7, 12, 30))
    tally = Tally()
    for team in teams:
        lean = chance.choice((0.05, 0.5, 0.95))
        for _ in range(size + chance.randint(0, 5)):
            mood = chance.random() < lean
            yes = {plan.item: mood if chance.random() < 0.7 else chance.random() < 0.5 for plan in ITEMS}
            if chance.random() < skipped:
                del yes[chance.choice("ad")]
            for vote in votes(team, yes):
                tally.add(vote)
    parts = {f"o{first}": teams[first : first + 5] for first in range(0, len(teams), 5)}
    return replace(snapshot(parts), breakdowns=()), tally


def votes(team: str, yes: Mapping[str, bool]) -> Iterator[Vote]:
    for name, answer in yes.items():
        yield Vote(channel=TEAM, item=name, group=team, marks=(("yes", answer),))
    for plan in RELATIONS:
        if plan.given in yes and plan.item in yes:
            marks = joint_marks({"yes": yes[plan.given]}, {"yes": yes[plan.item]})
            yield Vote(channel=plan.channel, item=plan.item, group=EVERYBODY, marks=marks)


def spoilt(rows: Sequence[Row], chance: Random) -> tuple[Row, ...]:
    """The rows with some bins made narrower, or moved."""

    def changed(row: Row) -> Row:
        if not isinstance(row.cell, Published) or chance.random() > 0.1:
            return row
        lower, upper = row.cell.bin_lower, row.cell.bin_upper
        lower, upper = chance.choice(((lower, lower), (upper, upper), (0.0, 0.05), (0.95, 1.0), (lower, upper)))
        return replace(row, cell=replace(row.cell, bin_lower=lower, bin_upper=upper))

    return tuple(map(changed, rows))


def released(seed: int) -> tuple[tuple[Row, ...], AuditReport, AuditReport]:
    """A release, its audit, and the audit of what it became when bins were changed."""
    chance = Random(seed)
    tree, tally = region(chance)
    rows = protect(tree, tally, policy=POLICY, items=ITEMS, relations=RELATIONS, noise=SeededNoise(seed))
    sound, spoiled = (audit(each, policy=POLICY, sizes=tally.sizes()) for each in (rows, spoilt(rows, chance)))
    return rows, sound, spoiled


@pytest.mark.parametrize("first", [0, 6, 12, 18])
def test_bins_and_findings_are_those_of_the_programs(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of regions of one to twenty teams: with the totals first, and with the programs for all that is asked."""
    said: list[bool] = []

    def noted(items: Mapping[str, ItemKnown], relations: Sequence[JointKnown], *, least: int) -> bool:
        said.append(everything_has_room(items, relations, least=least))
        return said[-1]

    monkeypatch.setattr(joint_room, "everything_has_room", noted)
    by_totals = [released(seed) for seed in range(first, first + 6)]
    monkeypatch.setattr(joint_room, "everything_has_room", lambda *_, **__: False)
    by_programs = [released(seed) for seed in range(first, first + 6)]
    for (rows, sound, spoiled), (other, also_sound, also_spoiled) in zip(by_totals, by_programs, strict=True):
        assert rows == other
        assert sound.findings == also_sound.findings == ()
        assert spoiled.findings == also_spoiled.findings
    assert set(said) == {True, False}


def test_a_relation_of_wide_ranges_is_audited_without_a_program_of_every_block() -> None:
    """The usual release: nothing near a limit."""
    assert released(3)[1].figures["programs"] == 0
