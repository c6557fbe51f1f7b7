"""An organisation's own sign-in is believed about its own invited people, and about nothing else."""

from __future__ import annotations

import html
import re
import stat
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from joserfc.jwk import RSAKey
from werkzeug.test import TestResponse

from app.accounts.models import StaffAccount, StaffProvider
from app.accounts.providers import IssuerRefused, secret_path, set_provider, write_secret
from app.accounts.service import account_of
from app.commands.accounts_commands import staff
from app.db import db, writing
from app.web.settings import settings
from tests.accounts.identity_provider import CLIENT, SECRET, IdentityProvider, running_provider
from tests.accounts.people import account, browser, is_signed_in, new_browser
from tests.accounts.test_invitations import NEW, invite
from tests.region import SmallRegion


@pytest.fixture(scope="module")
def listening() -> Iterator[IdentityProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture
def provider(listening: IdentityProvider, region: SmallRegion) -> IdentityProvider:
    """The provider of organisation `wide`, which says that whoever comes is its team lead."""
    fresh = IdentityProvider(issuer=listening.issuer, key=listening.key)
    listening.__dict__.update(fresh.__dict__)
    listening.claims["email"] = account(region, "team").email
    _set_up(region, listening)
    return listening


def _set_up(region: SmallRegion, provider: IdentityProvider, *, place: str = "wide") -> None:
    with writing(db.session):
        set_provider(db.session, region.organisations[place], issuer=provider.issuer, client_id=CLIENT)
    write_secret(secret_path(settings().keys, region.organisations[place]), SECRET)


def begin(client: FlaskClient, region: SmallRegion, *, place: str = "wide") -> str:
    """The address of the provider to which the page leads."""
    page = client.post("/staff/single-sign-on", data={"organisation": region.organisations[place]})
    assert page.status_code == 200, page.text
    found = re.search(r'class="button" href="(http://127[^"]+)"', page.text)
    assert found
    return html.unescape(found[1])


def come(client: FlaskClient, region: SmallRegion, provider: IdentityProvider) -> TestResponse:
    """There and back."""
    return client.get(provider.authorise(begin(client, region)))


def test_there_and_back_signs_in(region: SmallRegion, provider: IdentityProvider) -> None:
    """With state, nonce and PKCE; to the own board."""
    client = new_browser(region.app)
    assert "Breed" in client.get("/staff/sign-in").text
    response = come(client, region, provider)
    assert (response.status_code, response.location) == (303, f"/teams/{region.teams['north']}")
    assert is_signed_in(client)


def test_an_invited_person_gets_the_account_on_coming(region: SmallRegion, provider: IdentityProvider) -> None:
    """The invitation is used up by it."""
    path = invite(browser(region, "region"), f"council:{region.organisations['wide']}")
    provider.claims["email"] = NEW.upper()
    assert come(new_browser(region.app), region, provider).status_code == 303
    made = account_of(db.session, NEW)
    assert made is not None
    assert made.role == "council"
    assert new_browser(region.app).get(path).status_code == 404


@pytest.mark.parametrize(
    "change",
    [
        {"email": "stranger@example.org"},
        {"email": "region.region@example.org"},
        {"email": "team.small@example.org"},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
        {"email": ""},
    ],
)
def test_nobody_comes_in_who_was_not_invited_there(
    change: dict[str, Any], region: SmallRegion, provider: IdentityProvider
) -> None:
    """Not a stranger, not the region's own people, not another organisation's, not an unconfirmed address."""
    account(region, "region")
    account(region, "team", place="small")
    provider.claims |= change
    client = new_browser(region.app)
    response = come(client, region, provider)
    assert response.status_code == 400
    assert "You are not signed in" in response.text
    assert not is_signed_in(client)


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://elsewhere.example.org"},
        {"aud": "another-client"},
        {"nonce": "of-another-trip"},
        {"exp": 1_000_000_000, "iat": 999_999_000},
    ],
)
def test_a_token_that_is_not_for_this_trip_is_refused(
    lie: dict[str, Any], region: SmallRegion, provider: IdentityProvider
) -> None:
    """Another issuer, another client, another trip, or too old."""
    provider.lies = lie
    client = new_browser(region.app)
    assert come(client, region, provider).status_code == 400
    assert not is_signed_in(client)


def test_a_token_signed_by_somebody_else_is_refused(region: SmallRegion, provider: IdentityProvider) -> None:
    """The provider's published key decides."""
    provider.signs_with = RSAKey.generate_key(2048, {"kid": "one"})
    assert come(new_browser(region.app), region, provider).status_code == 400


def test_a_provider_that_calls_itself_another_is_not_believed(region: SmallRegion, provider: IdentityProvider) -> None:
    """Neither at the beginning of the way nor when its description changes underway."""
    client = new_browser(region.app)
    back = provider.authorise(begin(client, region))
    provider.calls_itself = "https://other.example"
    assert client.get(back).status_code == 503
    assert not is_signed_in(client)
    answer = new_browser(region.app).post("/staff/single-sign-on", data={"organisation": region.organisations["wide"]})
    assert answer.status_code == 503


def test_a_provider_leads_the_server_nowhere_else(region: SmallRegion, provider: IdentityProvider) -> None:
    """A redirect, such as to an address inside the network, is not followed."""
    provider.moved_to = f"{provider.issuer}/moved/openid-configuration"
    answer = new_browser(region.app).post("/staff/single-sign-on", data={"organisation": region.organisations["wide"]})
    assert answer.status_code == 503


