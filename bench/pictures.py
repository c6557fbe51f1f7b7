"""`make pictures`: takes pictures for the README from the demonstration region, light and dark, phone and laptop.

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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from app.config import ROOT
from bench.page_weight import CHROMIUM
from bench.ports import free_port

FOLDER = ROOT / "docs" / "pictures"
SCHEMES = ("light", "dark")
MOST_BYTES, MOST_IN_ALL = 60_000, 400_000
SECONDS_TO_START = 60


@dataclass(frozen=True, slots=True)
class Screen:
    """The size of a screen in CSS pixels, and how many dots one of them has in the picture."""

    size: ViewportSize
    dots: float


PHONE = Screen({"width": 360, "height": 640}, 1.5)
LAPTOP = Screen({"width": 1280, "height": 800}, 0.75)
PICTURES = {
    "today": (PHONE, "/"),
    "pulse": (PHONE, "/pulse"),
    "mirror": (PHONE, "/mirror"),
    "card": (PHONE, "/cards"),
    "board": (LAPTOP, "/region"),
}
"""Each picture by its name: on which screen, and which page."""


def main() -> None:
    """Take every picture, and say how heavy they are. Needs the demonstration region (`make demo`)."""
    demo = json.loads((ROOT / "instance" / "demo.json").read_text(encoding="utf-8"))
    FOLDER.mkdir(parents=True, exist_ok=True)
    with _served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for scheme in SCHEMES:
            for name, (screen, path) in PICTURES.items():
                page = _signed_in(browser, screen, scheme=scheme, address=address, code=demo["participants"][0]["code"])
                _take(page, path, FOLDER / f"{name}-{scheme}.webp")
                page.context.close()
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


def _take(page: Page, path: str, file: Path) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    session = page.context.new_cdp_session(page)
    shot = session.send("Page.captureScreenshot", {"format": "webp", "quality": 82})
    file.write_bytes(b64decode(shot["data"]))


def _weigh() -> None:
    """Print every picture with its size; exit 1 when one, or all together, are too heavy."""
    sizes = {file.name: file.stat().st_size for file in sorted(FOLDER.glob("*.webp"))}
    for name, octets in sizes.items():
        print(f"{octets / 1000:6.1f} KB  {name}")
    print(f"{sum(sizes.values()) / 1000:6.1f} KB  in all")
    if max(sizes.values()) > MOST_BYTES or sum(sizes.values()) > MOST_IN_ALL:
        sys.exit("Too heavy: at most 60 KB each and 400 KB in all.")


if __name__ == "__main__":
    main()
