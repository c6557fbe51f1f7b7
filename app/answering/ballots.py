"""Decides which ballots follow from somebody's answers: one per item and channel, nothing more. Pure.

A ballot says what was answered and for which group; it never says by whom, in which wave or when. Whoever answers a
question that decides about others casts a ballot for each of those too, whatever they answered: for an item that was
not shown to them, or that they left open, the ballot says NOT_NAMED (PRIVACY.md part 2, rule 13). Whoever answers
anything also casts a ballot on whether a card helped, whatever became of their cards: having it tells nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.instrument.answers import DECLINED, ballot_value
from app.instrument.deciding_questions import decider_of, routed_by
from app.instrument.routing import shown_in_turn
from app.instrument.schema import Instrument, Item

TEAM = "team"
BREAKDOWNS = ("experience", "function")
NOT_NAMED = None
"""The value of a ballot for an item without an answer."""


@dataclass(frozen=True, slots=True)
class BallotPlace:
    """What identifies a ballot among those of one participant: its item and its channel.
    A channel is what answers are grouped by: "team", a background question such as "experience", or, for a
    cross-tabulation, another item.
    """

    item: str
    channel: str


Content = Mapping[str, Any]


def ballots_for(
    instrument: Instrument,
    answers: Mapping[str, Any],
    *,
    team_id: str,
    profile: Mapping[str, str],
    asked: Collection[str] | None = None,
    card_help: str | None = None,
) -> dict[BallotPlace, Content]:
    """Return the ballots of one participant for these answers: the content of each, by item and channel.
    A channel is what answers are grouped by: the team `team_id`, a background question with its answer in `profile`, or
    another item. An item gets no ballot when the question that decides whether it is asked has no answer.

    `answers`: all of the period. `asked`: the items of the period; None: every item there is. `card_help`: what
    `card_help.said_of_cards` gives; None: no ballot about cards. Without any other ballot there is none either.
    """
    votes = _votes(instrument, answers, asked=asked)
    groups = {TEAM: team_id} | {name: profile.get(name, DECLINED) for name in BREAKDOWNS}
    ballots: dict[BallotPlace, Content] = {
        BallotPlace(item, channel): _content(item, channel, group=group, value=value)
        for item, value in votes.items()
        for channel, group in groups.items()
    }
    for relation in instrument.relations:
        if {relation.of, relation.by} <= votes.keys():
            channel, given = relation_channel(relation.by, relation.of), votes[relation.by]
            ballots[BallotPlace(relation.of, channel)] = _content(
                relation.of, channel, group=given, value=votes[relation.of]
            )
    if ballots and card_help is not None:
        for place in _card_places(instrument):
            ballots[place] = _content(place.item, place.channel, group=team_id, value=card_help)
    return ballots


def places_of(instrument: Instrument, items: Iterable[str]) -> set[BallotPlace]:
    """Return every ballot that one participant can have about these items, as (item, channel).
    A channel is what answers are grouped by: team, a background question, or another item of a cross-tabulation.

    With the ballot about cards, which every submission replaces.
    """
    asked = set(items)
    own = {BallotPlace(item, channel) for item in asked for channel in (TEAM, *BREAKDOWNS)}
    related = {
        BallotPlace(relation.of, relation_channel(relation.by, relation.of))
        for relation in instrument.relations
        if asked & {relation.of, relation.by}
    }
    return own | related | _card_places(instrument)


def places_touched(instrument: Instrument, said: Iterable[str], *, asked: Collection[str]) -> set[BallotPlace]:
    """Return every ballot, as (item, channel), that may change when a participant answers the items `said` again.
    `asked`: the items of the period.

    Items that depend on these answers are included in whichever wave they are asked: a decision taken back takes the
    choices that followed from it along.
    """
    keys = set(said)
    return places_of(instrument, (keys | routed_by(instrument, keys)).intersection(asked))


def relation_channel(given: str, shown: str) -> str:
    """Return the name that marks ballots for a cross-tabulation: answers to item `shown`, by those to item `given`."""
    return f"relation:{given}:{shown}"


def _card_places(instrument: Instrument) -> set[BallotPlace]:
    """Return the one place of a ballot about cards: no breakdown and no relation is ever made of it."""
    return {BallotPlace(instrument.card_help.key, TEAM)} if instrument.card_help else set()


def _content(item: str, channel: str, *, group: Any, value: Any) -> Content:
    return {"c": channel, "i": item, "g": group, "v": value}


def _votes(instrument: Instrument, answers: Mapping[str, Any], *, asked: Collection[str] | None) -> dict[str, Any]:
    """Return the ballot value of each counted item; NOT_NAMED where only the deciding question was answered.

    Answers that no longer follow from the others (the decision was changed in a later wave) do not count.
    """
    given = _following(instrument, answers)
    votes: dict[str, Any] = {}
    for item in instrument.items if asked is None else instrument.items_named(asked):
        if item == instrument.card_help:
            continue
        decider = decider_of(instrument, item)
        if decider in given and ballot_value(instrument.item(decider), given[decider]) is not None:
            votes[item.key] = _value(item, given)
    return votes


def _following(instrument: Instrument, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to the items that these same answers put on the screen."""
    given: dict[str, Any] = {}
    for item in shown_in_turn(instrument.items, given):
        if item.key in answers:
            given[item.key] = answers[item.key]
    return given


def _value(item: Item, given: Mapping[str, Any]) -> Any:
    value = ballot_value(item, given.get(item.key))
    if item.piped_from is None or not isinstance(value, Mapping):
        return value
    chosen = given.get(item.piped_from)
    rows = chosen if isinstance(chosen, list | tuple) else ()
    return {row: choice for row, choice in value.items() if row in rows} or NOT_NAMED
