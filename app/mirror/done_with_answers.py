"""Tells participants what was done with everybody's answers: agreements of their groups, and the last release.

Reads released figures and what groups wrote for their own people. Nothing here depends on the person's own
answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select

from app.charts.time_axis import Timeline
from app.db import AnySession
from app.meetings.models import Agreement
from app.participants.belonging import Belonging
from app.wording.period_words import look_back_words, span

MOST = 2
"""The most agreements on the first page; the others stand on the pages of the groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldAgreement:
    """An agreement of one of the participant's groups. `look_back`: a sentence with the day to look back."""

    group: str
    text: str
    look_back: str
    done: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneWithAnswers:
    """What the home page tells a participant about the use of answers; false as a whole when there is nothing to tell.

    `released`: the period of the last release in words, empty before the first.
    """

    agreements: tuple[ToldAgreement, ...]
    released: str

    def __bool__(self) -> bool:
        return bool(self.agreements or self.released)


def done_with_answers(session: AnySession, belonging: Belonging, *, timeline: Timeline, today: date) -> DoneWithAnswers:
    """Return what the first page tells of the use of answers: the groups' newest agreements, and the last release.

    At most `MOST` agreements, those of the team first, then of the organisation and the region.
    """
    places = {
        ("team", belonging.team_id): (belonging.team_name, f"/teams/{belonging.team_id}"),
        ("organisation", belonging.organisation_id): (
            belonging.organisation_name,
            f"/organisations/{belonging.organisation_id}",
        ),
        ("region", belonging.region_id): ("", "/region"),
    }
    found = _agreements(session, list(places), today=today)
    nearest = sorted(found, key=lambda each: list(places).index((each.level, each.group)))
    released = [period for period in timeline.periods if period.released]
    return DoneWithAnswers(
        agreements=tuple(_told(each, *places[each.level, each.group], today=today) for each in nearest[:MOST]),
        released=span(released[-1].opens, released[-1].closes) if released else "",
    )


def _agreements(session: AnySession, places: Sequence[tuple[str, str]], *, today: date) -> list[Agreement]:
    """Return open agreements, and done ones whose day to look back has not passed, newest first."""
    own = or_(*((Agreement.level == level) & (Agreement.group == group) for level, group in places))
    query = select(Agreement).where(own, or_(Agreement.state == "open", Agreement.look_back_on >= today))
    kept = [each for each in session.scalars(query) if each.state in ("open", "done")]
    return sorted(kept, key=lambda each: (each.agreed_on, each.id), reverse=True)


def _told(agreement: Agreement, group: str, url: str, *, today: date) -> ToldAgreement:
    return ToldAgreement(
        group=group,
        text=agreement.text,
        look_back=look_back_words(agreement.look_back_on, today=today),
        done=agreement.state == "done",
        url=f"{url}/agreements",
    )
