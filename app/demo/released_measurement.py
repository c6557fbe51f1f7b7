"""A region beside the demonstration region whose full measurement closed today: large enough for means and a report.

Decides who lives there and what they answer: a content file has a row for each, with the whole form. A region of its
own, because everybody of the demonstration region would cost the build half a minute.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.accounts.service import create_account, make_link
from app.answering.diary import PROFILE
from app.answering.diary_rows import write_entry
from app.answering.service import submit
from app.clock import REGION_TIME
from app.db import AnySession, writing
from app.demo.build import LEAST_PLACES, Order, ReleaseWaits
from app.demo.life import FormRefused
from app.demo.outline import RegionOutline, demonstrations, read_outline
from app.demo.respondents import BACKGROUND, KIND
from app.demo.scene import ADDRESS, LINK_MINUTES, LINK_USES, Home, Scene, StaffLinkMade, set_scene
from app.demo.seeded_chance import Chance
from app.demo.truth import Truth
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.jobs import tick
from app.lifecycle.ballot_box import open_box
from app.lifecycle.period_box import PeriodBox
from app.organisations.service import invite
from app.participants.service import Joined, accounts_of, join
from app.programme.holders import set_holders
from app.programme.models import Period, Wave
from app.programme.plan_changes import plan_full
from app.vault.codes import PersonalCode
from app.vault.counted_marks import forget_marks
from app.vault.period_keys import PeriodKeys

DAYS = 21
INVITED_BEFORE, ANSWERED_AFTER = timedelta(days=7), timedelta(days=4)
CODES = 5
RESPONSE = 0.9


@dataclass(frozen=True, slots=True)
class WholeForm:
    """One row of the file: a person's background, and the form as they send it in."""

    profile: Mapping[str, str]
    fields: Mapping[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedMeasurement:
    """The released full measurement of the measured region: its wave, some of its people's codes, and the way in."""

    region: str
    wave: Wave
    codes: tuple[PersonalCode, ...] = field(repr=False)
    staff: StaffLinkMade


def build_measured(session: AnySession, order: Order, *, keys: PeriodKeys, truth: Truth) -> ReleasedMeasurement | None:
    """Create the measured region, let its people answer, and release its full measurement on the day of `order.now`.
    Return None for a questionnaire without such a region.

    The same seed gives the same codes, addresses and figures; what they
    answered is noted in `truth`. Raises ReleaseWaits.
    """
    outline, chance = read_outline(order.questionnaire).measured_region, Chance(order.seed).of("measured")
    if outline is None:
        return None
    with writing(session):
        scene = _scene(session, outline, order=order, chance=chance)
        people = _people(session, scene, order=order, chance=chance)
        period = _planned(session, scene, order=order)
        staff = _staff(session, scene, order=order, chance=chance)
    forget_marks(keys.folder, scene.programme.id)
    open_box(session, PeriodBox(period.id), keys=keys, now=period.opens_at)
    answered = _answer(session, people, wave=period.waves[0], chance=chance, truth=truth)
    done = tick(session, now=order.now, keys=keys, make_noise=chance.noise, clock_is_right=True)
    if done.waiting:
        raise ReleaseWaits(session.get_one(Period, done.waiting[0]).waiting_because)
    wave = session.get_one(Period, period.id, populate_existing=True).waves[0]
    codes = tuple(each.joined.code for each in answered[:CODES])
    return ReleasedMeasurement(region=scene.region_name, wave=wave, codes=codes, staff=staff)


def read_forms(questionnaire: str) -> dict[str, deque[WholeForm]]:
    """Return the people of the measured region by their kind of organisation, in the order of their file."""
    path = demonstrations()[questionnaire] / "measured.csv"
    found: dict[str, deque[WholeForm]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            profile = {key: row.pop(key) for key in BACKGROUND}
            of_kind = found.setdefault(row.pop(KIND), deque())
            of_kind.append(WholeForm(profile, {control: said.split("|") for control, said in row.items() if said}))
    return found


@dataclass(frozen=True, slots=True)
class _Person:
    home: Home
    form: WholeForm
    joined: Joined = field(repr=False)


def _scene(session: AnySession, outline: RegionOutline, *, order: Order, chance: Chance) -> Scene:
    first_day = order.now.astimezone(REGION_TIME).date() - timedelta(days=DAYS)
    scene = set_scene(
        session,
        outline,
        chance=chance,
        starts_on=first_day,
        places=LEAST_PLACES,
        min_group=order.min_group,
        colluders=order.colluders,
    )
    scene.programme.remarks_box = False
    set_holders(session, scene.programme, order.holders)
    return scene


def _people(session: AnySession, scene: Scene, *, order: Order, chance: Chance) -> list[_Person]:
    """Let the people of every team join; each takes the next form of their kind of organisation."""
    forms, random_bytes = read_forms(order.questionnaire), chance.random_bytes("codes")
    today = scene.programme.starts_on - INVITED_BEFORE
    found = []
    for home in scene.homes:
        accounts = accounts_of(session, home.team_id)
        token = invite(
            session, home.team_id, uses=home.size, accounts=accounts, expires_on=None, random_bytes=random_bytes
        )
        for _ in range(home.size):
            person = _Person(
                home,
                forms[home.org_type].popleft(),
                join(session, token, today=today, random_bytes=random_bytes),
            )
            write_entry(session, person.joined.keys, label=PROFILE, content=person.form.profile)
            found.append(person)
    return found


def _planned(session: AnySession, scene: Scene, *, order: Order) -> Period:
    first_day = scene.programme.starts_on
    return plan_full(session, scene.programme, first_day=first_day, days=DAYS, now=order.now - timedelta(days=DAYS + 1))


def _answer(session: AnySession, people: list[_Person], *, wave: Wave, chance: Chance, truth: Truth) -> list[_Person]:
    """Let nearly everybody send in the whole form, read as the server reads it; return who did. Raises FormRefused."""
    items = instrument_of(wave.period.programme.instrument_key).items_named(wave.items)
    draws = chance.stream("response")
    answering = [each for each in people if draws.random() < RESPONSE]
    with writing(session):
        for number, each in enumerate(answering):
            reading = read_form(items, each.form.fields)
            if reading.faults:
                raise FormRefused(f"{wave.id}: {reading.faults}")
            submit(
                session,
                each.joined.keys,
                wave_id=wave.id,
                answers=reading.answers,
                submission=f"{wave.id}-{number}",
                now=wave.opens_at + ANSWERED_AFTER,
            )
            truth.note(
                wave.period_id,
                number,
                team_id=each.home.team_id,
                profile=each.form.profile,
                answers=reading.answers,
            )
    return answering


def _staff(session: AnySession, scene: Scene, *, order: Order, chance: Chance) -> StaffLinkMade:
    """Make an account of the region's programme team, which reads the results and composes the report."""
    random_bytes = chance.random_bytes("staff")
    email = f"gemeten@{ADDRESS}"
    account = create_account(session, email=email, role="region", scope=scene.region_id, random_bytes=random_bytes)
    token = make_link(session, account, now=order.now, uses=LINK_USES, minutes=LINK_MINUTES, random_bytes=random_bytes)
    return StaffLinkMade(role="region", email=email, scope=scene.region_id, scope_name=scene.region_name, token=token)