def test_forged_state_is_refused(region: SmallRegion, provider: IdentityProvider) -> None:
    """A made-up or missing state, another browser's, and the same answer twice."""
    client = new_browser(region.app)
    back = provider.authorise(begin(client, region))
    stranger = new_browser(region.app)
    assert stranger.get(back).status_code == 400
    forged = re.sub(r"state=[^&]+", "state=forged", back)
    assert client.get(forged).status_code == 400
    assert client.get(back).status_code == 400
    again = provider.authorise(begin(client, region))
    assert client.get(again).status_code == 303
    assert client.get(again).status_code == 400
    assert new_browser(region.app).get(back.partition("?")[0]).status_code == 400


def test_the_answer_of_one_organisation_is_not_that_of_another(region: SmallRegion, provider: IdentityProvider) -> None:
    """Each has an address of its own to come back to."""
    _set_up(region, provider, place="narrow")
    client = new_browser(region.app)
    back = provider.authorise(begin(client, region))
    crossed = back.replace(region.organisations["wide"], region.organisations["narrow"])
    assert client.get(crossed).status_code == 400


def test_an_address_that_went_to_somebody_else_opens_nothing(region: SmallRegion, provider: IdentityProvider) -> None:
    """The provider's own number for the person counts from the first time on."""
    assert come(new_browser(region.app), region, provider).status_code == 303
    provider.claims["sub"] = "18"
    response = come(new_browser(region.app), region, provider)
    assert response.status_code == 400
    assert "belonged to somebody else" in response.text


def test_stopping_halfway_is_said(region: SmallRegion, provider: IdentityProvider) -> None:
    """`access_denied` and the like."""
    client = new_browser(region.app)
    back = provider.authorise(begin(client, region))
    response = client.get(re.sub(r"code=[^&]+", "error=access_denied", back))
    assert response.status_code == 400
    assert "stopped halfway" in response.text


def test_a_provider_that_does_not_answer_is_no_crash(region: SmallRegion, provider: IdentityProvider) -> None:
    """503 with words, on the way there and on the way back; also when the secret is missing."""
    client = new_browser(region.app)
    back = provider.authorise(begin(client, region))
    provider.broken = True
    assert client.get(back).status_code == 503
    wide = {"organisation": region.organisations["wide"]}
    response = client.post("/staff/single-sign-on", data=wide)
    assert response.status_code == 503
    assert "does not answer" in response.text
    provider.broken = False
    secret_path(settings().keys, region.organisations["wide"]).unlink()
    assert client.post("/staff/single-sign-on", data=wide).status_code == 503


@pytest.mark.parametrize("organisation", ["", "nothing"])
def test_an_organisation_must_be_chosen(region: SmallRegion, provider: IdentityProvider, organisation: str) -> None:
    """422, at the field."""
    response = new_browser(region.app).post("/staff/single-sign-on", data={"organisation": organisation})
    assert response.status_code == 422
    assert "Choose the organisation" in response.text


def test_the_secret_is_not_in_the_database(region: SmallRegion, provider: IdentityProvider) -> None:
    """It lies in the keys folder, readable by the operator only."""
    path = secret_path(settings().keys, region.organisations["wide"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    row = db.session.query(StaffProvider).one()
    assert SECRET not in f"{row.issuer}{row.client_id}"


@pytest.mark.parametrize(
    "issuer", ["http://login.example.org", "login.example.org", "https://x.example/?a=b", "ftp://x", ""]
)
def test_an_issuer_must_be_an_https_address(region: SmallRegion, issuer: str) -> None:
    """http only on this very machine."""
    with pytest.raises(IssuerRefused):
        set_provider(db.session, region.organisations["wide"], issuer=issuer, client_id=CLIENT)


def test_an_operator_sets_it_up_and_removes_it(region: SmallRegion, provider: IdentityProvider) -> None:
    """One command each; with another issuer everybody is recognised anew."""
    come(new_browser(region.app), region, provider)
    wide = region.organisations["wide"]
    run = CliRunner()
    whole = ScriptInfo(create_app=lambda: region.app)
    told = ["single-sign-on", "set", wide, "--issuer", "https://login.example.org/", "--client-id", "x"]
    result = run.invoke(staff, [*told, "--client-secret", "new"], obj=whole)
    assert result.exit_code == 0, result.output
    assert f"/staff/single-sign-on/{wide}" in result.output
    db.session.rollback()
    assert db.session.query(StaffProvider).one().issuer == "https://login.example.org"
    assert secret_path(settings().keys, wide).read_text() == "new"
    assert {row.single_sign_on for row in db.session.query(StaffAccount)} == {None}
    assert run.invoke(staff, ["single-sign-on", "remove", wide], obj=whole).exit_code == 0
    db.session.rollback()
    assert db.session.query(StaffProvider).count() == 0
    assert not secret_path(settings().keys, wide).exists()


def test_the_command_says_what_is_wrong(region: SmallRegion) -> None:
    """One line, and nothing is kept."""
    run, whole = CliRunner(), ScriptInfo(create_app=lambda: region.app)
    rest = ["--client-id", "x", "--client-secret", "y"]
    for organisation, issuer in (("nothing", "https://x.example"), (region.organisations["wide"], "http://x.example")):
        result = run.invoke(staff, ["single-sign-on", "set", organisation, "--issuer", issuer, *rest], obj=whole)
        assert result.exit_code == 1
        assert result.output.count("\n") == 1
    assert db.session.query(StaffProvider).count() == 0
