"""Notes and changes a group's agreements, and checks their fields. Callers commit.

Decides what an agreement must hold. Must not know figures: `follow_up` compares those.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from app.db import AnySession
from app.groups.places import Place
from app.meetings.models import AGREEMENT_LETTERS, AGREEMENT_STATES, Agreement

FARTHEST = timedelta(days=366)
"""The farthest day on which to look back on an agreement: within a year."""


class AgreementUnknown(LookupError):
    """This group has no agreement with this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementDraft:
    """An agreement as it was filled in; `look_back_on` is None when no day was given or it does not exist."""

    text: str
    construct: str
    look_back_on: date | None
    state: str = "open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistakes:
    """The faults of a typed agreement: one yes/no field for each; false as a whole when there are none."""

    text_missing: bool
    text_too_long: bool
    construct_unknown: bool
    day_impossible: bool
    state_unknown: bool

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__slots__)


def mistakes_in(draft: AgreementDraft, *, constructs: Iterable[str], earliest: date, today: date) -> Mistakes:
    """Return the faults of an agreement as it was typed. `constructs`: the keys of those it can be about.
    `earliest`: the first day allowed to look back on: today for a new agreement, the day it was agreed for an old one.
    """
    day = draft.look_back_on
    return Mistakes(
        text_missing=not draft.text,
        text_too_long=len(draft.text) > AGREEMENT_LETTERS,
        construct_unknown=draft.construct not in set(constructs),
        day_impossible=day is None or not earliest <= day <= today + FARTHEST,
        state_unknown=draft.state not in AGREEMENT_STATES,
    )


def note_agreement(
    session: AnySession, level: str, group: str, *, draft: AgreementDraft, period_id: str, today: date
) -> Agreement:
    """Store a new agreement from a draft without faults and return it. `period_id`: the newest released period."""
    assert draft.look_back_on is not None
    agreement = Agreement(
        level=level,
        group=group,
        period_id=period_id,
        construct=draft.construct,
        text=draft.text,
        agreed_on=today,
        look_back_on=draft.look_back_on,
    )
    session.add(agreement)
    session.flush()
    return agreement


def change_agreement(session: AnySession, place: Place, agreement_id: str, *, draft: AgreementDraft) -> None:
    """Change an agreement of this group to what a draft without faults says. Raises AgreementUnknown."""
    assert draft.look_back_on is not None
    agreement = agreement_of(session, place, agreement_id)
    agreement.text = draft.text
    agreement.construct = draft.construct
    agreement.look_back_on = draft.look_back_on
    agreement.state = draft.state


def agreement_of(session: AnySession, place: Place, agreement_id: str) -> Agreement:
    """Return one agreement of this group. Raises AgreementUnknown, also for one of another group."""
    found = session.get(Agreement, agreement_id)
    if found is None or (found.level, found.group) != (place.level, place.id):
        raise AgreementUnknown(agreement_id)
    return found


def agreements_of(session: AnySession, place: Place, *, until: Sequence[str]) -> list[Agreement]:
    """Return the group's agreements, open ones first, then the newest first.
    `until`: ids of released periods; only agreements that were made at the release of one of these are returned.
    """
    query = select(Agreement).where(
        Agreement.level == place.level, Agreement.group == place.id, Agreement.period_id.in_(until)
    )
    found = sorted(session.scalars(query), key=lambda each: (each.agreed_on, each.id), reverse=True)
    return sorted(found, key=lambda each: each.state != "open")
