"""Loads a questionnaire from its content file, or reports every fault in it with its line.

Decides how the parts of the file become whole items (the steps of a scale, the rows of a piped question).
Must not know how answers are given or counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from app.content.completeness import languages_in
from app.content.reading import ContentFault, Fault, LinedDocument, faults_of, faults_of_words, read_yaml_with_lines
from app.instrument.coherence import InstrumentDraft, incoherences
from app.instrument.schema import GridLine, Instrument, Item, Pulse, Relation, Scale

PartT = TypeVar("PartT", bound=BaseModel)
PlaceT = TypeVar("PlaceT", str, int)


def load_instrument(path: Path) -> Instrument:
    """Return the questionnaire in this file. Raises ContentFault with all of its faults."""
    return instrument_from(read_yaml_with_lines(path))


def instrument_from(document: LinedDocument) -> Instrument:
    """Return the questionnaire that a document holds. Raises ContentFault with all of its faults."""
    faults = [*document.faults, *faults_of_words(document)]
    instrument: Instrument | None = None
    try:
        instrument = Instrument.model_validate(document.content, context=languages_in(document))
    except ValidationError as error:
        faults += faults_of(error, document)
    draft = _draft(document)
    faults += [document.fault_at(place, _told(place, document, sentence)) for place, sentence in incoherences(draft)]
    if faults or instrument is None:
        raise ContentFault(faults)
    return instrument.model_copy(update={"items": tuple(draft.items.values())})


def items_in(document: LinedDocument) -> tuple[Item, ...]:
    """Return the questions of a document that can be read, in its order, also while others have faults."""
    return tuple(_draft(document).items.values())


def check(path: Path) -> list[Fault]:
    """Return every fault in a questionnaire file in the order of its lines; empty when it can be used."""
    try:
        load_instrument(path)
    except ContentFault as fault:
        return fault.faults
    return []


def _draft(document: LinedDocument) -> InstrumentDraft:
    content = _mapping(document.content)
    raw_items = _list(content.get("items"))
    scales = _sound_values(Scale, _mapping(content.get("scales")))
    items = _sound_values(Item, dict(enumerate(raw_items)))
    return InstrumentDraft(
        block_names=frozenset(filter(None, map(_key_of, _list(content.get("blocks"))))),
        scale_names=frozenset(_mapping(content.get("scales"))),
        item_names=tuple(_key_of(raw) for raw in raw_items),
        scales=scales,
        items=_whole_items(items, scales),
        written={index: frozenset(item.model_fields_set) for index, item in items.items()},
        pulse=_sound(Pulse, content.get("pulse")),
        card_help=_sound(Item, content["card_help"]) if "card_help" in content else None,
        relations=_sound_values(Relation, dict(enumerate(_list(content.get("relations"))))),
    )


def _whole_items(items: Mapping[int, Item], scales: Mapping[str, Scale]) -> dict[int, Item]:
    """Return the items with the steps of their scale, and a piped question with the choices it asks about."""
    by_key = {item.key: item for item in items.values()}
    whole = {}
    for index, item in items.items():
        filled: dict[str, object] = {}
        if item.scale and (scale := scales.get(item.scale)):
            filled |= {name: value for name, value in scale if name in scale.model_fields_set}
        if item.piped_from in by_key:
            filled["rows"] = tuple(GridLine(key=one.key, text=one.text) for one in by_key[item.piped_from].options)
        if item.type == "percent":
            filled |= {
                "min": 0 if item.min is None else item.min,
                "max": 100 if item.max is None else item.max,
            }
        whole[index] = item.model_copy(update=filled)
    return whole


def _told(place: tuple[str | int, ...], document: LinedDocument, sentence: str) -> str:
    value: object = document.content
    for step in place[:2]:
        value = value[step] if isinstance(value, list) and isinstance(step, int) else _mapping(value).get(str(step))
    return f"{place[0]} › {_key_of(value) or ' › '.join(map(str, place[1:]))}: {sentence}"


def _sound(model: type[PartT], raw: object) -> PartT | None:
    """Return the part of the file when it can be read; None when not, which was reported already."""
    try:
        return model.model_validate(raw)
    except ValidationError:
        return None


def _sound_values(model: type[PartT], raw: Mapping[PlaceT, object]) -> dict[PlaceT, PartT]:
    parts = {place: _sound(model, value) for place, value in raw.items()}
    return {place: part for place, part in parts.items() if part is not None}


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _key_of(value: object) -> str | None:
    key = _mapping(value).get("key")
    return key if isinstance(key, str) else None
