"""The README's pictures: there, in both lights, described, and small."""

from __future__ import annotations

import re

from app.config import ROOT
from bench.pictures import FOLDER, MOST_BYTES, MOST_IN_ALL, PICTURES, SCHEMES

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_picture_is_there_in_both_lights_and_is_shown() -> None:
    """What `make pictures` takes is what the README shows, under the same names."""
    taken = {f"docs/pictures/{name}-{scheme}.webp" for name in PICTURES for scheme in SCHEMES}
    assert {f"docs/pictures/{file.name}" for file in FOLDER.iterdir()} == taken
    assert set(re.findall(r"docs/pictures/[\w-]+\.webp", README)) == taken


def test_every_picture_says_what_it_shows() -> None:
    shown = re.findall(r"<img [^>]*>", README)
    assert len(shown) == len(PICTURES)
    assert all(re.search(r'alt="[^"]{20,}"', each) for each in shown)


def test_the_pictures_are_small() -> None:
    """At most 60 KB each and 400 KB in all."""
    sizes = [file.stat().st_size for file in FOLDER.glob("*.webp")]
    assert max(sizes) <= MOST_BYTES
    assert sum(sizes) <= MOST_IN_ALL
