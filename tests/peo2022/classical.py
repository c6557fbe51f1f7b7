"""The classical tests of a report that has everybody's answers: for verification, never for a release.

Each is scipy's; here is only which one fits which pair of questions, and the table that it takes. The report of 2022
names neither its tests nor its level of significance.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import stats

LEAST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """The name of a test, its statistic, degrees of freedom where it has any, and the two-sided p-value."""

    __test__ = False

    name: str
    statistic: float
    p: float
    freedom: int | None = None


def chi_square(table: Sequence[Sequence[int]]) -> TestOutcome:
    """Compare the rows of a cross-tabulation by Pearson's chi-square without correction; empty rows and columns go.

    A table of two by two with an expected count below five is tested by Fisher's exact test instead.
    """
    counts = np.array(table)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        return TestOutcome("chi-square", 0.0, 1.0, 0)
    found = stats.chi2_contingency(counts, correction=False)
    if counts.shape == (2, 2) and found.expected_freq.min() < LEAST_EXPECTED:
        exact = stats.fisher_exact(counts)
        return TestOutcome("Fisher", float(exact.statistic), float(exact.pvalue))
    return TestOutcome("chi-square", float(found.statistic), float(found.pvalue), int(found.dof))


def ranks(groups: Sequence[Sequence[float]]) -> TestOutcome:
    """Compare groups on an ordinal question: Mann-Whitney for two, Kruskal-Wallis for more, corrected for ties."""
    if len(groups) == 2:
        two = stats.mannwhitneyu(groups[0], groups[1], alternative="two-sided", method="asymptotic")
        return TestOutcome("Mann-Whitney", float(two.statistic), float(two.pvalue))
    more = stats.kruskal(*groups)
    return TestOutcome("Kruskal-Wallis", float(more.statistic), float(more.pvalue), len(groups) - 1)


def analysis_of_variance(groups: Sequence[Sequence[float]]) -> TestOutcome:
    """Compare the means of groups by a one-way analysis of variance."""
    found = stats.f_oneway(*groups)
    return TestOutcome("ANOVA", float(found.statistic), float(found.pvalue), len(groups) - 1)


def corrected(p_values: Sequence[float]) -> list[float]:
    """Return p-values adjusted for how many there are, by Benjamini and Hochberg's false discovery rate."""
    return [float(each) for each in stats.false_discovery_control(p_values)]


def crossed(pairs: Iterable[tuple[Any, Any]], *, rows: Sequence[Any] = ()) -> list[list[int]]:
    """Return the cross-tabulation of pairs, with the given rows, or all that occur."""
    found = list(pairs)
    names = list(rows) or sorted({first for first, _ in found})
    columns = sorted({second for _, second in found})
    return [[sum(pair == (name, column) for pair in found) for column in columns] for name in names]


def grouped(pairs: Iterable[tuple[Any, float]], *, by: Mapping[Any, Any] | None = None) -> list[list[float]]:
    """Return the numbers of each group, in their order; `by` joins groups, and leaves out those it has not."""
    found: dict[Any, list[float]] = {}
    for group, number in pairs:
        name = by.get(group) if by is not None else group
        if name is not None:
            found.setdefault(name, []).append(number)
    return [found[name] for name in sorted(found)]
