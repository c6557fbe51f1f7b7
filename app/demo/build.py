"""Builds the demonstration region by letting time pass, wave after wave, for the services and for `tick`.

Decides nothing about people or figures. The same seed gives the same region, codes and released figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.clock import REGION_TIME
from app.db import AnySession, writing
from app.demo.agreeing_teams import agree
from app.demo.life import Life, Member
from app.demo.outline import RegionOutline, read_outline
from app.demo.remark_writers import write_remarks
from app.demo.respondents import read_respondents
from app.demo.scene import Home, Scene, StaffLinkMade, appoint_staff, set_scene, write_down_contacts
from app.demo.seeded_chance import Chance
from app.demo.simulated_people import Crowd
from app.demo.theme_round import LEAST_WAVES, ThemeStory
from app.demo.truth import Truth
from app.holding import Holders
from app.instrument.installed import instrument_of
from app.jobs import tick
from app.programme.holders import set_holders
from app.programme.models import Period
from app.programme.rhythm import Rhythm
from app.programme.service import open_wave, rhythm_of
from app.remarks.remark_envelopes import remarks_key
from app.vault.counted_marks import forget_marks
from app.vault.period_keys import PeriodKeys

INVITED_BEFORE = timedelta(days=7)
ANSWERED_AFTER = timedelta(days=2, hours=9)
OPEN_SHARE = 0.5  # The share of the open wave's answers that have come in.
LEAST_PLACES, PLACES = 5, 48  # Places that are left in invitations, per team and in the whole region.


class ReleaseWaits(Exception):
    """A release of the demonstration region did not pass its audit: a fault of the program, not of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Which demonstration region to build: that of `questionnaire`.
    `waves` were answered before the open one; `holders` hold its keys.

    From one team to all teams of the outline.
    """

    questionnaire: str
    seed: int
    now: datetime
    waves: int
    teams: int
    min_group: int
    colluders: int
    holders: Holders | None = None


@dataclass(frozen=True, slots=True)
class Invited:
    """An invitation that is still open: `uses` people may join this team with it."""

    home: Home
    token: str
    uses: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Demonstration:
    """The region as it was built, with its people, invitations, staff and true shares."""

    order: Order
    scene: Scene
    members: tuple[Member, ...]
    invitations: tuple[Invited, ...]
    staff: tuple[StaffLinkMade, ...]
    theme_round: str | None
    truth: Truth


def build_region(session: AnySession, order: Order, *, keys: PeriodKeys) -> Demonstration:
    """Build the whole demonstration region up to `order.now`, with its last wave open. Raises ReleaseWaits."""
    chance = Chance(order.seed)
    outline = read_outline(order.questionnaire).smaller(order.teams)
    places = max(LEAST_PLACES, -(-PLACES // outline.team_count))
    scene = _scene(session, outline, order=order, places=places)
    forget_marks(keys.folder, scene.programme.id)
    forget_marks(keys.folder, remarks_key(scene.programme.id))
    instrument = instrument_of(order.questionnaire)
    crowd = Crowd(
        instrument, read_respondents(instrument), chance=chance, waves=order.waves + 1, against=outline.against
    )
    life = Life(session, scene, crowd=crowd, chance=chance)
    life.begin(scene.programme.starts_on - INVITED_BEFORE)
    _pass_time(session, order, scene=scene, life=life, keys=keys)
    story = ThemeStory(session, scene.programme, keys=keys, draws=chance.stream("themes"))
    theme_round = story.tell(life.members, now=order.now) if order.waves >= LEAST_WAVES else None
    with writing(session):
        staff = appoint_staff(session, scene, chance=chance, now=order.now)
        invitations = [Invited(home, life.invitation(home, uses=places), places) for home in scene.homes]
    return Demonstration(
        order=order,
        scene=scene,
        members=tuple(life.members),
        invitations=tuple(invitations),
        staff=tuple(staff),
        theme_round=theme_round,
        truth=life.truth,
    )


def first_day(now: datetime, waves: int) -> date:
    """Return the Monday on which wave 1 must open for `waves` waves of two weeks each to be over by `now`.
    The next wave is then open, since two to eight days.
    """
    today = now.astimezone(REGION_TIME).date()
    open_for = today.weekday() if today.weekday() >= 2 else today.weekday() + 7
    return today - timedelta(days=open_for + 14 * waves)


def _scene(session: AnySession, outline: RegionOutline, *, order: Order, places: int) -> Scene:
    with writing(session):
        scene = set_scene(
            session,
            outline,
            chance=Chance(order.seed),
            starts_on=first_day(order.now, order.waves),
            places=places,
            min_group=order.min_group,
            colluders=order.colluders,
        )
        set_holders(session, scene.programme, order.holders)
        write_down_contacts(session, scene)
        return scene


def _pass_time(session: AnySession, order: Order, *, scene: Scene, life: Life, keys: PeriodKeys) -> None:
    """Let every wave happen: run the tick, let people answer, and after each period let some come and go."""
    rhythm = rhythm_of(scene.programme)
    for number in range(1, order.waves + 1):
        opens = rhythm.wave(number).opens
        _tick(session, opens, order=order, keys=keys)
        _answer(session, life, scene=scene, chance=Chance(order.seed), now=opens + ANSWERED_AFTER)
        if not _ends_period(rhythm, number):
            draws = Chance(order.seed).stream("agreements", number)
            agree(session, scene, now=opens + ANSWERED_AFTER, draws=draws)
        else:
            life.change(number, today=rhythm.wave(number).closes.date())
    for moment in (rhythm.wave(order.waves + 1).opens, order.now):
        _tick(session, moment, order=order, keys=keys)
    _answer(session, life, scene=scene, chance=Chance(order.seed), now=order.now, share=OPEN_SHARE)


def _ends_period(rhythm: Rhythm, wave_number: int) -> bool:
    return wave_number % rhythm.waves_per_period == 0


def _tick(session: AnySession, moment: datetime, *, order: Order, keys: PeriodKeys) -> None:
    done = tick(session, now=moment, keys=keys, make_noise=Chance(order.seed).noise, clock_is_right=True)
    if done.waiting:
        raise ReleaseWaits(session.get_one(Period, done.waiting[0]).waiting_because)


def _answer(
    session: AnySession, life: Life, *, scene: Scene, chance: Chance, now: datetime, share: float = 1.0
) -> None:
    wave = open_wave(session, now, region_id=scene.region_id)
    if wave is None:
        raise AssertionError("a wave is open at every moment after the first")
    life.answer(wave, now=now, share=share)
    draws = chance.stream("remarks", wave.number)
    write_remarks(session, life.members, wave=wave, region_id=scene.region_id, now=now, draws=draws)
