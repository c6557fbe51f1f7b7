"""A key holder makes a key and opens a share in the browser: the key file never leaves it, only the words are sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, expect
from sqlalchemy import func, select

from app import clock
from app.accounts.service import create_account, make_link
from app.db import db, writing
from app.releases.models import Release
from app.vault.brought_shares import keep_share
from app.vault.holder_keys import read_holder_key, write_holder_key
from tests.browser.conftest import PHONE
from tests.browser.faults import bring_axe, making_faults, rule_faults, size_faults
from tests.conftest import SetClock
from tests.holders.people import ThreeHolders, let_hold
from tests.region import FORTNIGHT, START, SmallRegion

pytestmark = pytest.mark.browser
SECOND = START + 2 * FORTNIGHT
CLOSED = START + 4 * FORTNIGHT
EMAIL = "or@example.org"


@pytest.fixture
def council(browser: Browser, region: SmallRegion, address: str, set_clock: SetClock) -> Iterator[Page]:
    """The works council's own browser, signed in after a period closed; no page may report an error."""
    set_clock(CLOSED)
    with writing(db.session):
        account = create_account(db.session, email=EMAIL, role="council", scope=region.organisations["wide"])
        token = make_link(db.session, account, now=clock.now(), uses=2)
    client = region.app.test_client()
    client.get(f"/staff/enter/{token}")
    client.post(f"/staff/enter/{token}")
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=address, accept_downloads=True)
    cookies = (client._cookies or {}).values()
    context.add_cookies([{"name": one.key, "value": one.value, "url": address} for one in cookies])
    page, errors = context.new_page(), list[str]()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []


def test_a_key_made_in_the_browser_is_an_ordinary_one(council: Page, tmp_path: Path) -> None:
    """The saved file opens here too, its line is the one on the screen, and nothing was sent."""
    sent: list[Request] = []
    council.goto("/keys/new")
    council.on("request", lambda request: sent.append(request) if request.method != "GET" else None)
    with council.expect_download() as download:
        council.get_by_role("button", name="Make my key and save the file").click()
    path = tmp_path / "key.txt"
    download.value.save_as(path)
    line = council.locator("#recipient")
    expect(line).to_contain_text("age1")
    assert read_holder_key(path).recipient == line.inner_text().strip()
    assert sent == []


def hold(region: SmallRegion, three: ThreeHolders) -> str:
    """The second period opens with these holders, is answered and closes; one share has been brought. Its id."""
    let_hold(three.holders)
    region.tick(SECOND)
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, {"professional_space": "sufficient"}, moment=SECOND)
    period_id = region.wave(SECOND).period_id
    region.tick(CLOSED)
    keep_share(region.keys, period_id, three.share(region.keys, period_id, 2), now=CLOSED)
    return period_id


@pytest.mark.parametrize("passphrase", ["", "vier eigen woorden hier"])
def test_a_share_is_opened_in_the_browser_and_closes_the_period(
    *, region: SmallRegion, council: Page, tmp_path: Path, passphrase: str
) -> None:
    """With a plain file and a locked one; the wrong file is said; only the words leave the browser."""
    mine, wrong = tmp_path / "mine.txt", tmp_path / "wrong.txt"
    key = write_holder_key(mine, passphrase=passphrase)
    write_holder_key(wrong)
    others = ThreeHolders().keys[1:]
    three = ThreeHolders(emails=(EMAIL, "", ""), keys=(key, *others))
    period_id = hold(region, three)
    bodies: list[str] = []
    council.on("request", lambda request: bodies.append(request.post_data or ""))
    council.goto("/keys")
    council.get_by_label("Your key file").set_input_files(wrong)
    council.get_by_role("button", name="Open my share here").click()
    expect(council.get_by_text("This file does not open your share.")).to_be_visible()
    council.get_by_label("Your key file").set_input_files(mine)
    council.get_by_label("Its passphrase").fill(passphrase)
    council.get_by_role("button", name="Open my share here").click()
    expect(council.get_by_text("Enough shares were there.")).to_be_visible()
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Release.period_id == period_id)) == 1
    assert not any("AGE-SECRET" in body or (passphrase and "woorden" in body) for body in bodies)


@pytest.mark.parametrize("path", ["/keys", "/keys/new"])
def test_the_pages_of_a_holder_work_for_everyone(region: SmallRegion, council: Page, path: str) -> None:
    """Rules of access, headings, labels, focus, sizes: with a share to bring."""
    hold(region, ThreeHolders(emails=(EMAIL, "", "")))
    bring_axe(council.context)
    council.goto(path)
    assert rule_faults(council) + making_faults(council, "en") + size_faults(council) == []
