"""Views of organisations: the list, adding, renaming, closing, and one organisation with its teams.

The modules for teams, invitations and imports add their views to the same blueprint.
"""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.organisations.models import Organisation
from app.organisations.service import (
    close_organisation,
    create_organisation,
    create_team,
    list_turn,
    rename,
    reopen_organisation,
)
from app.running.organisation_forms import (
    AllCardsForm,
    CloseForm,
    NameForm,
    NewTeamForm,
    OrganisationForm,
    TeamForm,
    WithdrawForm,
)
from app.running.organisation_lists import (
    LONG_LIST,
    CardsToPrint,
    found_teams,
    matches,
    name_taken,
    open_teams,
    organisation_lines,
    team_name_taken,
    teams_of,
    to_print,
    types_of_organisation,
)
from app.running.runners import changing, own_organisation, own_region, record, runners_only
from app.web.forms import Form, form_page

blueprint = Blueprint("organisations", __name__)

Page = str | tuple[str, int] | Response
CARDS_LAST = timedelta(days=28)
MOST_SEARCHED = 100  # Characters.


@blueprint.get("/organisations")
@runners_only
def list_organisations(runner: Staff) -> Page:
    """Show all organisations of the region; staff of one organisation are sent to their own."""
    if runner.role == "organisation":
        return redirect(url_for("organisations.show_managed", organisation_id=runner.scope), code=303)
    return list_page(runner)


@blueprint.post("/organisations")
@runners_only
def add_organisation(runner: Staff) -> Page:
    """Save a new organisation; 422 when it is faulty or its name is taken."""
    region_id = own_region(db.session, runner).id
    form = OrganisationForm().offer(types_of_organisation(db.session, region_id))
    with writing(db.session, turn=list_turn(region_id)):
        if free(form, taken=name_taken(db.session, form.name.data, region_id=region_id)):
            made = create_organisation(db.session, region_id, name=form.name.data, org_type=form.org_type.data)
            record(runner, "organisation.created", made.id)
            return back_to_organisation(made.id)
    return list_page(runner, form=form), 422


@blueprint.get("/organisations/<organisation_id>/manage")
@runners_only
def show_managed(runner: Staff, organisation_id: str) -> Page:
    """Show one organisation with its teams and the forms to change it."""
    return managed_page(runner, own_organisation(db.session, runner, organisation_id=organisation_id))


@blueprint.post("/organisations/<organisation_id>/name")
@runners_only
def rename_organisation(runner: Staff, organisation_id: str) -> Page:
    """Rename an organisation; 422 when the name is faulty or taken."""
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), NameForm()
    with writing(db.session, turn=list_turn(organisation.region_id)):
        taken = name_taken(db.session, form.name.data, region_id=organisation.region_id, but=organisation_id)
        if free(form, taken=taken):
            rename(db.session, organisation, name=form.name.data)
            record(runner, "organisation.renamed", organisation_id)
            return back_to_organisation(organisation_id)
    return managed_page(runner, organisation, naming=form), 422


@blueprint.post("/organisations/<organisation_id>/teams")
@runners_only
def add_team(runner: Staff, organisation_id: str) -> Page:
    """Save a new team of the organisation; 422 when it is faulty, its name is taken or the organisation is closed."""
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), NewTeamForm()
    with writing(db.session, turn=list_turn(organisation.region_id)):
        sound = free(form, taken=team_name_taken(db.session, form.name.data, organisations=[organisation_id]))
        if organisation.closed_on:
            form.name.errors = [_("This organisation is closed. Open it again first.")]
        elif sound:
            size = int(form.declared_size.data)
            made = create_team(db.session, organisation_id, name=form.name.data, declared_size=size)
            record(runner, "team.created", made.id)
            return back_to_organisation(organisation_id)
    return managed_page(runner, organisation, adding=form), 422


