"""What follows from the ballots: which proposals go to the vote, and which theme is chosen. Pure.

Decides the rules that docs/decisions/0013-themes.md states. Counts go in and never come out: what does is a set, a
choice, and size classes of at least `min_group` people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from app.releases.cells import size_class
from app.releases.policy import Policy

MOST_SUPPORTED, MOST_ON_SHORTLIST = 3, 5
NONE = "noneofthem"
"""The choice "none of these": as long as the id of a proposal, so that what a phone sends does not tell it."""


@dataclass(frozen=True, slots=True)
class Shortlist:
    """What goes to the vote. `by_lot`: the lot decided who stands at its edge."""

    proposals: frozenset[str]
    by_lot: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """The chosen proposal, None when no theme is; `sizes`: size class of every choice that may be shown."""

    chosen: str | None
    by_lot: bool
    sizes: Mapping[str, str]


def support_in(contents: Iterable[Mapping[str, Any] | None], *, among: Sequence[str]) -> list[tuple[str, ...]]:
    """What each ballot supports; one that is no ballot of this poll counts as none."""
    read = [_known(content.get("s"), among) for content in contents if content]
    return [supported for supported in read if 0 < len(supported) <= MOST_SUPPORTED]


def votes_in(contents: Iterable[Mapping[str, Any] | None], *, among: Sequence[str]) -> list[str]:
    """The choice of each ballot, NONE among them."""
    choices = (_known([content.get("v")], [*among, NONE]) for content in contents if content)
    return [choice[0] for choice in choices if choice]


def shortlist(
    support: Sequence[Sequence[str]], proposals: Sequence[str], *, min_group: int, chance: Random
) -> Shortlist:
    """The five proposals with most support, or all when there are no more.

    The list is always as long as it may be, so that its length says nothing of who has no support. Where support does
    not decide the lot does; and it decides everything when fewer than `min_group` people took part.
    """
    counts = Counter(each for ballot in support for each in ballot) if len(support) >= min_group else Counter()
    order = sorted(proposals)
    chance.shuffle(order)
    order.sort(key=lambda each: -counts[each])
    inside, outside = order[:MOST_ON_SHORTLIST], order[MOST_ON_SHORTLIST:]
    by_lot = bool(outside) and counts[inside[-1]] == counts[outside[0]]
    return Shortlist(frozenset(inside), by_lot)


def outcome(votes: Sequence[str], proposals: Sequence[str], *, min_group: int, chance: Random) -> Outcome:
    """The theme with most votes, if at least `min_group` stand behind it and no more than that chose NONE.

    Among equals the lot decides. Fewer than `min_group` votes for a choice are not shown.
    """
    counts = Counter(votes)
    most = max((counts[each] for each in proposals), default=0)
    first = sorted(each for each in proposals if counts[each] == most)
    decided = most >= max(min_group, counts[NONE])
    policy = Policy(colluders=(min_group - 3) // 2, min_group=min_group)
    shown = [each for each in (*proposals, NONE) if counts[each] >= min_group]
    return Outcome(
        chosen=chance.choice(first) if decided else None,
        by_lot=decided and len(first) > 1,
        sizes={each: size_class(counts[each], policy) for each in shown},
    )


def _known(said: object, among: Sequence[str]) -> tuple[str, ...]:
    """Which of `among` are named, each once; nothing when anything else is."""
    named = {each for each in said if isinstance(each, str)} if isinstance(said, list) else set()
    return tuple(sorted(named)) if named <= set(among) else ()
