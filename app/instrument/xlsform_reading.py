"""Reads an XLSForm as a questionnaire; every fault is named with sheet, row and column.

Decides what each type and column of XLSForm is in Peil. A feature that Peil lacks is refused by name, never left out
in silence. Columns that begin with `peil_` hold what XLSForm has no column for; a form without them is read as well.
Must not know files. Source: the XLSForm reference, https://xlsform.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.content.reading import Place
from app.instrument.xlsform_languages import language_of
from app.instrument.xlsform_rules import LOOKS_LIKE, ExpressionRefused, limits_of, rule_of
from app.instrument.xlsform_workbook import ReadSheet, SheetFault, SheetRow
from app.instrument.xlsform_writing import OWN_LIST

Content = dict[str, object]

_READ = {
    "survey": frozenset({
        "type", "name", "label", "hint", "relevant", "constraint", "required", "appearance", "parameters", "peil_block",
        "peil_type", "peil_number", "peil_measures", "peil_short", "peil_seconds", "peil_comment", "peil_scale",
        "peil_favourable_from", "peil_cuts", "peil_adds_up_with", "peil_piped_from", "peil_decimals", "peil_row",
        "peil_open_text",
    }),
    "choices": frozenset(
        {"list_name", "name", "label", "peil_rank", "peil_favourable", "peil_exclusive", "peil_open_text"}
    ),
    "settings": frozenset(
        {"form_title", "form_id", "version", "default_language", "peil_languages", "peil_source", "peil_theme", "peil_title"}
    ),
    "peil_scales": frozenset({"name", "min", "max", "favourable_from"}),
    "peil_anchors": frozenset({"name", "step", "label"}),
    "peil_pulse": frozenset({"asked", "group", "item"}),
    "peil_relations": frozenset({"of", "by"}),
}  # fmt: skip
"""The columns that are read, by sheet; a filled cell of another one is a fault."""
_ALIASES = {"relevance": "relevant", "caption": "label", "list name": "list_name", "id_string": "form_id", "title": "form_title"}
_SELECT = re.compile(r"select[_ ](?P<how>one|multiple|all that apply)(?:[_ ]from)?\s+(?P<list>\S+)(?P<other>\s+or[_ ]other)?")
_YES = frozenset({"yes", "true", "true()", "1"})
_NO = frozenset({"", "no", "false", "false()", "0"})


@dataclass(slots=True)
class FormContent:
    """What was read: the content of a questionnaire file, where in the workbook each part stands, and the faults.

    `places`: the sheet, row and heading of each part. `letters`: the column by sheet and heading.
    """

    content: Content = field(default_factory=dict)
    places: dict[Place, tuple[str, int, str]] = field(default_factory=dict)
    letters: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: list[SheetFault] = field(default_factory=list)


def form_content(sheets: Mapping[str, ReadSheet]) -> FormContent:
    """Return the content of the questionnaire in these sheets, as far as it can be read."""
    return _Reading(sheets).whole()


class _Reading:
    """Reads one workbook; `made` grows sheet by sheet."""

    def __init__(self, sheets: Mapping[str, ReadSheet]) -> None:
        self.sheets = sheets
        self.made = FormContent(faults=[fault for sheet in sheets.values() for fault in sheet.faults])
        self.made.letters = {
            (name, heading): letter for name, sheet in sheets.items() for heading, letter in sheet.columns.items()
        }
        self.settings = next(iter(self._rows("settings")), SheetRow(2, {}))
        self.default = language_of(self.settings.cells.get("default_language", ""))
        self.lists: dict[str, list[Content]] = {}
        self.list_rows: dict[str, list[int]] = {}
        self.own: set[str] = set()
        self.items: list[Content] = []
        self.blocks: list[Content] = []

    def whole(self) -> FormContent:
        for name in ("survey", "choices"):
            if name not in self.sheets:
                self._fault("", 0, "", f"there is no sheet '{name}'")
        for name in self.sheets.keys() - _READ.keys():
            if self.sheets[name].rows and name in {"entities", "osm", "external_choices"}:
                self._fault(name, 0, "", f"Peil has no '{name}': remove this sheet")
        self._read_choices()
        self._read_survey()
        self._write_content()
        return self.made

    def _rows(self, name: str) -> Iterator[SheetRow]:
        """Yield the rows of a sheet under the names that are read here; other filled columns are faults."""
        sheet = self.sheets.get(name)
        for row in sheet.rows if sheet else ():
            cells: dict[str, str] = {}
            for heading, text in row.cells.items():
                base, separator, language = heading.partition("::")
                base = _ALIASES.get(base, base)
                if base in _READ[name]:
                    cells[f"{base}{separator}{language}"] = text
                else:
                    self._fault(name, row.number, heading, f"Peil has no '{base}': empty this cell")
            yield SheetRow(row.number, cells)

    def _fault(self, sheet: str, row: int, heading: str, message: str) -> None:
        known = self.sheets.get(sheet)
        letter = known.columns.get(heading, "") if known else ""
        fault = SheetFault(sheet, row, letter, message)
        if fault not in self.made.faults:
            self.made.faults.append(fault)

    def _wording(self, name: str, sheet: str, row: SheetRow) -> dict[str, str]:
        """Return a text by language; a column without language is in the form's default language."""
        found = {}
        for heading, text in row.cells.items():
            base, separator, spoken = heading.partition("::")
            if base != name:
                continue
            language = language_of(spoken) if separator else self.default
            if language is None:
                self._fault(
                    sheet, row.number, heading,
                    f"the language of '{heading}' is not known: write it as '{base}::Nederlands (nl)', "
                    "or name it in settings under default_language",
                )  # fmt: skip
            else:
                found[language] = text
        return found

    def _yes(self, sheet: str, row: SheetRow, heading: str) -> bool:
        said = row.cells.get(heading, "").lower()
        if said not in _YES | _NO:
            self._fault(sheet, row.number, heading, f"'{said}' is neither yes nor no")
        return said in _YES

    def _number(self, sheet: str, row: SheetRow, heading: str) -> int | None:
        said = row.cells.get(heading)
        if said is None:
            return None
        try:
            return int(said)
        except ValueError:
            self._fault(sheet, row.number, heading, f"'{said}' is not a whole number")
            return None

    # ------------------------------------------------------------------ choices

    def _read_choices(self) -> None:
        for row in self._rows("choices"):
            name = row.cells.get("list_name")
            if name is None:
                self._fault("choices", row.number, "list_name", "this option belongs to no list: fill list_name")
                continue
            option: Content = {"key": row.cells.get("name", ""), "text": self._wording("label", "choices", row)}
            rank = self._number("choices", row, "peil_rank")
            option |= {"rank": rank} if rank is not None else {}
            for heading in ("favourable", "exclusive", "open_text"):
                option |= {heading: True} if self._yes("choices", row, f"peil_{heading}") else {}
            self.lists.setdefault(name, []).append(option)
            self.list_rows.setdefault(name, []).append(row.number)

    # ------------------------------------------------------------------ survey

    def _read_survey(self) -> None:
        rows = list(self._rows("survey"))
        place, block = 0, None
        while place < len(rows):
            row = rows[place]
            kind = _spaced(row.cells.get("type", "")).lower()
            if kind in ("begin group", "begin_group"):
                if self._is_grid(row):
                    place = self._grid(rows, place, block)
                    continue
                if block is not None:
                    self._fault("survey", row.number, "type", "Peil has no group within a group: end the group above first")
                block = self._begin_block(row)
            elif kind in ("end group", "end_group"):
                block = None
            elif kind:
                self._question(row, block)
            else:
                self._fault("survey", row.number, "type", "this row has no type")
            place += 1

    def _is_grid(self, row: SheetRow) -> bool:
        return row.cells.get("peil_type") in ("grid", "yes_no_per_choice") or "table-list" in row.cells.get("appearance", "")

    def _begin_block(self, row: SheetRow) -> str:
        key = row.cells.get("peil_block") or row.cells.get("name", "")
        for heading in ("appearance", "relevant"):
            if heading in row.cells:
                self._fault(
                    "survey", row.number, heading,
                    f"Peil has no '{heading}' of a whole group: put it at each question, or empty this cell",
                )  # fmt: skip
        if all(block["key"] != key for block in self.blocks):
            self.made.places["blocks", len(self.blocks)] = ("survey", row.number, "name")
            self.blocks.append({"key": key, "title": self._wording("label", "survey", row) or {}})
        return key

    def _question(self, row: SheetRow, block: str | None) -> None:
        spoken = _spaced(row.cells["type"])
        select = _SELECT.fullmatch(spoken)
        item = self._common(row, block)
        if select:
            item["type"] = "single" if select["how"] == "one" else "multi"
            self._choose(item, select["list"], row)
            if select["other"]:
                self._fault(
                    "survey", row.number, "type",
                    "Peil has no 'or_other': add an option 'other' to the list, with yes under peil_open_text",
                )  # fmt: skip
        elif spoken == "range":
            self._range(item, row)
        elif spoken in ("integer", "int", "decimal"):
            percent = row.cells.get("peil_type") == "percent"
            item["type"] = "percent" if percent else "number"
            if spoken == "decimal" and not percent:
                item["decimals"] = self._number("survey", row, "peil_decimals") or 1
        elif spoken == "text":
            item["type"] = "text"
        else:
            self._fault("survey", row.number, "type", f"Peil has no type '{row.cells['type']}'{_advice(spoken)}")
            return
        self._limit(item, row)
        self._add(item, row)

    def _common(self, row: SheetRow, block: str | None) -> Content:
        """Return the fields that every type of item has."""
        text = self._wording("label", "survey", row)
        hint = self._wording("hint", "survey", row)
        item: Content = {
            "key": row.cells.get("name", ""),
            "block": block or self._block_of_the_loose(),
            "number": row.cells.get("peil_number", str(len(self.items) + 1)),
            "short": self._wording("peil_short", "survey", row) or text,
            "text": text,
        }
        item |= {"hint": hint} if hint else {}
        for heading in ("measures", "adds_up_with", "piped_from"):
            item |= {heading: row.cells[f"peil_{heading}"]} if f"peil_{heading}" in row.cells else {}
        seconds = self._number("survey", row, "peil_seconds")
        item |= {"seconds": seconds} if seconds is not None else {}
        item |= {"comment": True} if self._yes("survey", row, "peil_comment") else {}
        item |= {"required": True} if self._yes("survey", row, "required") else {}
        item |= self._cuts(row)
        if "relevant" in row.cells:
            try:
                item["shown_if"] = rule_of(row.cells["relevant"]).as_json()
            except (ExpressionRefused, ValueError) as refused:
                self._fault("survey", row.number, "relevant", str(refused))
        if "appearance" in row.cells and not self._is_grid(row):
            self._fault("survey", row.number, "appearance", "Peil has no 'appearance': empty this cell")
        return item

    def _cuts(self, row: SheetRow) -> Content:
        said = row.cells.get("peil_cuts")
        if said is None:
            return {}
        if not re.fullmatch(r"\d+( \d+)*", said):
            self._fault("survey", row.number, "peil_cuts", f"'{said}' is no row of percentages such as '30 50 70'")
            return {}
        return {"cuts": [int(each) for each in said.split()]}

    def _block_of_the_loose(self) -> str:
        """Return the block of questions outside every group, made when there is one."""
        if all(block["key"] != "questions" for block in self.blocks):
            self.blocks.append({"key": "questions", "title": self._title()})
        return "questions"

    def _choose(self, item: Content, name: str, row: SheetRow) -> None:
        """Give an item its list: of its own when the list has its name, else a scale."""
        if name not in self.lists:
            self._fault("survey", row.number, "type", f"there is no list '{name}' in the sheet choices")
        elif name in (item["key"], f"{item['key']}{OWN_LIST}"):
            self.own.add(name)
            item["options"] = self.lists[name]
        else:
            item["scale"] = name

    def _range(self, item: Content, row: SheetRow) -> None:
        item["type"] = "scale"
        said = dict(re.findall(r"(\w+)\s*=\s*(\S+)", row.cells.get("parameters", "")))
        bounds = {name: said.get(name, default) for name, default in (("start", "1"), ("end", "10"), ("step", "1"))}
        whole = all(re.fullmatch(r"-?\d+", each) for each in bounds.values())
        if said.keys() - bounds or not whole or bounds["step"] != "1":
            self._fault(
                "survey", row.number, "parameters", "a scale has whole steps of 1, such as 'start=1 end=10 step=1'"
            )
        elif "peil_scale" in row.cells:
            item["scale"] = row.cells["peil_scale"]
        else:
            item |= {"min": int(bounds["start"]), "max": int(bounds["end"])}
            good = self._number("survey", row, "peil_favourable_from")
            item |= {"favourable_from": good} if good is not None else {}
            anchors = self._anchors_of(str(item["key"]))
            item |= {"anchors": anchors} if anchors else {}

    def _limit(self, item: Content, row: SheetRow) -> None:
        """Give an item what its constraint says; a limit that its type does not have is a fault."""
        if "parameters" in row.cells and item["type"] != "scale":
            self._fault("survey", row.number, "parameters", "Peil has no 'parameters' here: empty this cell")
        if "constraint" not in row.cells:
            return
        allowed = {
            "multi": {"max_choices", "exclusive"}, "percent": {"min", "max"}, "number": {"min", "max"},
            "text": {"max_length"},
        }.get(str(item["type"]), set())  # fmt: skip
        try:
            limits = limits_of(row.cells["constraint"])
        except ExpressionRefused as refused:
            self._fault("survey", row.number, "constraint", str(refused))
            return
        for name, values in limits.items():
            if name not in allowed:
                self._fault("survey", row.number, "constraint", f"a question of this type has no limit '{name}'")
            elif name == "exclusive":
                options = {option["key"] for option in self.lists.get(_list_name(item), [])}
                for value in values:
                    if value not in options:
                        self._fault("survey", row.number, "constraint", f"there is no option '{value}'")
                self._exclude(item, values)
            else:
                item[name] = float(values[-1]) if "." in values[-1] else int(values[-1])

    def _exclude(self, item: Content, keys: list[str]) -> None:
        for option in self.lists.get(_list_name(item), []):
            if option["key"] in keys:
                option["exclusive"] = True

    def _add(self, item: Content, row: SheetRow) -> None:
        self.made.places["items", len(self.items)] = ("survey", row.number, "name")
        for name, heading in (("text", "label"), ("short", "label"), ("shown_if", "relevant"), ("options", "type"), ("scale", "type")):
            self.made.places["items", len(self.items), name] = ("survey", row.number, heading)
        self.items.append(item)

    def _grid(self, rows: list[SheetRow], start: int, block: str | None) -> int:
        """Read a group of rows with one list as a grid; return the place after its end."""
        head = rows[start]
        item = self._common(head, block)
        item["type"] = head.cells.get("peil_type", "grid")
        lines: list[Content] = []
        lists: set[str] = set()
        place = start + 1
        while place < len(rows) and not _spaced(rows[place].cells.get("type", "")).lower().startswith("end"):
            row = rows[place]
            select = _SELECT.fullmatch(_spaced(row.cells.get("type", "")))
            if select is None or select["how"] != "one" and row.cells.get("peil_type") != "escape":
                self._fault("survey", row.number, "type", "a grid holds rows of 'select_one' from one list only")
            elif row.cells.get("peil_type") == "escape":
                item["escape"] = {"key": row.cells.get("peil_row", ""), "text": self._wording("label", "survey", row)}
                self.own.add(select["list"])
            else:
                lists.add(select["list"])
                lines.append(self._line(row, head))
            place += 1
        if len(lists) != 1:
            self._fault("survey", head.number, "name", "the rows of a grid are answered from one list")
        else:
            self._choose(item, lists.pop(), head)
        if item["type"] == "grid":
            item["rows"] = lines
        else:
            self._same_as_piped(item, lines, head)
        self._add(item, head)
        return place + 1

    def _line(self, row: SheetRow, head: SheetRow) -> Content:
        for heading in ("hint", "constraint", "required", "parameters"):
            if heading in row.cells:
                self._fault("survey", row.number, heading, f"Peil has no '{heading}' of a single row: empty this cell")
        if "relevant" in row.cells and head.cells.get("peil_type") != "yes_no_per_choice":
            self._fault("survey", row.number, "relevant", "Peil has no 'relevant' of a single row: put it at the group")
        line: Content = {
            "key": row.cells.get("peil_row", row.cells.get("name", "")), "text": self._wording("label", "survey", row)
        }  # fmt: skip
        return line | ({"open_text": True} if self._yes("survey", row, "peil_open_text") else {})

    def _same_as_piped(self, item: Content, lines: list[Content], head: SheetRow) -> None:
        """Hold that a question per choice has one row for each option of the question before it."""
        source = next((each for each in self.items if each["key"] == item.get("piped_from")), None)
        options = self.lists.get(_list_name(source), []) if source else []
        if [line["key"] for line in lines] != [option["key"] for option in options]:
            self._fault(
                "survey", head.number, "peil_piped_from",
                f"the rows are not the options of '{item.get('piped_from', '')}', in the same order",
            )  # fmt: skip

    # ------------------------------------------------------------------ the rest

    def _title(self) -> dict[str, str]:
        title = self._wording("peil_title", "settings", self.settings)
        if title or "form_title" not in self.settings.cells:
            return title
        return {language: self.settings.cells["form_title"] for language in self._languages()}

    def _languages(self) -> list[str]:
        """Return the languages of the form: as its settings say, else those of the questions' labels."""
        if "peil_languages" in self.settings.cells:
            return self.settings.cells["peil_languages"].split()
        sheet = self.sheets.get("survey")
        found = {}
        for heading in sheet.columns if sheet else ():
            base, separator, spoken = heading.partition("::")
            if base == "label":
                found[language_of(spoken) if separator else self.default] = True
        return [language for language in found if language]

    def _anchors_of(self, name: str) -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        for row in self._rows("peil_anchors"):
            step = self._number("peil_anchors", row, "step")
            if row.cells.get("name") == name and step is not None:
                found[step] = self._wording("label", "peil_anchors", row)
        return found

    def _scales(self) -> Content:
        scales: Content = {}
        for name, options in self.lists.items():
            if name not in self.own:
                self.made.places["scales", name] = ("choices", self.list_rows[name][0], "list_name")
                scales[name] = {"options": options}
        for row in self._rows("peil_scales"):
            name = row.cells.get("name", "")
            scale: Content = {}
            for heading in ("min", "max", "favourable_from"):
                number = self._number("peil_scales", row, heading)
                scale |= {heading: number} if number is not None else {}
            anchors = self._anchors_of(name)
            scales[name] = scale | ({"anchors": anchors} if anchors else {})
            self.made.places["scales", name] = ("peil_scales", row.number, "name")
        return scales

    def _pulse(self) -> Content:
        if "peil_pulse" not in self.sheets:
            return usual_pulse(self.items, [str(block["key"]) for block in self.blocks])
        anchors: list[str] = []
        parts: dict[str, dict[str, list[str]]] = {"pool": {}}
        for row in self._rows("peil_pulse"):
            asked, item = row.cells.get("asked", ""), row.cells.get("item")
            if asked == "always":
                anchors += [item] if item else []
                continue
            groups = parts.setdefault(asked, {})
            if item:
                groups.setdefault(row.cells.get("group", item), []).append(item)
        pool = list(parts.pop("pool").values())
        themes = {name: list(groups.values()) for name, groups in parts.items()}
        theme = self.settings.cells.get("peil_theme", next(iter(themes), ""))
        self.made.places["pulse",] = ("peil_pulse", 1, "")
        return {"anchors": anchors, "pool": pool, "theme": theme, "themes": themes}

    def _write_content(self) -> None:
        cells, made = self.settings.cells, self.made
        made.places[()] = ("survey", 1, "")
        for name, heading in (("key", "form_id"), ("version", "version"), ("title", "form_title"), ("source", "peil_source")):
            made.places[name,] = ("settings", self.settings.number, heading)
        made.places["languages",] = ("survey", 1, "")
        for index, _item in enumerate(self.items):
            made.places.setdefault(("items", index), ("survey", 1, ""))
        for place, item in enumerate(self.items):
            for index, number in enumerate(self.list_rows.get(_list_name(item), []) if "options" in item else []):
                made.places["items", place, "options", index] = ("choices", number, "name")
        for name, rows in self.list_rows.items():
            for index, number in enumerate(rows):
                made.places["scales", name, "options", index] = ("choices", number, "name")
        made.content = {
            "key": cells.get("form_id", ""),
            "version": cells.get("version", "1"),
            "title": self._title(),
            "languages": self._languages(),
            "source": cells.get("peil_source", "XLSForm"),
            "blocks": self.blocks,
            "scales": self._scales(),
            "items": self.items,
            "pulse": self._pulse(),
        }
        relations = [dict(row.cells) for row in self._rows("peil_relations")]
        made.content |= {"relations": relations} if relations else {}


