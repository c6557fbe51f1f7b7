"""Views that print the cards of all teams of an organisation, or of the region, as one file, and withdraw them all.

A file holds at most `MOST_CARDS` cards, whole teams in the order of the list; what is left is printed next.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask import make_response
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import AnySession, db, writing
from app.organisations.handing_out import TeamIsClosed, make_cards, places_left_by_team
from app.organisations.models import Organisation, Team
from app.organisations.service import TeamIsFull, revoke_invitations
from app.running.card_sheets import CardsOfTeam, CardWords, file_of
from app.running.invitation_routes import LANGUAGES_ON_CARDS, card_words
from app.running.organisation_forms import AllCardsForm, WithdrawForm
from app.running.organisation_lists import MOST_CARDS, open_teams, to_print
from app.running.organisation_routes import Page, back_to_list, back_to_organisation, blueprint, list_page, managed_page
from app.running.runners import own_organisation, own_region, record, runners_only
from app.running.typed import read_day
from app.web.language import in_each_language, reader_language
from app.web.settings import settings


@blueprint.post("/organisations/cards")
@runners_only
def print_cards_of_region(runner: Staff) -> Page:
    """Send a PDF with invitation cards for all teams of the region; 422 when that is refused."""
    region, form = own_region(db.session, runner), AllCardsForm()
    made = _print(runner, open_teams(db.session, Organisation.region_id == region.id), form, subject=region.id)
    return made or (list_page(runner, printing=form), 422)


@blueprint.post("/organisations/<organisation_id>/cards")
@runners_only
def print_cards_of_organisation(runner: Staff, organisation_id: str) -> Page:
    """Send a PDF with invitation cards for all teams of the organisation; 422 when that is refused."""
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), AllCardsForm()
    made = _print(runner, open_teams(db.session, Organisation.id == organisation_id), form, subject=organisation_id)
    return made or (managed_page(runner, organisation, printing=form), 422)


@blueprint.post("/organisations/withdraw")
@runners_only
def withdraw_in_region(runner: Staff) -> Page:
    """Withdraw every invitation card and link of every team of the region, after a ticked box."""
    region, form = own_region(db.session, runner), WithdrawForm()
    if not form.validate_on_submit():
        return list_page(runner, withdrawing=form), 422
    _withdraw(runner, open_teams(db.session, Organisation.region_id == region.id), subject=region.id)
    return back_to_list()


@blueprint.post("/organisations/<organisation_id>/withdraw")
@runners_only
def withdraw_in_organisation(runner: Staff, organisation_id: str) -> Page:
    """Withdraw every invitation card and link of every team of the organisation, after a ticked box."""
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), WithdrawForm()
    if not form.validate_on_submit():
        return managed_page(runner, organisation, withdrawing=form), 422
    _withdraw(runner, open_teams(db.session, Organisation.id == organisation_id), subject=organisation_id)
    return back_to_organisation(organisation_id)


def _withdraw(runner: Staff, teams: Sequence[Team], *, subject: str) -> None:
    ids = [team.id for team in teams]
    with writing(db.session):
        for team_id in ids:
            revoke_invitations(db.session, team_id)
        record(runner, "invitation.all_withdrawn", subject)


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
        with writing(db.session):
            made = _make(db.session, teams, last_day=last_day)
            record(runner, "invitation.all_cards_made", subject)
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
