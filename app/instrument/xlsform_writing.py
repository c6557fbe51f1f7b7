"""Writes a questionnaire as the sheets of an XLSForm, with what XLSForm lacks in columns that begin with `peil_`.

Must not know workbooks: a sheet is rows of cells. What is written here `xlsform_reading` reads back to the same
questionnaire. Source: the XLSForm reference, https://xlsform.org.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from babel import Locale

from app.instrument.schema import GridLine, Instrument, Item, Option, Scale
from app.instrument.xlsform_rules import expression_of

Cell = str | int | float | None
Row = Mapping[str, Cell]
Sheets = dict[str, list[Row]]
"""The rows of each sheet, each a mapping of heading to cell; the headings are those of all rows, in order."""

OWN_LIST = "__own"
"""The end of the name of a list of options that belongs to one item, where a scale has the item's name."""


def language_heading(name: str, language: str) -> str:
    """Return the heading of a column in one language, such as `label::Nederlands (nl)`."""
    return f"{name}::{Locale.parse(language).get_display_name(language) or language} ({language})"


def sheets_of(instrument: Instrument) -> Sheets:
    """Return the sheets `survey`, `choices`, `settings` and those of Peil's own."""
    return {
        "survey": list(_survey(instrument)),
        "choices": list(_choices(instrument)),
        "settings": [_settings(instrument)],
        "peil_scales": [
            {"name": key, "min": each.min, "max": each.max, "favourable_from": each.favourable_from}
            for key, each in instrument.scales.items()
            if not each.options
        ],
        "peil_anchors": list(_anchors(instrument)),
        "peil_or_higher": list(_words_of_cuts(instrument)),
        "peil_pulse": list(_pulse(instrument)),
        "peil_card_help": [
            {**row, "peil_block": item.block}
            for item in instrument.counted[len(instrument.items) :]
            for row in _rows_of(item, instrument)
        ],
        "peil_relations": [{"of": each.of, "by": each.by} for each in instrument.relations],
    }


def list_of(item: Item, instrument: Instrument) -> str:
    """Return the name of the list of options from which an item is answered: its scale, or its own."""
    if item.scale is not None:
        return item.scale
    return f"{item.key}{OWN_LIST}" if item.key in instrument.scales else item.key


def _words(name: str, wording: Mapping[str, str] | None) -> dict[str, Cell]:
    return {language_heading(name, language): text for language, text in (wording or {}).items()}


def _settings(instrument: Instrument) -> Row:
    first = instrument.languages[0]
    return {
        "form_title": instrument.title[first],
        "form_id": instrument.key,
        "version": instrument.version,
        "default_language": language_heading("", first)[2:],
        "peil_languages": " ".join(instrument.languages),
        "peil_theme": instrument.pulse.theme,
        **_words("peil_title", instrument.title),
        **_source(instrument.source),
    }


def _source(source: Mapping[str, str]) -> Row:
    """Return the cells that say whose questions they are: one where that is the same in every language."""
    same = set(source.values())
    return {"peil_source": same.pop()} if len(same) == 1 else _words("peil_source", source)


def _survey(instrument: Instrument) -> Iterable[Row]:
    """Yield the rows of the survey; the items of a block stand in one group, as far as they follow one another."""
    titles, times = {block.key: block.title for block in instrument.blocks}, dict[str, int]()
    written: set[str] = set()
    block = ""
    for item in instrument.items:
        if item.block != block:
            if block:
                yield {"type": "end_group"}
            block = item.block
            times[block] = times.get(block, 0) + 1
            again = f"__{times[block]}" if times[block] > 1 else ""
            yield {
                "type": "begin_group",
                "name": f"{block}{again}",
                "peil_block": block,
                **_words("label", titles[block]),
            }
            written.add(block)
        yield from _rows_of(item, instrument)
    if block:
        yield {"type": "end_group"}
    for key in titles.keys() - written:
        yield {"type": "begin_group", "name": key, "peil_block": key, **_words("label", titles[key])}
        yield {"type": "end_group"}


def _rows_of(item: Item, instrument: Instrument) -> Iterable[Row]:
    row = {**_common(item), **_own_columns(item)}
    match item.type:
        case "single" | "multi":
            chosen = "select_one" if item.type == "single" else "select_multiple"
            yield {**row, "type": f"{chosen} {list_of(item, instrument)}"}
        case "scale":
            yield {**row, "type": "range", "parameters": f"start={item.min:g} end={item.max:g} step=1"}
        case "percent":
            yield {**row, "type": "integer", "peil_type": "percent"}
        case "number":
            yield {**row, "type": "decimal" if item.decimals else "integer", "peil_decimals": item.decimals or None}
        case "text":
            yield {**row, "type": "text"}
        case "grid" | "yes_no_per_choice":
            yield {
                **row,
                "type": "begin_group",
                "appearance": "field-list" if item.escape else "table-list",
                "peil_type": item.type,
            }
            yield from _lines_of(item, instrument)
            yield {"type": "end_group"}


