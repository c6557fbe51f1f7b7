"""Views of a programme's waves: preview one as a phone shows it, extend it, and plan a survey with all items."""

from __future__ import annotations

from datetime import timedelta

from flask import abort
from flask_babel import gettext as _

from app import clock
from app.accounts.service import Staff
from app.db import db
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
from app.programme.service import PLANNING
from app.running.programme_forms import BringBackForm, FullForm, LastDayForm, SkipForm
from app.running.programme_pages import programme_page
from app.running.programme_routes import Page, back_to, blueprint, own_programme
from app.running.runners import changing, runners_only
from app.running.typed import read_day
from app.web.forms import Form, form_page
from app.web.language import day

MOST_AHEAD = timedelta(days=365)


@blueprint.get("/programme/<programme_id>/waves/<int:number>")
@runners_only
def show_wave(runner: Staff, programme_id: str, number: int) -> Page:
    """Show one wave of the coming year as a phone shows it; nothing in it can be sent."""
    programme = own_programme(runner, programme_id)
    return _wave_page(programme, _wave(programme, number))


@blueprint.post("/programme/<programme_id>/waves/<int:number>/last-day")
@runners_only
def extend_wave(runner: Staff, programme_id: str, number: int) -> Page:
    """Extend an open wave to a later last day; 422 when that is refused."""
    programme, form = own_programme(runner, programme_id), LastDayForm()
    shown = _wave(programme, number)
    if form.validate_on_submit() and not shown.stored:
        form.refuse("last_day", _why(WaveNotOpen()))
    if not form.errors:
        try:
            with changing(runner, "wave.extended", shown.id, turn=PLANNING):
                last_day = read_day(form.last_day.data) or clock.today()
                extend(db.session, db.session.get_one(Wave, shown.id), last_day=last_day, now=clock.now())
            return back_to(programme_id)
        except (NotLater, TooMuchLater, WaveNotOpen, WavesOverlap) as refusal:
            form.refuse("last_day", _why(refusal))
    return _wave_page(own_programme(runner, programme_id), shown, form=form), 422


@blueprint.post("/programme/<programme_id>/waves/<int:number>/skip")
@runners_only
def skip_round(runner: Staff, programme_id: str, number: int) -> Page:
    """Take a wave that has not opened out of the plan; 422 when it cannot. The programme's page can bring it back."""
    shown, form = _wave(own_programme(runner, programme_id), number), SkipForm()
    try:
        with changing(runner, "wave.skipped", programme_id, turn=PLANNING):
            skip_wave(db.session, db.session.get_one(Programme, programme_id), number=number, now=clock.now())
    except RoundStands:
        words = _(
            "This round stands: its period has opened, or a full measurement follows it. Change the plan instead."
        )
        form.refuse("skip", words)
        return _wave_page(own_programme(runner, programme_id), shown, skipping=form), 422
    return back_to(programme_id)


@blueprint.post("/programme/<programme_id>/skipped/<day>/back")
@runners_only
def bring_round_back(runner: Staff, programme_id: str, day: str) -> Page:
    """Put a skipped wave back into the plan; 422 when a later wave has opened."""
    own_programme(runner, programme_id)
    try:
        with changing(runner, "wave.brought_back", programme_id, turn=PLANNING):
            own, wanted = db.session.get_one(Programme, programme_id), read_day(day) or abort(404)
            bring_back(db.session, own, day=wanted, now=clock.now())
    except RoundStands:
        words = _("It is too late to ask this round after all: a later one has opened.")
        form = BringBackForm()
        form.refuse("left_out", words)
        return programme_page(own_programme(runner, programme_id), bringing=form), 422
    return back_to(programme_id)


@blueprint.post("/programme/<programme_id>/full")
@runners_only
def add_full(runner: Staff, programme_id: str) -> Page:
    """Plan a survey with all items; pulses that would overlap begin after it."""
    programme, form = own_programme(runner, programme_id), FullForm()
    first_day = read_day(form.first_day.data) or clock.today()
    if form.validate_on_submit() and first_day > clock.today() + MOST_AHEAD:
        form.refuse("first_day", _("Choose a day within a year."))
    if not form.errors:
        try:
            with changing(runner, "programme.full_planned", programme_id, turn=PLANNING):
                own = db.session.get_one(Programme, programme_id)
                plan_full(db.session, own, first_day=first_day, days=int(form.days.data), now=clock.now())
            return back_to(programme_id)
        except WavesOverlap as overlap:
            form.refuse("first_day", _why(overlap))
    return programme_page(programme, full=form), 422


def _wave(programme: Programme, number: int) -> CalendarWave:
    """Return the wave of the coming year with this number; 404 when it has closed or lies further ahead."""
    waves = year_of(db.session, programme, now=clock.now())
    return next((wave for wave in waves if wave.number == number), None) or abort(404)


def _wave_page(programme: Programme, wave: CalendarWave, **sent: Form) -> str:
    """Return the HTML of a wave's page; `sent`: a form, `form` (last day) or `skipping`, that was refused."""
    later = (day_of(wave.last_moment) + timedelta(days=7)).isoformat()
    forms = {"form": LastDayForm(None, last_day=later), "skipping": SkipForm(None)}
    return form_page("running/wave.html", programme=programme, wave=wave, **{**forms, **sent})


def _why(refusal: NotLater | TooMuchLater | WaveNotOpen | WavesOverlap) -> str:
    """Return in words why a change of days was refused."""
    if isinstance(refusal, WavesOverlap):
        free = day(midnight(refusal.free_from))
        return str(_("Then two rounds would overlap. It can begin on %(day)s at the earliest.", day=free))
    if isinstance(refusal, NotLater):
        return str(_("This is not after the present last day. A round can be made longer, never shorter."))
    if isinstance(refusal, TooMuchLater):
        return str(_("Choose at most %(days)s days more: a round cannot be made shorter again.", days=MOST_DAYS_LONGER))
    return str(_("Only a round that is open can be made longer."))
