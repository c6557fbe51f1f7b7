"""Renders the form of a pulse once per wave and language, with nothing of a person, and fills it in for each of them.

Keeps empty forms only. What differs per person (tokens, the day of an earlier answer, ticks, what earlier answers leave
out) is put into a copy that lives for one request. What cannot be put in this way, such as words in a text field, is
left to the template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import cast

from flask import Flask, current_app
from markupsafe import escape

MOST_KEPT = 32
"""The most empty forms that one process keeps, about 10 KB each: an open wave of sixteen regions in two languages."""
_KEPT = "peil.blank_forms"

PLACES = ("csrf_token", "submission", "owner", "sent_day", "routing")
"""What of a form belongs to one person; the empty form holds a mark in its place."""


def keep_blank_forms(app: Flask) -> None:
    """Give the app an empty store for empty forms."""
    app.extensions[_KEPT] = {}


def mark(place: str) -> str:
    """Return the text that stands in an empty form where a person's own value comes."""
    return f"@@{place}@@"


def blank_form(*asked: object, make: Callable[[], str]) -> str:
    """Return the empty form for these parameters, rendered by `make` the first time.

    `asked`: everything that the form depends on, none of it about a person.
    """
    kept = cast("dict[tuple[object, ...], str]", current_app.extensions[_KEPT])
    form = kept.get(asked)
    if form is None:
        form = make()
        if len(kept) >= MOST_KEPT:
            kept.clear()
        kept[asked] = form
    return form


def filled_form(form: str, *, own: Mapping[str, str], fields: Mapping[str, Sequence[str]]) -> str | None:
    """Return an empty form with one person's values; None when an answer is nothing that can be ticked.

    `own`: a text for each of PLACES; what is not `Markup` is escaped. `fields`: the values of each control, as
    `fields_of` gives them.
    """
    for name, values in fields.items():
        for value in values:
            control = f'name="{escape(name)}" value="{escape(value)}"'
            if not value or form.count(control) != 1:
                return None
            form = form.replace(control, f"{control} checked")
    for place in PLACES:
        form = form.replace(mark(place), str(escape(own[place])))
    return form
