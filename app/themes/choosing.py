"""Computes from the ballots which proposals go to the vote, and which theme is chosen. Pure.

Decides the rules that docs/decisions/0013-themes.md states. Counts go in and never come out: the results are
a set and a choice, both decided by counts with noise, so that no result proves a vote to who knows all
others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Any

from app.releases.rules.noise import discrete_laplace

MOST_SUPPORTED, MOST_ON_SHORTLIST = 3, 5
NONE = "noneofthem"
"""The choice "none of these", as long as the id of a proposal, so that the size of a request does not reveal it."""
NOISE = (2, 3)
"""α of the noise in each count. A vote changes at most two counts by one, a ballot of support six: whatever somebody's
ballot says, no result is more than (3/2)² = 2.25, or (3/2)⁶ = 11.4, times as likely as with another one.
"""


def support_in(contents: Iterable[Mapping[str, Any] | None], *, among: Sequence[str]) -> list[tuple[str, ...]]:
    """Return the proposals that each ballot supports, of those in `among`; invalid ballots are left out."""
    read = [_known(content.get("s"), among) for content in contents if content]
    return [supported for supported in read if 0 < len(supported) <= MOST_SUPPORTED]


def votes_in(contents: Iterable[Mapping[str, Any] | None], *, among: Sequence[str]) -> list[str]:
    """Return the choice in each valid ballot: a proposal's id out of `among`, or NONE for "none of these"."""
    choices = (_known([content.get("v")], [*among, NONE]) for content in contents if content)
    return [choice[0] for choice in choices if choice]


def shortlist(support: Iterable[Sequence[str]], proposals: Iterable[str], *, chance: Random) -> frozenset[str]:
    """Return the five proposals with most support by counts with noise; all of them when there are no more.

    The list is always as long as it may be, so that its length says nothing of who has no support. Equals: by
    lot.
    """
    counts = Counter(each for ballot in support for each in ballot)
    noisy = with_noise(counts, sorted(proposals), chance=chance)
    order = list(noisy)
    chance.shuffle(order)
    order.sort(key=lambda each: -noisy[each])
    return frozenset(order[:MOST_ON_SHORTLIST])


def outcome(votes: Iterable[str], proposals: Iterable[str], *, min_group: int, chance: Random) -> str | None:
    """Return the theme chosen by counts with noise, by lot among equals; None when no theme is chosen."""
    listed = sorted(proposals)
    noisy = with_noise(Counter(votes), [*listed, NONE], chance=chance)
    first = leaders(noisy, min_group=min_group)
    return chance.choice(first) if first else None


def leaders(noisy: Mapping[str, int], *, min_group: int) -> list[str]:
    """Return the themes with most votes, several when they have equally many.
    Empty when they have fewer than `min_group` votes, or fewer than "none of these" has.
    """
    themes = {each: count for each, count in noisy.items() if each != NONE}
    most = max(themes.values(), default=0)
    decided = most >= max(min_group, noisy[NONE])
    return [each for each, count in themes.items() if count == most] if decided else []


def with_noise(counts: Mapping[str, int], choices: Iterable[str], *, chance: Random) -> dict[str, int]:
    """Return the count of every choice plus a fresh draw of discrete Laplace noise, in persons."""
    return {each: counts.get(each, 0) + discrete_laplace(chance.randrange, alpha=NOISE) for each in choices}


def _known(said: object, among: Sequence[str]) -> tuple[str, ...]:
    """Return which of `among` a ballot names, without duplicates; empty when it names anything else."""
    named = {each for each in said if isinstance(each, str)} if isinstance(said, list) else set()
    return tuple(sorted(named)) if named <= set(among) else ()
