"""Which figures of a question are not shown, in few words: how many parts of the group, and in full for the annex.

Says of whom no figure is shown, never why: of every figure that is withheld the reason is the same sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.groups.topics import TableRow, Topic
from app.wording.translated import _


@dataclass(frozen=True, slots=True)
class UnshownTopic:
    """The figures of one question that are not shown, a line for each set of groups and the answers it lacks."""

    title: str
    lines: tuple[str, ...]


def unshown_in_short(rows: Sequence[TableRow]) -> tuple[str, ...]:
    """Return of whom a question's figures are not shown: "Job (4 of 10)", by what the group was divided."""
    return tuple(_in_short(kind, _of_kind(rows, kind)) for kind in _kinds(rows))


def unshown_topics(topics: Sequence[Topic]) -> tuple[UnshownTopic, ...]:
    """Return every figure that is not shown, by question; nothing for a question whose figures are all shown."""
    lines = ((topic.title, _in_full(topic.table)) for topic in topics)
    return tuple(UnshownTopic(title, full) for title, full in lines if full)


def _kinds(rows: Sequence[TableRow]) -> list[str]:
    """Return by what the group was divided where something is not shown, in the order of the table."""
    return list(dict.fromkeys(row.kind for row in rows if row.figure is None))


def _of_kind(rows: Sequence[TableRow], kind: str) -> list[TableRow]:
    return [row for row in rows if row.kind == kind]


def _in_short(kind: str, rows: Sequence[TableRow]) -> str:
    every = {row.within if kind else row.what for row in rows}
    lacking = {row.within if kind else row.what for row in rows if row.figure is None}
    told = {"kind": kind or rows[0].within, "count": len(lacking), "every": len(every)}
    if not kind:
        return _("%(kind)s (%(count)s of %(every)s answers)", **told)
    if len(lacking) == len(every):
        return _("%(kind)s (all %(every)s)", **told)
    return _("%(kind)s (%(count)s of %(every)s)", **told)


def _in_full(rows: Sequence[TableRow]) -> tuple[str, ...]:
    return tuple(line for kind in _kinds(rows) for line in _lines(kind, _of_kind(rows, kind)))


def _lines(kind: str, rows: Sequence[TableRow]) -> Iterator[str]:
    """Yield a line for each set of answers that the same parts of the group lack."""
    answers, parts = {row.what for row in rows}, {row.within for row in rows}
    lacking: dict[str, list[str]] = {}
    for row in rows:
        if row.figure is None:
            lacking.setdefault(row.within, []).append(row.what)
    alike: dict[tuple[str, ...], list[str]] = {}
    for within, what in lacking.items():
        alike.setdefault(tuple(dict.fromkeys(what)), []).append(within)
    for which, whom in alike.items():
        who = _("all %(every)s", every=len(parts)) if kind and len(whom) == len(parts) > 1 else "; ".join(whom)
        about = _("every answer") if len(which) == len(answers) else ", ".join(which)
        line = _("%(kind)s: %(whom)s", kind=kind, whom=who) if kind else who
        yield _("%(line)s (%(answers)s)", line=line, answers=about) if len(answers) > 1 else line
