"""Gives the cells of an XLSForm under their known headings, and gathers what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.content.reading import Place
from app.instrument.xlsform_languages import language_of
from app.instrument.xlsform_workbook import ReadSheet, SheetFault, SheetRow

Content = dict[str, object]
"""A part of a questionnaire as its file holds it."""

KNOWN = {
    "survey": frozenset(
        {
            "type",
            "name",
            "label",
            "hint",
            "relevant",
            "constraint",
            "required",
            "appearance",
            "parameters",
            "peil_block",
            "peil_type",
            "peil_number",
            "peil_measures",
            "peil_short",
            "peil_seconds",
            "peil_comment",
            "peil_scale",
            "peil_favourable_from",
            "peil_cuts",
            "peil_adds_up_with",
            "peil_piped_from",
            "peil_decimals",
            "peil_row",
            "peil_open_text",
        }
    ),
    "choices": frozenset(
        {"list_name", "name", "label", "peil_rank", "peil_favourable", "peil_exclusive", "peil_open_text"}
    ),
    "settings": frozenset(
        {
            "form_title",
            "form_id",
            "version",
            "default_language",
            "peil_languages",
            "peil_source",
            "peil_theme",
            "peil_title",
        }
    ),
    "peil_scales": frozenset({"name", "min", "max", "favourable_from"}),
    "peil_anchors": frozenset({"name", "step", "label"}),
    "peil_or_higher": frozenset({"list_name", "name", "label"}),
    "peil_pulse": frozenset({"asked", "group", "item"}),
    "peil_relations": frozenset({"of", "by"}),
}
KNOWN["peil_card_help"] = KNOWN["survey"]
"""The columns that are read, by sheet; a filled cell of another one is a fault."""
_ALIASES = {
    "relevance": "relevant",
    "caption": "label",
    "list name": "list_name",
    "id_string": "form_id",
    "title": "form_title",
}
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"", "no", "false", "false()", "0"})


@dataclass(slots=True)
class FormContent:
    """The result of reading a workbook: the questionnaire's content, where each part stands in it, and all faults.

    `places`: the sheet, row and heading of each part. `letters`: the column by sheet and heading.
    """

    content: Content = field(default_factory=dict)
    places: dict[Place, tuple[str, int, str]] = field(default_factory=dict)
    letters: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[SheetFault] = field(default_factory=list)


class FormCells:
    """The sheets of one XLSForm workbook, read row by row; what is read and all faults are collected in `made`.

    `name`: the key of a form whose settings name none. `language`: of columns that name none, in a form that
    names no default language.
    """

    def __init__(self, sheets: Mapping[str, ReadSheet], *, name: str, language: str) -> None:
        self.sheets, self.name = sheets, name
        self.made = FormContent(faults=[fault for sheet in sheets.values() for fault in sheet.faults])
        for title, sheet in sheets.items():
            for heading, letter in sheet.columns.items():
                self.made.letters[title, heading] = letter
                self.made.letters.setdefault((title, heading.partition("::")[0]), letter)
        self._unknown: set[tuple[str, str]] = set()
        self.settings, *more = [*self.rows("settings")] or [SheetRow(2, {})]
        for row in more:
            self.fault(("settings", row.number, ""), "the settings stand in one row: remove this one")
        self.default = language_of(self.settings.cells.get("default_language", language))

    def rows(self, name: str) -> Iterator[SheetRow]:
        """Yield the rows of a sheet, with standard names for its columns; note a fault for each unknown column."""
        sheet = self.sheets.get(name)
        for row in sheet.rows if sheet else ():
            cells: dict[str, str] = {}
            for heading, text in row.cells.items():
                base, separator, language = heading.partition("::")
                base = _ALIASES.get(base, base)
                if base in KNOWN[name]:
                    cells[f"{base}{separator}{language}"] = text
                elif (name, heading) not in self._unknown:
                    self._unknown.add((name, heading))
                    self.fault((name, row.number, heading), f"Peil has no '{heading}': remove this column")
            yield SheetRow(row.number, cells)

    def fault(self, place: tuple[str, int, str], message: str) -> None:
        """Note a fault with its sheet, row and heading; the same fault only once."""
        sheet, row, heading = place
        fault = SheetFault(sheet, row, self.made.letters.get((sheet, heading), ""), message)
        if fault not in self.made.faults:
            self.made.faults.append(fault)

    def wording(self, name: str, sheet: str, row: SheetRow) -> dict[str, str]:
        """Return the text of column `name` in one row, by language; a column without language is in the default one."""
        found = {}
        for heading, text in row.cells.items():
            base, separator, spoken = heading.partition("::")
            if base != name:
                continue
            language = language_of(spoken) if separator else self.default
            if language is None:
                self.fault(
                    (sheet, 1, heading),
                    f"the language of '{heading}' is not known: write it as '{base}::Nederlands (nl)', "
                    "or name the form's language in settings under default_language",
                )
            elif language in found:
                self.fault((sheet, 1, heading), f"there are two columns '{base}' in '{language}'")
            else:
                found[language] = text
        return found

    def yes(self, sheet: str, row: SheetRow, heading: str) -> bool:
        """Return whether a cell says yes; False for an empty one. Note a fault when it says neither yes nor no."""
        said = row.cells.get(heading, "").lower()
        if said not in _YES | _NO:
            self.fault((sheet, row.number, heading), f"'{said}' is neither yes nor no")
        return said in _YES

    def number(self, sheet: str, row: SheetRow, heading: str) -> int | None:
        """Return the whole number in a cell; None when it is empty or holds something else, which is a fault."""
        said = row.cells.get(heading)
        if said is None:
            return None
        try:
            return int(said)
        except ValueError:
            self.fault((sheet, row.number, heading), f"'{said}' is not a whole number")
            return None

    def languages(self) -> list[str]:
        """Return the codes of the form's languages: those in its settings, else those of the questions' labels."""
        if "peil_languages" in self.settings.cells:
            return self.settings.cells["peil_languages"].split()
        sheet = self.sheets.get("survey")
        found = {}
        for heading in sheet.columns if sheet else ():
            base, separator, spoken = heading.partition("::")
            if base == "label":
                found[language_of(spoken) if separator else self.default] = True
        return [language for language in found if language]

    def source(self) -> dict[str, str] | str:
        """Return whose questions they are, by language, or once for all of them."""
        named_once = self.settings.cells.get("peil_source")
        return named_once or self.wording("peil_source", "settings", self.settings) or "XLSForm"

    def title(self) -> dict[str, str]:
        """Return the title of the form by language."""
        title = self.wording("peil_title", "settings", self.settings)
        said = self.settings.cells.get("form_title", self.name)
        return title or dict.fromkeys(self.languages(), said)