@blueprint.post("/organisations/<organisation_id>/close")
@runners_only
def close_whole(runner: Staff, organisation_id: str) -> Page:
    """Close an organisation with its teams, after a ticked box; only staff of the region may."""
    turn = list_turn(own_region(db.session, runner).id)
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), CloseForm()
    if not form.validate_on_submit():
        return managed_page(runner, organisation, closing=form), 422
    with changing(runner, "organisation.closed", organisation_id, turn=turn) as session:
        close_organisation(session, session.get_one(Organisation, organisation_id), today=clock.today())
    return back_to_organisation(organisation_id)


@blueprint.post("/organisations/<organisation_id>/reopen")
@runners_only
def open_again(runner: Staff, organisation_id: str) -> Page:
    """Reopen a closed organisation; only staff of the region may."""
    turn = list_turn(own_region(db.session, runner).id)
    own_organisation(db.session, runner, organisation_id=organisation_id)
    with changing(runner, "organisation.reopened", organisation_id, turn=turn) as session:
        reopen_organisation(session, session.get_one(Organisation, organisation_id))
    return back_to_organisation(organisation_id)


def free(form: OrganisationForm | NameForm | NewTeamForm | TeamForm, *, taken: bool) -> bool:
    """Return whether the form is valid; also refuses a name that is `taken` by another organisation or team."""
    form.validate_on_submit()
    if taken and not form.name.errors:
        form.refuse("name", form.taken)
    return not form.errors


def list_page(runner: Staff, **sent: Form) -> str:
    """Return the HTML of the list of organisations, or of those that match the typed search.

    `sent`: a form, `form` (a new organisation), `printing` or `withdrawing`, that was refused.
    """
    region, words = own_region(db.session, runner), _searched()
    lines, types = organisation_lines(db.session, region.id), types_of_organisation(db.session, region.id)
    cards = to_print(db.session, open_teams(db.session, Organisation.region_id == region.id))
    forms = {"form": OrganisationForm(None).offer(types), **_cards_forms(cards, **sent)}
    return form_page(
        "running/organisations.html",
        region=region,
        lines=[line for line in lines if matches(words, line.name)],
        found=found_teams(db.session, region.id, words=words) if words else [],
        words=words,
        long=len(lines) > LONG_LIST or sum(line.teams for line in lines) > LONG_LIST,
        types=types,
        cards=cards,
        **{**forms, **sent},
    )


def _cards_forms(cards: CardsToPrint, **sent: Form) -> dict[str, Form]:
    """Return the forms for the cards of all teams; a refused `printing` among `sent` gets the present number."""
    last_day = (clock.today() + CARDS_LAST).isoformat()
    printing = sent.get("printing") or AllCardsForm(None, expires_on=last_day)
    printing["given"].data = str(cards.cards)
    return {"printing": printing, "withdrawing": WithdrawForm(None)}


def _searched() -> str:
    return " ".join(request.args.get("q", "")[:MOST_SEARCHED].split())


def managed_page(runner: Staff, organisation: Organisation, **sent: Form) -> str:
    """Return the HTML of an organisation's page, with all its teams or those that match the typed search.

    `sent`: a form, `naming`, `adding`, `closing`, `printing` or `withdrawing`, that was refused.
    """
    words, teams = _searched(), teams_of(db.session, organisation.id)
    cards = to_print(db.session, open_teams(db.session, Organisation.id == organisation.id))
    forms = {
        "naming": NameForm(None, name=organisation.name),
        "adding": NewTeamForm(None),
        "closing": CloseForm(None),
        **_cards_forms(cards, **sent),
    }
    return form_page(
        "running/organisation.html",
        organisation=organisation,
        kind=types_of_organisation(db.session, organisation.region_id).get(organisation.org_type),
        teams=[each for each in teams if matches(words, each.name)],
        words=words,
        long=len(teams) > LONG_LIST,
        cards=cards,
        whole_region=runner.role == "region",
        **{**forms, **sent},
    )


def back_to_list() -> Response:
    """Return a redirect to the list of organisations."""
    return redirect(url_for("organisations.list_organisations"), code=303)


def back_to_organisation(organisation_id: str) -> Response:
    """Return a redirect to the organisation's page."""
    return redirect(url_for("organisations.show_managed", organisation_id=organisation_id), code=303)
