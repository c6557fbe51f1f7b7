"""Every page of staff and groups works for everyone, in every state that looks different.

Each page is opened twice, so that it meets both languages, both lights, small, middle and large screens and text
twice as large, without every combination of them.
"""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from app import clock
from app.db import db
from tests.browser.faults import making_faults, rule_faults, size_faults
from tests.browser.group_rounds import Rounds
from tests.browser.group_side import GroupSide, live_through
from tests.browser.group_visits import ACCESS, BOARDS, MEETINGS, RUNNING, Visit
from tests.conftest import make_application, make_settings
from tests.region import START, build_small_region

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)
PARTS = {"boards": BOARDS, "meetings": MEETINGS, "running": RUNNING, "access": ACCESS}


@pytest.fixture(scope="module")
def side(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[GroupSide]:
    """The region that has seen everything; its clock stands still."""
    settings = make_settings(tmp_path_factory.mktemp("group_side"))
    shutil.copy(migrated_sqlite, settings.instance / "peil.db")
    moment = [START]

    def set_clock(now: datetime) -> None:
        moment[0] = now

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: moment[0])
        app = make_application(settings)
        with app.app_context():
            yield live_through(build_small_region(app), set_clock=set_clock)
            db.session.remove()
            db.engine.dispose()


@pytest.fixture(scope="module")
def address(side: GroupSide) -> Iterator[str]:
    """Where the region answers."""
    server = make_server("127.0.0.1", 0, side.region.app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.fixture(params=["nl", "en"])
def rounds(*, request: pytest.FixtureRequest, browser: Browser, side: GroupSide, address: str) -> Iterator[Rounds]:
    """Everybody's browser in one language."""
    going = Rounds(browser, side, address=address, language=request.param)
    yield going
    going.close()


@pytest.mark.parametrize("part", PARTS)
def test_every_page_of_staff_and_groups_works_for_everyone(part: str, rounds: Rounds) -> None:
    """WCAG 2.2 A and AA and best practices; 360 to 1280 px; 200 % text; 44 px to press; focus, headings, tables."""
    faults: list[str] = []
    for number, visit in enumerate(PARTS[part]):
        dark = (number % 2 == 0) == (rounds.language == "en")
        faults += [f"{visit} ({rounds.language}): {fault}" for fault in _faults(rounds, visit, dark=dark)]
    assert not faults, "\n".join(faults)


def _faults(rounds: Rounds, visit: Visit, *, dark: bool) -> list[str]:
    status, page = rounds.open(visit), rounds.page
    page.emulate_media(color_scheme="dark" if dark else "light")
    found = [f"status {status}"] if status != visit.status else []
    title = page.title()
    if visit.says not in title or len(title) <= len(" · Peil"):
        found.append(f"title “{title}”")
    if status == 422 and not re.match("Fout|Mistake", title):
        found.append(f"title of a mistake “{title}”")
    found += rule_faults(page) + making_faults(page, rounds.language)
    return found + size_faults(page, widths=WIDTHS)
