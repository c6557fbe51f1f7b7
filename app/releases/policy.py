"""How much protection a period gets: how many colluding colleagues it withstands, and what follows from that.

Decides the minimum group and the widths of bins. Must not know any figure, any name or any setting's source:
a policy is fixed before its period opens (PRIVACY.md part 2).
"""

from dataclasses import dataclass


class PolicyTooWeak(ValueError):
    """The policy would withstand nobody, or its minimum group is below 2c + 3."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a period was promised before it opened.

    `colluders` (c): how many participants may put their own answers together without learning anyone else's,
    at least 1. `min_group` (k): the fewest people a figure may be about; 0 means 2c + 3, and it may only be
    raised. `end_percent`: the outermost bins of a block are at least this wide. `inner_percent`: so are the
    others. `large_group`: the fewest people over whom full distributions and means are shown. Raises
    PolicyTooWeak.
    """

    colluders: int = 2
    min_group: int = 0
    end_percent: int = 12
    inner_percent: int = 2
    large_group: int = 30
    category_group: int = 10

    def __post_init__(self) -> None:
        """Fill in the minimum group, and refuse what protects too little."""
        floor = 2 * self.colluders + 3
        if self.colluders < 1:
            raise PolicyTooWeak(f"A policy must withstand at least 1 colluder, not {self.colluders}.")
        if self.min_group and self.min_group < floor:
            raise PolicyTooWeak(
                f"To withstand {self.colluders} colluders a group needs {floor} people, not {self.min_group}."
            )
        if not 0 <= self.end_percent <= 50 or not 2 <= self.inner_percent <= 50:
            raise PolicyTooWeak("Bins must be at least 2 % wide, and at most half.")
        object.__setattr__(self, "min_group", self.min_group or floor)
        object.__setattr__(self, "large_group", max(self.large_group, self.min_group))
        object.__setattr__(self, "category_group", max(self.category_group, self.min_group))

    def end_counts(self, people: int = 0) -> int:
        """The fewest counts in an outermost bin, of a block of `people`.

        With c + 2 counts, c colluders who share one answer still cannot say "all". The share of those beyond
        ten keeps a unanimous block in doubt after years of the same bin (docs/method.md, section 5).
        """
        beyond_ten = max(0, people - 10)
        return self.colluders + 2 - (-self.end_percent * beyond_ten // 100)
