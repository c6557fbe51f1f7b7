"""Reads the rows of an XLSForm's survey as items and blocks.

Decides what each type of XLSForm is in Peil. A type or limit that Peil lacks is refused by name.
"""

from __future__ import annotations

import re

from app.content.reading import Place
from app.instrument.xlsform_cells import Content, FormCells
from app.instrument.xlsform_rules import LOOKS_LIKE, ExpressionRefused, limits_of, rule_of
from app.instrument.xlsform_workbook import SheetRow
from app.instrument.xlsform_writing import OWN_LIST

_SELECT = re.compile(
    r"select[_ ](?P<how>one|multiple|all that apply)(?:[_ ]from)?\s+(?P<list>\S+)(?P<other>\s+or[_ ]other)?"
)


class SurveyRows:
    """The items and blocks read from one sheet. `own`: names of option lists that belong to a single item.

    `sheet`: `survey`, or `peil_card_help` for the item that stands in no form.
    """

    def __init__(self, form: FormCells, lists: dict[str, list[Content]], *, sheet: str = "survey") -> None:
        self.form, self.lists, self.sheet = form, lists, sheet
        self.own: set[str] = set()
        self.items: list[Content] = []
        self.blocks: list[Content] = []

    def read(self) -> None:
        """Read every row of the survey."""
        rows = list(self.form.rows(self.sheet))
        place, block = 0, None
        while place < len(rows):
            row = rows[place]
            kind = _spaced(row.cells.get("type", "")).lower()
            if kind in ("begin group", "begin_group"):
                if self._is_grid(row):
                    place = self._grid(rows, place, block)
                    continue
                if block is not None:
                    self.form.fault(
                        (self.sheet, row.number, "type"), "Peil has no group within a group: end the group above first"
                    )
                block = self._begin_block(row)
            elif kind in ("end group", "end_group"):
                block = None
            elif kind and kind not in ("end repeat", "end_repeat"):
                self._question(row, block)
            elif not kind:
                self.form.fault((self.sheet, row.number, "type"), "this row has no type")
            place += 1

    def _is_grid(self, row: SheetRow) -> bool:
        return row.cells.get("peil_type") in ("grid", "yes_no_per_choice") or "table-list" in row.cells.get(
            "appearance", ""
        )

    def _begin_block(self, row: SheetRow) -> str:
        key = row.cells.get("peil_block") or row.cells.get("name", "")
        for heading in ("appearance", "relevant"):
            if heading in row.cells:
                self.form.fault(
                    (self.sheet, row.number, heading),
                    f"Peil has no '{heading}' of a whole group: put it at each question, or empty this cell",
                )
        if all(block["key"] != key for block in self.blocks):
            self.form.made.places["blocks", len(self.blocks)] = (self.sheet, row.number, "name")
            self.blocks.append({"key": key, "title": self.form.wording("label", self.sheet, row) or {}})
        return key

    def _question(self, row: SheetRow, block: str | None) -> None:
        spoken = _spaced(row.cells["type"])
        select = _SELECT.fullmatch(spoken)
        item = self._common(row, block)
        if select:
            item["type"] = "single" if select["how"] == "one" else "multi"
            self._choose(item, select["list"], row)
            if select["other"]:
                self.form.fault(
                    (self.sheet, row.number, "type"),
                    "Peil has no 'or_other': add an option 'other' to the list, with yes under peil_open_text",
                )
        elif spoken == "range":
            self._range(item, row)
        elif spoken in ("integer", "int", "decimal"):
            percent = row.cells.get("peil_type") == "percent"
            item["type"] = "percent" if percent else "number"
            if spoken == "decimal" and not percent:
                item["decimals"] = self.form.number(self.sheet, row, "peil_decimals") or 1
        elif spoken == "text":
            item["type"] = "text"
        else:
            self.form.fault(
                (self.sheet, row.number, "type"), f"Peil has no type '{row.cells['type']}'{_advice(spoken)}"
            )
            return
        self._limit(item, row)
        self._add(item, row)

    def _common(self, row: SheetRow, block: str | None) -> Content:
        """Return the fields that every type of item has."""
        text = self.form.wording("label", self.sheet, row)
        hint = self.form.wording("hint", self.sheet, row)
        item: Content = {
            "key": row.cells.get("name", ""),
            "block": row.cells.get("peil_block") or block or self._block_of_the_loose(),
            "number": row.cells.get("peil_number", str(len(self.items) + 1)),
            "short": self.form.wording("peil_short", self.sheet, row) or text,
            "text": text,
        }
        item |= {"hint": hint} if hint else {}
        for heading in ("measures", "adds_up_with", "piped_from"):
            item |= {heading: row.cells[f"peil_{heading}"]} if f"peil_{heading}" in row.cells else {}
        seconds = self.form.number(self.sheet, row, "peil_seconds")
        item |= {"seconds": seconds} if seconds is not None else {}
        item |= {"comment": True} if self.form.yes(self.sheet, row, "peil_comment") else {}
        item |= {"required": True} if self.form.yes(self.sheet, row, "required") else {}
        item |= self._cuts(row)
        if "relevant" in row.cells:
            try:
                item["shown_if"] = rule_of(row.cells["relevant"]).as_json()
            except (ExpressionRefused, ValueError) as refused:
                self.form.fault((self.sheet, row.number, "relevant"), str(refused))
        if "appearance" in row.cells and not self._is_grid(row):
            self.form.fault((self.sheet, row.number, "appearance"), "Peil has no 'appearance': empty this cell")
        return item

    def _cuts(self, row: SheetRow) -> Content:
        said = row.cells.get("peil_cuts")
        if said is None:
            return {}
        if not re.fullmatch(r"\d+( \d+)*", said):
            self.form.fault(
                (self.sheet, row.number, "peil_cuts"), f"'{said}' is no row of percentages such as '30 50 70'"
            )
            return {}
        return {"cuts": [int(each) for each in said.split()]}

    def _block_of_the_loose(self) -> str:
        """Return the block of questions outside every group, made when there is one."""
        if all(block["key"] != "questions" for block in self.blocks):
            self.blocks.append({"key": "questions", "title": self.form.title()})
        return "questions"

    def _choose(self, item: Content, name: str, row: SheetRow) -> None:
        """Give an item its list: of its own when the list has its name, else a scale."""
        if name not in self.lists:
            self.form.fault((self.sheet, row.number, "type"), f"there is no list '{name}' in the sheet choices")
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
            self.form.fault(
                (self.sheet, row.number, "parameters"), "a scale has whole steps of 1, such as 'start=1 end=10 step=1'"
            )
        elif "peil_scale" in row.cells:
            item["scale"] = row.cells["peil_scale"]
        else:
            item |= {"min": int(bounds["start"]), "max": int(bounds["end"])}
            good = self.form.number(self.sheet, row, "peil_favourable_from")
            item |= {"favourable_from": good} if good is not None else {}
            anchors = anchors_of(self.form, str(item["key"]))
            item |= {"anchors": anchors} if anchors else {}

    def _limit(self, item: Content, row: SheetRow) -> None:
        """Give an item what its constraint says; a limit that its type does not have is a fault."""
        if "parameters" in row.cells and item["type"] != "scale":
            self.form.fault((self.sheet, row.number, "parameters"), "Peil has no 'parameters' here: empty this cell")
        if "constraint" not in row.cells:
            return
        allowed = {
            "multi": {"max_choices", "exclusive"},
            "percent": {"min", "max"},
            "number": {"min", "max"},
            "text": {"max_length"},
        }.get(str(item["type"]), set())
        try:
            limits = limits_of(row.cells["constraint"])
        except ExpressionRefused as refused:
            self.form.fault((self.sheet, row.number, "constraint"), str(refused))
            return
        for name, values in limits.items():
            if name not in allowed:
                self.form.fault(
                    (self.sheet, row.number, "constraint"), f"a question of this type has no limit '{name}'"
                )
            elif name == "exclusive":
                options = {option["key"] for option in self.lists.get(list_name(item), [])}
                for value in values:
                    if value not in options:
                        self.form.fault((self.sheet, row.number, "constraint"), f"there is no option '{value}'")
                self._exclude(item, values)
            elif len(values) > 1:
                self.form.fault((self.sheet, row.number, "constraint"), f"there are two limits '{name}'")
            else:
                item[name] = float(values[-1]) if "." in values[-1] else int(values[-1])

    def _exclude(self, item: Content, keys: list[str]) -> None:
        for option in self.lists.get(list_name(item), []):
            if option["key"] in keys:
                option["exclusive"] = True

    def _add(self, item: Content, row: SheetRow) -> None:
        place: Place = ("items", len(self.items)) if self.sheet == "survey" else ("card_help",)
        self.form.made.places[place] = (self.sheet, row.number, "name")
        for name, heading in (
            ("text", "label"),
            ("short", "label"),
            ("shown_if", "relevant"),
            ("options", "type"),
            ("scale", "type"),
        ):
            self.form.made.places[*place, name] = (self.sheet, row.number, heading)
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
            if select is None or (select["how"] != "one" and row.cells.get("peil_type") != "escape"):
                self.form.fault(
                    (self.sheet, row.number, "type"), "a grid holds rows of 'select_one' from one list only"
                )
            elif row.cells.get("peil_type") == "escape":
                item["escape"] = {
                    "key": row.cells.get("peil_row", ""),
                    "text": self.form.wording("label", self.sheet, row),
                }
                self.own.add(select["list"])
            else:
                lists.add(select["list"])
                lines.append(self._line(row, head))
            place += 1
        if len(lists) != 1:
            self.form.fault((self.sheet, head.number, "name"), "the rows of a grid are answered from one list")
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
                self.form.fault(
                    (self.sheet, row.number, heading), f"Peil has no '{heading}' of a single row: empty this cell"
                )
        if "relevant" in row.cells and head.cells.get("peil_type") != "yes_no_per_choice":
            self.form.fault(
                (self.sheet, row.number, "relevant"), "Peil has no 'relevant' of a single row: put it at the group"
            )
        line: Content = {
            "key": row.cells.get("peil_row", row.cells.get("name", "")),
            "text": self.form.wording("label", self.sheet, row),
        }
        return line | ({"open_text": True} if self.form.yes(self.sheet, row, "peil_open_text") else {})

    def _same_as_piped(self, item: Content, lines: list[Content], head: SheetRow) -> None:
        """Hold that a question per choice has one row for each option of the question before it."""
        source = next((each for each in self.items if each["key"] == item.get("piped_from")), None)
        options = self.lists.get(list_name(source), []) if source else []
        if [line["key"] for line in lines] != [option["key"] for option in options]:
            self.form.fault(
                (self.sheet, head.number, "peil_piped_from"),
                f"the rows are not the options of '{item.get('piped_from', '')}', in the same order",
            )


def anchors_of(form: FormCells, name: str) -> dict[int, dict[str, str]]:
    """Return the words at the steps of a numbered scale, by step and language; `name`: of the scale or item."""
    found: dict[int, dict[str, str]] = {}
    for row in form.rows("peil_anchors"):
        step = form.number("peil_anchors", row, "step")
        if row.cells.get("name") == name and step is not None:
            found[step] = form.wording("label", "peil_anchors", row)
    return found


def list_name(item: Content | None) -> str:
    """Return the name of the option list from which an item is answered; "" without an item."""
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
