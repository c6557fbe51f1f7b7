"""Waves of a programme: how one looks on a phone, a later last day, and a full measurement."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, render_template
from flask_babel import gettext as _

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.programme.calendar import CalendarWave, year_of
from app.programme.models import Programme, Wave
from app.programme.plan_changes import (
    MOST_DAYS_LONGER,
    NotLater,
    RoundStands,
    TooMuchLater,
    WaveNotOpen,
    WavesOverlap,
    bring_back,
    extend,
    plan_full,
    skip_wave,
)
from app.programme.rhythm import day_of, midnight
from app.running.programme_forms import FullForm, LastDayForm
from app.running.programme_pages import programme_page
from app.running.programme_routes import Page, back_to, blueprint, own_programme
from app.running.runners import record, runners_only
from app.running.typed import read_day
from app.web.forms import faults_of
from app.web.language import day

MOST_AHEAD = timedelta(days=365)


@blueprint.get("/programme/<programme_id>/waves/<int:number>")
@runners_only
def show_wave(runner: Staff, programme_id: str, number: int) -> Page:
    """One wave of the year as a phone shows it; nothing in it can be sent."""
    programme = own_programme(runner, programme_id)
    return _wave_page(programme, _wave(programme, number))


@blueprint.post("/programme/<programme_id>/waves/<int:number>/last-day")
@runners_only
def extend_wave(runner: Staff, programme_id: str, number: int) -> Page:
    programme, form = own_programme(runner, programme_id), LastDayForm()
    shown = _wave(programme, number)
    faults = {} if form.validate_on_submit() and shown.stored else faults_of(form)
    if not faults:
        try:
            with writing(db.session):
                last_day = read_day(form.last_day.data) or clock.today()
                extend(db.session, db.session.get_one(Wave, shown.id), last_day=last_day, now=clock.now())
                record(runner, "wave.extended", shown.id)
            return back_to(programme_id)
        except (NotLater, TooMuchLater, WaveNotOpen, WavesOverlap) as refusal:
            faults = {"last_day": _why(refusal)}
    return _wave_page(own_programme(runner, programme_id), shown, typed=form.last_day.data or "", faults=faults), 422


@blueprint.post("/programme/<programme_id>/waves/<int:number>/skip")
@runners_only
def skip_round(runner: Staff, programme_id: str, number: int) -> Page:
    """Take a round that has not opened out of the plan; the programme's page can bring it back."""
    shown = _wave(own_programme(runner, programme_id), number)
    try:
        with writing(db.session):
            skip_wave(db.session, db.session.get_one(Programme, programme_id), number=number, now=clock.now())
            record(runner, "wave.skipped", programme_id)
    except RoundStands:
        words = _(
            "This round stands: its period has opened, or a full measurement follows it. Change the plan instead."
        )
        return _wave_page(own_programme(runner, programme_id), shown, faults={"skip": words}), 422
    return back_to(programme_id)


@blueprint.post("/programme/<programme_id>/skipped/<day>/back")
@runners_only
def bring_round_back(runner: Staff, programme_id: str, day: str) -> Page:
    """Ask a round after all that was skipped."""
    own_programme(runner, programme_id)
    try:
        with writing(db.session):
            own, wanted = db.session.get_one(Programme, programme_id), read_day(day) or abort(404)
            bring_back(db.session, own, day=wanted, now=clock.now())
            record(runner, "wave.brought_back", programme_id)
    except RoundStands:
        words = _("It is too late to ask this round after all: a later one has opened.")
        return programme_page(own_programme(runner, programme_id), faults={"left_out": words}), 422
    return back_to(programme_id)


@blueprint.post("/programme/<programme_id>/full")
@runners_only
def add_full(runner: Staff, programme_id: str) -> Page:
    """Plan a measurement with all questions; pulses that would overlap begin after it."""
    programme, form = own_programme(runner, programme_id), FullForm()
    faults = {} if form.validate_on_submit() else faults_of(form)
    first_day = read_day(form.first_day.data) or clock.today()
    if not faults and first_day > clock.today() + MOST_AHEAD:
        faults["first_day"] = _("Choose a day within a year.")
    if not faults:
        try:
            with writing(db.session):
                own = db.session.get_one(Programme, programme_id)
                plan_full(db.session, own, first_day=first_day, days=int(form.days.data), now=clock.now())
                record(runner, "programme.full_planned", programme_id)
            return back_to(programme_id)
        except WavesOverlap as overlap:
            faults["first_day"] = _why(overlap)
    named = {{"first_day": "full_day", "days": "full_days"}[name]: words for name, words in faults.items()}
    typed = {"full_day": form.first_day.data or "", "full_days": form.days.data or ""}
    return programme_page(programme, faults=named, typed=typed), 422


def _wave(programme: Programme, number: int) -> CalendarWave:
    """The wave of the coming year with this number; 404 for one that has closed or lies further ahead."""
    waves = year_of(db.session, programme, now=clock.now())
    return next((wave for wave in waves if wave.number == number), None) or abort(404)


def _wave_page(
    programme: Programme, wave: CalendarWave, *, typed: str | None = None, faults: dict[str, str] | None = None
) -> str:
    last_day = day_of(wave.last_moment)
    return render_template(
        "running/wave.html",
        programme=programme,
        wave=wave,
        typed=typed if typed is not None else (last_day + timedelta(days=7)).isoformat(),
        faults=faults or {},
    )


def _why(refusal: NotLater | TooMuchLater | WaveNotOpen | WavesOverlap) -> str:
    if isinstance(refusal, WavesOverlap):
        free = day(midnight(refusal.free_from))
        return str(_("Then two rounds would overlap. It can begin on %(day)s at the earliest.", day=free))
    if isinstance(refusal, NotLater):
        return str(_("This is not after the present last day. A round can be made longer, never shorter."))
    if isinstance(refusal, TooMuchLater):
        return str(_("Choose at most %(days)s days more: a round cannot be made shorter again.", days=MOST_DAYS_LONGER))
    return str(_("Only a round that is open can be made longer."))
