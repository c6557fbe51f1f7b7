"""Words and shapes stand out from their ground, in light and in dark.

The ratio is that of WCAG 2.2 (1.4.3 and 1.4.11): 4.5 for text, 3 for what is drawn or bounds a control.
"""

from __future__ import annotations

import re

import pytest

from tests.look.pages import STATIC

TEXT, SHAPE = 4.5, 3.0
PAIRS = [
    ("ink", "paper", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "water-1", TEXT),
    ("ink", "water-2", TEXT),
    ("ink", "mark-1", TEXT),
    ("ink-2", "paper", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-2", "water-1", TEXT),
    ("ink-2", "mark-1", TEXT),
    ("paper", "ink", TEXT),
    ("paper", "water-3", TEXT),
    ("water-3", "paper", TEXT),
    ("water-3", "surface", TEXT),
    ("water-3", "water-1", TEXT),
    ("on-buoy", "buoy", TEXT),
    ("mark", "paper", TEXT),
    ("mark", "surface", TEXT),
    ("mark", "water-1", TEXT),
    ("mark", "water-2", SHAPE),
    ("mark", "mark-1", SHAPE),
    ("water-3", "water-2", SHAPE),
    ("edge", "paper", SHAPE),
    ("edge", "surface", SHAPE),
    ("edge", "water-1", SHAPE),
]


def tokens() -> dict[str, tuple[str, str]]:
    """Colour names with their light and dark value; a colour without a dark one is the same in both."""
    css = (STATIC / "css/peil.css").read_text(encoding="utf-8")
    plain = {name: (value, value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", css)}
    pairs = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{3,6}), (#[0-9a-f]{3,6})\)", css)
    return plain | {name: (light, dark) for name, light, dark in pairs}


def luminance(colour: str) -> float:
    """Relative luminance, 0 (black) to 1 (white). Source: WCAG 2.2, definition of relative luminance."""
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """1 (the same) to 21 (black on white)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0]} on {pair[1]}")
def test_a_pair_stands_out(pair: tuple[str, str, float], theme: int) -> None:
    """Every pair that the pages use."""
    (front, ground, least), colours = pair, tokens()
    assert contrast(colours[front][theme], colours[ground][theme]) >= least


def test_the_browser_is_told_the_same_ground_as_the_page() -> None:
    """`theme-color` in the frame repeats --paper: the bar of the phone and the page are one sheet."""
    frame = (STATIC.parent / "templates/base.html").read_text(encoding="utf-8")
    assert set(re.findall(r'content="(#[0-9a-f]{6})"', frame)) == set(tokens()["paper"])


def test_colour_values_stand_in_one_place() -> None:
    """Outside the tokens only black and white for paper and QR codes."""
    css = (STATIC / "css/pages.css").read_text(encoding="utf-8")
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", css)) <= {"#fff"}
