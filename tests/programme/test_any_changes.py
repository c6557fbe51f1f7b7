"""Whatever the people of a region change, and in whatever order, rounds never overlap and nothing counts down."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import select

from app.db import db, writing
from app.programme.concerns import (
    COMMANDS,
    WORDS,
    Waiting,
    add_concern,
    concerns,
    concerns_of_region,
    mended,
    note_concerns,
)
from app.programme.models import Period, Programme, Wave
from app.programme.plan_changes import (
    AnotherProgrammeRuns,
    NotLater,
    ProtectionLowered,
    TooMuchLater,
    WaveNotOpen,
    WavesOverlap,
    change_plan,
    extend,
    first_free_day,
    pause,
    plan_full,
    start,
)
from app.programme.programme_plan import plan_of
from app.programme.rhythm import day_of, midnight
from app.programme.service import plan_ahead
from tests.region import START, SmallRegion

REFUSED = (AnotherProgrammeRuns, NotLater, ProtectionLowered, TooMuchLater, WaveNotOpen, WavesOverlap)


def programme() -> Programme:
    return db.session.scalars(select(Programme)).one()


def opened() -> dict[str, tuple[object, ...]]:
    """Every wave of a period that has opened: when it opens, its number and what it asks."""
    rows = db.session.scalars(select(Wave).join(Wave.period).where(Period.state != "planned"))
    return {wave.id: (wave.opens_at, wave.number, tuple(wave.items), wave.period.min_group) for wave in rows}


def change_something(chance: Random, now: datetime) -> None:
    """One of the things that a page offers, sensible or not."""
    made = programme()
    day = day_of(now) + timedelta(days=chance.randint(-5, 80))
    what = chance.choice(["plan", "pause", "start", "full", "extend", "guard"])
    if what == "plan":
        wave_days = chance.choice([7, 14, 28])
        plan = replace(
            plan_of(made),
            wave_days=wave_days,
            waves_per_period=chance.randint(1, 4),
            open_days=chance.choice([None, 1, wave_days]),
            skips_free_days=chance.random() < 0.5,
            items_per_wave=chance.randint(4, 9),
        )
        change_plan(db.session, made, plan, first_day=day, now=now)
    elif what == "guard":
        plan = replace(plan_of(made), min_group=chance.choice([5, 7, 9, 11]))
        change_plan(db.session, made, plan, first_day=day, now=now)
    elif what == "pause":
        pause(db.session, made)
    elif what == "start":
        start(db.session, made, first_day=day, now=now)
    elif what == "full":
        plan_full(db.session, made, first_day=day, days=chance.choice([7, 21]), now=now)
    else:
        wave = chance.choice(list(db.session.scalars(select(Wave).order_by(Wave.number))))
        extend(db.session, wave, last_day=day, now=now)


@pytest.mark.parametrize("seed", range(6))
def test_rounds_never_overlap_whatever_is_changed(region: SmallRegion, seed: int) -> None:
    """Twelve changes over a year, some of them refused: days stand in order, and numbers rise with time."""
    chance, now, protection = Random(seed), START, programme().min_group
    for _ in range(12):
        before = opened()
        try:
            with writing(db.session):
                change_something(chance, now)
        except REFUSED:
            db.session.rollback()
        else:
            assert before == opened(), "what has opened stands as it was"
        waves = list(db.session.scalars(select(Wave).order_by(Wave.opens_at)))
        assert all(one.opens_at < one.closes_at <= other.opens_at for one, other in pairwise(waves))
        assert [wave.number for wave in waves] == sorted({wave.number for wave in waves})
        assert programme().min_group >= protection
        protection = programme().min_group
        for period in db.session.scalars(select(Period)):
            assert period.opens_at == period.waves[0].opens_at
            assert period.closes_at >= period.waves[-1].closes_at
        now += timedelta(days=chance.randint(1, 60))
        with writing(db.session):
            _pass(now)


def _pass(now: datetime) -> None:
    """What ticks do to the plan, without answers: periods open, close and are planned ahead."""
    for period in db.session.scalars(select(Period).where(Period.state == "planned", Period.opens_at <= now)):
        period.state = "open"
    for period in db.session.scalars(select(Period).where(Period.state == "open", Period.closes_at <= now)):
        period.state = "released"
    plan_ahead(db.session, now)


def test_the_first_free_day_is_never_in_the_past(region: SmallRegion) -> None:
    """While a period runs it is the day after it; with nothing open it is today."""
    running = day_of(db.session.scalars(select(Period.closes_at).where(Period.state == "open")).one())
    assert first_free_day(db.session, region.region_id, today=day_of(START)) == running
    later = running + timedelta(days=100)
    assert first_free_day(db.session, region.region_id, today=later) == later
    assert first_free_day(db.session, "elsewhere", today=day_of(START)) == day_of(START)


def test_an_overlap_names_a_day_that_works(region: SmallRegion) -> None:
    """Whoever takes the day that was told is not refused a second time."""
    with pytest.raises(WavesOverlap) as refused, writing(db.session):
        change_plan(db.session, programme(), plan_of(programme()), first_day=day_of(START), now=START)
    with writing(db.session):
        change_plan(db.session, programme(), plan_of(programme()), first_day=refused.value.free_from, now=START)
    first = db.session.scalars(select(Period).where(Period.state == "planned").order_by(Period.number)).first()
    assert first is not None
    assert first.opens_at == midnight(refused.value.free_from)


@pytest.mark.parametrize("language", ["nl", "en", "de"])
def test_whatever_waits_says_what_is_the_matter_and_what_to_do(app: Flask, language: str) -> None:
    """Whole sentences about each kind, different ones, in every language."""
    with app.test_request_context(headers={"Accept-Language": language}), force_locale(language):
        said = [words for kind in WORDS for words in (Waiting(kind, "p1").what, Waiting(kind, "p1").mend)]
    assert all(words.endswith(".") and words[0].isupper() and len(words) > 20 for words in said)
    assert len({Waiting(kind, "p1") for kind in WORDS}) == len(WORDS)
    assert len(set(said[::2])) == len(WORDS)


def test_every_command_that_is_named_is_for_something_that_waits() -> None:
    """And begins with the program's name, so that it can be typed as it stands."""
    assert set(COMMANDS) <= set(WORDS)
    assert all(command.startswith("peil ") for command in COMMANDS.values())


