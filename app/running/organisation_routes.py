"""Organisations: the list, a new one, and one of them with its teams. Team, invitation and import pages add theirs."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app import clock
from app.accounts.service import Staff
from app.db import db, writing
from app.organisations.models import Organisation
from app.organisations.service import close_organisation, create_organisation, create_team, rename, reopen_organisation
from app.running.organisation_forms import CloseForm, NameForm, OrganisationForm, TeamForm
from app.running.organisation_lists import (
    LONG_LIST,
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
from app.running.runners import own_organisation, own_region, record, runners_only
from app.web.forms import faults_of
from app.web.language import say

blueprint = Blueprint("organisations", __name__)

Page = str | tuple[str, int] | Response
CARDS_LAST = timedelta(days=28)
MOST_SEARCHED = 100  # Letters.


@blueprint.get("/organisations")
@runners_only
def list_organisations(runner: Staff) -> Page:
    """All organisations of the region; staff of one organisation go straight to their own."""
    if runner.role == "organisation":
        return redirect(url_for("organisations.show_managed", organisation_id=runner.scope), code=303)
    return list_page(runner)


@blueprint.post("/organisations")
@runners_only
def add_organisation(runner: Staff) -> Page:
    region, form = own_region(db.session, runner), new_form()
    faults = {} if form.validate_on_submit() else faults_of(form)
    if "name" not in faults and name_taken(db.session, form.name.data, region_id=region.id):
        faults["name"] = _("There is an organisation with this name already.")
    if faults:
        return list_page(runner, form=form, faults=faults), 422
    with writing(db.session):
        made = create_organisation(db.session, region.id, name=form.name.data, org_type=form.org_type.data)
        record(runner, "organisation.created", made.id)
        address = url_for("organisations.show_managed", organisation_id=made.id)
    return redirect(address, code=303)


@blueprint.get("/organisations/<organisation_id>/manage")
@runners_only
def show_managed(runner: Staff, organisation_id: str) -> Page:
    return managed_page(runner, own_organisation(db.session, runner, organisation_id=organisation_id))


@blueprint.post("/organisations/<organisation_id>/name")
@runners_only
def rename_organisation(runner: Staff, organisation_id: str) -> Page:
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), NameForm()
    faults = {} if form.validate_on_submit() else faults_of(form)
    if not faults and name_taken(db.session, form.name.data, region_id=organisation.region_id, but=organisation.id):
        faults["name"] = _("There is an organisation with this name already.")
    if faults:
        return managed_page(runner, organisation, name=form.name.data, faults=faults), 422
    with writing(db.session):
        rename(db.session, db.session.get_one(Organisation, organisation_id), name=form.name.data)
        record(runner, "organisation.renamed", organisation_id)
    return back_to_organisation(organisation_id)


@blueprint.post("/organisations/<organisation_id>/teams")
@runners_only
def add_team(runner: Staff, organisation_id: str) -> Page:
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), TeamForm()
    faults = {} if form.validate_on_submit() else faults_of(form)
    if "name" not in faults and team_name_taken(db.session, form.name.data, organisation_id=organisation_id):
        faults["name"] = _("There is a team with this name already.")
    if organisation.closed_on:
        faults["name"] = _("This organisation is closed. Open it again first.")
    if faults:
        named = {f"team-{name}": words for name, words in faults.items()}
        return managed_page(runner, organisation, team=form, faults=named), 422
    with writing(db.session):
        size = int(form.declared_size.data)
        made = create_team(db.session, organisation_id, name=form.name.data, declared_size=size)
        record(runner, "team.created", made.id)
    return back_to_organisation(organisation_id)


@blueprint.post("/organisations/<organisation_id>/close")
@runners_only
def close_whole(runner: Staff, organisation_id: str) -> Page:
    """Only the region closes an organisation; a tick shows that the consequences were read."""
    own_region(db.session, runner)
    organisation, form = own_organisation(db.session, runner, organisation_id=organisation_id), CloseForm()
    if not form.validate_on_submit():
        return managed_page(runner, organisation, faults=faults_of(form)), 422
    with writing(db.session):
        close_organisation(db.session, db.session.get_one(Organisation, organisation_id), today=clock.today())
        record(runner, "organisation.closed", organisation_id)
    return back_to_organisation(organisation_id)


@blueprint.post("/organisations/<organisation_id>/reopen")
@runners_only
def open_again(runner: Staff, organisation_id: str) -> Page:
    own_region(db.session, runner)
    own_organisation(db.session, runner, organisation_id=organisation_id)
    with writing(db.session):
        reopen_organisation(db.session, db.session.get_one(Organisation, organisation_id))
        record(runner, "organisation.reopened", organisation_id)
    return back_to_organisation(organisation_id)


def new_form() -> OrganisationForm:
    return OrganisationForm().offer([(key, say(text)) for key, text in types_of_organisation().items()])


def list_page(
    runner: Staff,
    *,
    form: OrganisationForm | None = None,
    faults: dict[str, str] | None = None,
    typed: str | None = None,
) -> str:
    """The region's organisations, or what was searched among them; `typed`: the last day for all cards, if refused."""
    region, words = own_region(db.session, runner), _searched()
    lines = organisation_lines(db.session, region.id)
    return render_template(
        "running/organisations.html",
        region=region,
        lines=[line for line in lines if matches(words, line.name)],
        found=found_teams(db.session, region.id, words=words) if words else [],
        words=words,
        long=len(lines) > LONG_LIST or sum(line.teams for line in lines) > LONG_LIST,
        types=types_of_organisation(),
        form=form or new_form(),
        cards=to_print(db.session, open_teams(db.session, Organisation.region_id == region.id)),
        last_day=_last_day() if typed is None else typed,
        faults=faults or {},
    )


def _searched() -> str:
    return " ".join(request.args.get("q", "")[:MOST_SEARCHED].split())


def _last_day() -> str:
    return (clock.today() + CARDS_LAST).isoformat()


def managed_page(
    runner: Staff,
    organisation: Organisation,
    *,
    name: str | None = None,
    team: TeamForm | None = None,
    faults: dict[str, str] | None = None,
    typed: str | None = None,
) -> str:
    """An organisation with its teams, or those that were searched; `typed` as in `list_page`."""
    words, teams = _searched(), teams_of(db.session, organisation.id)
    return render_template(
        "running/organisation.html",
        organisation=organisation,
        kind=types_of_organisation().get(organisation.org_type),
        teams=[each for each in teams if matches(words, each.name)],
        words=words,
        long=len(teams) > LONG_LIST,
        cards=to_print(db.session, open_teams(db.session, Organisation.id == organisation.id)),
        last_day=_last_day() if typed is None else typed,
        whole_region=runner.role == "region",
        name=organisation.name if name is None else name,
        team=team or TeamForm(formdata=None),
        faults=faults or {},
    )


def back_to_list() -> Response:
    return redirect(url_for("organisations.list_organisations"), code=303)


def back_to_organisation(organisation_id: str) -> Response:
    return redirect(url_for("organisations.show_managed", organisation_id=organisation_id), code=303)
