"""The choice of a group on the mirror: one line with a script, and a button that can be pressed without."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.mirror.conftest import mirrored
from tests.region import SmallRegion

__all__ = ["mirrored"]
pytestmark = pytest.mark.browser


def test_label_and_choice_stand_in_one_line(phone: Page, mirrored: SmallRegion) -> None:
    """Beside each other, from the edge of the text; the mirror stays short."""
    phone.goto("/mirror")
    label, choice = (phone.locator(f"form.beside {each}").bounding_box() for each in ("label", "select"))
    title = phone.locator("h1").bounding_box()
    assert label
    assert choice
    assert title
    assert label["x"] == title["x"]
    assert choice["y"] < label["y"] + label["height"]


def test_without_a_script_the_button_is_whole(without_script: Page, mirrored: SmallRegion) -> None:
    """Its word stands on one line, and pressing it keeps the choice."""
    without_script.goto("/mirror")
    button = without_script.locator("form.beside button")
    box = button.bounding_box()
    assert box
    assert box["height"] < 60
    button.click()
    expect(without_script.locator("h1")).to_have_text("Your mirror")
