"""Counts what teams have agreements about, for their organisation and region, without telling whose they are.

Decides when a subject is named: at least `LEAST_TEAMS` teams of the group have an open agreement about it, and as many
others have one about something else. Then neither the members of a team, nor staff who see in their log which leads
noted something, can tell who agreed on what. Counted once per release and never again, so that no later change of one
agreement shows in a number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import AnySession, writing
from app.meetings.models import Agreement, AgreementCount
from app.programme.models import Period, Programme, SnapshotRow
from app.releases.models import Release

LEAST_TEAMS, MANY_TEAMS = 3, 10
COUNTED = ""
"""In place of a construct: this release was counted, whether or not any subject may be named."""


def subjects_named(agreed: Iterable[frozenset[str]]) -> dict[str, int]:
    """Return the constructs that may be named as what teams agreed on, each with how many teams did: 3 or 10.
    3 means at least three, 10 at least ten. At least as many other teams must have agreements about other constructs
    alone. `agreed`: for each team with an open agreement, the constructs that its agreements are about.
    """
    teams = [each for each in agreed if each]
    about: dict[str, int] = {}
    for construct in {construct for each in teams for construct in each}:
        those = sum(construct in each for each in teams)
        fewest = min(those, len(teams) - those)
        if fewest >= LEAST_TEAMS:
            about[construct] = MANY_TEAMS if fewest >= MANY_TEAMS else LEAST_TEAMS
    return about


def count_agreements(session: AnySession) -> None:
    """Store for every release that has none yet how many teams have agreements about which constructs.
    An agreement counts from the first release after it was made.
    """
    counted = select(AgreementCount.period_id).where(AgreementCount.construct == COUNTED)
    new = select(Period).join(Release, Release.period_id == Period.id).where(Period.id.not_in(counted))
    for period in session.scalars(new.order_by(Period.number)).all():
        try:
            with writing(session):
                _count(session, period)
        except IntegrityError:
            continue  # Another tick counted this release at the same moment.


def subjects_agreed(session: AnySession, *, level: str, group: str, period_id: str) -> Mapping[str, int]:
    """Return the constructs about which teams of this group had agreements at this release, the most common first.
    The value is 3 (at least three teams) or 10 (at least ten). Rarer constructs are left out.
    """
    own = AgreementCount.period_id == period_id, AgreementCount.level == level, AgreementCount.group == group
    named = select(AgreementCount).where(*own, AgreementCount.construct != COUNTED)
    found = session.scalars(named.order_by(AgreementCount.teams.desc(), AgreementCount.construct))
    return {each.construct: each.teams for each in found}


def _count(session: AnySession, period: Period) -> None:
    region_id = session.get_one(Programme, period.programme_id).region_id
    session.add(AgreementCount(period_id=period.id, level="region", group=region_id, construct=COUNTED, teams=0))
    session.flush()
    before = (
        select(Period.id).join(Programme).where(Programme.region_id == region_id, Period.closes_at < period.closes_at)
    )
    open_ones = Agreement.level == "team", Agreement.state == "open", Agreement.period_id.in_(before)
    by_team: dict[str, set[str]] = defaultdict(set)
    for each in session.scalars(select(Agreement).where(*open_ones)):
        by_team[each.group].add(each.construct)
    groups: dict[tuple[str, str], list[frozenset[str]]] = defaultdict(list)
    for team in session.scalars(select(SnapshotRow).where(SnapshotRow.period_id == period.id)):
        for place in (("region", region_id), ("organisation", team.organisation_id)):
            groups[place].append(frozenset(by_team.get(team.team_id, ())))
    for (level, group), agreed in groups.items():
        for construct, teams in subjects_named(agreed).items():
            named = AgreementCount(period_id=period.id, level=level, group=group, construct=construct, teams=teams)
            session.add(named)
