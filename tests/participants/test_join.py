"""Joining: an invitation, two questions, a code. No name, no address, and every refusal says what to do."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from app.answering.diary_rows import own_diary
from app.db import db, writing
from app.organisations.service import TeamIsFull, revoke_invitations
from app.participants.service import accounts_of
from app.vault.codes import PersonalCode
from app.vault.personal_keys import derive_keys
from tests.region import STARTS_ON, SmallRegion

FORM = {"experience": "0-3", "function": "youth_consultant", "consent": "y"}


def code_on(page: str) -> PersonalCode:
    found = re.search(r'id="personal-code"[^>]*>\s*([^<]+)<', page)
    assert found, "the page shows the code in #personal-code"
    return PersonalCode.read(found[1])


def test_joining_gives_a_code_that_opens_the_diary(region: SmallRegion, client: FlaskClient) -> None:
    """The whole way: invitation, form, code, signed in; the answers to the form are in the sealed diary only."""
    token = region.invitation("north")
    assert client.get(f"/join/{token}").status_code == 200
    response = client.post(f"/join/{token}", data=FORM, follow_redirects=True)
    code = code_on(response.text)
    profile = own_diary(db.session, derive_keys(code)).profile
    assert profile == {"experience": "0-3", "function": "youth_consultant"}
    assert client.get("/pulse").status_code == 200


def test_the_join_page_asks_nothing_that_names_a_person(region: SmallRegion, client: FlaskClient) -> None:
    """Only what the region needs for breakdowns, and consent."""
    page = client.get(f"/join/{region.invitation('north')}").text
    names = set(re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', page))
    assert names <= {"experience", "function", "consent", "csrf_token"}


@pytest.mark.parametrize("missing", ["experience", "function", "consent"])
def test_a_missing_answer_comes_back_with_what_was_chosen(
    region: SmallRegion, client: FlaskClient, missing: str
) -> None:
    """The page says what is missing, keeps the rest, and takes no place of the invitation."""
    token = region.invitation("north")
    form = {name: value for name, value in FORM.items() if name != missing}
    response = client.post(f"/join/{token}", data=form)
    assert response.status_code == 422
    for value in ("0-3", "youth_consultant"):
        if value in form.values():
            assert re.search(rf'<option selected value="{value}"|value="{value}" checked', response.text)
    assert client.post(f"/join/{token}", data=FORM).status_code == 303


def test_a_foreign_option_is_refused(region: SmallRegion, client: FlaskClient) -> None:
    """A value that the form does not offer is a fault, not an entry."""
    response = client.post(f"/join/{region.invitation('north')}", data=FORM | {"experience": "a hundred"})
    assert response.status_code == 422


def test_an_unknown_invitation_is_named(region: SmallRegion, client: FlaskClient) -> None:
    """A mistyped address."""
    response = client.get("/join/does-not-exist")
    assert response.status_code == 404
    assert "href=" in response.text


def test_an_expired_invitation_is_named(region: SmallRegion, client: FlaskClient) -> None:
    """Past its last day."""
    token = region.invitation("north", expires_on=STARTS_ON - timedelta(days=1))
    assert client.get(f"/join/{token}").status_code == 410
    assert client.post(f"/join/{token}", data=FORM).status_code == 410


def test_a_used_card_is_named(region: SmallRegion, client: FlaskClient) -> None:
    """One card, one account."""
    token = region.invitation("north")
    client.post(f"/join/{token}", data=FORM)
    client = region.app.test_client()
    before = accounts_of(db.session, region.teams["north"])
    assert client.post(f"/join/{token}", data=FORM).status_code == 410
    assert accounts_of(db.session, region.teams["north"]) == before


def test_whoever_made_a_card_cannot_watch_it_being_used(region: SmallRegion, client: FlaskClient) -> None:
    """Looking, and sending a form with a fault, answer the same before and after; only taking the place tells."""
    token = region.invitation("north")
    watcher = region.app.test_client()

    def seen() -> tuple[tuple[int, str], tuple[int, str]]:
        looks = watcher.get(f"/join/{token}"), watcher.post(f"/join/{token}", data=FORM | {"consent": ""})
        told = [re.sub(r'name="csrf_token"[^>]*', "", each.text) for each in looks]  # It carries the second of now.
        return (looks[0].status_code, told[0]), (looks[1].status_code, told[1])

    before = seen()
    assert client.post(f"/join/{token}", data=FORM).status_code == 303
    assert seen() == before
    assert [status for status, _page in before] == [200, 422]


def test_a_device_that_has_a_code_is_warned_before_it_gets_another(region: SmallRegion) -> None:
    """Without its code a diary is lost: the page says so and leads to the code; a shared device can still join."""
    token, device = region.invitation("north"), region.signed_in(region.participant)
    page = device.get(f"/join/{token}").text
    assert 'class="notice"' in page
    assert '<a href="/account">' in page
    assert 'class="notice"' not in region.app.test_client().get(f"/join/{token}").text
    code = code_on(device.post(f"/join/{token}", data=FORM, follow_redirects=True).text)
    assert code.text in device.get("/account").text


def test_a_revoked_invitation_is_named(region: SmallRegion, client: FlaskClient) -> None:
    """Withdrawn by the organisation."""
    token = region.invitation("north")
    with writing(db.session):
        revoke_invitations(db.session, region.teams["north"])
    assert client.get(f"/join/{token}").status_code == 410


def test_no_more_places_than_the_team_has_people(region: SmallRegion) -> None:
    """Sham accounts: places are capped by the size the organisation declared (PRIVACY rule 12)."""
    region.invitation("north", uses=18)
    with pytest.raises(TeamIsFull):
        region.invitation("north")


def test_the_four_refusals_say_four_different_things(region: SmallRegion, client: FlaskClient) -> None:
    """Unknown, expired, used and revoked each have their own words."""
    expired = region.invitation("north", expires_on=STARTS_ON - timedelta(days=1))
    used = region.invitation("north")
    client.post(f"/join/{used}", data=FORM)
    client = region.app.test_client()
    revoked = region.invitation("south")
    pages = [client.get(f"/join/{token}").text for token in ("unknown", expired)]
    pages.append(client.post(f"/join/{used}", data=FORM).text)
    with writing(db.session):
        revoke_invitations(db.session, region.teams["south"])
    pages.append(client.get(f"/join/{revoked}").text)
    headings = [re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL) for page in pages]
    assert len({heading[1] for heading in headings if heading}) == 4
