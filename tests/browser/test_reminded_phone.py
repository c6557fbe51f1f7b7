"""The phone itself tells its reminder that it answered, that its owner left, and that its address changed.

Chromium without a push service: its own subscription is played; what reaches the server is the browser's.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.air import Air
from tests.browser.phone import answer, arrives, prepare
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

OLD, NEW = "https://push.example.org/send/old", "https://push.example.org/send/new"
SUBSCRIBED = f"""
  const own = {{ endpoint: "{OLD}", unsubscribe: async () => sessionStorage.setItem("gone", "yes") }};
  const pushManager = {{ getSubscription: async () => (sessionStorage.getItem("gone") ? null : own) }};
  const registration = {{ pushManager }};
  Object.defineProperty(navigator, "serviceWorker", {{
    value: {{ getRegistration: async () => registration, register: async () => registration }},
  }});
  Object.defineProperty(Notification, "permission", {{ get: () => "granted" }});
"""
CHANGED = f"""async (hears) => {{
  const told = [];
  const address = (endpoint) => ({{
    endpoint, options: {{ applicationServerKey: new ArrayBuffer(65) }}, toJSON: () => ({{ endpoint, keys: {{}} }}),
    unsubscribe: async () => told.push("given up"),
  }});
  PushManager.prototype.subscribe = async (wanted) => {{
    told.push(wanted.userVisibleOnly);
    return address("{NEW}");
  }};
  const fetched = globalThis.fetch;
  globalThis.fetch = async (path, options) => {{
    if (!String(path).startsWith("/reminders/push")) return fetched(path, options);
    told.push(path, JSON.parse(options.body), Boolean(options.headers["X-CSRFToken"]));
    return new Response(null, {{ status: hears ? 204 : 503 }});
  }};
  const event = new ExtendableEvent("pushsubscriptionchange");
  event.oldSubscription = address("{OLD}");
  const done = new Promise((go) => (event.waitUntil = go));
  dispatchEvent(event);
  await (await done);
  globalThis.fetch = fetched;
  return told;
}}"""


LONG_ENOUGH = "async () => { for (let turn = 0; turn < 3; turn += 1) await fetch('/outbox/token'); }"
"""More round trips than a page takes to tell something once it has come up: a token, then what it tells."""


def listen(context: BrowserContext, *, status: int | None = None) -> list[tuple[str, Any, bool]]:
    """What is posted about a reminder: its path, what it says, whether with a token. `status`: answered with that."""
    posted: list[tuple[str, Any, bool]] = []

    def note(route: Route) -> None:
        request = route.request
        token = bool(request.headers.get("x-csrftoken"))
        posted.append((request.url.rpartition("/")[2], json.loads(request.post_data or ""), token))
        if status and len(posted) == 1:
            route.fulfill(status=status)
        else:
            route.continue_()

    context.route("**/reminders/push/*", note)
    return posted


def heard(page: Page, posted: list[tuple[str, Any, bool]], *, count: int = 1) -> list[tuple[str, Any, bool]]:
    """Wait until so much was posted."""
    until(page, lambda: len(posted) >= count, what=f"{count} requests about a reminder")
    return posted


def test_an_answer_that_arrived_moves_the_reminder_once(bare_phone: BrowserContext) -> None:
    """The receipt's page has nothing left to tell."""
    bare_phone.add_init_script(SUBSCRIBED)
    posted = listen(bare_phone)
    page = bare_phone.new_page()
    page.goto("/pulse")
    answer(page)
    arrives(page)
    page.reload()
    page.evaluate(LONG_ENOUGH)
    assert posted == [("answered", {"endpoint": OLD}, True)]


def test_the_page_done_tells_what_was_not_heard(bare_phone: BrowserContext) -> None:
    """The server had no time for it at first: the receipt's page says it again, with a fresh token."""
    bare_phone.add_init_script(SUBSCRIBED)
    posted = listen(bare_phone, status=503)
    page = bare_phone.new_page()
    page.goto("/pulse")
    answer(page)
    arrives(page)
    assert heard(page, posted, count=2) == [("answered", {"endpoint": OLD}, True)] * 2


def test_a_phone_without_reminders_tells_nothing(bare_phone: BrowserContext) -> None:
    posted = listen(bare_phone)
    page = bare_phone.new_page()
    page.goto("/pulse")
    answer(page)
    arrives(page)
    page.evaluate(LONG_ENOUGH)
    assert posted == []


@pytest.mark.parametrize("button", ["Wipe from this device", "Stop and erase everything"])
def test_wiping_and_leaving_give_the_address_up(bare_phone: BrowserContext, button: str) -> None:
    """The browser gives it up, and the server hears of it at once."""
    bare_phone.add_init_script(SUBSCRIBED)
    posted = listen(bare_phone)
    page = bare_phone.new_page()
    page.goto("/account")
    if button.startswith("Stop"):
        page.get_by_label("I understand").check()
    page.get_by_role("button", name=button).click()
    expect(page).not_to_have_url("**/account")
    assert heard(page, posted) == [("remove", {"endpoint": OLD}, True)]


@pytest.mark.parametrize("hears", [True, False])
def test_another_address_is_told_or_given_up(own_phone: BrowserContext, air: Air, *, hears: bool) -> None:
    """The worker subscribes again under the same key; what the server does not hear of is not kept."""
    prepare(own_phone)
    (worker,) = own_phone.service_workers
    renewal = {"endpoint": OLD, "fresh": {"endpoint": NEW, "keys": {}}}
    told = [True, "/reminders/push/renewed", renewal, True]
    assert worker.evaluate(CHANGED, hears) == (told if hears else [*told, "given up"])
