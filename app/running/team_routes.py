"""Views of one team: name, declared size, moving to another organisation, closing and reopening."""

from __future__ import annotations

from datetime import timedelta

from flask import redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.organisations.handing_out import CARDS_AT_ONCE, places_given, places_left
from app.organisations.models import Organisation, Team
from app.organisations.service import close_team, list_turn, move_team, rename, reopen
from app.running.organisation_forms import (
    CardsForm,
    CloseForm,
    MoveForm,
    PlacesForm,
    ReopenForm,
    TeamForm,
    WithdrawForm,
)
from app.running.organisation_lists import organisation_lines, team_name_taken
from app.running.organisation_routes import Page, blueprint, free
from app.running.runners import changing, own_region, own_team, record, runners_only
from app.web.forms import Form, form_page

LINK_LASTS = timedelta(days=28)


@blueprint.get("/teams/<team_id>/manage")
@runners_only
def show_team(runner: Staff, team_id: str) -> Page:
    """Show one team with the forms to change it."""
    return team_page(runner, own_team(db.session, runner, team_id=team_id))


@blueprint.post("/teams/<team_id>/name")
@runners_only
def rename_team(runner: Staff, team_id: str) -> Page:
    """Save a team's name and declared size; both apply at once."""
    team, form = own_team(db.session, runner, team_id=team_id), TeamForm()
    with writing(db.session, turn=list_turn(team.organisation.region_id)):
        homes = [each for each in (team.organisation_id, team.next_organisation_id) if each]
        if free(form, taken=team_name_taken(db.session, form.name.data, organisations=homes, but=team_id)):
            rename(db.session, team, name=form.name.data)
            team.declared_size = int(form.declared_size.data)
            record(runner, "team.renamed", team_id)
            return back_to(team_id)
    return team_page(runner, team, naming=form), 422


@blueprint.post("/teams/<team_id>/organisation")
@runners_only
def change_organisation(runner: Staff, team_id: str) -> Page:
    """Plan a team's move to another organisation at the next period; only staff of the region may."""
    turn = list_turn(own_region(db.session, runner).id)
    team = own_team(db.session, runner, team_id=team_id)
    with writing(db.session, turn=turn):
        form = MoveForm().offer(_destinations(team))
        if form.validate_on_submit():
            home = form.organisation.data
            if not team_name_taken(db.session, team.name, organisations=[home], but=team_id):
                move_team(db.session, team, organisation_id=home)
                record(runner, "team.moved", team_id)
                return back_to(team_id)
            form.refuse("organisation", _("That organisation has a team with this name. Rename one of them first."))
    return team_page(runner, team, moving=form), 422


@blueprint.post("/teams/<team_id>/close")
@runners_only
def close_one(runner: Staff, team_id: str) -> Page:
    """Close a team, after a ticked box."""
    team, form = own_team(db.session, runner, team_id=team_id), CloseForm()
    if not form.validate_on_submit():
        return team_page(runner, team, closing=form), 422
    with changing(runner, "team.closed", team_id) as session:
        close_team(session, session.get_one(Team, team_id), today=clock.today())
    return back_to(team_id)


@blueprint.post("/teams/<team_id>/reopen")
@runners_only
def open_team_again(runner: Staff, team_id: str) -> Page:
    """Reopen a closed team; 422 when its organisation is closed."""
    team = own_team(db.session, runner, team_id=team_id)
    with writing(db.session, turn=list_turn(team.organisation.region_id)):
        if not team.organisation.closed_on:
            reopen(db.session, team)
            record(runner, "team.reopened", team_id)
            return back_to(team_id)
    form = ReopenForm()
    form.refuse("reopen", _("The organisation is closed. Open that again first."))
    return team_page(runner, team, reopening=form), 422


def team_page(runner: Staff, team: Team, **sent: Form) -> str:
    """Return the HTML of a team's page; `sent`: a form that was refused, under the name of what it does.

    The forms for places carry how many were handed out: whoever sends one again has seen the number.
    """
    today = clock.today()
    left, given = places_left(db.session, team, today=today), places_given(db.session, team.id, today=today)
    next_home = db.session.get(Organisation, team.next_organisation_id) if team.next_organisation_id else None
    last_day = (today + LINK_LASTS).isoformat()
    destinations = _destinations(team) if runner.role == "region" else []
    forms = {
        "printing": CardsForm(None, places=str(min(left, CARDS_AT_ONCE) or 1), expires_on=last_day),
        "linking": PlacesForm(None, places=str(left or 1), expires_on=last_day),
        "withdrawing": WithdrawForm(None),
        "naming": TeamForm(None, name=team.name, declared_size=str(team.declared_size)),
        "moving": MoveForm(None, organisation=team.next_organisation_id or team.organisation_id).offer(destinations),
        "closing": CloseForm(None),
        "reopening": ReopenForm(None),
        **sent,
    }
    for name in ("printing", "linking"):
        forms[name].given.data = str(given)
    return form_page(
        "running/team.html",
        team=team,
        given=given,
        left=left,
        next_home=next_home,
        destinations=destinations,
        **forms,
    )


def back_to(team_id: str) -> Response:
    """Return a redirect to the team's page."""
    return redirect(url_for("organisations.show_team", team_id=team_id), code=303)


def _destinations(team: Team) -> list[tuple[str, str]]:
    """Return the open organisations of the region, as id and name; choosing the team's own cancels a planned move."""
    lines = organisation_lines(db.session, team.organisation.region_id)
    return [(line.id, line.name) for line in lines if not line.closed]
