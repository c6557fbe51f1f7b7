"""Views of theme rounds for the region's staff: begin one, read proposals, stop, adopt the chosen theme."""

from __future__ import annotations

from flask import Blueprint, abort, redirect, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.instrument.installed import instrument_of
from app.programme.models import Programme
from app.programme.plan_changes import first_free_day
from app.programme.service import PLANNING
from app.running.programme_routes import REFUSALS, own_programme, why
from app.running.runners import changing, record, runners_only
from app.running.theme_forms import FIELDS, AdoptForm, DaysForm, ReasonForm
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
from app.web.forms import Form, form_page

blueprint = Blueprint("theme_rounds", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/programme/<programme_id>/themes")
@runners_only
def show_rounds(runner: Staff, programme_id: str) -> Page:
    """Show the theme rounds of a programme with the forms to manage them."""
    return _page(own_programme(runner, programme_id))


@blueprint.post("/programme/<programme_id>/themes")
@runners_only
def begin(runner: Staff, programme_id: str) -> Page:
    """Begin a theme round, which the scheduled job opens for proposals. 422 for wrong days or when another one runs."""
    own_programme(runner, programme_id)
    form = DaysForm()
    if form.validate_on_submit():
        try:
            with writing(db.session):
                moments = moments_of(form.days, today=clock.today())
                made = begin_round(db.session, db.session.get_one(Programme, programme_id), moments=moments)
                record(runner, "theme.round_begun", made.id)
            return _back_to(programme_id)
        except DaysOutOfOrder as wrong:
            form.refuse(wrong.field, _day_words(wrong.field))
        except AnotherRoundRuns:
            words = _("This region is choosing a theme already. Wait until that ends, or stop it.")
            form.refuse("propose_until", words)
    return _page(own_programme(runner, programme_id), sent=form), 422


@blueprint.post("/programme/<programme_id>/themes/proposals/<proposal_id>/out")
@runners_only
def hide(runner: Staff, programme_id: str, proposal_id: str) -> Page:
    """Remove a proposal, with a reason that participants read."""
    programme, form = own_programme(runner, programme_id), ReasonForm(mark=proposal_id)
    found = _own_proposal(programme, proposal_id)
    if not form.validate_on_submit():
        return _page(programme, sent=form), 422
    return _take_out(runner, found, because=form.reason.data)


@blueprint.post("/programme/<programme_id>/themes/proposals/<proposal_id>/in")
@runners_only
def show_again(runner: Staff, programme_id: str, proposal_id: str) -> Page:
    """Put back a proposal that was removed."""
    found = _own_proposal(own_programme(runner, programme_id), proposal_id)
    return _take_out(runner, found, because=None)


@blueprint.post("/programme/<programme_id>/themes/<round_id>/stop")
@runners_only
def stop_round(runner: Staff, programme_id: str, round_id: str) -> Page:
    """Stop a round without a choice, with a reason that participants read; 409 when it has ended."""
    programme, form = own_programme(runner, programme_id), ReasonForm(mark="stop")
    _own_round(programme, round_id)
    if not form.validate_on_submit():
        return _page(programme, sent=form), 422
    try:
        with changing(runner, "theme.round_stopped", round_id):
            stop(db.session, db.session.get_one(ThemeRound, round_id), because=form.reason.data)
    except RoundOver:
        return _page(programme, refused=_("This choice has ended already. Its result does not change.")), 409
    return _back_to(programme_id)


@blueprint.post("/programme/<programme_id>/themes/<round_id>/adopt")
@runners_only
def adopt_choice(runner: Staff, programme_id: str, round_id: str) -> Page:
    """Make the programme ask about the chosen theme from a day on; 409 when there is nothing to adopt."""
    programme, form = own_programme(runner, programme_id), AdoptForm(mark=round_id)
    _own_round(programme, round_id)
    if form.validate_on_submit():
        try:
            with changing(runner, "theme.adopted", round_id, turn=PLANNING):
                first_day = read_day(form.first_day.data) or clock.today()
                chosen = db.session.get_one(ThemeRound, round_id)
                adopt(db.session, chosen, block=form.block.data, first_day=first_day, now=clock.now())
            return _back_to(programme_id)
        except REFUSALS as refusal:
            form.refuse("first_day", why(refusal)[1])
        except BlockUnknown:
            form.refuse("block", _("Choose one of the themes of the questionnaire."))
        except NothingChosen:
            return _page(programme, refused=_("There is nothing to adopt, or it was adopted already.")), 409
    return _page(own_programme(runner, programme_id), sent=form), 422


def _take_out(runner: Staff, found: ThemeProposal, *, because: str | None) -> Page:
    """Remove a proposal, or put it back when `because` is None; 409 outside the days for reading proposals."""
    proposal_id, round_id = found.id, found.round_id
    programme_id = db.session.get_one(ThemeRound, round_id).programme_id
    try:
        with changing(runner, "theme.proposal_taken_out" if because else "theme.proposal_put_back", proposal_id):
            take_out(db.session, db.session.get_one(ThemeRound, round_id), proposal_id, because=because)
    except NotReviewing:
        words = _("Proposals can be taken out after the last day to propose and before support opens.")
        return _page(db.session.get_one(Programme, programme_id), refused=words), 409
    return _back_to(programme_id)


def _own_proposal(programme: Programme, proposal_id: str) -> ThemeProposal:
    """Return a proposal in a round of this programme; 404 otherwise."""
    found = db.session.get(ThemeProposal, proposal_id) or abort(404)
    _own_round(programme, found.round_id)
    return found


def _own_round(programme: Programme, round_id: str) -> ThemeRound:
    """Return a round of this programme; 404 otherwise."""
    found = db.session.get(ThemeRound, round_id)
    return found if found and found.programme_id == programme.id else abort(404)


def _back_to(programme_id: str) -> Response:
    return redirect(url_for("theme_rounds.show_rounds", programme_id=programme_id), code=303)


def _page(programme: Programme, *, sent: Form | None = None, refused: str = "") -> str:
    """Return the HTML of a programme's theme rounds, newest first.

    `sent`: a form that was refused; `refused`: why nothing was done.
    """
    own = select(ThemeRound).where(ThemeRound.programme_id == programme.id)
    rounds = db.session.scalars(own.order_by(ThemeRound.vote_closes_at.desc(), ThemeRound.id)).all()
    blocks, usual = theme_blocks(instrument_of(programme.instrument_key)), usual_days(clock.today())
    free = first_free_day(db.session, programme.region_id, today=clock.today()).isoformat()
    begin = DaysForm(None, **{name: getattr(usual, name).isoformat() for name in FIELDS})
    adopting = {each.id: AdoptForm(None, mark=each.id, block=_chosen(each), first_day=free) for each in rounds}
    marks = ("stop", *(proposal.id for each in rounds for proposal in each.proposals))
    reasons = {mark: ReasonForm(None, mark=mark) for mark in marks}
    if isinstance(sent, DaysForm):
        begin = sent
    elif sent:
        (adopting if isinstance(sent, AdoptForm) else reasons)[sent.mark] = sent
    return form_page(
        "running/theme_round.html",
        programme=programme,
        rounds=rounds,
        elsewhere=running_round(db.session, programme.region_id),
        blocks=blocks,
        refused=refused,
        begin=begin,
        adopting={key: form.offer(blocks) for key, form in adopting.items()},
        reasons=reasons,
    )


def _chosen(found: ThemeRound) -> str | None:
    """Return the block of questions of the proposal that won; None without one."""
    return next((each.block for each in found.proposals if each.chosen), None)


def _day_words(field: str) -> str:
    words: dict[str, str] = {
        "propose_until": _("Choose a day from today on, at most a year away."),
        "support_from": _("Leave at least one whole day after proposing, to read what was proposed."),
        "support_until": _("Choose a day from the first day to support on, at most a year away."),
        "vote_until": _("Voting begins the day after support ends. Choose that day or a later one within a year."),
    }
    return words[field]
