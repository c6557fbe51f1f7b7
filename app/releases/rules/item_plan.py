"""Which options of an item are published, and which of them belong together.

Decides nothing about people: a plan follows from the questionnaire, is the same for every group, and is known before a
period opens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.releases.rules.aggregate import RELATION
from app.releases.rules.joint_counts import Sides, four_of


class PlanContradictory(ValueError):
    """The plan of how an item is published lists an option twice, or refers to one that it does not publish."""


@dataclass(frozen=True, slots=True)
class MeanPlan:
    """How a mean follows from "n or higher" shares: `lowest`, the lowest step, plus the shares of all `cuts`.

    For a grade from 1 to 10: lowest 1, cuts ">=2" … ">=10", widest first.
    """

    lowest: int
    cuts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemPlan:
    """How one item is published. Raises PlanContradictory.
    `everywhere`: options shown at every level. `distribution`: options such as "7 or higher" shown for the region and
    for kinds of organisation with enough people, widest first. `breakdowns`: whether the region is broken down for the
    options in `everywhere`. `nested`: chains of options, each of which includes the next; what is not given follows
    from names like ">=30". `exclusive`: sets of options of which every respondent has exactly one. Their shares add up
    to everybody, so that some disclose the others; they are shown only where distributions are. `base`: the item whose
    respondents its shares are of: itself, or the item that decides who is asked. (How many were asked would disclose
    the answers to that item.)
    """

    item: str
    everywhere: tuple[str, ...]
    distribution: tuple[str, ...] = ()
    breakdowns: bool = False
    nested: tuple[tuple[str, ...], ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    mean: MeanPlan | None = None
    base: str = ""
    options: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Refuse contradictions, and derive the chains of numbered cuts from their names."""
        object.__setattr__(self, "base", self.base or self.item)
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


@dataclass(frozen=True, slots=True)
class Implication:
    """A rule among counts that follows from the questionnaire.
    In every group the weighted sum of yeses is at most `people` × the number of people in the group. `weights`: (item,
    option, weight). Example: not more people name a cause of workload than feel workload; weights +1 for the cause and
    -1 for workload, `people` 0.
    """

    weights: tuple[tuple[str, str, int], ...]
    people: int = 0


@dataclass(frozen=True, slots=True)
class Together:
    """How published items depend on each other.
    `bases`: by item, the base of its shares, which is the item whose respondents they are shares of; an item that is no
    key has its own respondents. `links`: rules among their counts that follow from the questionnaire.
    """

    bases: Mapping[str, str] = field(default_factory=dict)
    links: tuple[Implication, ...] = ()

    def base_of(self, item: str) -> str:
        """Return the base of an item's shares: the item whose respondents they are shares of.
        That is the item that decides who is asked, else the item itself.
        """
        return self.bases.get(item, item)


Counted = tuple[str, str]
"""An item and one of its published options."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """Published counts among the same people that an audit checks at once, and the rules (`links`) that tie them.
    `counts`: each as (item, option).
    """

    counts: tuple[Counted, ...]
    links: tuple[Implication, ...]


def bundles(options: Mapping[str, Sequence[str]], *, base: str, links: Sequence[Implication]) -> tuple[Bundle, ...]:
    """Return which published counts an audit has to check together, as one `Bundle` per item.
    Each holds the counts of the item and of `base`, the item that decides who is asked, and those that `links` ties to
    them.

    `options`: the published options of each item counted over `base`. Two items that the same answer leads to meet in
    the base's counts; taken all at once a whole questionnaire would be one program.
    """
    found: dict[Bundle, None] = {}
    for item, own in options.items():
        inside = {(item, option) for option in own} | {(base, option) for option in options.get(base, ())}
        touched = [
            link for link in links if any((name, option) in inside and name == item for name, option, _ in link.weights)
        ]
        if item == base:
            touched = []
        inside |= {(name, option) for link in touched for name, option, _ in link.weights}
        counts = tuple((name, option) for name in options for option in options[name] if (name, option) in inside)
        kept = tuple(link for link in links if {(name, option) for name, option, _ in link.weights} <= inside)
        if kept:
            found[Bundle(counts, kept)] = None
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationPlan:
    """A cross-tabulation of two items, agreed before the period opened, published as joint shares.
    Shares are of everybody who answered both items. `given` is item a and `item` is item b of the channel
    "relation:<a>:<b>". Each of `categories` (options of a) is crossed with each of `options` (of b): yes to both, to
    one, to the other, to neither. `bases`: for a and b, the item whose respondents its own shares are of: itself, or
    the item that decides who is asked.
    """

    given: str
    categories: tuple[str, ...]
    item: str
    options: tuple[str, ...]
    bases: tuple[str, str] = ("", "")

    def __post_init__(self) -> None:
        """Fill in each item as its own base where none is given."""
        given, item = self.bases
        object.__setattr__(self, "bases", (given or self.given, item or self.item))

    @property
    def channel(self) -> str:
        """Return "relation:<a>:<b>", which marks ballots that hold one person's answers to both items a and b."""
        return f"{RELATION}{self.given}:{self.item}"

    @property
    def counts(self) -> tuple[Sides, ...]:
        """Return a description of each joint count that the cross-tabulation publishes, four for each pair of options.
        They are: yes to both, to the first only, to the second only, to neither.
        """
        return tuple(sides for one in self.categories for other in self.options for sides in four_of(one, other))


def _chains(everywhere: tuple[str, ...], distribution: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the numbered cuts in their order, and the other cuts of the distribution as they are listed."""
    numbered = sorted((option for option in everywhere + distribution if _number(option) is not None), key=_key)
    worded = tuple(option for option in distribution if _number(option) is None)
    return tuple(chain for chain in (tuple(numbered), worded) if len(chain) > 1)


def _key(option: str) -> float:
    return _number(option) or 0.0


def _number(option: str) -> float | None:
    """Return the number in a cut such as ">=30"; None for another option."""
    if not option.startswith(">="):
        return None
    try:
        return float(option[2:])
    except ValueError:
        return None
