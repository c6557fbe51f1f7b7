"""Views that import a list of organisations and teams: the file is read, shown, and saved after a confirmation."""

from __future__ import annotations

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from werkzeug.datastructures import FileStorage

from app.accounts.service import Staff
from app.db import AnySession, db, writing
from app.organisations.import_csv import (
    MOST_PEOPLE,
    MOST_ROWS,
    ListReading,
    RowFault,
    TeamRow,
    folded,
    read_teams,
    written,
)
from app.organisations.models import Organisation
from app.organisations.service import create_organisation, create_team
from app.running.organisation_forms import ConfirmImportForm, ImportForm
from app.running.organisation_lists import existing, types_of_organisation, words_for_types
from app.running.organisation_routes import Page, blueprint
from app.running.runners import own_region, record, runners_only
from app.web.forms import form_page

MOST_BYTES = 2 * 1024 * 1024
FAULTS_SHOWN = 50
HEADINGS = {
    "organisation": lazy_gettext("organisation"),
    "type": lazy_gettext("type"),
    "team": lazy_gettext("team"),
    "size": lazy_gettext("size"),
}


@blueprint.url_value_preprocessor
def allow_a_long_list(endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Allow longer requests for the import than for other forms.

    So a list that is too long is refused with words about the list.
    """
    if (endpoint or "").endswith((".preview_import", ".confirm_import")):
        request.max_content_length = MOST_BYTES
        request.max_form_memory_size = MOST_BYTES


@blueprint.get("/organisations/import")
@runners_only
def show_import(runner: Staff) -> Page:
    """Show the form that asks for a file."""
    own_region(db.session, runner)
    return _page(None)


@blueprint.post("/organisations/import")
@runners_only
def preview_import(runner: Staff) -> Page:
    """Show what the file holds and what is wrong with it; nothing is saved."""
    region, form = own_region(db.session, runner), ImportForm()
    file = form.file.data
    if not form.validate_on_submit() or not isinstance(file, FileStorage) or not file.filename:
        form.refuse("file", _("Choose a file first."))
        return _page(None, form=form), 422
    reading = _read(file.read(), region.id)
    return (_page(reading), 422) if reading.faults else _page(reading)


@blueprint.post("/organisations/import/confirm")
@runners_only
def confirm_import(runner: Staff) -> Page:
    """Save the rows that were shown, all or none; they are checked again, as the region may have changed meanwhile."""
    region_id, form = own_region(db.session, runner).id, ConfirmImportForm()
    form.validate_on_submit()
    with writing(db.session):
        reading = _read((form.rows.data or "").encode(), region_id)
        if not reading.faults:
            _write(db.session, reading.rows, region_id=region_id)
            record(runner, "organisations.imported", region_id)
    if reading.faults:
        return _page(reading), 422
    return redirect(url_for("organisations.list_organisations"), code=303)


def _read(content: bytes, region_id: str) -> ListReading:
    return read_teams(content, types=words_for_types(), existing=existing(db.session, region_id))


def _write(session: AnySession, rows: tuple[TeamRow, ...], *, region_id: str) -> None:
    """Save the teams, with an organisation for those that do not exist yet."""
    known = {folded(each.name): each.id for each in session.query(Organisation).filter_by(region_id=region_id).all()}
    for row in rows:
        key = folded(row.organisation)
        if key not in known:
            made = create_organisation(session, region_id, name=row.organisation, org_type=row.org_type)
            known[key] = made.id
        create_team(session, known[key], name=row.team, declared_size=row.size)


def _page(reading: ListReading | None, *, form: ImportForm | None = None) -> str:
    """Return the HTML of the import page: the rows to confirm, or the form for a file with faults of the last one."""
    rows = reading.rows if reading and not reading.faults else ()
    return form_page(
        "running/import.html",
        reading=reading,
        rows=rows,
        wrong=[fault_words(each) for each in reading.faults[:FAULTS_SHOWN]] if reading else [],
        more=max(0, len(reading.faults) - FAULTS_SHOWN) if reading else 0,
        types=types_of_organisation(),
        form=form or ImportForm(None),
        confirming=ConfirmImportForm(None, rows=written(rows)),
    )


def fault_words(fault: RowFault) -> str:
    """Return what is wrong and how to mend it, with the number of the line if there is one."""
    words = {
        "empty": _("The file has no rows below its headings."),
        "workbook": _("This is a workbook, not a CSV file. Open it, choose “Save as” and then CSV."),
        "too_many_rows": _(
            "The file has %(rows)s rows. At most %(most)s at once: make several files of it.",
            rows=fault.about,
            most=MOST_ROWS,
        ),
        "columns_missing": _(
            "Not found among the headings: %(names)s. This line says: “%(there)s”.",
            names=", ".join(str(HEADINGS.get(name, name)) for name in fault.about.split()),
            there=fault.there,
        ),
        "quote_open": _("A quotation mark is opened here and not closed. Take it away, or close it in the same cell."),
        "quote_inside": _("A quotation mark stands in the middle of a cell. Take it away, or type it twice."),
        "line_end": _(
            "A cell goes on over the end of its line, to line %(last)s. Take the line end away, or the quotation mark.",
            last=fault.about,
        ),
        "organisation_missing": _("The organisation is not filled in."),
        "team_missing": _("The team is not filled in."),
        "name_unusable": _("The name “%(name)s” is too long or has signs that cannot be read.", name=fault.about),
        "name_formula": _(
            "The name “%(name)s” begins with a sign that spreadsheets take for a formula.", name=fault.about
        ),
        "type_unknown": _("“%(type)s” is not a kind of organisation. The kinds stand below.", type=fault.about),
        "size_unusable": _(
            "The size “%(size)s” is not a whole number from 1 to %(most)s.", size=fault.about, most=MOST_PEOPLE
        ),
        "team_exists": _("Team “%(team)s” exists already. Take this line out.", team=fault.about),
        "team_twice": _("Team “%(team)s” stands in this file twice.", team=fault.about),
        "other_type": _("“%(name)s” has two different kinds. Choose one.", name=fault.about),
    }[fault.kind]
    return str(_("Line %(line)s: %(words)s", line=fault.line, words=words) if fault.line else words)
