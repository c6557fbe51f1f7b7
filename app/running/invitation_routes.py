"""Views that hand out a team's places: sheets of one-time cards, a shared link, and withdrawing them.

An address is shown once, in the answer to the form that made it: only its hash is stored.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time
from typing import TypeVar

from flask import render_template
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup, escape

from app import clock
from app.accounts.service import Staff
from app.clock import REGION_TIME
from app.db import AnySession, db
from app.organisations.card_codes import NewCard
from app.organisations.handing_out import TeamIsClosed, make_cards, make_shared_link, places_given, places_left
from app.organisations.models import Team
from app.organisations.service import TeamIsFull, revoke_invitations
from app.running.card_sheets import sheets_of, typed_address
from app.running.organisation_forms import CardsForm, PlacesForm, WithdrawForm
from app.running.organisation_routes import Page, blueprint
from app.running.runners import changing, own_team, runners_only
from app.running.team_routes import back_to, team_page
from app.running.typed import read_day
from app.web.language import in_each_language, said_date
from app.web.settings import settings

T = TypeVar("T")
LANGUAGES_ON_CARDS = 3
"""The number of languages that fit on a paper card."""


@blueprint.post("/teams/<team_id>/cards")
@runners_only
def print_cards(runner: Staff, team_id: str) -> Page:
    """Make one-time invitation cards for the team and show them once, to be printed."""
    team, form, today = own_team(db.session, runner, team_id=team_id), CardsForm(), clock.today()

    def make(session: AnySession, cards: int) -> tuple[NewCard, ...]:
        day, secret = _day(form), settings().secret
        return make_cards(session, team_id, cards=cards, expires_on=day, today=today, secret=secret)

    made = _handed_out(form, team, make=make, runner=runner, event="invitation.cards_made")
    if made is None:
        return team_page(runner, team, printing=form), 422
    return render_template(
        "running/card_sheets.html",
        team=team,
        sheets=sheets_of(made, base_url=settings().base_url),
        address=typed_address(settings().base_url),
        words=in_each_language(lambda: card_words(_day(form)), most=LANGUAGES_ON_CARDS),
    )


def card_words(last_day: date) -> Markup:
    """Return the instructions on an invitation card, in the current language; a sheet holds them in several."""
    words = _(
        "Scan this card, or type the code at the address below. It works once, until %(day)s. "
        "Nobody knows which card you drew.",
        day="{}",
    )
    return escape(words).format(Markup('<span class="day">{}</span>').format(said_date(last_day, "figures")))


@blueprint.post("/teams/<team_id>/link")
@runners_only
def make_link(runner: Staff, team_id: str) -> Page:
    """Make an invitation link for several people of the team and show it once."""
    team, form, today = own_team(db.session, runner, team_id=team_id), PlacesForm(), clock.today()

    def make(session: AnySession, places: int) -> str:
        return make_shared_link(session, team_id, places=places, expires_on=_day(form), today=today)

    token = _handed_out(form, team, make=make, runner=runner, event="invitation.link_made")
    if token is None:
        return team_page(runner, team, linking=form), 422
    return render_template(
        "running/shared_link.html",
        team=team,
        address=f"{settings().base_url}/join/{token}",
        places=int(form.places.data),
        expires_on=_noon(_day(form)),
    )


@blueprint.post("/teams/<team_id>/withdraw")
@runners_only
def withdraw(runner: Staff, team_id: str) -> Page:
    """Withdraw every invitation card and link of the team at once; accounts that exist stay."""
    team, form = own_team(db.session, runner, team_id=team_id), WithdrawForm()
    if not form.validate_on_submit():
        return team_page(runner, team, withdrawing=form), 422
    with changing(runner, "invitation.withdrawn", team_id) as session:
        revoke_invitations(session, team_id)
    return back_to(team_id)


def _handed_out(
    form: CardsForm | PlacesForm, team: Team, *, make: Callable[[AnySession, int], T], runner: Staff, event: str
) -> T | None:
    """Return what `make` makes for the typed number of places; None, with the faults in the form, if it is refused."""
    if not _sound(form, team):
        return None
    team_id = team.id
    try:
        with changing(runner, event, team_id) as session:
            return make(session, int(form.places.data))
    except (TeamIsFull, TeamIsClosed) as refusal:
        form.refuse("places", _why(refusal, team_id))
        return None


def _sound(form: PlacesForm | CardsForm, team: Team) -> bool:
    """Return whether the form is valid.

    Also refuses a form that is sent a second time by reloading, which would give away places unseen.
    """
    form.validate_on_submit()
    day = read_day(form.expires_on.data)
    if day is not None and day < clock.today():
        form.refuse("expires_on", _("This day has passed. Choose today or later."))
    if form.given.data and form.given.data != str(places_given(db.session, team.id, today=clock.today())):
        form.places.errors = [
            _(
                "Since you opened this page places were given out or withdrawn. Look at the numbers above. "
                "If you still want it, send it once more."
            )
        ]
    return not form.errors


def _day(form: PlacesForm | CardsForm) -> date:
    """Return the last day that was typed, or today."""
    return read_day(form.expires_on.data) or clock.today()


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), REGION_TIME)


def _why(refusal: TeamIsFull | TeamIsClosed, team_id: str) -> str:
    """Return in words why no places can be handed out."""
    if isinstance(refusal, TeamIsClosed):
        return str(_("This team is closed. Nobody can join it."))
    left = places_left(db.session, db.session.get_one(Team, team_id), today=clock.today())
    words = ngettext(
        "There is %(num)s place left. Choose fewer, or change the size of the team.",
        "There are %(num)s places left. Choose fewer, or change the size of the team.",
        left,
    )
    return str(words)
