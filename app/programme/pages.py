"""What the pages about a programme show: its year, what is asked when, and what can be changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import render_template
from flask_babel import format_date

from app import clock
from app.db import db
from app.programme.calendar import CalendarWave, asked_in, year_ahead, year_of
from app.programme.changes import Plan, first_free_day
from app.programme.forms import RHYTHMS
from app.programme.instruments import instrument_of
from app.programme.models import Programme
from app.programme.rhythm import day_of, midnight

INSTRUMENT = "peo"
FULL_DAYS = 21


@dataclass(frozen=True, slots=True)
class Bar:
    """A wave on the strip of the year, in days from its left end; `full` marks a full measurement."""

    left: int
    width: int
    full: bool


@dataclass(frozen=True, slots=True)
class Month:
    """Where a month begins on the strip, and its short name in the reader's language."""

    left: int
    name: str


def programme_page(
    programme: Programme, *, faults: Mapping[str, str] | None = None, typed: Mapping[str, str] | None = None
) -> str:
    """A programme with its year; `typed`: what stood in a small form that was refused."""
    now = clock.now()
    waves = year_of(db.session, programme, now=now)
    free = first_free_day(db.session, programme.region_id, today=clock.today()).isoformat()
    return render_template(
        "programme/programme.html",
        programme=programme,
        rhythm=dict(RHYTHMS).get(programme.wave_days),
        waves=waves,
        asked=asked_in(waves, instrument_of(programme.instrument_key)),
        bars=bars(waves, today=clock.today()),
        months=months(clock.today()),
        typed={"full_day": free, "full_days": str(FULL_DAYS), "start_day": free, **(typed or {})},
        faults=faults or {},
    )


def plan_page(
    programme: Programme | None,
    typed: Mapping[str, object],
    faults: Mapping[str, str],
    *,
    waves: Sequence[CalendarWave] | None = None,
    address: str = "",
) -> str:
    """The form of a plan, for a new programme or an existing one; `address`: where a previewed form belongs."""
    instrument = instrument_of(programme.instrument_key if programme else INSTRUMENT)
    own = f"/programme/{programme.id}/plan" if programme else "/programme/new"
    safe = address if address.startswith("/programme/") and address.endswith(("/plan", "/new")) else own
    return render_template(
        "programme/plan.html",
        programme=programme,
        address=safe,
        rhythms=[(str(days), words) for days, words in RHYTHMS],
        blocks={block.key: block.title for block in instrument.blocks},
        themes=tuple(instrument.pulse.themes),
        present_theme=instrument.pulse.theme,
        anchors=instrument.items_named(instrument.pulse.anchors),
        typed=typed,
        waves=waves,
        faults=faults,
    )


def preview_of(plan: Plan, *, first_day: date) -> list[CalendarWave]:
    """The waves that a plan would bring in a year from its first day."""
    draft = Programme(
        id="draft", region_id="", instrument_key=INSTRUMENT, starts_on=first_day, first_period=1, first_wave=1,
        wave_days=plan.wave_days, waves_per_period=plan.waves_per_period, open_days=plan.open_days,
        skips_free_days=plan.skips_free_days, items_per_wave=plan.items_per_wave, theme=plan.theme,
        min_group=plan.min_group, colluders=2, grace_days=0,
    )  # fmt: skip
    return year_ahead(draft, now=midnight(first_day))


def bars(waves: Sequence[CalendarWave], *, today: date) -> list[Bar]:
    """The waves on a strip of 365 days that begins today."""
    placed = []
    for wave in waves:
        left = max(0, (day_of(wave.opens) - today).days)
        right = min(365, (day_of(wave.closes) - today).days)
        placed.append(Bar(left, max(1, right - left - 1), wave.kind == "full"))
    return placed


def months(today: date) -> list[Month]:
    """The first days of the months in the year from today."""
    days = [today + timedelta(days=place) for place in range(365)]
    return [Month(place, str(format_date(day, "MMM"))) for place, day in enumerate(days) if day.day == 1]
