"""The contents of the pages about a programme: its year, what is asked when, and what can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app import clock
from app.db import AnySession, db
from app.instrument.installed import instrument_of
from app.instrument.rotation import turns
from app.instrument.schema import Item
from app.programme.calendar import AskedItem, CalendarWave, always_asked, asked_in, year_ahead, year_of
from app.programme.concerns import concerns_of_region
from app.programme.empty_periods import takes_part
from app.programme.models import Period, Programme
from app.programme.own_questionnaires import questionnaires_to_choose
from app.programme.plan_changes import first_free_day, next_numbers
from app.programme.programme_plan import Plan, anchors_of, set_plan
from app.programme.rhythm import day_of, midnight
from app.programme.service import rhythm_of
from app.protection import colluders_withstood
from app.running.programme_forms import RHYTHMS, BringBackForm, FirstDayForm, FullForm, PauseForm, PlanForm
from app.web.forms import Form, form_page
from app.web.language import said_date

FULL_DAYS = 21
BEFORE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A wave as a bar on the drawing of a year. `left`, `width`: in days; `left` counts from today.
    `full`: it is a survey with all items.
    """

    left: int
    width: int
    full: bool


@dataclass(frozen=True, slots=True)
class Month:
    """The start of a month on the strip that pictures a year, in days from its left end, with the month's name."""

    left: int
    name: str


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A wave that does not take place: `skipped` by somebody, otherwise for a school holiday.
    `key`: its day as in addresses.
    """

    day: datetime
    key: str
    skipped: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The waves that a programme's settings would bring in a year.
    `cycle`: after how many waves every item had its turn. `dropped`: items that the programme asks in every wave now
    and would no longer.
    """

    waves: Sequence[CalendarWave]
    always: Sequence[Item]
    asked: Sequence[AskedItem]
    cycle: int
    dropped: tuple[Item, ...]


def programme_page(programme: Programme, **sent: Form) -> str:
    """Return the HTML of a programme's page, with its waves of the year ahead.

    `sent`: a form, `full`, `start`, `pausing` or `bringing`, that was refused.
    """
    now = clock.now()
    waves = year_of(db.session, programme, now=now)
    free = first_free_day(db.session, programme.region_id, today=clock.today())
    wanted = max(free, programme.starts_on) if programme.paused else free  # The day that was chosen in the plan.
    forms = {
        "full": FullForm(None, first_day=free.isoformat(), days=str(FULL_DAYS)),
        "start": FirstDayForm(None, first_day=wanted.isoformat()),
        "pausing": PauseForm(None),
        "bringing": BringBackForm(None),
    }
    return form_page(
        "running/programme.html",
        programme=programme,
        waits=concerns_of_region(db.session, programme.region_id),
        nobody=not takes_part(db.session, programme.region_id),
        rhythm=dict(RHYTHMS).get(programme.wave_days),
        waves=waves,
        always=always_asked(waves),
        asked=asked_in(waves, instrument_of(programme.instrument_key)),
        bars=bars(waves, today=clock.today()),
        months=months(clock.today()),
        left_out=_left_out(programme),
        never_ran=not db.session.scalar(select(Period.id).where(Period.programme_id == programme.id).limit(1)),
        **{**forms, **sent},
    )


def _left_out(programme: Programme) -> list[LeftOut]:
    """Return the waves of the coming year that are left out."""
    if programme.paused:
        return []
    days = rhythm_of(programme).left_out(clock.today(), clock.today() + timedelta(days=365))
    return [LeftOut(midnight(day), day.isoformat(), day.isoformat() in (programme.skipped or ())) for day in days]


def plan_page(programme: Programme | None, form: PlanForm, *, region_id: str, preview: Preview | None = None) -> str:
    """Return the HTML of the settings page, for a new programme (None) or an existing one.
    `preview`: the waves that the typed settings would bring.
    """
    choice = {} if programme else questionnaires_to_choose(db.session, region_id)
    return form_page("running/plan.html", programme=programme, form=form, preview=preview, questionnaires=choice)


def preview_of(
    session: AnySession, programme: Programme | None, plan: Plan, *, first_day: date, questionnaire: str
) -> Preview:
    """Return the waves that a plan would bring in a year from its first day; saves nothing.
    `questionnaire`: the key of what it asks. Raises what `set_plan` raises.
    """
    numbers = next_numbers(session, programme, Period.state != "planned") if programme else (1, 1)
    draft = Programme(
        id="draft",
        region_id="",
        instrument_key=questionnaire,
        starts_on=first_day,
        first_period=numbers[0],
        first_wave=numbers[1],
        min_group=plan.min_group,
        colluders=colluders_withstood(plan.min_group),
        grace_days=0,
    )
    set_plan(draft, plan)
    instrument, waves = instrument_of(questionnaire), year_ahead(draft, now=midnight(first_day) - BEFORE)
    kept = anchors_of(draft)
    return Preview(
        waves=waves,
        always=always_asked(waves),
        asked=asked_in(waves, instrument),
        cycle=len(turns(instrument, per_wave=plan.items_per_wave, theme=plan.theme, anchors=kept)),
        dropped=instrument.items_named(set(anchors_of(programme)) - set(kept)) if programme else (),
    )


def bars(waves: Sequence[CalendarWave], *, today: date) -> list[Bar]:
    """Return the bars of these waves on a strip of 365 days that begins today."""
    placed = []
    for wave in waves:
        left = max(0, (day_of(wave.opens) - today).days)
        right = min(365, (day_of(wave.closes) - today).days)
        placed.append(Bar(left, max(1, right - left - 1), wave.kind == "full"))
    return placed


def months(today: date) -> list[Month]:
    """Return the start of each month in the year from today."""
    days = [today + timedelta(days=place) for place in range(365)]
    return [Month(place, said_date(day, "short_month")) for place, day in enumerate(days) if day.day == 1]
