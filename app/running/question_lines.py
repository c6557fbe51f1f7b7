"""Turns typed answers (or rows) into content: those of the list, and those that stand apart from it.

Decides which answer each line was before, so that it keeps its key, and where one that stands apart comes in the list.
Must not know forms: what was typed arrives as lines with a kind. Pure.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.instrument.questionnaire_drafts import Content, slug

LineKind = Literal["listed", "other", "outside", "alone"]
"""What a line is: one of the list; "other" with own words; outside the steps of the scale, such as "I don't know"; or
one that cannot be chosen together with others, such as "none of these"."""
KINDS: tuple[LineKind, ...] = ("listed", "other", "outside", "alone")
"""Every kind, in the order in which a new question has them."""
_MARKS: Mapping[LineKind, Content] = {"other": {"open_text": True}, "alone": {"exclusive": True}}


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One answer (or row) as it was typed: its words in each language, and what kind of line it is."""

    words: Mapping[str, str]
    kind: LineKind = "listed"


def best_first(options: Sequence[Content]) -> list[Content]:
    """Return answers as the form lists them: the steps of a scale from the best down, then what is no step."""
    ranked = sorted((each for each in options if "rank" in each), key=lambda each: -each["rank"])
    return [*ranked, *(each for each in options if "rank" not in each)]


def kind_of(part: Content, *, steps: bool) -> LineKind:
    """Return what kind of line an answer (or row) is; `steps`: it stands beside the steps of a scale."""
    if part.get("open_text"):
        return "other"
    if part.get("exclusive"):
        return "alone"
    return "outside" if steps and "rank" not in part else "listed"


def with_keys(typed: Sequence[TypedLine], old: Sequence[tuple[LineKind, Content]]) -> list[tuple[LineKind, Content]]:
    """Return the typed lines as content, each with its kind; `old`: the answers (or rows) as they were.

    A line that was there keeps its key, and one that stands apart keeps its place: rules, earlier figures and what
    people know of the question keep their meaning.
    """
    found: list[tuple[LineKind, Content]] = []
    for line, before in zip(typed, _as_before(typed, old), strict=True):
        taken = [part["key"] for _kind, part in (*found, *old)]
        key = before["key"] if before else slug(next(iter(line.words.values())), taken)
        found.append((line.kind, {"key": key, "text": dict(line.words), **_MARKS.get(line.kind, {})}))
    return _in_their_places(found, old)


def _as_before(typed: Sequence[TypedLine], old: Sequence[tuple[LineKind, Content]]) -> list[Content | None]:
    """Return for each typed line the answer (or row) that it was before; None for a new one.

    That is the one with the same words in one of the languages. A line with other words is that which stood below the
    line above it, with its words mended, unless that one is still there; among lines of its own kind only, so that
    what is new in the list never takes the meaning of a "don't know" that went.
    """
    places: dict[int, int] = {}  # Of a typed line, its place in `old`.
    for code in typed[0].words if typed else ():
        known = {part["text"].get(code): place for place, (_kind, part) in enumerate(old)}
        for line, each in enumerate(typed):
            place = known.get(each.words[code])
            if place is not None and line not in places and place not in places.values():
                places[line] = place
    for kind in KINDS:
        below = [place for place, (was, _part) in enumerate(old) if was == kind]
        above: int | None = -1  # The place of the line above, which for the first line is that before all others.
        for line in (at for at, each in enumerate(typed) if each.kind == kind):
            follows = None if above is None else next((place for place in below if place > above), None)
            if line not in places and follows is not None and follows not in places.values():
                places[line] = follows
            above = places.get(line)
    return [old[places[line]][1] if line in places else None for line in range(len(typed))]


def _in_their_places(
    found: Sequence[tuple[LineKind, Content]], old: Sequence[tuple[LineKind, Content]]
) -> list[tuple[LineKind, Content]]:
    """Return the lines with those that stand apart where they stood; a new one comes below the list."""
    were = {part["key"]: place for place, (kind, part) in enumerate(old) if kind != "listed"}
    last = max((place for place, (kind, _part) in enumerate(old) if kind == "listed"), default=-1)
    apart = [each for each in found if each[0] != "listed"]
    known = sorted((each for each in apart if each[1]["key"] in were), key=lambda each: were[each[1]["key"]])
    lines = [each for each in found if each[0] == "listed"]
    for each in known:
        if were[each[1]["key"]] < last:
            lines.insert(_place_after(lines, {part["key"] for _kind, part in old[: were[each[1]["key"]]]}), each)
    below = [each for each in apart if each not in lines]
    if [each for each in below if each in known] != [each for each in known if each in below]:
        below = [*(each for each in known if each in below), *(each for each in below if each not in known)]
    return [*lines, *below]


def _place_after(lines: Sequence[tuple[LineKind, Content]], keys: Collection[str]) -> int:
    """Return the place below the last line with one of these keys; 0 without one."""
    return max((at for at, (_kind, part) in enumerate(lines, start=1) if part["key"] in keys), default=0)
