"""The page on which staff write down whom people can turn to, for the region or for one organisation.

Nothing here tells who looked: a contact is shown to everybody of the organisation, and no visit is noted.
"""

from __future__ import annotations

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.accounts.service import Staff
from app.content.contact_kinds import KINDS
from app.db import db
from app.organisations.contacts import write_contacts, written_contacts
from app.running.contact_forms import ContactsForm
from app.running.organisation_routes import Page, blueprint
from app.running.runners import changing, own_organisation, own_region, runners_only
from app.web.forms import form_page
from app.wording.contact_words import contact_words


@blueprint.get("/organisations/contacts")
@runners_only
def show_region_contacts(runner: Staff) -> Page:
    """Show the form with the region's contacts; people of an organisation without contacts of its own see these."""
    region = own_region(db.session, runner)
    return _page(_filled(region.id), name=region.name)


@blueprint.post("/organisations/contacts")
@runners_only
def write_region_contacts(runner: Staff) -> Page:
    region = own_region(db.session, runner)
    return _written(runner, region.id, name=region.name)


@blueprint.get("/organisations/<organisation_id>/contacts")
@runners_only
def show_own_contacts(runner: Staff, organisation_id: str) -> Page:
    organisation = own_organisation(db.session, runner, organisation_id=organisation_id)
    return _page(_filled(organisation.id), name=organisation.name, organisation_id=organisation.id)


@blueprint.post("/organisations/<organisation_id>/contacts")
@runners_only
def write_own_contacts(runner: Staff, organisation_id: str) -> Page:
    organisation = own_organisation(db.session, runner, organisation_id=organisation_id)
    return _written(runner, organisation.id, name=organisation.name, organisation_id=organisation.id)


def _written(runner: Staff, scope: str, *, name: str, organisation_id: str = "") -> Page:
    form = ContactsForm()
    form.validate_on_submit()
    form.refuse_unreachable()
    if form.errors:
        return _page(form, name=name, organisation_id=organisation_id), 422
    with changing(runner, "contacts.changed", scope, turn=f"contacts of {scope}"):
        write_contacts(db.session, scope, form.contacts())
    return _back(organisation_id)


def _filled(scope: str) -> ContactsForm:
    return ContactsForm(None).show(written_contacts(db.session, scope))


def _page(form: ContactsForm, *, name: str, organisation_id: str = "") -> str:
    return form_page(
        "running/contacts.html",
        form=form,
        name=name,
        organisation_id=organisation_id,
        kinds=[(kind, contact_words(kind)) for kind in KINDS],
        address=_address(organisation_id),
        kept="kept" in request.args,
    )


def _address(organisation_id: str) -> str:
    if organisation_id:
        return url_for("organisations.show_own_contacts", organisation_id=organisation_id)
    return url_for("organisations.show_region_contacts")


def _back(organisation_id: str) -> Response:
    return redirect(_address(organisation_id) + "?kept=1", code=303)
