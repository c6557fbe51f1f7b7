"""Views of a region's programmes: list, create, show the year, change, start, pause and duplicate."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.instrument.rotation import TooFewQuestions
from app.programme.concerns import concerns_of_region
from app.programme.models import Programme
from app.programme.own_questionnaires import questionnaires_to_choose
from app.programme.plan_changes import (
    AnotherProgrammeRuns,
    ProtectionLowered,
    WavesOverlap,
    change_plan,
    duplicate,
    first_free_day,
    new_programme,
    pause,
    start,
)
from app.programme.rhythm import midnight
from app.programme.service import PLANNING
from app.running.programme_forms import MOST_ITEMS, FirstDayForm, PauseForm, PlanForm, plan_values
from app.running.programme_pages import plan_page, preview_of, programme_page
from app.running.runners import changing, own_region, record, runners_only
from app.running.typed import read_day
from app.web.forms import form_page
from app.web.fragments import wants_fragment
from app.web.language import day
from app.web.settings import settings

blueprint = Blueprint("programme", __name__)

Page = str | tuple[str, int] | Response
REFUSALS = (AnotherProgrammeRuns, ProtectionLowered, WavesOverlap, TooFewQuestions)
FIRST = {"wave_days": "14", "period_weeks": "4", "items_per_wave": "5", "skips_free_days": True}
"""The values with which the form for a new programme starts."""


@blueprint.get("/programme")
@runners_only
def list_programmes(runner: Staff) -> Page:
    """Show the programmes of the region, and the problems that wait for a person to mend them."""
    region = own_region(db.session, runner)
    found = select(Programme).where(Programme.region_id == region.id).order_by(Programme.paused, Programme.name)
    return render_template(
        "running/programmes.html",
        region=region,
        programmes=db.session.scalars(found).all(),
        waits=concerns_of_region(db.session, region.id),
    )


@blueprint.get("/programme/new")
@runners_only
def show_new(runner: Staff) -> Page:
    """Show the form for a new programme."""
    region_id, tomorrow = own_region(db.session, runner).id, (clock.today() + timedelta(days=1)).isoformat()
    key = chosen_questionnaire(region_id, request.args.get("questionnaire", ""))
    usual = {"anchors": instrument_of(key).pulse.anchors, "min_group": str(settings().min_group)}
    form = PlanForm(None, data={**FIRST, **usual, "first_day": tomorrow, "questionnaire": key})
    return plan_page(None, required(form, None, region_id=region_id), region_id=region_id)


@blueprint.post("/programme/new")
@runners_only
def add_programme(runner: Staff) -> Page:
    """Create a programme, which opens nothing before somebody starts it; 422 when it is faulty or refused."""
    region_id = own_region(db.session, runner).id
    form = required(PlanForm(), None, region_id=region_id)
    if form.validate_on_submit():
        try:
            with writing(db.session):
                first_day = first_day_of(form)
                made = new_programme(
                    db.session, region_id, plan=form.plan, instrument_key=form.questionnaire.data, today=first_day
                )
                record(runner, "programme.created", made.id)
                address = url_for("programme.show_programme", programme_id=made.id)
            return redirect(address, code=303)
        except REFUSALS as refusal:
            form.refuse(*why(refusal))
    return plan_page(None, form, region_id=region_id), 422


@blueprint.post("/programme/preview")
@runners_only
def preview(runner: Staff) -> Page:
    """Show the year that the typed settings would bring, without saving; the programme's name may still be empty."""
    region_id, form, shown = own_region(db.session, runner).id, PlanForm(), None
    programme = own_programme(runner, form.programme.data) if form.programme.data else None
    required(form, programme, region_id=region_id)
    form.validate_on_submit()
    form.name.errors = []
    if not form.errors:
        try:
            key = form.questionnaire.data
            shown = preview_of(db.session, programme, form.plan, first_day=first_day_of(form), questionnaire=key)
        except TooFewQuestions as refusal:
            form.refuse(*why(refusal))
    if wants_fragment():
        return form_page("running/_preview.html", preview=shown, form=form)
    page = plan_page(programme, form, region_id=region_id, preview=shown)
    return (page, 422) if form.errors else page


@blueprint.get("/programme/<programme_id>")
@runners_only
def show_programme(runner: Staff, programme_id: str) -> Page:
    """Show one programme with its waves of the year ahead."""
    return programme_page(own_programme(runner, programme_id))


@blueprint.get("/programme/<programme_id>/plan")
@runners_only
def show_plan(runner: Staff, programme_id: str) -> Page:
    """Show the form with a programme's settings."""
    programme = own_programme(runner, programme_id)
    free = first_free_day(db.session, programme.region_id, today=clock.today())
    form = PlanForm(None, data=plan_values(programme, first_day=free.isoformat()))
    region_id = programme.region_id
    return plan_page(programme, required(form, programme, region_id=region_id), region_id=region_id)


