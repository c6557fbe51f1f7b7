"""A personal code offers itself to password managers as what it is: a secret, under the name of the app."""

from __future__ import annotations

import re

from flask.testing import FlaskClient

from app.config import ROOT
from tests.region import SmallRegion


def fields(page: str, form: str) -> dict[str, str]:
    """The inputs of the form with this in it, by their `autocomplete`."""
    found = next(each for each in re.findall(r"<form.*?</form>", page, re.S) if form in each)
    inputs = re.findall(r"<input[^>]*>", found)
    return {match[1]: each for each in inputs if (match := re.search(r'autocomplete="([^"]+)"', each))}


def test_signing_in_asks_for_a_name_and_a_secret(region: SmallRegion) -> None:
    """A name (Peil) and a current password: by these browsers save and fill in."""
    found = fields(region.app.test_client().get("/code").text, 'action="/code"')
    assert list(found) == ["username", "current-password"]
    assert 'value="Peil"' in found["username"]
    assert 'type="password"' in found["current-password"]
    assert 'name="code"' in found["current-password"]


def test_ones_own_code_can_be_kept_by_the_browser(region: SmallRegion) -> None:
    """The form beside the code carries it as a new password, and sending it is signing in once more."""
    client: FlaskClient = region.signed_in(region.participant)
    found = fields(client.get("/account").text, "data-keeps")
    assert list(found) == ["username", "new-password"]
    code = re.search(r'value="([^"]+)"', found["new-password"])
    assert code
    assert code[1] == region.participant.code.text
    answer = region.app.test_client().post("/code", data={"username": "Peil", "code": code[1]})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")


def test_a_tick_that_does_nothing_is_not_asked() -> None:
    """Every control on the page of the new code does something."""
    page = (ROOT / "templates" / "participants/code_new.html").read_text(encoding="utf-8")
    assert "checkbox" not in page
