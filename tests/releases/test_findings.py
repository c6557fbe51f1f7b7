"""What an audit found is read by a person who has to decide: where, which rule, what; and one finding is enough."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from app.releases.rules.cells import Withheld
from app.releases.rules.findings import AuditReport, Fault, Finding, place
from tests.releases.test_audit_rules import row, shown

FINDING = Finding("breach", 5, "team a, space favourable", "the figures prove that at most 2 said yes")


def test_a_line_says_the_rule_the_place_and_the_fault() -> None:
    assert str(FINDING) == "rule 5, team a, space favourable: the figures prove that at most 2 said yes"


def test_a_release_may_be_published_only_without_any_finding() -> None:
    assert AuditReport((), {}).ok
    assert not AuditReport((FINDING,), {}).ok


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "team a, space favourable"),
        ({"category": "0-3"}, "team a experience=0-3, space favourable"),
        ({"option": "", "statistic": "mean"}, "team a, space mean"),
    ],
)
def test_a_place_names_whom_it_is_about(fields: dict[str, str], words: str) -> None:
    """A group, a category of it, or a mean, which has no option."""
    assert place(row("team", "a", shown(0.4, 0.6), **fields)) == words  # type: ignore[arg-type]  # Fields of a row as text.


def test_no_figure_stands_in_a_place() -> None:
    """A finding goes into logs: the place is the same whatever the cell holds."""
    assert len({place(row("team", "a", cell)) for cell in (shown(0, 0.3), shown(0.7, 1, "50+"), Withheld())}) == 1


def test_every_kind_of_finding_has_a_planted_breach_in_these_tests() -> None:
    """A fault that no test can provoke may be one that the audit cannot see."""
    texts = "".join(path.read_text() for path in Path(__file__).parent.glob("test_audit_*.py"))
    assert [fault for fault in get_args(Fault) if f'"{fault}"' not in texts] == []
