"""Describes where to start in a demonstration region: `demo.json` for programs, a few lines for people.

Decides which participants are handed out: from every team in turn, first those who have the open wave still to answer
and answered most waves. Their codes open invented diaries only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain, zip_longest
from typing import Any

from sqlalchemy import select

from app.db import AnySession
from app.demo.build import Demonstration, Invited
from app.demo.full_measurement import FullMeasurement
from app.demo.life import Member
from app.demo.released_measurement import ReleasedMeasurement
from app.demo.scene import StaffLinkMade
from app.programme.models import Period, Wave
from app.themes.models import ThemeRound

PARTICIPANTS = 40
STAFF = {"team": "Team lead", "organisation": "Organisation", "council": "Works council", "region": "Region"}


def describe(session: AnySession, region: Demonstration, *, base_url: str) -> dict[str, Any]:
    """Return the content of `demo.json`: addresses, codes, staff links, waves, periods and themes."""
    now = region.order.now
    periods = session.scalars(
        select(Period).where(Period.programme_id == region.scene.programme.id).order_by(Period.number)
    ).all()
    return {
        "base_url": base_url,
        "seed": region.order.seed,
        "region": region.scene.region_name,
        "joins": [_join(each) for each in region.invitations],
        "participants": [_participant(member) for member in handed_out(region.members)],
        "staff": [_staff(each) for each in region.staff],
        "waves": [_wave(wave, now=now) for period in periods for wave in period.waves],
        "periods": [_period(period) for period in periods],
        "themes": [_theme(session.get_one(ThemeRound, region.theme_round))] if region.theme_round else [],
    }


def describe_full(full: FullMeasurement) -> dict[str, Any]:
    """Return what `demo.json` says of the full measurement that is open in the neighbouring region."""
    return {
        "region": full.region,
        "team": full.team,
        "wave": full.wave.id,
        **_span(full.wave.opens_at, full.wave.closes_at),
        "items": list(full.wave.items),
        "url": "/pulse",
        "pages": "/pulse/pages",
        "codes": [code.text for code in full.codes],
        "join": f"/join/{full.join_token}",
        "staff": _staff(full.staff),
    }


def describe_measured(measured: ReleasedMeasurement) -> dict[str, Any]:
    """Return what `demo.json` says of the released full measurement of the region that was measured whole."""
    wave = measured.wave
    return {
        "region": measured.region,
        "period": wave.period_id,
        "wave": wave.id,
        **_span(wave.opens_at, wave.closes_at),
        "items": list(wave.items),
        "results": f"/region?period={wave.period_id}",
        "report": f"/region/report?period={wave.period_id}",
        "codes": [code.text for code in measured.codes],
        "staff": _staff(measured.staff),
    }


def handed_out(members: Sequence[Member]) -> list[Member]:
    """Return the participants whose codes are given to people who try the demonstration, at most `PARTICIPANTS`.
    Each team gives one in turn: first those who did not answer the open wave, and of them who answered most waves.
    """
    teams: dict[str, list[Member]] = {}
    for member in sorted(members, key=lambda each: (each.answered_last, -each.waves_answered, each.person.number)):
        teams.setdefault(member.home.team_id, []).append(member)
    in_turn: Iterator[Member | None] = chain.from_iterable(zip_longest(*teams.values()))
    return [member for member in in_turn if member is not None][:PARTICIPANTS]


def starting_points(demo: Mapping[str, Any]) -> str:
    """Return a few lines that tell a person where to begin in the demonstration; `demo` is what demo.json holds."""
    base_url = demo["base_url"]
    staff = {each["role"]: each for each in reversed(demo["staff"])}
    first, person = demo["joins"][0], demo["participants"][0]
    lines = [
        f"The demonstration region: {demo['region']}. Everybody in it is invented.",
        "",
        f"  Look around      {base_url}/",
        f"  Join             {base_url}{first['url']}  ({first['team']})",
        f"  Come back        {base_url}/code  with the personal code",
        f"                   {person['code']}  ({person['waves_answered']} waves answered)",
        *(
            f"  {label:<16} {base_url}{staff[role]['url']}  ({staff[role]['scope_name']})"
            for role, label in STAFF.items()
            if role in staff
        ),
        *_way_to_full(demo),
        *_way_to_measured(demo),
        "",
        "More of each in demo.json.",
    ]
    return "\n".join(lines)


def _way_to_full(demo: Mapping[str, Any]) -> list[str]:
    """Return the lines about the open full measurement; none for a demo.json of before there was one."""
    full = demo.get("full_measurement")
    if full is None:
        return []
    return [
        f"  Full measurement {demo['base_url']}/code  with the personal code  (another region: {full['region']})",
        f"                   {full['codes'][0]}  ({len(full['items'])} questions; page by page: {full['pages']})",
    ]


def _way_to_measured(demo: Mapping[str, Any]) -> list[str]:
    """Return the lines about the released full measurement; none for a demonstration that has none."""
    measured = demo.get("released_full_measurement")
    if measured is None:
        return []
    return [
        f"  Its results      {demo['base_url']}{measured['staff']['url']}  (released: {measured['region']})",
        f"                   then {measured['report']}",
    ]


def _join(invited: Invited) -> dict[str, Any]:
    return {
        "organisation": invited.home.organisation,
        "team": invited.home.name,
        "team_id": invited.home.team_id,
        "url": f"/join/{invited.token}",
        "uses": invited.uses,
    }


def _staff(member: StaffLinkMade) -> dict[str, Any]:
    return {
        "role": member.role,
        "email": member.email,
        "scope": member.scope,
        "scope_name": member.scope_name,
        "url": f"/staff/enter/{member.token}",
    }


def _wave(wave: Wave, *, now: datetime) -> dict[str, Any]:
    span = _span(wave.opens_at, wave.closes_at)
    return {"id": wave.id, "period": wave.period_id, **span, "state": wave.state(now)}


def _period(period: Period) -> dict[str, Any]:
    span = _span(period.opens_at, period.closes_at)
    return {"id": period.id, **span, "state": period.state, "items": list(period.items)}


def _participant(member: Member) -> dict[str, Any]:
    return {
        "code": member.code.text,
        "team": member.home.name,
        "team_id": member.home.team_id,
        "experience": member.person.profile["experience"],
        "waves_answered": member.waves_answered,
        "answered_open_wave": member.answered_last,
    }


def _theme(found: ThemeRound) -> dict[str, Any]:
    closes = _text(found.moments.vote_closes)
    choices = [each.id for each in found.proposals if each.shortlisted]
    return {"round": found.id, "state": found.state, "vote_closes": closes, "choices": choices, "url": "/themes"}


def _span(opens: datetime, closes: datetime) -> dict[str, str]:
    return {"opens": _text(opens), "closes": _text(closes)}


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
