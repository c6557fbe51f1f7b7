"""Attack 11: every small tree, every way its figures can fall, every count tried one by one.

No integer program here: all counts are listed, and those that the figures leave possible are looked at.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations_with_replacement, product

import numpy as np

from app.releases.rules.aggregate import Snapshot
from app.releases.rules.cells import Published
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from app.releases.rules.rollup import roll_up, tree
from tests.releases.regions import SPACE, ChosenNoise, snapshot, tally_of

SIZES = (0, 3, 4, 7, 8, 11)
PUSHES = (-40, 0, 40)
SHAPES: tuple[tuple[dict[str, tuple[str, ...]], dict[str, str]], ...] = (
    ({"one": ("a", "b", "c")}, {}),
    ({"one": ("a", "b"), "two": ("c",)}, {}),
    ({"one": ("a", "b"), "two": ("c",)}, {"two": "court"}),
    ({"one": ("a",), "two": ("b",), "three": ("c",)}, {"three": "court"}),
)
POLICY = Policy()


def trees() -> Iterator[tuple[Snapshot, dict[str, int]]]:
    """Every shape with every choice of sizes for its three teams."""
    for (teams, types), sizes in product(SHAPES, combinations_with_replacement(SIZES, 3)):
        yield snapshot(teams, types=types), dict(zip("abc", sizes, strict=True))


def weakest_doubt(region: Snapshot, people: Mapping[str, int], pushes: tuple[int, ...]) -> int | None:
    """How many people at least could differ from all others in some block, over all blocks; None without figures."""
    counts = {team: (size, size // 2) for team, size in people.items()}
    rows = protect(region, tally_of(counts), policy=POLICY, items=[SPACE], noise=ChosenNoise(*pushes))
    rollup = roll_up(tree(region), people=people, min_group=POLICY.min_group)
    blocks = [node for node in rollup.region.walk() if node.pool]
    if not blocks:
        return None
    grid = np.stack(np.meshgrid(*(np.arange(block.pool_people + 1) for block in blocks), indexing="ij"))
    counts_listed = grid.reshape(len(blocks), -1)
    possible = np.ones(counts_listed.shape[1], dtype=bool)
    for node in rollup.region.walk():
        inside = [place for place, block in enumerate(blocks) if block in tuple(node.walk())]
        shown = next(row.cell for row in rows if (row.level, row.group) == (node.group.level, node.group.id))
        if isinstance(shown, Published):
            share = counts_listed[inside].sum(axis=0) / node.people
            possible &= (share >= shown.lower - 1e-9) & (share <= shown.upper + 1e-9)
    left = counts_listed[:, possible]
    sizes = np.array([block.pool_people for block in blocks])
    return int(min(left.max(axis=1).min(), (sizes - left.min(axis=1)).min()))


def test_no_small_tree_ever_gives_a_block_away() -> None:
    """Noise pushes every figure to its lowest, middle and highest bin, in every combination of four draws."""
    seen = 0
    for region, people in trees():
        for pushes in product(PUSHES, repeat=4):
            doubt = weakest_doubt(region, people, pushes)
            seen += doubt is not None
            assert doubt is None or doubt > POLICY.colluders, (people, pushes)
    assert seen > 10_000
