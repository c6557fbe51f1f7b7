"""Every page of staff and groups works for everyone, in every state that looks different.

Each page is opened twice, so that it meets both languages, both lights, small, middle and large screens and text
twice as large, without every combination of them.
"""

from __future__ import annotations

import re

import pytest

from tests.browser.faults import making_faults, rule_faults, size_faults
from tests.browser.group_rounds import Rounds
from tests.browser.group_visits import ACCESS, BOARDS, MEETINGS, RUNNING, Visit

pytestmark = pytest.mark.browser

WIDTHS = (360, 768, 1280)
PARTS = {"boards": BOARDS, "meetings": MEETINGS, "running": RUNNING, "access": ACCESS}


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
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = [f"status {status}"] if status != visit.status else []
    title = page.title()
    if visit.says not in title or len(title) <= len(" · Peil"):
        found.append(f"title “{title}”")
    if status == 422 and not re.match("Fout|Mistake", title):
        found.append(f"title of a mistake “{title}”")
    found += rule_faults(page) + making_faults(page, rounds.language)
    return found + size_faults(page, widths=WIDTHS)
