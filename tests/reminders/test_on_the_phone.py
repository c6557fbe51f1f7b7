"""The page of reminders in a real browser: nothing is asked before a click, and every outcome is said in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from app.reminders.subscriptions import endpoint_key
from tests.browser.conftest import PHONE, sign_in
from tests.browser.faults import bring_axe, rule_faults
from tests.region import SmallRegion
from tests.reminders.phones import row, wish

pytestmark = pytest.mark.browser

# Chromium without a push service of its own: the browser's side of subscribing, as the standard has it.
BROWSER = """
(() => {
  const told = %s;
  window.asked = 0;
  window.storedKeys = [];
  Notification.requestPermission = async () => { window.asked += 1; return told.permission; };
  Object.defineProperty(Notification, "permission", { get: () => told.before });
  let own = told.subscribed ? make() : null;
  function make() {
    return { endpoint: told.endpoint, toJSON: () => ({ endpoint: told.endpoint, keys: told.keys }),
             unsubscribe: async () => { own = null; return true; } };
  }
  const pushManager = {
    getSubscription: async () => own,
    subscribe: async (options) => {
      if (told.fails) throw new DOMException("no push service", "AbortError");
      window.storedKeys.push([options.userVisibleOnly, options.applicationServerKey.length]);
      return (own = make());
    },
  };
  const registration = { pushManager };
  Object.defineProperty(navigator, "serviceWorker", { value: {
    getRegistration: async () => registration, ready: Promise.resolve(registration),
  } });
})();
"""


@pytest.fixture
def troubled(browser: Browser, region: SmallRegion, address: str) -> Iterator[Page]:
    """The same phone where requests may fail: Chromium itself writes those down as errors."""
    context = browser.new_context(viewport=PHONE, locale="en-GB", base_url=address)
    sign_in(context, region=region, address=address)
    yield context.new_page()
    context.close()


def open_page(page: Page, **told: Any) -> None:
    """The page on a phone whose browser answers as told."""
    sent = wish()
    known = {"permission": "granted", "before": "default", "endpoint": sent["endpoint"], "keys": sent["keys"]}
    page.add_init_script(BROWSER % json.dumps(known | told))
    page.goto("/reminders")


def remind(page: Page) -> None:
    page.get_by_label("I want messages from Peil").check()
    page.get_by_role("button", name="Remind me here").click()


def state(page: Page) -> Any:
    return expect(page.locator("#push-state"))


def test_permission_is_asked_after_the_click_and_the_phone_is_kept(phone: Page, region: SmallRegion) -> None:
    """Chosen day and hour reach the server with the phone's own time zone; the outcome is said."""
    open_page(phone)
    assert phone.evaluate("window.asked") == 0
    phone.get_by_label("Day", exact=True).select_option("Friday")
    phone.get_by_label("Hour", exact=True).select_option("16:00")
    remind(phone)
    state(phone).to_have_text(re.compile("On Friday at 16:00 this device reminds you"))
    assert phone.evaluate("[window.asked, ...window.storedKeys]") == [1, [True, 65]]
    kept = row()
    assert kept is not None
    assert kept.key == endpoint_key(str(wish()["endpoint"]))
    assert (kept.weekday, kept.hour, kept.quiet_from, kept.quiet_to) == (4, 16, 20, 8)
    assert kept.zone == phone.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")


def test_without_consent_nothing_is_asked(phone: Page) -> None:
    """The tick comes first."""
    open_page(phone)
    phone.get_by_role("button", name="Remind me here").click()
    assert phone.evaluate("window.asked") == 0
    assert row() is None


def test_stopping_erases_the_address(phone: Page) -> None:
    open_page(phone)
    remind(phone)
    phone.get_by_role("button", name="Stop reminding me here").click()
    state(phone).to_have_text(re.compile("Stopped"))
    assert row() is None
    expect(phone.get_by_role("button", name="Remind me here")).to_be_visible()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"permission": "denied"}, "blocked on this device"),
        ({"permission": "default"}, "no permission yet"),
        ({"fails": True}, "could not get an address"),
        ({"endpoint": "https://127.0.0.1/a"}, "may not call the address"),
    ],
)
def test_what_went_wrong_is_said_with_its_mend(troubled: Page, *, told: dict[str, Any], words: str) -> None:
    """In words, where a screen reader hears it, and nothing is kept."""
    open_page(troubled, **told)
    remind(troubled)
    state(troubled).to_have_text(re.compile(words))
    state(troubled).to_be_focused()
    assert row() is None