def _common(item: Item) -> dict[str, Cell]:
    """Return the columns that every type of item may have."""
    return {
        "name": item.key,
        **_words("label", item.text),
        **_words("hint", item.hint),
        "relevant": expression_of(item.shown_if) if item.shown_if else None,
        "constraint": " and ".join(_limits(item)) or None,
        "required": "yes" if item.required else None,
    }


def _own_columns(item: Item) -> dict[str, Cell]:
    """Return what XLSForm has no column for; absent where it is the default."""
    numbered = item.type == "scale"
    return {
        "peil_number": item.number,
        "peil_measures": item.measures,
        **_words("peil_short", item.short),
        "peil_seconds": item.seconds,
        "peil_comment": "yes" if item.comment else None,
        "peil_scale": item.scale if numbered else None,
        "peil_favourable_from": item.favourable_from if numbered and item.scale is None else None,
        "peil_cuts": " ".join(map(str, item.cuts)) or None,
        "peil_adds_up_with": item.adds_up_with,
        "peil_piped_from": item.piped_from,
    }


def _limits(item: Item) -> Iterable[str]:
    if item.type in ("percent", "number"):
        yield from (f". {sign} {bound:g}" for sign, bound in ((">=", item.min), ("<=", item.max)) if bound is not None)
    if item.max_choices is not None:
        yield f"count-selected(.) <= {item.max_choices}"
    if item.type == "text":
        yield f"string-length(.) <= {item.max_length}"
    if item.type == "multi":
        for option in item.options:
            if option.exclusive:
                yield f"not(selected(., '{option.key}') and count-selected(.) > 1)"


def _lines_of(item: Item, instrument: Instrument) -> Iterable[Row]:
    """Yield the rows of a grid, each a question of its own; its escape is one more, with a single option."""
    if item.escape is not None:
        yield {
            "type": f"select_multiple {item.key}__escape",
            "name": f"{item.key}.escape",
            **_words("label", item.escape.text),
            "peil_row": item.escape.key,
            "peil_type": "escape",
        }
    for number, line in enumerate(item.rows, start=1):
        piped = f"selected(${{{item.piped_from}}}, '{line.key}')" if item.piped_from else None
        yield {
            "type": f"select_one {list_of(item, instrument)}",
            "name": f"{item.key}.{number}",
            **_words("label", line.text),
            "relevant": piped,
            "peil_row": line.key,
            "peil_type": "row",
            "peil_open_text": "yes" if line.open_text else None,
        }


def _choices(instrument: Instrument) -> Iterable[Row]:
    for name, options in _lists(instrument):
        yield from _list(name, options)
    for item in instrument.counted:
        if item.escape is not None:
            yield from _list(f"{item.key}__escape", (item.escape,))


def _lists(instrument: Instrument) -> Iterable[tuple[str, Sequence[Option]]]:
    """Yield each list of answers with its name: the scales, then the answers that one question has of its own."""
    yield from ((key, scale.options) for key, scale in instrument.scales.items())
    for item in instrument.counted:
        if item.scale is None:
            yield list_of(item, instrument), item.options


def _words_of_cuts(instrument: Instrument) -> Iterable[Row]:
    """Yield what a step and all above it are called, on a sheet of its own: other tools stumble over such a column."""
    for list_name, options in _lists(instrument):
        for option in options:
            if option.or_higher:
                yield {"list_name": list_name, "name": option.key, **_words("label", option.or_higher)}


def _list(name: str, options: Sequence[Option | GridLine]) -> Iterable[Row]:
    for option in options:
        step = option if isinstance(option, Option) else None
        yield {
            "list_name": name,
            "name": option.key,
            **_words("label", option.text),
            "peil_rank": step.rank if step else None,
            "peil_favourable": "yes" if step and step.favourable else None,
            "peil_exclusive": "yes" if step and step.exclusive else None,
            "peil_open_text": "yes" if option.open_text else None,
        }


def _anchors(instrument: Instrument) -> Iterable[Row]:
    """Yield the words at steps of a numbered scale; `name` is the scale, or the item that has its own."""
    owners: dict[str, Scale | Item] = {**instrument.scales}
    owners |= {item.key: item for item in instrument.items if item.scale is None and item.anchors}
    for name, owner in owners.items():
        for step, words in owner.anchors.items():
            yield {"name": name, "step": step, **_words("label", words)}


def _pulse(instrument: Instrument) -> Iterable[Row]:
    """Yield which items a pulse asks: in every wave, or together as one group of the pool or of a theme."""
    pulse = instrument.pulse
    yield from ({"asked": "always", "item": key} for key in pulse.anchors)
    parts: list[tuple[str, tuple[tuple[str, ...], ...]]] = [("pool", pulse.pool), *pulse.themes.items()]
    for name, groups in parts:
        if not groups:
            yield {"asked": name}
        for number, group in enumerate(groups, start=1):
            for key in group:
                yield {"asked": name, "group": number, "item": key}
