"""Reads the answers and rows that were typed in the form of a question, one on a line; faults go to their field.

Decides which kinds of answers a type of question may have beside its list. What is read becomes content in
`question_lines`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from app.running.question_lines import LineKind, TypedLine
from app.running.questionnaire_forms import MOST_APART, MOST_LINE, MOST_OPTIONS, QuestionForm, lines_in

HAVE: Mapping[LineKind, frozenset[str]] = {
    "outside": frozenset({"single", "grid"}),
    "other": frozenset({"single", "multi", "grid"}),
    "alone": frozenset({"multi"}),
}
"""The types of question that may have each kind of answer that stands apart."""


def refuse_what_stands_apart(form: QuestionForm) -> None:
    """Add a fault to each ticked kind of answer that this type of question cannot have."""
    several = form.type.data == "multi"
    without = {
        "outside": _("With several answers, tick “none of these” for this.")
        if several
        else _("Only answers from a list can have this. Everybody may choose “Prefer not to say”."),
        "other": _("Only answers from a list can have this, or rows."),
        "alone": _("Only a question with several answers can have this."),
    }
    for kind, types in HAVE.items():
        if form[kind].data and form.type.data not in types:
            form.refuse(kind, without[kind])
    if form.outside.data and form.type.data in HAVE["outside"] and not form.ordered.data:
        form.refuse("outside", _("Only beside the steps of a scale. Without steps, type it in the list of answers."))


def typed_lines(form: QuestionForm, fields: Mapping[LineKind, str], languages: Sequence[str]) -> list[TypedLine]:
    """Return the typed answers (or rows) with their words in every language; faults go to the form.

    `fields`: the field of each kind of line, in the order of a new question. Kinds that are not ticked have no lines.
    """
    found: list[TypedLine] = []
    for kind, name in fields.items():
        if kind != "listed" and not (form[kind].data and form.type.data in HAVE[kind]):
            continue
        typed = {code: lines_in(form[f"{name}_{code}"].data) for code in languages}
        _check(form, name, typed, above=found)
        found += [
            TypedLine({code: (lines[place] if place < len(lines) else line) for code, lines in typed.items()}, kind)
            for place, line in enumerate(typed[languages[0]])
        ]
    return found


def _check(form: QuestionForm, name: str, typed: Mapping[str, Sequence[str]], *, above: Sequence[TypedLine]) -> None:
    """Add what is wrong with the lines of one field, by language; `above`: the lines of the fields before it."""
    first = next(iter(typed))
    least = 2 if name == "options" else 1
    most = MOST_OPTIONS if name in ("options", "rows") else MOST_APART
    if name == "other" and len(typed[first]) != 1:
        form.refuse(f"{name}_{first}", _("Type the words of this answer."))
    elif not least <= len(typed[first]) <= most:
        form.refuse(f"{name}_{first}", _("Type %(least)s to %(most)s lines.", least=least, most=most))
    for code, lines in typed.items():
        known = {line.words[code].casefold() for line in above}
        if len(lines) != len(typed[first]):
            told = _(
                "Here stand %(here)s lines, and %(first)s in the first language: make them the same number.",
                here=len(lines),
                first=len(typed[first]),
            )
            form.refuse(f"{name}_{code}", told)
        elif len({line.casefold() for line in lines}) < len(lines):
            form.refuse(f"{name}_{code}", _("The same line stands here twice. Take one of them out."))
        elif known & {line.casefold() for line in lines}:
            form.refuse(f"{name}_{code}", _("This stands among the other answers already. Keep it in one place."))
        elif any(len(line) > MOST_LINE for line in lines):
            form.refuse(f"{name}_{code}", _("Keep every line to %(most)s characters.", most=MOST_LINE))
