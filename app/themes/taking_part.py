"""Views with which a participant takes part in a theme round: look, propose, support, vote, take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from app import clock
from app.db import db, writing
from app.organisations.models import Organisation
from app.participants.identity import Participant, ask_for_code, participant_only
from app.participants.service import NotAParticipant
from app.themes.choosing import MOST_SUPPORTED
from app.themes.forms import ProposalForm, SupportForm, VoteForm
from app.themes.models import ThemeRound
from app.themes.rounds import listed, rounds_of_region
from app.themes.stages import RUNNING, Poll, poll_of
from app.themes.theme_ballots import PollClosed, hand_in, has_handed_in, take_back
from app.web.forms import Form, form_page

blueprint = Blueprint("themes", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/themes")
@participant_only
def show_themes(participant: Participant) -> Page:
    """Show the participant the running theme round and earlier results."""
    return _page(participant)


@blueprint.post("/themes/<round_id>/propose")
@participant_only
def propose(participant: Participant, round_id: str) -> Page:
    """Hand in a proposal; one that seems to name somebody is shown again once, and may then be sent anyway."""
    found, form = _own_round(participant, round_id), ProposalForm()
    if not form.validate():
        return _page(participant, proposing=form), 422
    known = db.session.scalars(select(Organisation.name).where(Organisation.region_id == found.programme.region_id))
    if not form.looked.data and form.names_somebody(known=known):
        form.looked.data = "y"
        return _page(participant, proposing=form), 422
    return _hand_in(participant, found.id, poll="propose", content=form.content)


@blueprint.post("/themes/<round_id>/support")
@participant_only
def support(participant: Participant, round_id: str) -> Page:
    """Hand in support for up to three proposals."""
    found = _own_round(participant, round_id)
    form = SupportForm().offer(listed(found))
    if not form.validate():
        return _page(participant, supporting=form), 422
    return _hand_in(participant, found.id, poll="support", content={"s": form.proposal.data})


@blueprint.post("/themes/<round_id>/vote")
@participant_only
def vote(participant: Participant, round_id: str) -> Page:
    """Hand in a vote for one theme, or for none of these."""
    found = _own_round(participant, round_id)
    form = VoteForm().offer(listed(found))
    if not form.validate():
        return _page(participant, voting=form), 422
    return _hand_in(participant, found.id, poll="vote", content={"v": form.proposal.data})


@blueprint.post("/themes/<round_id>/<any(propose, support, vote):poll>/back")
@participant_only
def take_own_back(participant: Participant, round_id: str, poll: Poll) -> Page:
    """Delete the participant's ballot in an open poll; 409 when the poll has closed."""
    found = _own_round(participant, round_id)
    try:
        with writing(db.session):
            take_back(db.session, participant.keys, round_id=found.id, poll=poll, now=clock.now())
    except PollClosed:
        return _page(participant, late=True), 409
    except NotAParticipant:
        return ask_for_code()
    return redirect(url_for("themes.show_themes"), code=303)


def _hand_in(participant: Participant, round_id: str, *, poll: Poll, content: Mapping[str, Any]) -> Page:
    """Hand in a ballot and go back to the page; 409 when the poll has closed."""
    try:
        with writing(db.session):
            now = clock.now()
            hand_in(db.session, participant.keys, round_id=round_id, poll=poll, content=content, now=now)
    except PollClosed:
        return _page(participant, late=True), 409
    except NotAParticipant:  # They left on another device meanwhile.
        return ask_for_code()
    return redirect(url_for("themes.show_themes"), code=303)


def _own_round(participant: Participant, round_id: str) -> ThemeRound:
    """Return a round of the participant's region; 404 otherwise."""
    found = db.session.get(ThemeRound, round_id)
    if found is None or found.programme.region_id != participant.belonging.region_id:
        abort(404)
    return found


def _page(participant: Participant, *, late: bool = False, **sent: Form) -> str:
    """Return the HTML of the themes page; `sent`: a form that was refused, by what it does."""
    rounds = rounds_of_region(db.session, participant.belonging.region_id)
    running = next((each for each in rounds if each.state in RUNNING), None)
    poll = running.open_poll(clock.now()) if running else None
    own = running and poll and has_handed_in(db.session, participant.keys, round_id=running.id, poll=poll)
    proposals = listed(running) if running else []
    forms = {
        "proposing": ProposalForm(None),
        "supporting": SupportForm(None).offer(proposals),
        "voting": VoteForm(None).offer(proposals),
    }
    return form_page(
        "themes/themes.html",
        round=running,
        over=poll_of(running.state) if running and not poll else None,
        poll=poll,
        handed_in=bool(own),
        proposals=proposals,
        results=[each for each in rounds if each.state not in RUNNING],
        most=MOST_SUPPORTED,
        late=late,
        **{**forms, **sent},
    )