def test_who_blocked_messages_before_learns_how_to_allow_them(phone: Page) -> None:
    """No button that cannot work."""
    open_page(phone, before="denied")
    state(phone).to_have_text(re.compile("allow messages for Peil"))
    expect(phone.get_by_role("button", name="Remind me here")).to_be_hidden()


def test_a_browser_without_push_points_to_the_calendar(phone: Page) -> None:
    phone.add_init_script("delete window.PushManager;")
    phone.goto("/reminders")
    state(phone).to_have_text(re.compile("Use the calendar below"))
    expect(phone.get_by_role("button", name="Make a calendar address")).to_be_visible()


def test_an_iphone_is_told_to_install_first(phone: Page) -> None:
    """There messages only come to an app on the home screen."""
    phone.add_init_script(
        "delete window.PushManager;"
        "Object.defineProperty(navigator, 'userAgent', { value: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0)' });"
    )
    phone.goto("/reminders")
    state(phone).to_have_text(re.compile("Add to Home Screen"))


def test_a_phone_without_reception_says_that_nothing_was_saved(troubled: Page) -> None:
    open_page(troubled)
    troubled.route("**/reminders/push", lambda route: route.abort())
    remind(troubled)
    state(troubled).to_have_text(re.compile("No reception"))


def test_after_answering_a_new_subscription_starts_with_the_next_wave(phone: Page, region: SmallRegion) -> None:
    """The phone remembers that it answered, and says so when it subscribes later."""
    open_page(phone)
    closes = phone.locator("#push").get_attribute("data-wave")
    page_script = phone.locator('script[src$="reminders.js"]').get_attribute("src") or ""
    module = page_script.replace("reminders.js", "subscription.js")
    call = "async ([module, closes]) => (await import(module)).answered({ closes, token: '' })"
    assert phone.evaluate(call, [module, closes]) is True
    remind(phone)
    state(phone).to_have_text(re.compile("reminds you"))
    kept = row()
    assert kept is not None
    assert kept.next_due * 900 >= region.wave().closes_at.timestamp()


def test_without_script_the_calendar_works(without_script: Page) -> None:
    """Make an address, read it, withdraw it: plain forms."""
    without_script.goto("/reminders")
    expect(without_script.get_by_text("has to run a script")).to_be_visible()
    expect(without_script.locator("#push")).to_be_hidden()
    without_script.get_by_role("button", name="Make a calendar address").click()
    address = without_script.locator("#feed").input_value()
    assert re.search(r"/reminders/feed/[\w-]{24}\.ics", address)
    without_script.get_by_role("button", name="Withdraw this address").first.click()
    expect(without_script.get_by_text("The address no longer works.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_works_for_everyone(
    browser: Browser, region: SmallRegion, address: str, *, scheme: Any, language: str
) -> None:
    """Axe finds no fault, nothing scrolls sideways at 320 px and 200 % text; also with an address and with a fault."""
    context = browser.new_context(
        viewport={"width": 320, "height": 568}, color_scheme=scheme, locale=language, base_url=address
    )
    bring_axe(context)
    sign_in(context, region=region, address=address)
    page = context.new_page()
    open_page(page, before="granted")
    for step in ("", "#feed", "#why-address"):
        if step == "#feed":
            page.locator('form[action^="/reminders/feed#"] button').click()
        if step == "#why-address":
            page.locator("details:has(#address) summary").click()
            page.locator("#address").press("Enter")
        if step:
            expect(page.locator(step)).to_be_visible()
        assert rule_faults(page) == [], step
        for text in ("200%", "100%"):
            page.evaluate("size => { document.documentElement.style.fontSize = size; }", text)
            assert page.evaluate("document.documentElement.scrollWidth") <= 320, (step, text)
    context.close()
