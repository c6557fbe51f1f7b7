"""Views that import a list of organisations and teams: the file is read, its changes are shown, then saved.

Only what was shown is saved, after a confirmation. A team that the file leaves out is closed only when its box
was ticked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.datastructures import FileStorage

from app import clock
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
from app.organisations.list_changes import ListChanges, changes_of
from app.organisations.models import Organisation, Team
from app.organisations.service import close_team, create_organisation, create_team, list_turn, move_team, rename
from app.running.organisation_forms import ConfirmImportForm, ImportForm
from app.running.organisation_lists import existing, types_of_organisation, words_for_types
from app.running.organisation_routes import Page, blueprint
from app.running.runners import own_region, record, runners_only
from app.running.team_files import HEADINGS
from app.web.forms import form_page
from app.wording.joined_words import both

KindsInWords = Mapping[str, Mapping[str, str]]
"""The kinds of organisation: key to name in every language."""
MOST_BYTES = 2 * 1024 * 1024
FAULTS_SHOWN = 50
LINES_NAMED = 5


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
    """Show the form that asks for a list of organisations and teams, as a file."""
    return _page(_kinds(own_region(db.session, runner).id), None)


@blueprint.post("/organisations/import")
@runners_only
def preview_import(runner: Staff) -> Page:
    """Show what the uploaded list would change and what is wrong with it; nothing is saved."""
    region, form = own_region(db.session, runner), ImportForm()
    file = form.file.data
    if not form.validate_on_submit() or not isinstance(file, FileStorage) or not file.filename:
        form.refuse("file", _("Choose a file first."))
        return _page(_kinds(region.id), None, form=form), 422
    known, kinds = existing(db.session, region.id), _kinds(region.id)
    reading = read_teams(file.read(), types=words_for_types(kinds), existing=known)
    if reading.faults:
        return _page(kinds, reading), 422
    return _page(kinds, reading, changes=changes_of(reading.rows, known))


@blueprint.post("/organisations/import/confirm")
@runners_only
def confirm_import(runner: Staff) -> Page:
    """Save the changes that were shown, all or none; show them anew when the region has changed since."""
    region_id, form = own_region(db.session, runner).id, ConfirmImportForm()
    form.validate_on_submit()
    with writing(db.session, turn=list_turn(region_id)):  # A form sent twice makes every team once.
        known, kinds = existing(db.session, region_id), _kinds(region_id)
        reading = read_teams((form.rows.data or "").encode(), types=words_for_types(kinds), existing=known)
        changes = changes_of(reading.rows, known)
        same = not reading.faults and form.shown.data == changes.digest
        if same:
            _write(runner, changes, region_id=region_id)
            _close(runner, changes, wanted=set(form.close.data or ()))
    if reading.faults:
        return _page(kinds, reading), 422
    if not same:
        return _page(kinds, reading, changes=changes, moved=True), 422
    return redirect(url_for("organisations.list_organisations"), code=303)


def _write(runner: Staff, changes: ListChanges, *, region_id: str) -> None:
    """Save new and changed teams; a new name or size applies at once, a move with the next period."""
    homes = _homes(db.session, [*changes.new, *(each.row for each in changes.changed if each.moved)], region_id)
    for row in changes.new:
        create_team(db.session, homes[folded(row.organisation)], name=row.team, declared_size=row.size)
    for each in changes.changed:
        team = db.session.get_one(Team, each.old.id)
        rename(db.session, team, name=each.row.team)
        team.declared_size = each.row.size
        if each.moved:
            move_team(db.session, team, organisation_id=homes[folded(each.row.organisation)])
            record(runner, "team.moved", team.id)
    record(runner, "organisations.imported", region_id)


def _homes(session: AnySession, rows: list[TeamRow], region_id: str) -> dict[str, str]:
    """Return the id of every organisation by its folded name, after making those of these rows that do not exist."""
    known = {folded(each.name): each.id for each in session.query(Organisation).filter_by(region_id=region_id).all()}
    for row in rows:
        key = folded(row.organisation)
        if key not in known:
            made = create_organisation(session, region_id, name=row.organisation, org_type=row.org_type)
            known[key] = made.id
    return known


def _close(runner: Staff, changes: ListChanges, *, wanted: set[str]) -> None:
    """Close the ticked teams among those that the list leaves out, as on their own pages."""
    for each in changes.gone:
        if each.id in wanted:
            close_team(db.session, db.session.get_one(Team, each.id), today=clock.today())
            record(runner, "team.closed", each.id)


def _kinds(region_id: str) -> KindsInWords:
    return types_of_organisation(db.session, region_id)


def _page(
    kinds: KindsInWords,
    reading: ListReading | None,
    *,
    form: ImportForm | None = None,
    changes: ListChanges | None = None,
    moved: bool = False,
) -> str:
    """Return the HTML of the import page: the changes to confirm, or the form for a file with faults of the last one.

    `kinds`: of organisation, with their names. `moved`: the region has changed since the changes were shown.
    """
    faults = _faults_together(reading.faults) if reading else []
    return form_page(
        "running/import.html",
        reading=reading,
        changes=changes,
        moved=moved,
        wrong=faults[:FAULTS_SHOWN],
        more=max(0, len(faults) - FAULTS_SHOWN),
        types=kinds,
        form=form or ImportForm(None),
        confirming=_confirming(reading, changes) if reading and changes else None,
    )


def _confirming(reading: ListReading, changes: ListChanges) -> ConfirmImportForm:
    """Return the form that confirms these changes."""
    return ConfirmImportForm(None, rows=written(reading.rows), shown=changes.digest).offer(changes.gone)


def _faults_together(faults: Sequence[RowFault]) -> list[str]:
    """Return each fault in words with the numbers of its lines; the same fault on several lines stands there once."""
    lines: dict[str, list[int]] = {}
    for fault in faults:
        lines.setdefault(fault_words(fault), []).append(fault.line)
    return [_on_lines(words, where) for words, where in lines.items()]


def _on_lines(words: str, lines: Sequence[int]) -> str:
    if not lines[0]:
        return words
    if len(lines) == 1:
        return str(_("Line %(line)s: %(words)s", line=lines[0], words=words))
    named = [str(line) for line in lines[:LINES_NAMED]]
    if len(lines) <= LINES_NAMED:
        return str(_("Lines %(lines)s: %(words)s", lines=both(named), words=words))
    more = len(lines) - LINES_NAMED
    return str(
        ngettext(
            "Lines %(lines)s and %(num)s more: %(words)s",
            "Lines %(lines)s and %(num)s more: %(words)s",
            more,
            lines=", ".join(named),
            words=words,
        )
    )


def fault_words(fault: RowFault) -> str:
    """Return what is wrong in an imported list and how to mend it."""
    return {**_words_for_files(fault), **_words_for_names(fault), **_words_for_rows(fault)}[fault.kind]


def _words_for_files(fault: RowFault) -> dict[str, str]:
    """Return the words for faults of a file, of its headings and of the marks between its cells, by kind."""
    return {
        "empty": _("The file has no rows below its headings."),
        "workbook": _("This workbook cannot be read. Open it, choose “Save as” and then Excel (.xlsx) or CSV."),
        "too_many_rows": _(
            "The file has %(rows)s rows. At most %(most)s at once: make several files of it.",
            rows=fault.about,
            most=MOST_ROWS,
        ),
        "columns_missing": _(
            "Not found among the headings: %(names)s. This line says: “%(there)s”.",
            names=_heading_words(fault.about),
            there=fault.there,
        ),
        "columns_twice": _(
            "Two columns are headed alike: %(names)s. This line says: “%(there)s”. Keep one of them.",
            names=_heading_words(fault.about),
            there=fault.there,
        ),
        "cells_beyond": _(
            "More cells than there are headings, up to “%(cell)s”. A sign that divides cells stands in a cell: put "
            "that cell between quotation marks.",
            cell=fault.about,
        ),
        "quote_open": _("A quotation mark is opened here and not closed. Take it away, or close it in the same cell."),
        "quote_inside": _("A quotation mark stands in the middle of a cell. Take it away, or type it twice."),
        "line_end": _(
            "A cell goes on over the end of its line, to line %(last)s. Take the line end away, or the quotation mark.",
            last=fault.about,
        ),
    }


def _words_for_names(fault: RowFault) -> dict[str, str]:
    """Return the words for faults of the name of an organisation or a team, by kind."""
    return {
        "organisation_missing": _(
            "The organisation is not filled in. Put it on every line, also where cells were merged."
        ),
        "team_missing": _("The team is not filled in."),
        "name_unusable": _("The name “%(name)s” is too long or has signs that cannot be read.", name=fault.about),
        "name_garbled": _(
            "The accents in the name “%(name)s” went wrong when the file was saved. Save the list as Excel (.xlsx) or "
            "as “CSV UTF-8”.",
            name=fault.about,
        ),
        "name_error": _("“%(name)s” is an error of the spreadsheet. Type the name itself.", name=fault.about),
        "name_date": _(
            "“%(name)s” is a date. The spreadsheet made it of a name: give the cell the format Text, and type the name "
            "again.",
            name=fault.about,
        ),
        "name_formula": _(
            "The name “%(name)s” begins with a sign that spreadsheets take for a formula.", name=fault.about
        ),
    }


def _words_for_rows(fault: RowFault) -> dict[str, str]:
    """Return the words for faults of the other cells of a line, and of lines that contradict others, by kind."""
    return {
        "type_unknown": _("“%(type)s” is not a kind of organisation. The kinds stand below.", type=fault.about),
        "size_unusable": _(
            "The size “%(size)s” is not a whole number from 1 to %(most)s.", size=fault.about, most=MOST_PEOPLE
        ),
        "id_unknown": _(
            "The id “%(id)s” belongs to no team here. Leave the cell empty to add a new team.", id=fault.about
        ),
        "name_taken": _("Another team is called “%(team)s” already. Choose another name.", team=fault.about),
        "closed": _("“%(name)s” is closed. Open it again on its own page, or take this line out.", name=fault.about),
        "team_twice": _("Team “%(team)s” stands in this file twice.", team=fault.about),
        "other_type": _("“%(name)s” has two different kinds. Choose one.", name=fault.about),
    }


def _heading_words(names: str) -> str:
    """Return the headings of these columns in words; `names`: keys of `HEADINGS`, with spaces between."""
    return ", ".join(str(HEADINGS.get(name, name)) for name in names.split())
