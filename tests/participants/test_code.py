"""Signing in with the personal code: a typo is named as a typo, an unknown code as unknown, after the same work."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from app.participants.service import belonging_of
from app.vault.codes import PersonalCode
from tests.region import SmallRegion


def typo_of(code: PersonalCode) -> str:
    first = "1" if code.text[0] == "0" else "0"
    return first + code.text[1:]


def test_the_code_opens_the_account_on_another_browser(region: SmallRegion, client: FlaskClient) -> None:
    """Also typed small, with spaces, and with letters that look like digits."""
    typed = region.participant.code.text.lower().replace("-", " ")
    response = client.post("/code", data={"code": typed})
    assert response.status_code == 303
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert region.participant.code.text not in cookie
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("kind", "words"),
    [("empty", "persoonlijke code"), ("short", "van de 21"), ("typo", "typ"), ("unknown", "kennen")],
)
def test_each_fault_is_named_and_what_was_typed_stays(
    region: SmallRegion, client: FlaskClient, kind: str, words: str
) -> None:
    """What to mend stands at the field; the typed code is still there."""
    code = region.participant.code
    typed = {"empty": "", "short": "7K4M", "typo": typo_of(code), "unknown": PersonalCode.make().text}[kind]
    response = client.post("/code", data={"code": typed}, headers={"Accept-Language": "nl"})
    assert response.status_code == 422
    assert words in response.text
    assert f'value="{typed}"' in response.text or not typed


def test_a_typo_costs_the_same_work_as_an_unknown_code(region: SmallRegion, client: FlaskClient) -> None:
    """Whether a code is well formed cannot be timed: keys are derived and looked up either way."""
    for typed in (typo_of(region.participant.code), PersonalCode.make().text, "", "7K4M"):
        with patch("app.participants.routes.belonging_of", wraps=belonging_of) as looked_up:
            client.post("/code", data={"code": typed})
        assert looked_up.call_count == 1


def test_a_broken_cookie_leads_to_the_sign_in_page(region: SmallRegion, client: FlaskClient) -> None:
    """A cookie that was cut or made elsewhere is taken away, without an error."""
    client.set_cookie("peil", "not-a-cookie")
    response = client.get("/pulse")
    assert response.status_code == 303
    assert response.headers["Location"] == "/code"
    assert "peil=;" in response.headers["Set-Cookie"]


def test_signing_out_forgets_this_device(region: SmallRegion) -> None:
    """The cookie goes, and the browser is asked to drop what it kept."""
    client = region.signed_in(region.participant)
    response = client.post("/account/sign-out")
    assert response.status_code == 303
    assert "storage" in response.headers["Clear-Site-Data"]
    assert client.get("/account").status_code == 303


def test_leaving_needs_a_deliberate_tick(region: SmallRegion) -> None:
    """Without the tick nothing is erased; with it the account is gone."""
    client = region.signed_in(region.participant)
    assert client.post("/account/leave", data={}).status_code == 422
    assert client.get("/account").status_code == 200
    assert client.post("/account/leave", data={"confirm": "y"}).status_code == 200
    assert client.get("/account").status_code == 303


def test_staff_who_end_up_here_read_where_to_go(client: FlaskClient) -> None:
    """Every page sends whoever is not signed in here, also a team lead whose session has ended."""
    main = client.get("/code").text.partition("<main")[2].partition("</main>")[0]
    assert 'href="/staff/sign-in"' in main
