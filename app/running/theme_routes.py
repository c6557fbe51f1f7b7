"""Theme rounds on the programme's pages: staff of the region begin one, read proposals, stop, adopt what was chosen."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, abort, redirect, render_template, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.instrument.installed import instrument_of
from app.programme.models import Programme
from app.programme.plan_changes import first_free_day
from app.running.programme_routes import REFUSALS, own_programme, why
from app.running.runners import record, runners_only
from app.running.theme_forms import AdoptForm, DaysForm, ReasonForm, typed_days
from app.running.typed import read_day
from app.themes.models import ThemeProposal, ThemeRound
from app.themes.rounds import (
    AnotherRoundRuns,
    BlockUnknown,
    NothingChosen,
    NotReviewing,
    RoundOver,
    adopt,
    begin_round,
    running_round,
    stop,
    take_out,
    theme_blocks,
)
from app.themes.stages import DaysOutOfOrder, moments_of, usual_days
from app.web.forms import faults_of

blueprint = Blueprint("theme_rounds", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/programme/<programme_id>/themes")
@runners_only
def show_rounds(runner: Staff, programme_id: str) -> Page:
    return _page(own_programme(runner, programme_id))


@blueprint.post("/programme/<programme_id>/themes")
@runners_only
def begin(runner: Staff, programme_id: str) -> Page:
    """The tick opens it for proposals within a minute."""
    own_programme(runner, programme_id)
    form = DaysForm()
    faults = {} if form.validate_on_submit() else faults_of(form)
    if not faults:
        try:
            with writing(db.session):
                moments = moments_of(form.days, today=clock.today())
                made = begin_round(db.session, db.session.get_one(Programme, programme_id), moments=moments)
                record(runner, "theme.round_begun", made.id)
            return _back_to(programme_id)
        except DaysOutOfOrder as wrong:
            faults = {wrong.field: _day_words(wrong.field)}
        except AnotherRoundRuns:
            faults = {"propose_until": _("This region is choosing a theme already. Wait until that ends, or stop it.")}
    return _page(own_programme(runner, programme_id), faults=faults, typed=form.data), 422


@blueprint.post("/programme/<programme_id>/themes/proposals/<proposal_id>/out")
@runners_only
def hide(runner: Staff, programme_id: str, proposal_id: str) -> Page:
    """Take a proposal out, with a reason that participants read."""
    programme, form = own_programme(runner, programme_id), ReasonForm()
    found = _own_proposal(programme, proposal_id)
    if not form.validate_on_submit():
        faults = {f"reason-{proposal_id}": next(iter(faults_of(form).values()))}
        return _page(programme, faults=faults, typed={f"reason-{proposal_id}": form.reason.data}), 422
    return _take_out(runner, found, because=form.reason.data)


@blueprint.post("/programme/<programme_id>/themes/proposals/<proposal_id>/in")
@runners_only
def show_again(runner: Staff, programme_id: str, proposal_id: str) -> Page:
    """Put a proposal back that was taken out."""
    found = _own_proposal(own_programme(runner, programme_id), proposal_id)
    return _take_out(runner, found, because=None)


@blueprint.post("/programme/<programme_id>/themes/<round_id>/stop")
@runners_only
def stop_round(runner: Staff, programme_id: str, round_id: str) -> Page:
    """End it without a choice, with a reason that participants read."""
    programme, form = own_programme(runner, programme_id), ReasonForm()
    _own_round(programme, round_id)
    if not form.validate_on_submit():
        faults = {"reason-stop": next(iter(faults_of(form).values()))}
        return _page(programme, faults=faults, typed={"reason-stop": form.reason.data}), 422
    try:
        with writing(db.session):
            stop(db.session, db.session.get_one(ThemeRound, round_id), because=form.reason.data)
            record(runner, "theme.round_stopped", round_id)
    except RoundOver:
        return _page(programme, refused=_("This choice has ended already. Its result does not change.")), 409
    return _back_to(programme_id)


@blueprint.post("/programme/<programme_id>/themes/<round_id>/adopt")
@runners_only
def adopt_choice(runner: Staff, programme_id: str, round_id: str) -> Page:
    """Let the programme ask about the chosen theme from a day on."""
    programme, form = own_programme(runner, programme_id), AdoptForm()
    _own_round(programme, round_id)
    faults = {} if form.validate_on_submit() else faults_of(form)
    if not faults:
        try:
            with writing(db.session):
                first_day = read_day(form.first_day.data) or clock.today()
                chosen = db.session.get_one(ThemeRound, round_id)
                adopt(db.session, chosen, block=form.block.data, first_day=first_day, now=clock.now())
                record(runner, "theme.adopted", round_id)
            return _back_to(programme_id)
        except REFUSALS as refusal:
            faults = {"first_day": next(iter(why(refusal).values()))}
        except BlockUnknown:
            faults = {"block": _("Choose one of the themes of the questionnaire.")}
        except NothingChosen:
            return _page(programme, refused=_("There is nothing to adopt, or it was adopted already.")), 409
    return _page(own_programme(runner, programme_id), faults=faults, typed=form.data), 422


def _take_out(runner: Staff, found: ThemeProposal, *, because: str | None) -> Page:
    proposal_id, round_id = found.id, found.round_id
    programme_id = db.session.get_one(ThemeRound, round_id).programme_id
    try:
        with writing(db.session):
            take_out(db.session, db.session.get_one(ThemeRound, round_id), proposal_id, because=because)
            record(runner, "theme.proposal_taken_out" if because else "theme.proposal_put_back", proposal_id)
    except NotReviewing:
        words = _("Proposals can be taken out after the last day to propose and before support opens.")
        return _page(db.session.get_one(Programme, programme_id), refused=words), 409
    return _back_to(programme_id)


def _own_proposal(programme: Programme, proposal_id: str) -> ThemeProposal:
    """A proposal in a round of this programme; 404 otherwise."""
    found = db.session.get(ThemeProposal, proposal_id) or abort(404)
    _own_round(programme, found.round_id)
    return found


def _own_round(programme: Programme, round_id: str) -> ThemeRound:
    """A round of this programme; 404 otherwise."""
    found = db.session.get(ThemeRound, round_id)
    return found if found and found.programme_id == programme.id else abort(404)


def _back_to(programme_id: str) -> Response:
    return redirect(url_for("theme_rounds.show_rounds", programme_id=programme_id), code=303)


def _page(
    programme: Programme,
    *,
    faults: Mapping[str, str] | None = None,
    typed: Mapping[str, object] | None = None,
    refused: str = "",
) -> str:
    """The rounds of a programme, the newest first; `refused`: why nothing was done."""
    own = select(ThemeRound).where(ThemeRound.programme_id == programme.id)
    rounds = db.session.scalars(own.order_by(ThemeRound.vote_closes_at.desc(), ThemeRound.id)).all()
    free = first_free_day(db.session, programme.region_id, today=clock.today()).isoformat()
    return render_template(
        "running/theme_round.html",
        programme=programme,
        rounds=rounds,
        elsewhere=running_round(db.session, programme.region_id),
        blocks=theme_blocks(instrument_of(programme.instrument_key)),
        typed={**typed_days(usual_days(clock.today())), "first_day": free, **(typed or {})},
        faults=faults or {},
        refused=refused,
    )


def _day_words(field: str) -> str:
    words: dict[str, str] = {
        "propose_until": _("Choose a day from today on, at most a year away."),
        "support_from": _("Leave at least one whole day after proposing, to read what was proposed."),
        "support_until": _("Choose a day from the first day to support on, at most a year away."),
        "vote_until": _("Voting begins the day after support ends. Choose that day or a later one within a year."),
    }
    return words[field]
