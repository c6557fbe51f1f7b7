"""A holder brings a share on a page, without any script: the last one that was needed closes the period."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app import clock
from app.accounts.models import AuditEvent
from app.accounts.service import create_account, make_link
from app.db import db, writing
from app.holders.shared_keys import shared_keys
from app.programme.models import Period
from app.releases.models import Release
from app.vault.brought_shares import keep_share
from tests.boards.visitors import Visitors
from tests.conftest import SetClock
from tests.holders.people import ThreeHolders, let_hold
from tests.region import FORTNIGHT, START, SmallRegion

SECOND = START + 2 * FORTNIGHT
CLOSED = START + 4 * FORTNIGHT
EMAILS = ("or@example.org", "platform@example.org", "")


@pytest.fixture
def three() -> ThreeHolders:
    return ThreeHolders(emails=EMAILS)


@pytest.fixture
def held(region: SmallRegion, three: ThreeHolders, set_clock: SetClock) -> str:
    """The second period was opened with three holders and can be answered until `CLOSED`; its id."""
    let_hold(three.holders)
    region.tick(SECOND)
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient"}, moment=SECOND)
    set_clock(SECOND)
    return region.wave(SECOND).period_id


def in_english(browser: FlaskClient) -> FlaskClient:
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def council(region: SmallRegion, email: str = EMAILS[0]) -> FlaskClient:
    """A browser of a works council that has an account with this address."""
    with writing(db.session):
        scope = region.organisations["wide"]
        account = create_account(db.session, email=email, role="council", scope=scope)
        token = make_link(db.session, account, now=clock.now(), uses=3)
    browser = in_english(region.app.test_client())
    browser.get(f"/staff/enter/{token}")
    browser.post(f"/staff/enter/{token}")
    return browser


def bring(browser: FlaskClient, key_id: str, words: str) -> TestResponse:
    """Send the form, and the page it leads to."""
    sent = browser.post(f"/keys/{key_id}", data={"share": words})
    assert sent.status_code == 303
    return browser.get(sent.location)


def released(period_id: str) -> bool:
    return bool(db.session.scalar(select(func.count()).where(Release.period_id == period_id)))


def test_two_shares_close_the_period(region: SmallRegion, held: str, three: ThreeHolders, set_clock: SetClock) -> None:
    """The first is received and waits, the second publishes; nothing of them stays on the server."""
    set_clock(CLOSED)
    region.tick(CLOSED)
    first, second = council(region), council(region, EMAILS[1])
    brought = bring(first, held, three.share(region.keys, held, 0))
    assert "Your share has been received" in brought.text
    assert "has brought the share" in brought.text
    assert not released(held)
    closed = bring(second, held, three.share(region.keys, held, 1))
    assert "Enough shares were there" in closed.text
    assert released(held)
    assert not list(region.keys.folder.glob("*share*"))
    logged = db.session.scalars(select(AuditEvent.subject).where(AuditEvent.event == "key.share_brought")).all()
    assert logged == [held, held]


def test_no_share_is_taken_while_people_can_still_answer(region: SmallRegion, held: str, three: ThreeHolders) -> None:
    """The server never has one before the end, so that it cannot be kept for later; nor are sealed ones handed out."""
    browser = council(region)
    refused = browser.post(f"/keys/{held}", data={"share": three.share(region.keys, held, 0)})
    assert refused.status_code == 422
    assert "People can still answer" in refused.text
    assert not list(region.keys.folder.glob("*share*"))
    assert browser.get(f"/keys/{held}/0.age").status_code == 404
    assert "BEGIN AGE" not in browser.get("/keys").text


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("unknown word", "“peilschaal” is not a word of a share"),
        ("swapped", "A share has 33 words"),
        ("empty", "A share has 33 words"),
        ("another period", "belongs to another period"),
    ],
)
def test_a_wrong_share_is_named_and_stays_in_the_form(
    *, region: SmallRegion, held: str, three: ThreeHolders, set_clock: SetClock, kind: str, said: str
) -> None:
    """422, what is wrong with it, and what was typed to be mended."""
    set_clock(CLOSED)
    region.tick(CLOSED)
    words = three.share(region.keys, held, 0).split()
    typed = {
        "unknown word": " ".join(["peilschaal", *words[1:]]),
        "swapped": " ".join([*words[:9], words[10], words[9], *words[11:]]),
        "empty": "",
        "another period": three.share(region.keys, region.wave(CLOSED).period_id, 0),
    }[kind]
    refused = council(region).post(f"/keys/{held}", data={"share": typed})
    assert refused.status_code == 422
    assert said in refused.text
    assert f">\r\n{typed}</textarea>" in refused.text
    assert not released(held)


def test_a_holder_fetches_their_own_sealed_share_only(
    region: SmallRegion, held: str, three: ThreeHolders, set_clock: SetClock
) -> None:
    """It opens with their key; another holder's, and a stranger's page, are not there."""
    set_clock(CLOSED)
    region.tick(CLOSED)
    browser = council(region)
    assert three.keys[0].open(browser.get(f"/keys/{held}/0.age").text).decode().count(" ") == 32
    assert browser.get(f"/keys/{held}/1.age").status_code == 404
    assert browser.get(f"/keys/{held}/9.age").status_code == 404
    stranger = council(region, "other@example.org")
    assert held not in stranger.get("/keys").text
    assert stranger.post(f"/keys/{held}", data={"share": "x"}).status_code == 404


def test_the_programmes_page_says_who_holds_and_what_is_needed(
    region: SmallRegion, held: str, three: ThreeHolders, set_clock: SetClock
) -> None:
    """Before and after the end, and who came."""
    lead = in_english(Visitors(region).browser("region_lead"))
    programme = db.session.scalars(select(Period.programme_id)).first()
    page = lead.get(f"/programme/{programme}").text
    for name in three.holders.names:
        assert name in page
    assert "Shares are brought after" in page
    set_clock(CLOSED)
    region.tick(CLOSED)
    council(region).post(f"/keys/{held}", data={"share": three.share(region.keys, held, 0)})
    page = in_english(Visitors(region).browser("region_lead")).get(f"/programme/{programme}").text
    assert "has brought the share" in page
    assert "This waits for 1 more share" in page


def test_the_programme_team_chooses_holders(region: SmallRegion, three: ThreeHolders, set_clock: SetClock) -> None:
    """Asked on the page of every programme without them; what was typed stays with its mistake; and back again."""
    lead = in_english(Visitors(region).browser("region_lead"))
    programme = db.session.scalars(select(Period.programme_id)).first()
    address = f"/programme/{programme}/holders"
    assert "No key holders yet" in lead.get(f"/programme/{programme}").text
    form = {"needed": "2", **{f"name_{n}": each.name for n, each in enumerate(three.holders.all)}}
    refused = lead.post(address, data=form)
    assert refused.status_code == 422
    assert "Paste the whole line" in refused.text
    assert "Works council" in refused.text
    form |= {f"recipient_{n}": each.recipient for n, each in enumerate(three.holders.all)}
    assert lead.post(address, data={**form, "needed": "1"}).status_code == 422
    assert lead.post(address, data={**form, "needed": "4"}).status_code == 422
    assert lead.post(address, data={"needed": "2"}).status_code == 422
    assert lead.post(address, data=form).status_code == 303
    assert three.keys[0].recipient in lead.get(address).text
    assert lead.post(address, data={"nobody": "y"}).status_code == 303
    assert "No key holders yet" in lead.get(f"/programme/{programme}").text


def test_others_neither_see_nor_choose_holders(region: SmallRegion, set_clock: SetClock) -> None:
    """An organisation, a lead and a council get no page of it; a visitor is asked to sign in."""
    programme = db.session.scalars(select(Period.programme_id)).first()
    staff = Visitors(region)
    for who in ("wide_lead", "north_lead", "council"):
        assert staff.browser(who).get(f"/programme/{programme}/holders").status_code in {403, 404}
    assert region.app.test_client().get("/keys").status_code == 303
    assert region.app.test_client().get("/keys/new").status_code == 200


def test_two_holders_at_the_same_moment_close_it(
    region: SmallRegion, held: str, three: ThreeHolders, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each sees nobody there; whoever keeps a share second finds the other's and closes."""
    from app.holders import bringing_shares as closing

    set_clock(CLOSED)
    region.tick(CLOSED)
    found = next(each for each in shared_keys(db.session, now=CLOSED) if each.id == held)

    def keep_beside_another(*args: Any, **kwargs: Any) -> int:
        keep_share(region.keys, held, three.share(region.keys, held, 1), now=CLOSED)
        return keep_share(*args, **kwargs)

    monkeypatch.setattr(closing, "keep_share", keep_beside_another)
    brought = closing.bring(db.session, found, three.share(region.keys, held, 0), keys=region.keys, now=CLOSED)
    assert brought.result == "closed"
    assert released(held)
    assert not list(region.keys.folder.glob("*share*"))
