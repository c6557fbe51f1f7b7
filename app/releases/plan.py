"""What of an item is published, and which of its options belong together.

Decides nothing about people: a plan is the instrument's, the same for every group and known before a period
opens.
"""

from dataclasses import dataclass, field


class PlanContradictory(ValueError):
    """A plan names an option twice, or speaks of one that it does not publish."""


@dataclass(frozen=True, slots=True)
class MeanPlan:
    """How a mean follows from cumulative cuts one unit apart: `lowest` plus the shares at or above each cut.

    For a grade from 1 to 10: lowest 1, cuts ">=2" … ">=10", widest first.
    """

    lowest: int
    cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlan:
    """How one item is published.

    `everywhere`: options shown at every level. `distribution`: cumulative cuts shown for the region and for
    types of enough people, widest first. `breakdowns`: whether the region is broken down for the options in
    `everywhere`. `nested`: chains of options, each of which includes the next; what is not given follows from
    names like ">=30". `exclusive`: sets of options of which every respondent has exactly one; they add up to
    everybody, so that some of them tell the others, and are therefore shown where distributions are. Raises
    PlanContradictory.
    """

    item: str
    everywhere: tuple[str, ...]
    distribution: tuple[str, ...] = ()
    breakdowns: bool = False
    nested: tuple[tuple[str, ...], ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    mean: MeanPlan | None = None
    options: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse what cannot be meant, and derive the chains that names give away."""
        options = self.everywhere + self.distribution
        if len(set(options)) < len(options):
            raise PlanContradictory(f"{self.item}: an option is published twice.")
        spoken_of = {option for group in self.nested + self.exclusive for option in group}
        spoken_of.update(self.mean.cuts if self.mean else ())
        if unknown := sorted(spoken_of - set(options)):
            raise PlanContradictory(f"{self.item}: {unknown[0]!r} is not among its published options.")
        if not self.nested:
            object.__setattr__(self, "nested", _chains(self.everywhere, self.distribution))
        parted = {option for group in self.exclusive for option in group}
        moved = tuple(option for option in self.everywhere if option in parted)
        object.__setattr__(self, "everywhere", tuple(each for each in self.everywhere if each not in parted))
        object.__setattr__(self, "distribution", self.distribution + moved)
        object.__setattr__(self, "options", self.everywhere + self.distribution)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationPlan:
    """A relation agreed before the period opened: `options` of `item` among those who chose each of
    `categories`.

    `given` is item a and `item` is item b of the channel "relation:<a>:<b>"; the categories are options of a
    of which everyone who answered a has exactly one.
    """

    given: str
    categories: tuple[str, ...]
    item: str
    options: tuple[str, ...]

    @property
    def channel(self) -> str:
        """The channel of its ballots."""
        return f"relation:{self.given}:{self.item}"


def _chains(everywhere: tuple[str, ...], distribution: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Numbered cuts by their number, and the other cuts of the distribution as they are listed."""
    numbered = sorted((option for option in everywhere + distribution if _number(option) is not None), key=_key)
    worded = tuple(option for option in distribution if _number(option) is None)
    return tuple(chain for chain in (tuple(numbered), worded) if len(chain) > 1)


def _key(option: str) -> float:
    return _number(option) or 0.0


def _number(option: str) -> float | None:
    """The number of a cut such as ">=30"."""
    if not option.startswith(">="):
        return None
    try:
        return float(option[2:])
    except ValueError:
        return None
