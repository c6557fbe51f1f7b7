"""A questionnaire as an XLSForm workbook, the form that survey tools such as ODK and KoboToolbox share."""

from __future__ import annotations

from pathlib import Path

import yaml

from app.content.reading import ContentFault, LinedDocument, Place
from app.instrument.load import instrument_from
from app.instrument.schema import Instrument
from app.instrument.xlsform_cells import Content, FormContent
from app.instrument.xlsform_reading import form_content
from app.instrument.xlsform_workbook import SheetFault, WorkbookRefused, sheets_in, workbook_of
from app.instrument.xlsform_writing import sheets_of


class XlsformRefused(Exception):
    """A workbook is no questionnaire that Peil can use; `faults` holds every fault that was found, in order."""

    def __init__(self, faults: list[SheetFault]) -> None:
        self.faults = sorted(set(faults), key=_in_order)
        super().__init__("\n".join(map(str, self.faults)))


def write_xlsform(instrument: Instrument) -> bytes:
    """Return the questionnaire as an XLSForm workbook, which `read_xlsform` reads back as the same questionnaire."""
    return workbook_of(sheets_of(instrument))


def read_xlsform(path: Path, *, language: str = "") -> tuple[Instrument, Content]:
    """Return the questionnaire in an XLSForm workbook, and its content as a questionnaire file holds it.

    `language`: of texts without one, in a form that names no default language. Raises XlsformRefused with every
    fault, each with its sheet, row and column.
    """
    try:
        form = form_content(sheets_in(path), name=path.stem.lower(), language=language)
    except WorkbookRefused as refused:
        raise XlsformRefused([refused.fault]) from refused
    faults, instrument = [*form.faults], None
    places = list(form.places)
    document = LinedDocument(str(path), form.content, {place: number for number, place in enumerate(places)}, ())
    try:
        instrument = instrument_from(document)
    except ContentFault as fault:
        faults += [_in_sheet(each.message, places[each.line], form) for each in fault.faults]
    faults += _faults_of_pyxform(path)
    if faults or instrument is None:
        raise XlsformRefused(faults)
    return instrument, form.content


def as_yaml(content: Content) -> str:
    """Return the content of a questionnaire as the text of its file."""
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)


def _in_sheet(message: str, place: Place, form: FormContent) -> SheetFault:
    sheet, row, heading = form.places[place]
    return SheetFault(sheet, row, form.letters.get((sheet, heading), ""), message)


def _faults_of_pyxform(path: Path) -> list[SheetFault]:
    """Return the first fault that the library of the form's own makers finds; empty when it takes the form."""
    from pyxform.errors import PyXFormError
    from pyxform.xls2xform import convert

    try:
        convert(path, validate=False)
    except PyXFormError as error:
        return [SheetFault("", 0, "", f"no XLSForm: {' '.join(str(error).split())}")]
    except Exception:  # The library stumbles over some workbooks; what it says then helps nobody.
        return [SheetFault("", 0, "", "no XLSForm: pyxform cannot read this workbook")]
    return []


def _in_order(fault: SheetFault) -> tuple[int, str, int, str, str]:
    sheets = ("", "survey", "choices", "settings")
    place = sheets.index(fault.sheet) if fault.sheet in sheets else len(sheets)
    return place, fault.sheet, fault.row, fault.column, fault.message