def usual_pulse(items: Iterable[Mapping[str, object]], blocks: list[str]) -> Content:
    """Return a pulse for a form that says nothing about it: the first item always, the others in turn.

    Items that depend on one another are asked together; of two or more blocks the last is the theme.
    """
    from app.instrument.routing_rules import Rule

    items = list(items)
    together: list[set[str]] = []
    for item in items:
        rule = item.get("shown_if")
        linked = {str(item["key"])}
        linked |= {str(test.item) for test in Rule.model_validate(rule).tests()} if rule else set()
        touching = [group for group in together if group & linked]
        together = [group for group in together if group not in touching] + [linked.union(*touching)]
    theme = blocks[-1] if blocks else ""
    in_theme = {str(item["key"]) for item in items if item["block"] == theme} if len(blocks) > 1 else set()
    order = [str(item["key"]) for item in items]
    groups = [[key for key in order if key in group] for group in together]
    first = next((group for group in groups if order and order[0] in group), [])
    rest = sorted((group for group in groups if group is not first), key=lambda group: order.index(group[0]))
    return {
        "anchors": first,
        "pool": [group for group in rest if not set(group) <= in_theme],
        "theme": theme,
        "themes": {theme: [group for group in rest if set(group) <= in_theme]} if theme else {},
    }


def _list_name(item: Mapping[str, object] | None) -> str:
    if item is None:
        return ""
    return str(item.get("scale", item["key"]))


def _spaced(text: str) -> str:
    return " ".join(text.translate(LOOKS_LIKE).split())


def _advice(kind: str) -> str:
    """Return what to do instead of a type that Peil lacks, as the end of a sentence; "" when nothing comes near."""
    if kind == "note":
        return ": put its words in the hint of the question after it"
    if kind.startswith("begin"):
        return ": write each question once"
    if kind in {"start", "end", "today", "deviceid", "phonenumber", "username", "email", "audit", "simserial"}:
        return ": it says who answered or when, which Peil never keeps. Remove this row"
    return ": remove this row"
