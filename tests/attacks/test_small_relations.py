"""Attack: a small region of two teams of six, everybody alike on four questions, against its public relations.

Relations by categories of answers proved 12 of 12 people on four questions: a category that was withheld held nobody.
"""

from __future__ import annotations

from itertools import product

import pytest

from app.releases.rules.cells import Published, Row
from tests.releases.routed import counted, released, tree_of

ASKED = ("professional_space", "work_enjoyment", "workload", "do_what_is_needed", "stay_one_year")
ALIKE = {
    "professional_space": "ample",
    "work_enjoyment": 8,
    "workload": "strong",
    "do_what_is_needed": "sufficient",
    "stay_one_year": "large",
}
PEOPLE = 12
COLLUDERS = 2


def proved(rows: tuple[Row, ...], *, colluders: int = COLLUDERS) -> list[str]:
    """The questions on which public joint shares leave at most so many people to differ from the others."""
    cells = {
        (row.breakdown, row.item, row.category, row.option): row.cell for row in rows if isinstance(row.cell, Published)
    }
    joint = {key: cell for key, cell in cells.items() if key[0] and key[0] in ASKED}
    found = []
    for given, item in {(key[0], key[1]) for key in joint}:
        four = {key[2:]: cell for key, cell in joint.items() if key[:2] == (given, item)}
        first, second = sorted({key[0] for key in four}), sorted({key[1] for key in four})
        bounds = {key: (_low(cell), _high(cell)) for key, cell in four.items()}
        tables = [
            dict(zip(bounds, counts, strict=True))
            for counts in product(*(range(low, high + 1) for low, high in bounds.values()))
            if sum(counts) == PEOPLE
        ]
        for side, names in ((0, first), (1, second)):
            yes = [sum(count for key, count in table.items() if key[side] == names[0]) for table in tables]
            if max(yes, default=0) <= colluders or min(yes, default=PEOPLE) >= PEOPLE - colluders:
                found.append((given, item)[side])
    return found


def _low(cell: Published) -> int:
    return -(-round(cell.lower * PEOPLE * 1000) // 1000)


def _high(cell: Published) -> int:
    return round(cell.upper * PEOPLE * 1000) // 1000


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("answers", [ALIKE, {**ALIKE, "professional_space": "insufficient", "work_enjoyment": 3}])
def test_two_teams_of_six_who_are_all_alike_are_not_proved(seed: int, answers: dict[str, object]) -> None:
    """0 of 12 people on any question, from public rows."""
    people = {"a": [answers] * 6, "b": [answers] * 6}
    rows = released(tree_of(["a", "b"]), counted(people, asked=ASKED), asked=ASKED, seed=seed)
    assert sum(row.statistic == "relation" and isinstance(row.cell, Published) for row in rows) == 12
    assert proved(rows) == []
