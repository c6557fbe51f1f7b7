"""Reads an XLSForm as a questionnaire; every fault is named with sheet, row and column.

A feature that Peil lacks is refused by name, never left out in silence. Columns that begin with `peil_` hold what
XLSForm has no column for; a form without them is read as well. Must not know files. Source: the XLSForm
reference, https://xlsform.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.instrument.routing_rules import Rule
from app.instrument.xlsform_cells import KNOWN, Content, FormCells, FormContent
from app.instrument.xlsform_survey import SurveyRows, anchors_of, list_name
from app.instrument.xlsform_workbook import ReadSheet

FEATURES = frozenset({"entities", "osm", "external_choices"})
"""Sheets that mean something in XLSForm and nothing in Peil."""


def form_content(sheets: Mapping[str, ReadSheet], *, name: str, language: str = "") -> FormContent:
    """Return the content of the questionnaire in these sheets, as far as it can be read.

    `name`: the key of a form whose settings name none. `language`: of columns that name none, in a form that
    names no default language.
    """
    return _FormReading(FormCells(sheets, name=name, language=language)).whole()


class _FormReading:
    """Reads one form: its lists, then its survey, then what stands on both."""

    def __init__(self, form: FormCells) -> None:
        self.form = form
        self.lists: dict[str, list[Content]] = {}
        self.list_rows: dict[str, list[int]] = {}
        self.survey = SurveyRows(form, self.lists)
        self.beside = SurveyRows(form, self.lists, sheet="peil_card_help")

    def whole(self) -> FormContent:
        if "survey" not in self.form.sheets:
            self.form.fault(("", 0, ""), "there is no sheet 'survey'")
        for name in self.form.sheets.keys() - KNOWN.keys():
            if self.form.sheets[name].rows and name in FEATURES:
                self.form.fault((name, 0, ""), f"Peil has no '{name}': remove this sheet")
        self._read_choices()
        self.survey.read()
        self.beside.read()
        self.survey.own |= self.beside.own
        self._write_content()
        return self.form.made

    def _read_choices(self) -> None:
        for row in self.form.rows("choices"):
            name = row.cells.get("list_name")
            if name is None:
                self.form.fault(("choices", row.number, "list_name"), "this option belongs to no list: fill list_name")
                continue
            option: Content = {"key": row.cells.get("name", ""), "text": self.form.wording("label", "choices", row)}
            rank = self.form.number("choices", row, "peil_rank")
            option |= {"rank": rank} if rank is not None else {}
            for heading in ("favourable", "exclusive", "open_text"):
                option |= {heading: True} if self.form.yes("choices", row, f"peil_{heading}") else {}
            self.lists.setdefault(name, []).append(option)
            self.list_rows.setdefault(name, []).append(row.number)
        for row in self.form.rows("peil_or_higher"):
            name, key = row.cells.get("list_name", ""), row.cells.get("name", "")
            words = self.form.wording("label", "peil_or_higher", row)
            for option in (each for each in self.lists.get(name, []) if each["key"] == key):
                option["or_higher"] = words
                break
            else:
                self.form.fault(("peil_or_higher", row.number, "name"), f"the list '{name}' has no option '{key}'")

    def _scales(self) -> Content:
        scales: Content = {}
        for name, options in self.lists.items():
            if name not in self.survey.own:
                self.form.made.places["scales", name] = ("choices", self.list_rows[name][0], "list_name")
                scales[name] = {"options": options}
        for row in self.form.rows("peil_scales"):
            name = row.cells.get("name", "")
            scale: Content = {}
            for heading in ("min", "max", "favourable_from"):
                number = self.form.number("peil_scales", row, heading)
                scale |= {heading: number} if number is not None else {}
            anchors = anchors_of(self.form, name)
            scales[name] = scale | ({"anchors": anchors} if anchors else {})
            self.form.made.places["scales", name] = ("peil_scales", row.number, "name")
        return scales

    def _pulse(self) -> Content:
        if "peil_pulse" not in self.form.sheets:
            return usual_pulse(self.survey.items, [str(block["key"]) for block in self.survey.blocks])
        anchors: list[str] = []
        parts: dict[str, dict[str, list[str]]] = {"pool": {}}
        for row in self.form.rows("peil_pulse"):
            asked, item = row.cells.get("asked", ""), row.cells.get("item")
            if asked == "always":
                anchors += [item] if item else []
                continue
            groups = parts.setdefault(asked, {})
            if item:
                groups.setdefault(row.cells.get("group", item), []).append(item)
        pool = list(parts.pop("pool").values())
        themes = {name: list(groups.values()) for name, groups in parts.items()}
        theme = self.form.settings.cells.get("peil_theme", next(iter(themes), ""))
        return {"anchors": anchors, "pool": pool, "theme": theme, "themes": themes}

    def _write_content(self) -> None:
        cells, made = self.form.settings.cells, self.form.made
        made.places[()] = ("survey", 1, "")
        for name, heading in (
            ("key", "form_id"),
            ("version", "version"),
            ("title", "form_title"),
            ("source", "peil_source"),
        ):
            made.places[name,] = ("settings", self.form.settings.number, heading)
        for name, sheet in (
            ("languages", "survey"),
            ("items", "survey"),
            ("blocks", "survey"),
            ("scales", "choices"),
            ("pulse", "peil_pulse"),
            ("relations", "peil_relations"),
        ):
            made.places[name,] = (sheet, 1, "")
        for name in list(self.list_rows):
            made.places["scales", name, "options"] = ("choices", self.list_rows[name][0], "name")
        for place, item in enumerate(self.survey.items):
            for index, number in enumerate(self.list_rows.get(list_name(item), []) if "options" in item else []):
                made.places["items", place, "options", index] = ("choices", number, "name")
        for name, rows in self.list_rows.items():
            for index, number in enumerate(rows):
                made.places["scales", name, "options", index] = ("choices", number, "name")
        made.content = {
            "key": cells.get("form_id", self.form.name),
            "version": cells.get("version", "1"),
            "title": self.form.title(),
            "languages": self.form.languages(),
            "source": self.form.source(),
            "blocks": self.survey.blocks,
            "scales": self._scales(),
            "items": self.survey.items,
            "pulse": self._pulse(),
        }
        if self.beside.items:
            made.content["card_help"] = self.beside.items[0]
        relations = [dict(row.cells) for row in self.form.rows("peil_relations")]
        made.content |= {"relations": relations} if relations else {}


def usual_pulse(items: Iterable[Mapping[str, object]], blocks: list[str]) -> Content:
    """Return the plan of which items each wave asks, for a form that has none: the first item always, others in turn.
    Items that depend on one another are asked together; of two or more blocks the last is the theme.
    """
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