def test_what_waits_is_noted_anew_and_once(region: SmallRegion) -> None:
    """What was found before and is not found now was mended; the same thing twice is one line."""
    with writing(db.session):
        note_concerns(
            db.session, [Waiting("key_missing", "p1"), Waiting("key_missing", "p1"), Waiting("step_failed", "tick")]
        )
    assert concerns(db.session) == [Waiting("key_missing", "p1"), Waiting("step_failed", "tick")]
    with writing(db.session):
        note_concerns(db.session, [Waiting("keys_folder", "")])
        add_concern(db.session, Waiting("keys_folder", ""))
        add_concern(db.session, Waiting("audit_failed", "p2"))
    assert concerns(db.session) == [Waiting("audit_failed", "p2"), Waiting("keys_folder", "")]
    with writing(db.session):
        mended(db.session, "p2")
    assert concerns(db.session) == [Waiting("keys_folder", "")]


def test_a_region_is_told_what_concerns_it_and_the_server(region: SmallRegion) -> None:
    """Not the periods of another region, whose names are not its business."""
    own = db.session.scalars(select(Period.id)).first()
    assert own is not None
    with writing(db.session):
        note_concerns(db.session, [Waiting("key_missing", own), Waiting("clock_back", "")])
    assert concerns_of_region(db.session, region.region_id) == concerns(db.session)
    assert concerns_of_region(db.session, "elsewhere") == [Waiting("clock_back", "")]