@blueprint.post("/programme/<programme_id>/plan")
@runners_only
def change(runner: Staff, programme_id: str) -> Page:
    """Save new settings of a programme; 422 when the form is faulty or the plan is refused."""
    programme = own_programme(runner, programme_id)
    form = required(PlanForm(), programme, region_id=programme.region_id)
    if form.validate_on_submit():
        try:
            with changing(runner, "programme.changed", programme_id, turn=PLANNING):
                own = db.session.get_one(Programme, programme_id)
                change_plan(db.session, own, form.plan, first_day=first_day_of(form), now=clock.now())
            return back_to(programme_id)
        except REFUSALS as refusal:
            form.refuse(*why(refusal))
    programme = own_programme(runner, programme_id)
    return plan_page(programme, form, region_id=programme.region_id), 422


@blueprint.post("/programme/<programme_id>/start")
@runners_only
def start_again(runner: Staff, programme_id: str) -> Page:
    """Start or resume a programme from the typed day; 422 when that is refused."""
    programme, form = own_programme(runner, programme_id), FirstDayForm()
    if form.validate_on_submit():
        try:
            with changing(runner, "programme.started", programme_id, turn=PLANNING):
                own = db.session.get_one(Programme, programme_id)
                start(db.session, own, first_day=first_day_of(form), now=clock.now())
            return back_to(programme_id)
        except REFUSALS as refusal:
            form.refuse("first_day", why(refusal)[1])
    return programme_page(programme, start=form), 422


@blueprint.post("/programme/<programme_id>/pause")
@runners_only
def pause_programme(runner: Staff, programme_id: str) -> Page:
    """Pause a programme, after a ticked box."""
    programme, form = own_programme(runner, programme_id), PauseForm()
    if not form.validate_on_submit():
        return programme_page(programme, pausing=form), 422
    with changing(runner, "programme.paused", programme_id, turn=PLANNING):
        pause(db.session, db.session.get_one(Programme, programme_id))
    return back_to(programme_id)


@blueprint.post("/programme/<programme_id>/duplicate")
@runners_only
def duplicate_programme(runner: Staff, programme_id: str) -> Page:
    """Copy a programme; the copy does not run until somebody starts it."""
    own_programme(runner, programme_id)
    with writing(db.session):
        own = db.session.get_one(Programme, programme_id)
        name = _("Copy of %(name)s", name=own.name or own.id)[:120]
        copy = duplicate(db.session, own, name=name, today=clock.today()).id
        record(runner, "programme.duplicated", copy)
    return back_to(copy)


def own_programme(runner: Staff, programme_id: str) -> Programme:
    """Return a programme of the region that this person manages; 404 otherwise."""
    region, programme = own_region(db.session, runner), db.session.get(Programme, programme_id)
    return programme if programme and programme.region_id == region.id else abort(404)


def required(form: PlanForm, programme: Programme | None, *, region_id: str) -> PlanForm:
    """Return the form with the limits of this programme set: the smallest group allowed, and what can be asked."""
    least = programme.min_group if programme else settings().min_group
    key = programme.instrument_key if programme else chosen_questionnaire(region_id, form.questionnaire.data or "")
    form.programme.data, form.questionnaire.data = programme.id if programme else "", key
    return form.require(least_group=least, instrument=instrument_of(key))


def chosen_questionnaire(region_id: str, key: str) -> str:
    """Return the key of the questionnaire that was chosen for a new programme, or of the first one; 404 if unknown."""
    if key and key not in questionnaires_to_choose(db.session, region_id):
        abort(404)
    return key or FIRST_QUESTIONNAIRE


def first_day_of(form: PlanForm | FirstDayForm) -> date:
    """Return the first day that was typed, or today."""
    return read_day(form.first_day.data) or clock.today()


def back_to(programme_id: str) -> Response:
    """Return a redirect to the programme's page."""
    return redirect(url_for("programme.show_programme", programme_id=programme_id), code=303)


def why(refusal: Exception) -> tuple[str, str]:
    """Return the name of the form field that mends a refused plan, and the message for it."""
    if isinstance(refusal, WavesOverlap):
        free = day(midnight(refusal.free_from))
        return "first_day", _("Then two rounds would overlap. It can begin on %(day)s at the earliest.", day=free)
    if isinstance(refusal, AnotherProgrammeRuns):
        words = _("“%(name)s” is running. Pause it first: people are asked one thing at a time.", name=refusal.name)
        return "first_day", words
    if isinstance(refusal, TooFewQuestions) and refusal.needed <= MOST_ITEMS:
        words = _(
            "Too few for what you want in every round and the questions that take turns: some belong together. "
            "Choose at least %(needed)s, or untick a question below.",
            needed=refusal.needed,
        )
        return "items_per_wave", words
    if isinstance(refusal, TooFewQuestions):
        return "anchors", _("Too many: the other questions would have no room left. Untick some.")
    return "min_group", _("The smallest group may be raised, never lowered.")
