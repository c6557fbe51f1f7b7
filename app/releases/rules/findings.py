"""What an audit can find, in words that the person who has to decide understands."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from app.releases.rules.cells import Row

Fault = Literal[
    "shown_twice",
    "regrouped",
    "size_too_small",
    "bounds_unusable",
    "bin_too_narrow",
    "same_people_differ",
    "shown_against_sizes",
    "mean_unsupported",
    "level_not_allowed",
    "contradiction",
    "breach",
    "sizes_unusable",
    "size_is_answer",
    "relation_by_answer",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One way in which a release breaks a rule. `rule`: its number in PRIVACY.md part 2."""

    fault: Fault
    rule: int
    place: str
    message: str

    def __str__(self) -> str:
        """Return one line for a log, a terminal or a page."""
        return f"rule {self.rule}, {self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class AuditReport:
    """The findings of an audit, and figures about what it checked.
    `figures`: "published", "withheld", "items", "atoms" (sets of people that no published figure splits),
    "smallest_group" (people in the smallest of these sets; the fewest possible where sizes are not known), "programs"
    (integer programs solved; none where `option_room` and `joint_room` prove everything without).
    """

    findings: tuple[Finding, ...]
    figures: Mapping[str, int]

    @property
    def ok(self) -> bool:
        """Return whether the audit found nothing, so that the release may be published."""
        return not self.findings


def place(row: Row) -> str:
    """Return in words which figure of a release a row is, to name it in a finding of the audit."""
    category = f" {row.breakdown}={row.category}" if row.breakdown else ""
    return f"{row.level} {row.group}{category}, {row.item} {row.option or row.statistic}"
