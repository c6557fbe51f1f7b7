"""`make pictures`: takes pictures for the README and the guide for staff from the demonstration region.

Those of the README are light and dark, on a phone and a laptop; those of the guide in every language it has them in.

Names are stable, so that a new picture takes the place of the old one. A picture that is too heavy stops the command.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import urllib.request
from base64 import b64decode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from app.config import ROOT, instance_folder
from bench.page_weight import CHROMIUM
from bench.ports import free_port

FOLDER = ROOT / "docs" / "pictures"
SCHEMES = ("light", "dark")
MOST_BYTES, MOST_IN_ALL = 60_000, 400_000
GUIDE_FOLDER = ROOT / "static" / "img" / "guide"
GUIDE_LANGUAGES = {"en": "en-GB", "nl": "nl-NL"}
MOST_IN_GUIDE = 300_000
QUALITY, GUIDE_QUALITY = 82, 45
SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Screen:
    """The size of a screen in CSS pixels, and how many dots one of them has in the picture."""

    size: ViewportSize
    dots: float


PHONE = Screen({"width": 360, "height": 640}, 1.5)
LAPTOP = Screen({"width": 1280, "height": 800}, 0.75)
DESK = Screen({"width": 960, "height": 600}, 1)
PICTURES = {
    "today": (PHONE, "/"),
    "pulse": (PHONE, "/pulse"),
    "mirror": (PHONE, "/mirror"),
    "card": (PHONE, "/cards"),
    "board": (LAPTOP, "/region"),
}
"""Each picture by its name: on which screen, and which page."""


GUIDE = {
    "list": ("region", "/organisations/import"),
    "programme": ("region", "/programme/{programme}"),
    "cards": ("region", "/organisations"),
    "board": ("team", "/teams/{team}"),
    "conversation": ("team", "/teams/{team}/conversation"),
    "keys": ("council", "/keys"),
}
"""Each picture of the guide by its name: who sees the page, and its address."""


def main() -> None:
    """Take every picture, and say how heavy they are. Needs the demonstration region (`make demo`)."""
    demo = json.loads((instance_folder(os.environ) / "demo.json").read_text(encoding="utf-8"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in SCHEMES:
            for name, (screen, path) in PICTURES.items():
                page = _signed_in(browser, screen, scheme=scheme, address=address, code=demo["participants"][0]["code"])
                _take(page, path, FOLDER / f"{name}-{scheme}.webp")
                page.context.close()
        _take_guide(browser, demo, address=address)
        browser.close()
    _weigh()


@contextmanager
def _served() -> Iterator[str]:
    """The demonstration on a free port, until the pictures are taken."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "app.commands", "serve", "--port", str(port), "--workers", "1"]
    server = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PEIL_BASE_URL": address}, stdout=subprocess.DEVNULL)
    try:
        _wait(address)
        yield address
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{address}/privacy", timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(f"the demonstration does not answer on {address}")


def _signed_in(browser: Browser, screen: Screen, *, scheme: str, address: str, code: str) -> Page:
    context: BrowserContext = browser.new_context(
        viewport=screen.size,
        device_scale_factor=screen.dots,
        locale="en-GB",
        color_scheme="dark" if scheme == "dark" else "light",
        base_url=address,
        service_workers="block",
    )
    page = context.new_page()
    page.goto("/code")
    page.fill("#code", code)
    page.locator("main [type=submit]").click()
    page.wait_for_url(f"{address}/")
    return page


def _take(page: Page, path: str, file: Path, *, quality: int = QUALITY) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
    file.write_bytes(b64decode(shot["data"]))


def _take_guide(browser: Browser, demo: Mapping[str, Any], *, address: str) -> None:
    """Take the pictures of the guide as those see the pages whom it is for."""
    GUIDE_FOLDER.mkdir(parents=True, exist_ok=True)
    staff = {each["role"]: each for each in reversed(demo["staff"])}
    ids = {"programme": demo["periods"][0]["id"].rpartition("-")[0], "team": staff["team"]["scope"]}
    for language, locale in GUIDE_LANGUAGES.items():
        for name, (role, path) in GUIDE.items():
            page = _staff_page(browser, staff[role]["url"], locale=locale, address=address)
            _take(page, path.format(**ids), GUIDE_FOLDER / f"{name}-{language}.webp", quality=GUIDE_QUALITY)
            page.context.close()


def _staff_page(browser: Browser, link: str, *, locale: str, address: str) -> Page:
    context = browser.new_context(
        viewport=DESK.size,
        device_scale_factor=DESK.dots,
        locale=locale,
        color_scheme="light",
        base_url=address,
        service_workers="block",
    )
    page = context.new_page()
    page.goto(link)
    page.locator("main [type=submit]").click()
    page.wait_for_load_state()
    return page


def _weigh() -> None:
    """Print every picture with its size; exit 1 when one, or all together, are too heavy."""
    guide = {file.name: file.stat().st_size for file in sorted(GUIDE_FOLDER.glob("*.webp"))}
    print(f"{sum(guide.values()) / 1000:6.1f} KB  in the guide")
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.webp"))}
    for name, octets in sizes.items():
        print(f"{octets / 1000:6.1f} KB  {name}")
    print(f"{sum(sizes.values()) / 1000:6.1f} KB  in all")
    if max([*sizes.values(), *guide.values()]) > MOST_BYTES or sum(sizes.values()) > MOST_IN_ALL:
        sys.exit("Too heavy: at most 60 KB each, 400 KB in the README and 300 KB in the guide.")
    if sum(guide.values()) > MOST_IN_GUIDE:
        sys.exit("Too heavy: at most 300 KB in the guide.")


if __name__ == "__main__":
    main()
