"""A real Chromium on a running server: the small region of `tests/region.py`, on SQLite."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from werkzeug.serving import make_server

from tests.region import SmallRegion

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
PHONE: ViewportSize = {"width": 360, "height": 640}


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """Debian's Chromium; its sandbox does not work as root."""
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": ["--no-sandbox"]}


@pytest.fixture
def address(app: Flask, region: SmallRegion) -> Iterator[str]:
    """Where the application of this test answers."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def sign_in(context: BrowserContext, *, region: SmallRegion, address: str) -> None:
    """Give the browser the cookies of the permanent participant."""
    client = region.signed_in(region.participant)
    cookies = (client._cookies or {}).values()
    context.add_cookies([{"name": one.key, "value": one.value, "url": address} for one in cookies])


@pytest.fixture
def phone(browser: Browser, region: SmallRegion, address: str) -> Iterator[Page]:
    """A phone in English on which the permanent participant is signed in; no page may report an error."""
    context = browser.new_context(viewport=PHONE, has_touch=True, locale="en-GB", base_url=address)
    sign_in(context, region=region, address=address)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert errors == []


@pytest.fixture
def without_script(browser: Browser, region: SmallRegion, address: str) -> Iterator[Page]:
    """The same phone without JavaScript."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, locale="en-GB", base_url=address)
    sign_in(context, region=region, address=address)
    yield context.new_page()
    context.close()
