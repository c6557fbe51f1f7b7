"""Which ballots follow from somebody's answers: one per item and channel, nothing more. Pure.

A ballot says what was answered and for which group; it never says by whom, in which wave or when.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.instrument.answers import DECLINED, ballot_value
from app.instrument.indicators import indicators
from app.instrument.schema import Instrument, Item

TEAM = "team"
BREAKDOWNS = ("experience", "function")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ballot stands: the item it answers and the purpose it is counted for."""

    item: str
    channel: str


Content = Mapping[str, Any]


def ballots_for(
    instrument: Instrument,
    answers: Mapping[str, Any],
    *,
    team_id: str,
    profile: Mapping[str, str],
) -> dict[Place, Content]:
    """Every ballot for these answers; an item that was declined or gives no count has none."""
    votes = {item.key: value for item in instrument.items if (value := _value(item, answers)) is not None}
    groups = {TEAM: team_id} | {name: profile.get(name, DECLINED) for name in BREAKDOWNS}
    ballots: dict[Place, Content] = {
        Place(item, channel): _content(item, channel, group=group, value=value)
        for item, value in votes.items()
        for channel, group in groups.items()
    }
    for relation in instrument.relations:
        if relation.of in votes and isinstance(given := votes.get(relation.by), str):
            channel = relation_channel(relation.by, relation.of)
            ballots[Place(relation.of, channel)] = _content(relation.of, channel, group=given, value=votes[relation.of])
    return ballots


def places_of(instrument: Instrument, items: Iterable[str]) -> set[Place]:
    """Every place where a ballot about one of `items` can stand, also through a relation."""
    asked = set(items)
    own = {Place(item, channel) for item in asked for channel in (TEAM, *BREAKDOWNS)}
    related = {
        Place(relation.of, relation_channel(relation.by, relation.of))
        for relation in instrument.relations
        if asked & {relation.of, relation.by}
    }
    return own | related


def relation_channel(given: str, shown: str) -> str:
    """The channel of a relation: what is shown about `shown`, per answer to `given`."""
    return f"relation:{given}:{shown}"


def _content(item: str, channel: str, *, group: str, value: Any) -> Content:
    return {"c": channel, "i": item, "g": group, "v": value}


def _value(item: Item, answers: Mapping[str, Any]) -> Any | None:
    answer = answers.get(item.key)
    return None if answer is None or not indicators(item) else ballot_value(item, answer)
