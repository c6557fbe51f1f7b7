"""Audits from its rows alone that a release discloses nobody's answers; one that fails is not published.

Decides whether a release keeps PRIVACY.md part 2. Must not know counts, noise, ballots or the code that made the rows:
it reads what everybody can read and, if given, how many people answered, and then solves the attacker's problem
(`possible_counts`). docs/method.md says what it cannot see.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from app.releases.rules.attacker import ALONE, Ground, ItemRows, Sizes, by_item, ground, problem, tree_of
from app.releases.rules.attacker_linked import RelationRows
from app.releases.rules.audit_linked import (
    family_breaches,
    relation_breaches,
    relation_findings,
    relation_size_findings,
    relations_of,
    relations_together,
    routed_findings,
)
from app.releases.rules.audit_rules import (
    bounds_findings,
    cell_findings,
    mean_findings,
    nested_findings,
    same_people_findings,
    size_findings,
    sizes_findings,
    tree_findings,
)
from app.releases.rules.cells import Published, Row
from app.releases.rules.findings import AuditReport, Finding
from app.releases.rules.item_plan import Together
from app.releases.rules.option_problem import FiguresContradict
from app.releases.rules.policy import Policy
from app.releases.rules.possible_counts import Verdict, find_breaches
from app.releases.rules.rollup import GroupNode
from app.spreading import HERE, Spread

__all__ = ["AuditReport", "Finding", "audit"]


def audit(
    rows: Sequence[Row],
    *,
    policy: Policy,
    sizes: Sizes | None = None,
    together: Together = ALONE,
    spread: Spread = HERE,
) -> AuditReport:
    """Check whether published rows disclose anyone's answers: rule by rule, and by what an attacker could compute.
    `sizes`: the exact numbers of people, if the attacker knows them; `together`: how items depend on each other.

    `sizes`: how many people answered, by (channel, item) and group (`Tally.sizes`), for an attacker who knows
    them; the gate has them, and nobody after it. Without them every size that fits the size classes is
    possible. `together`: the links between items, from the questionnaire (`implications.together`).
    `spread`: what solves the programs; the report is the same whatever it is.
    """
    findings = [*tree_findings(rows)]
    for row in rows:
        findings.extend(cell_findings(row, policy))
    if not findings:
        findings.extend(bounds_findings(rows))
    findings.extend(sizes_findings(sizes or {}))
    findings.extend(relation_findings([row for row in rows if row.statistic == "relation"]))
    items = {item.item: item for item in by_item(rows, together)}
    for base in sorted({item.base for item in items.values()}):
        findings.extend(routed_findings([item for item in items.values() if item.base == base]))
    region = tree_of(rows)
    figures = _figures_of(rows)
    if region is None or any(each.fault in {"regrouped", "sizes_unusable"} for each in findings):
        return AuditReport(tuple(findings), figures)
    audited = _Audited(_Terms(region, policy, sizes, together), figures, spread)
    findings.extend(audited.items(items))
    findings.extend(audited.relations(items))
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


@dataclass(frozen=True, slots=True)
class _Terms:
    """What every part of the audit of one release needs to know."""

    region: GroupNode
    policy: Policy
    sizes: Sizes | None
    together: Together


@dataclass(frozen=True, slots=True)
class _PartAudited:
    """What a part of the audit found. `ground`: who is counted in an item; None where that cannot be told."""

    findings: Sequence[Finding]
    ground: Ground | None = None
    programs: int = 0


@dataclass(slots=True)
class _Audited:
    """The audit of one release by integer programs, in parts; `figures` counts what was checked."""

    terms: _Terms
    figures: dict[str, int]
    spread: Spread
    grounds: dict[str, Ground] = field(default_factory=dict)

    def items(self, items: Mapping[str, ItemRows]) -> Iterator[Finding]:
        """Yield what each item discloses by itself, and together with the items linked to it."""
        parts = self.spread.over(partial(_item_alone, terms=self.terms), items.values())
        for item, part in zip(items.values(), parts, strict=True):
            yield from self._counted(part)
            if part.ground is not None:
                self.grounds[item.item] = part.ground
                self.figures["atoms"] += len(part.ground.atoms)
        self.figures["smallest_group"] = min(
            (atom.fewest for ground in self.grounds.values() for atom in ground.atoms), default=0
        )
        yield from self._found(_family_together, self._families(items))

    def relations(self, items: Mapping[str, ItemRows]) -> Iterator[Finding]:
        """Yield what relations disclose together with their items, and with other relations of these."""
        yield from self._found(_relation_together, relations_together(relations_of(items, self.grounds)))

    def _families(self, items: Mapping[str, ItemRows]) -> Iterator[tuple[list[ItemRows], Ground]]:
        for base in sorted({item.base for item in items.values()}):
            family = [item for item in items.values() if item.base == base and item.item in self.grounds]
            if any(item.item == base for item in family) and self.terms.together.links:
                family.sort(key=lambda item: item.item != base)
                yield family, self.grounds[base]

    def _found(self, work: Callable[..., _PartAudited], parts: Iterable[object]) -> Iterator[Finding]:
        for part in self.spread.over(partial(work, terms=self.terms), parts):
            yield from self._counted(part)

    def _counted(self, part: _PartAudited) -> Sequence[Finding]:
        self.figures["programs"] += part.programs
        return part.findings


def _item_alone(item: ItemRows, *, terms: _Terms) -> _PartAudited:
    """Audit one item by itself."""
    findings = [*mean_findings(item), *nested_findings(item)]
    try:
        base = ground(terms.region, item, sizes=terms.sizes, policy=terms.policy)
    except ValueError:
        return _PartAudited(findings)
    found = [
        *same_people_findings(item, base),
        *size_findings(item, base, sizes=terms.sizes or {}, policy=terms.policy),
    ]
    findings += found
    if any(each.fault == "shown_against_sizes" for each in found):
        return _PartAudited(findings)
    programs = 0
    for option in _options(item):
        verdict, breaches = _solve(item, option, base, policy=terms.policy, sizes=terms.sizes)
        findings += breaches
        programs += verdict.programs
    return _PartAudited(findings, base, programs)


def _family_together(part: tuple[list[ItemRows], Ground], *, terms: _Terms) -> _PartAudited:
    """Audit an item together with those that are asked because of it."""
    family, base = part
    programs, found = family_breaches(family, base, terms.together.links, sizes=terms.sizes, policy=terms.policy)
    return _PartAudited(tuple(found), programs=programs)


def _relation_together(relations: Sequence[RelationRows], *, terms: _Terms) -> _PartAudited:
    """Audit relations that share items, together with these items."""
    sized: list[Finding] = []
    if terms.sizes is not None:
        for each in relations:
            sized += relation_size_findings(each, sizes=terms.sizes, policy=terms.policy)
    programs, found = relation_breaches(relations, sizes=terms.sizes, policy=terms.policy)
    return _PartAudited((*sized, *found), programs=programs)


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
