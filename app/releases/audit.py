"""Proves that a release gives nobody away, from its rows alone; the gate publishes nothing that fails here.

Decides whether a release keeps PRIVACY.md part 2. Must not know counts, noise, ballots or the code that made
the rows: it reads what everybody can read and, if given, how many people answered, and then solves the
attacker's problem (`feasible`). docs/method.md says what it cannot see.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.releases.attacker import Ground, ItemRows, Sizes, by_item, ground, problem, tree_of
from app.releases.audit_rules import (
    bounds_findings,
    cell_findings,
    mean_findings,
    nested_findings,
    same_people_findings,
    size_findings,
    sizes_findings,
    tree_findings,
)
from app.releases.cells import Published, Row
from app.releases.feasible import Verdict, find_breaches
from app.releases.findings import AuditReport, Finding
from app.releases.policy import Policy
from app.releases.problems import FiguresContradict
from app.releases.rollup import Group

__all__ = ["AuditReport", "Finding", "audit"]


def audit(rows: Sequence[Row], *, policy: Policy, sizes: Sizes | None = None) -> AuditReport:
    """Check a release rule by rule, then as an attacker with an integer program would.

    `sizes`: how many people answered, by (channel, item) and group (`Tally.sizes`), for an attacker who knows
    them; the gate has them, and nobody after it. Without them every size that fits the size classes is
    possible.
    """
    findings = [*tree_findings(rows)]
    for row in rows:
        findings.extend(cell_findings(row, policy))
    if not findings:
        findings.extend(bounds_findings(rows))
    findings.extend(sizes_findings(sizes or {}))
    region = tree_of(rows)
    figures = _figures_of(rows)
    if region is None or any(each.fault in {"regrouped", "sizes_unusable"} for each in findings):
        return AuditReport(tuple(findings), figures)
    smallest: list[int] = []
    for item in by_item(rows):
        findings.extend(mean_findings(item))
        findings.extend(nested_findings(item))
        programs, found, fewest = _audit_item(region, item, policy=policy, sizes=sizes)
        findings.extend(found)
        smallest.extend(fewest)
        figures["programs"] += programs
        figures["atoms"] += len(fewest)
    figures["smallest_group"] = min(smallest, default=0)
    return AuditReport(tuple(findings), figures)


def _figures_of(rows: Sequence[Row]) -> dict[str, int]:
    published = sum(isinstance(row.cell, Published) for row in rows)
    return {
        "published": published,
        "withheld": len(rows) - published,
        "items": len({row.item for row in rows}),
        "atoms": 0,
        "programs": 0,
        "smallest_group": 0,
    }


def _audit_item(
    region: Group, item: ItemRows, *, policy: Policy, sizes: Sizes | None
) -> tuple[int, list[Finding], list[int]]:
    """Programs solved, findings, and the sizes of the groups that cannot be divided, for one item."""
    try:
        base = ground(region, item, sizes=sizes, policy=policy)
    except ValueError:
        return 0, [], []
    findings = [*same_people_findings(item, base), *size_findings(item, base, sizes=sizes or {}, policy=policy)]
    if any(each.fault == "shown_against_sizes" for each in findings):
        return 0, findings, []
    programs = 0
    for option in _options(item):
        verdict, found = _solve(item, option, base, policy=policy, sizes=sizes)
        findings.extend(found)
        programs += verdict.programs
    return programs, findings, [atom.fewest for atom in base.atoms]


def _options(item: ItemRows) -> list[str]:
    rows: Iterable[Row] = (*item.whole, *item.categories)
    return sorted({row.option for row in rows if isinstance(row.cell, Published)})


def _solve(
    item: ItemRows, option: str, base: Ground, *, policy: Policy, sizes: Sizes | None
) -> tuple[Verdict, list[Finding]]:
    at_option = f"{item.item} {option}"
    try:
        verdict = find_breaches(problem(item, option, base, sizes=sizes, policy=policy), least=policy.colluders + 1)
    except FiguresContradict:
        message = "no counts agree with all figures of this option"
        return Verdict((), 1), [Finding("contradiction", 5, at_option, message)]
    return verdict, list(_breaches(verdict, at_option, policy))


def _breaches(verdict: Verdict, at_option: str, policy: Policy) -> Iterator[Finding]:
    for breach in verdict.breaches:
        word = "yes" if breach.side == "none" else "no"
        message = f"the figures prove that at most {policy.colluders} said {word}"
        yield Finding("breach", 5, f"{breach.atom}, {at_option}", message)
