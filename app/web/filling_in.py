"""Fills a page's form with what somebody typed. Pure: HTML in, HTML out.

Decides which form of the page was sent and which of its fields gets which value. Passwords and files stay
empty.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

Typed = Mapping[str, Sequence[str]]
Attributes = list[tuple[str, str | None]]

CSRF_TOKEN = "csrf_token"  # noqa: S105  # The name of a field, not a secret.
NEVER = frozenset({"password", "file", "submit", "button", "image", "reset"})
PERSONAL_CODE = "code"
"""The field of the personal code: a password field, but what was typed comes back so that it can be corrected."""
TICKED = frozenset({"checkbox", "radio"})


@dataclass
class _Tag:
    """A start tag of a form field: its position in the page, and for a text area where its text ends."""

    name: str
    start: int
    end: int
    attributes: dict[str, str | None]
    text_end: int = 0
    select: str = ""


@dataclass
class _PageForm:
    """A form of the page: its own start tag and its fields."""

    tag: _Tag
    fields: list[_Tag] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        """Return the names of the form's fields."""
        return {each.attributes.get("name") or each.select for each in self.fields}


def filled_in(html: str, *, action: str, page: str, typed: Typed, notice: str) -> str | None:
    """Return the page with `notice` and `typed` in the form that is sent to `action`; None without such a form.

    `page`: the page's own address, to which a form without `action` is sent. Values of fields that the page
    does not have are added as hidden fields, so that nothing is lost.
    """
    reader = _Reader(html)
    reader.feed(html)
    own = [form for form in reader.forms if urlsplit(form.tag.attributes.get("action") or page).path == action]
    if not own:
        return None
    form = max(own, key=lambda each: _likeness(each, typed))
    changes = {form.tag.end: (form.tag.end, notice + _missing(form, typed))}
    left = {name: list(values) for name, values in typed.items()}
    for each in form.fields:
        if changed := _changed(each, typed, left):
            changes[each.start] = (each.text_end or each.end, changed)
    return _rewritten(html, changes)


class _Reader(HTMLParser):
    """A parser that finds the forms of a page and the positions of their fields."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[_PageForm] = []
        self._inside = False
        self._select = ""
        self._area: _Tag | None = None
        self._lines = [0]
        for line in html.splitlines(keepends=True):
            self._lines.append(self._lines[-1] + len(line))

    def handle_starttag(self, tag: str, attrs: Attributes) -> None:
        start, text = self._place(), self.get_starttag_text() or ""
        found = _Tag(tag, start, start + len(text), dict(attrs), select=self._select)
        if tag == "form":
            self._inside = found.attributes.get("method", "get") == "post"
            self.forms += [_PageForm(found)] if self._inside else []
        elif self._inside and tag in {"input", "textarea", "select", "option", "button"}:
            self.forms[-1].fields.append(found)
            self._select = (found.attributes.get("name") or "") if tag == "select" else self._select
            self._area = found if tag == "textarea" else self._area

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea" and self._area:
            self._area.text_end, self._area = self._place(), None

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column


def _likeness(form: _PageForm, typed: Typed) -> int:
    """Return a score of how well a form fits the values sent, as several forms may have the same address."""
    own = {
        (name, each.attributes.get("value") or "")
        for each in form.fields
        if each.attributes.get("type") == "hidden" and (name := each.attributes.get("name") or "") != CSRF_TOKEN
    }
    sent = {(name, value) for name, values in typed.items() for value in values}
    return 4 * len(own & sent) - 2 * len(own - sent) + len(form.names & set(typed)) - len(set(typed) - form.names)


def _missing(form: _PageForm, typed: Typed) -> str:
    """Return hidden fields for the values sent that the form has no field for, except passwords."""
    return "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, values in typed.items()
        if name not in form.names and "password" not in name
        for value in values
    )


def _changed(tag: _Tag, typed: Typed, left: defaultdict[str, list[str]] | dict[str, list[str]]) -> str | None:
    """Return the tag of a field with the value that was sent; None when it stays as it is."""
    name, kind = tag.attributes.get("name") or "", (tag.attributes.get("type") or "text").lower()
    if tag.name == "option":
        return (
            _marked(tag, "selected", on=(tag.attributes.get("value") or "") in typed[tag.select])
            if (tag.select in typed)
            else None
        )
    if not name or name == CSRF_TOKEN or tag.name in {"select", "button"} or (kind in NEVER and name != PERSONAL_CODE):
        return None
    if kind in TICKED and tag.name == "input":
        return _marked(tag, "checked", on=(tag.attributes.get("value") or "on") in typed.get(name, ()))
    if not left.get(name):
        return None
    value = left[name].pop(0)
    if tag.name == "textarea":
        return f"<textarea{_attributes(tag.attributes)}>\n{escape(value)}"
    return f"<input{_attributes({**tag.attributes, 'value': value})}>"


def _marked(tag: _Tag, mark: str, *, on: bool) -> str:
    others = {name: value for name, value in tag.attributes.items() if name != mark}
    return f"<{tag.name}{_attributes(others | ({mark: None} if on else {}))}>"


def _attributes(attributes: Mapping[str, str | None]) -> str:
    return "".join(f" {name}" if value is None else f' {name}="{escape(value)}"' for name, value in attributes.items())


def _rewritten(html: str, changes: Mapping[int, tuple[int, str]]) -> str:
    parts, place = [], 0
    for start in sorted(changes):
        end, text = changes[start]
        parts += [html[place:start], text]
        place = end
    return "".join([*parts, html[place:]])
