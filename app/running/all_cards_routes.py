"""Views that print the cards of all teams of an organisation, or of the region, as one file, and withdraw them all.

A file holds at most `MOST_CARDS` cards, whole teams in the order of the list; what is left is printed next.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from flask import make_response
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import AnySession, db
from app.organisations.handing_out import TeamIsClosed, make_cards, places_left_by_team
from app.organisations.models import Organisation, Team
from app.organisations.service import TeamIsFull, revoke_invitations
from app.running.card_sheets import CardsOfTeam, CardWords, file_of
from app.running.invitation_routes import LANGUAGES_ON_CARDS, card_words
from app.running.organisation_forms import AllCardsForm, WithdrawForm
from app.running.organisation_lists import MOST_CARDS, open_teams, to_print
from app.running.organisation_routes import Page, back_to_list, back_to_organisation, blueprint, list_page, managed_page
from app.running.runners import changing, own_organisation, own_region, runners_only
from app.running.typed import read_day
from app.web.language import in_each_language, reader_language
from app.web.settings import settings


@blueprint.post("/organisations/cards")
@blueprint.post("/organisations/<organisation_id>/cards")
@runners_only
def print_all_cards(runner: Staff, organisation_id: str = "") -> Page:
    """Send a PDF with invitation cards for all teams of the organisation or region; 422 when that is refused."""
    (teams, subject, page), form = _reached(runner, organisation_id), AllCardsForm()
    return _print(runner, teams, form, subject=subject) or (page(printing=form), 422)


@blueprint.post("/organisations/withdraw")
@blueprint.post("/organisations/<organisation_id>/withdraw")
@runners_only
def withdraw_all_cards(runner: Staff, organisation_id: str = "") -> Page:
    """Withdraw every invitation card and link of all teams of the organisation or region, after a ticked box."""
    (teams, subject, page), form = _reached(runner, organisation_id), WithdrawForm()
    if not form.validate_on_submit():
        return page(withdrawing=form), 422
    ids = [team.id for team in teams]
    with changing(runner, "invitation.all_withdrawn", subject) as session:
        for team_id in ids:
            revoke_invitations(session, team_id)
    return back_to_organisation(organisation_id) if organisation_id else back_to_list()


def _reached(runner: Staff, organisation_id: str) -> tuple[Sequence[Team], str, Callable[..., str]]:
    """Return the open teams of the organisation, its id and its page; without an id those of the region."""
    if not organisation_id:
        region = own_region(db.session, runner)
        return open_teams(db.session, Organisation.region_id == region.id), region.id, partial(list_page, runner)
    organisation = own_organisation(db.session, runner, organisation_id=organisation_id)
    teams = open_teams(db.session, Organisation.id == organisation_id)
    return teams, organisation_id, partial(managed_page, runner, organisation)


def _print(runner: Staff, teams: Sequence[Team], form: AllCardsForm, *, subject: str) -> Response | None:
    """Return the file; None, with the faults in the form, when it is refused.

    Also refuses a form that is sent a second time by reloading, which would give away places unseen.
    """
    form.validate_on_submit()
    last_day, left = read_day(form.expires_on.data) or clock.today(), to_print(db.session, teams)
    if last_day < clock.today():
        form.refuse("expires_on", _("This day has passed. Choose today or later."))
    if not left.cards:
        form.refuse("given", _("Every place is on a card or link that works. Nothing is left to print."))
    elif form.given.data and form.given.data != str(left.cards):
        form.refuse("given", _moved())
    if form.errors:
        return None
    try:
        with changing(runner, "invitation.all_cards_made", subject) as session:
            made = _make(session, teams, last_day=last_day)
    except (TeamIsFull, TeamIsClosed):
        form.refuse("given", _moved())
        return None
    return _file(made, last_day=last_day)


def _make(session: AnySession, teams: Sequence[Team], *, last_day: date) -> list[CardsOfTeam]:
    """Make cards for every place that is left, up to a full file; teams are locked in one order, always the same."""
    today, left, chosen, cards = clock.today(), places_left_by_team(session, teams, today=clock.today()), [], 0
    for team in teams:
        if left[team.id] and cards + left[team.id] <= MOST_CARDS:
            chosen.append(team)
            cards += left[team.id]
    secret = settings().secret
    made = {
        team.id: make_cards(session, team.id, cards=left[team.id], expires_on=last_day, today=today, secret=secret)
        for team in sorted(chosen, key=lambda each: each.id)
    }
    return [CardsOfTeam(team.name, team.organisation.name, made[team.id]) for team in chosen]


def _file(made: Sequence[CardsOfTeam], *, last_day: date) -> Response:
    lines = in_each_language(lambda: card_words(last_day).striptags(), most=LANGUAGES_ON_CARDS)
    words = CardWords(
        title=_("Cards"), language=reader_language(), square=_("QR code of this card"), lines=tuple(lines)
    )
    response = make_response(file_of(made, base_url=settings().base_url, words=words))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = 'attachment; filename="peil-cards.pdf"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _moved() -> str:
    return str(
        _(
            "Since you opened this page places were given out or withdrawn. Look at the numbers above. "
            "If you still want it, send it once more."
        )
    )
