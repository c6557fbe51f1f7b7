"""Makes an accessible PDF (PDF/UA-1) from a layout file and data, by typst, whatever people typed.

PDF/UA-1 refuses a character that no font of the layout has, and names come from people: such characters are left out
here, in one place for every PDF. Knows no page and no database.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any

from app.config import ROOT
from app.row_headers import with_row_headers

SCRIPTS = ("LATIN", "GREEK", "CYRILLIC")
"""The beginnings of the Unicode names of the letters that the fonts have."""
FIRST_PICTOGRAPH = 0x2600
LEFT_OUT = ("Cs", "Co", "Cn", "Cc", "Cf")
"""Kinds of characters without a form: controls, marks of direction, and what no standard names."""
KEPT = "\n\u00ad"
"""A line break, and a soft hyphen, which a layout understands."""
NOTHING_LEFT = "–"
FONTS = ROOT / "static" / "font"
MOST_TRIES = 12
_MISSING = re.compile(r"the text `\"(.+?)\"` could not be displayed")


def pdf_from(layout: Path, data: Any, *, row_headers: int = 1) -> bytes:
    """Return the PDF that a Typst layout makes of `data`, which it reads as JSON. Raises typst.TypstError.

    `row_headers`: how many cells at the beginning of a table's row say what the row is about.
    """
    return with_row_headers(_laid_out(layout, data), columns=row_headers)


def _laid_out(layout: Path, data: Any) -> bytes:
    """Return the PDF as typst makes it; what a font lacks although we expect it (another version) is left out too."""
    import typst

    source, text = layout.read_bytes(), json.dumps(printable(data), ensure_ascii=False)
    for _try in range(MOST_TRIES):
        try:
            return _compiled(source, text)
        except typst.TypstError as fault:
            missing = _MISSING.search(str(fault))
            if missing is None:
                raise
            text = text.replace(missing[1], "")
    return _compiled(source, text)


def _compiled(source: bytes, text: str) -> bytes:
    """Return the PDF in our typeface; letters that it lacks come from those that typst brings along."""
    import typst

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[FONTS])
    return bytes(typst.compile(source, sys_inputs={"data": text}, pdf_standards=["ua-1"], font_paths=fonts))


def printable(told: Any) -> Any:
    """Return the same data without the characters that the PDF's fonts lack; SVG and keys stay as they are."""
    if isinstance(told, str):
        return told if told.startswith("<svg") else _printable(told)
    if isinstance(told, dict):
        return {key: printable(value) for key, value in told.items()}
    return [printable(each) for each in told] if isinstance(told, list | tuple) else told


def left_out(text: str) -> str:
    """Return the characters of a text that no PDF can show, each once and in their order; controls are not told."""
    signs = dict.fromkeys(each for each in text if not _has_a_form(each))
    return "".join(sign for sign in signs if unicodedata.category(sign) not in LEFT_OUT)


def _printable(text: str) -> str:
    kept = "".join(each for each in text if _has_a_form(each)).strip()
    return kept if kept or not text.strip() else NOTHING_LEFT


def _has_a_form(character: str) -> bool:
    if character in KEPT:
        return True
    kind = unicodedata.category(character)
    if kind in LEFT_OUT or ord(character) >= FIRST_PICTOGRAPH:
        return False
    return kind[0] not in "LM" or unicodedata.name(character, "").startswith((*SCRIPTS, "COMBINING", "MODIFIER"))
