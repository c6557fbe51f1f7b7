"""Every address that takes something in, and every form on the pages of each kind of visitor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlsplit

from flask import Flask
from flask.testing import FlaskClient

from tests.accounts.people import browser
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

PAGES = {
    "stranger": ["/code", "/join", "/staff/sign-in", "/join/{join}", "/staff/enter/{enter}"],
    "participant": ["/pulse", "/account", "/account/devices", "/reminders", "/themes", "/cards", "/join/{join}"],
    "region": [
        "/staff", "/staff/password", "/staff/people", "/staff/people/several",
        "/organisations", "/organisations/import", "/programme", "/programme/new",
        "{programme}", "{programme}/plan", "{programme}/themes", "{programme}/waves/2",
        "/organisations/{wide}/manage", "/teams/{north}/manage", "/region/agreements", "/region/reading",
    ],
    "team": ["/teams/{north}/agreements", "/teams/{north}/reading"],
}  # fmt: skip  # A list of addresses, one kind of visitor a line.


@dataclass
class SentForm:
    """A form as a page shows it: where it goes and its fields, each with a value that a person could have typed."""

    page: str
    action: str
    upload: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    secret: set[str] = field(default_factory=set)


class _FormReader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self._open, self._select = page, False, ""
        self.forms: list[SentForm] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = own.get("method") == "post"
            if self._open:
                action = urlsplit(own.get("action") or self.page)._replace(fragment="").geturl()
                self.forms.append(SentForm(self.page, action, upload="enctype" in own))
        elif self._open and tag == "select":
            self._select = own.get("name", "")
        elif self._open and tag == "option" and self._select and own.get("value"):
            self._keep(self._select, own["value"])
            self._select = ""
        elif self._open and own.get("name") and own["name"] != "csrf_token":
            self._field(tag, own)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = False

    def _field(self, tag: str, own: dict[str, str]) -> None:
        kind = own.get("type", "text")
        if kind in {"password", "file"}:
            self.forms[-1].secret.add(own["name"])
        elif tag == "textarea":
            self._keep(own["name"], "first line\nsecond <line> & more")
        elif kind == "hidden":
            self.forms[-1].fields.append((own["name"], own.get("value", "")))
        elif kind in {"radio", "checkbox"}:
            self._keep(own["name"], own.get("value", "on"))
        elif tag == "input":
            self._keep(own["name"], 'typed "so" & <so>')

    def _keep(self, name: str, value: str) -> None:
        if name not in {each for each, _value in self.forms[-1].fields}:
            self.forms[-1].fields.append((name, value))


def forms_on(page: str, html: str) -> list[SentForm]:
    """Every form of the page that changes something."""
    reader = _FormReader(page)
    reader.feed(html)
    return reader.forms


def client_of(kind: str, region: SmallRegion) -> FlaskClient:
    if kind == "stranger":
        return region.app.test_client()
    return region.signed_in(region.participant) if kind == "participant" else browser(region, kind)


def addresses_of(kind: str, region: SmallRegion) -> list[str]:
    """The pages of this kind of visitor that have forms."""
    known = {
        **region.organisations,
        **region.teams,
        "join": region.invitation("north"),
        "enter": Visitors(region).link("north_lead"),
        "programme": f"/programme/{region.wave().period.programme_id}",
    }
    return [address.format(**known) for address in PAGES[kind]]


def taking_addresses(app: Flask, *, json: bool) -> Iterator[str]:
    """Every address that takes a form (or JSON), with something that does not exist in its places."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if "POST" in (rule.methods or ()) and hasattr(view, "takes_json") == json:
            yield (
                re.sub(r"<any\((\w+).*?>", r"\1", re.sub("<int:.*?>", "1", rule.rule)).replace("<", "").replace(">", "")
            )
