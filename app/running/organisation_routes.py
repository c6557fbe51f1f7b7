"""Views of organisations: the list, adding, renaming, closing, and one organisation with its teams.

The modules for teams, invitations and imports add their views to the same blueprint.
"""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.organisations.models import Organisation
from app.organisations.service import close_organisation, create_organisation, create_team, rename, reopen
from app.running.organisation_forms import CloseForm, NameForm, NewTeamForm, OrganisationForm
from app.running.organisation_lists import (
    name_taken,
    organisation_lines,
    team_name_taken,
    teams_of,
    types_of_organisation,
)
from app.running.runners import own_organisation, own_region, record, runners_only
from app.web.forms import Form, form_page

blueprint = Blueprint("organisations", __name__)

Page = str | tuple[str, int] | Response


@blueprint.get("/organisations")
@runners_only
def list_organisations(runner: Staff) -> Page:
    """Show all organisations of the region; staff of one organisation are sent to their own."""
    if runner.role == "organisation":
        return redirect(url_for("organisations.show_managed", organisation_id=runner.scope), code=303)
    return _list(runner, OrganisationForm(None).offer(types_of_organisation()))


@blueprint.post("/organisations")
@runners_only
def add_organisation(runner: Staff) -> Page:
    """Save a new organisation; 422 when it is faulty or its name is taken."""
    region, form = own_region(db.session, runner), OrganisationForm().offer(types_of_organisation())
    form.validate_on_submit()
    if not form.name.errors and name_taken(db.session, form.name.data, region_id=region.id):
        form.refuse("name", _("There is an organisation with this name already."))
    if form.errors:
        return _list(runner, form), 422
    with writing(db.session):
        made = create_organisation(db.session, region.id, name=form.name.data, org_type=form.org_type.data)
        record(runner, "organisation.created", made.id)
        address = url_for("organisations.show_managed", organisation_id=made.id)
    return redirect(address, code=303)


@blueprint.get("/organisations/<organisation_id>/manage")
@runners_only
def show_managed(runner: Staff, organisation_id: str) -> Page:
    """Show one organisation with its teams and the forms to change it."""
    return _page(runner, own_organisation(db.session, runner, organisation_id=organisation_id))


@blueprint.post("/organisations/<organisation_id>/name")
@runners_only
def rename_organisation(runner: Staff, organisation_id: str) -> Page:
    """Rename an organisation; 422 when the name is faulty or taken."""
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), NameForm()
    taken = name_taken(db.session, form.name.data, region_id=organisation.region_id, but=organisation.id)
    if form.validate_on_submit() and taken:
        form.refuse("name", _("There is an organisation with this name already."))
    if form.errors:
        return _page(runner, organisation, naming=form), 422
    with writing(db.session):
        rename(db.session, db.session.get_one(Organisation, organisation_id), name=form.name.data)
        record(runner, "organisation.renamed", organisation_id)
    return _back(organisation_id)


@blueprint.post("/organisations/<organisation_id>/teams")
@runners_only
def add_team(runner: Staff, organisation_id: str) -> Page:
    """Save a new team of the organisation; 422 when it is faulty, its name is taken or the organisation is closed."""
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), NewTeamForm()
    form.validate_on_submit()
    if organisation.closed_on:
        form.name.errors = [_("This organisation is closed. Open it again first.")]
    elif not form.name.errors and team_name_taken(db.session, form.name.data, organisation_id=organisation_id):
        form.refuse("name", _("There is a team with this name already."))
    if form.errors:
        return _page(runner, organisation, adding=form), 422
    with writing(db.session):
        size = int(form.declared_size.data)
        made = create_team(db.session, organisation_id, name=form.name.data, declared_size=size)
        record(runner, "team.created", made.id)
    return _back(organisation_id)


@blueprint.post("/organisations/<organisation_id>/close")
@runners_only
def close_whole(runner: Staff, organisation_id: str) -> Page:
    """Close an organisation with its teams, after a ticked box; only staff of the region may."""
    own_region(db.session, runner)
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), CloseForm()
    if not form.validate_on_submit():
        return _page(runner, organisation, closing=form), 422
    with writing(db.session):
        close_organisation(db.session, db.session.get_one(Organisation, organisation_id), today=clock.today())
        record(runner, "organisation.closed", organisation_id)
    return _back(organisation_id)


@blueprint.post("/organisations/<organisation_id>/reopen")
@runners_only
def open_again(runner: Staff, organisation_id: str) -> Page:
    """Reopen a closed organisation; only staff of the region may."""
    own_region(db.session, runner)
    own_organisation(db.session, runner, organisation_id=organisation_id)
    with writing(db.session):
        reopen(db.session, db.session.get_one(Organisation, organisation_id))
        record(runner, "organisation.reopened", organisation_id)
    return _back(organisation_id)


def _list(runner: Staff, form: OrganisationForm) -> str:
    """Return the HTML of the list of organisations, with the form for a new one."""
    region = own_region(db.session, runner)
    return form_page(
        "running/organisations.html",
        region=region,
        lines=organisation_lines(db.session, region.id),
        types=types_of_organisation(),
        form=form,
    )


def _page(runner: Staff, organisation: Organisation, **sent: Form) -> str:
    """Return the HTML of an organisation's page; `sent`: a form, `naming`, `adding` or `closing`, that was refused."""
    forms = {"naming": NameForm(None, name=organisation.name), "adding": NewTeamForm(None), "closing": CloseForm(None)}
    return form_page(
        "running/organisation.html",
        organisation=organisation,
        kind=types_of_organisation().get(organisation.org_type),
        teams=teams_of(db.session, organisation.id),
        whole_region=runner.role == "region",
        **{**forms, **sent},
    )


def _back(organisation_id: str) -> Response:
    return redirect(url_for("organisations.show_managed", organisation_id=organisation_id), code=303)
