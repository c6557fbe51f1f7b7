"""The protection of a period: how many colluding colleagues it withstands, and what follows from that.

Decides the minimum group and the widths of bins. Must not know any figure, any name or any setting's source: a policy
is fixed before its period opens (PRIVACY.md part 2).
"""

from dataclasses import dataclass

from app.protection import USUAL_COLLUDERS, PolicyTooWeak, least_group, require_protection


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The rules by which a period promised, before it opened, to protect the answers in its published figures.
    Raises PolicyTooWeak.

    `colluders` (c): how many participants may combine their own answers without learning anyone else's, at least 1.
    `min_group` (k): the fewest people a figure may be about; 0 means 2c + 3, and it may only be raised. `end_percent`:
    the outermost bins of a block are at least this wide. `inner_percent`: so are the others. `large_group`: the fewest
    people over whom full distributions and means are shown. `category_group`: the fewest people in a category of a
    breakdown, more than the 10 of PRIVACY.md rule 8 because of its rule 16. `chain_group`: the fewest people about whom
    several cuts that include one another are shown. Against several draws about the same people (docs/method.md,
    section 7): the outermost bins grow with those beyond `end_beyond` people; a group of blocks, which discloses what
    its blocks disclose, counts as `group_draws` draws; a category, which may be the people of one team in both
    breakdowns, as `category_draws`; a group of more than `true_of_group` people gets no wider ends than one of that
    size.
    """

    colluders: int = USUAL_COLLUDERS
    min_group: int = 0
    end_percent: int = 12
    inner_percent: int = 2
    large_group: int = 30
    category_group: int = 12
    chain_group: int = 20
    end_beyond: int = 10
    group_draws: int = 3
    category_draws: int = 9
    true_of_group: int = 100

    def __post_init__(self) -> None:
        """Fill in the minimum group, and refuse what protects too little. Raises PolicyTooWeak."""
        floor = least_group(self.colluders)
        require_protection(min_group=self.min_group or floor, colluders=self.colluders)
        if not 0 <= self.end_percent <= 50 or not 2 <= self.inner_percent <= 50:
            raise PolicyTooWeak("Bins must be at least 2 % wide, and at most half.")
        object.__setattr__(self, "min_group", self.min_group or floor)
        object.__setattr__(self, "large_group", max(self.large_group, self.min_group))
        object.__setattr__(self, "category_group", max(self.category_group, self.min_group))

    def end_counts(self, people: int = 0, *, draws: int = 1) -> int:
        """Return the least number of different counts that the lowest and the highest published range must hold.
        `people`: the size of the group. `draws`: how many figures with separate noise are about these people.

        With c + 2 counts, c colluders who share one answer still cannot say "all". The share of those beyond ten keeps
        a unanimous block in doubt after years of the same bin. Each count more makes the noise leave the bin three
        times as rarely, so that three times as many draws tell no more (docs/method.md, section 7).
        """
        beyond = max(0, people - self.end_beyond)
        triplings = next(times for times in range(draws) if 3**times >= draws)
        return self.colluders + 2 - (-self.end_percent * beyond // 100) + triplings
