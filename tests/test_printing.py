"""Every PDF is made whatever people typed: what no font can write is left out, everything else stays."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.config import ROOT
from app.printing import pdf_from, printable

LAYOUT = """#let data = json(bytes(sys.inputs.data))
#set document(title: "x")
#set text(font: ("Atkinson Hyperlegible Next", "Libertinus Serif"), lang: "nl")
#data.name"""


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Noord \N{SMILING FACE WITH SUNGLASSES}", "Noord"),
        ("\N{FAMILY}", "–"),
        ("東京", "–"),
        ("", ""),
        ("Jeugd\u00adregio & <Zuid>", "Jeugd\u00adregio & <Zuid>"),
        ("\u202eomgekeerd", "omgekeerd"),
        ("een\ntwee", "een\ntwee"),
        ("Zoë – 50 %, 20 °C, ½", "Zoë – 50 %, 20 °C, ½"),
        ("Ёлка, Łódź, Ελλάς", "Ёлка, Łódź, Ελλάς"),
        ("<svg>\u0007</svg>", "<svg>\u0007</svg>"),
    ],
)
def test_what_no_font_can_write_is_left_out(text: str, left: str) -> None:
    """Deep in whatever is printed; a drawing and everything that is no text stay as they are."""
    assert printable({"a": [text, 1, None]}) == {"a": [left, 1, None]}


@pytest.mark.parametrize(
    "name", ["東京 Noord", "مرحبا", "\N{SMILING FACE WITH SUNGLASSES}", "#panic(1) *vet* \\", "\u0007"]
)
def test_any_name_can_be_printed(tmp_path: Path, name: str) -> None:
    """In any script, with signs of the layout's own language: it is text, and the file is made."""
    layout = tmp_path / "layout.typ"
    layout.write_text(LAYOUT)
    assert pdf_from(layout, {"name": name})[:5] == b"%PDF-"


def test_a_character_that_the_fonts_turn_out_to_lack_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With other fonts than we know: the file is made without it."""
    monkeypatch.setattr("app.printing.printable", lambda data: data)
    layout = tmp_path / "layout.typ"
    layout.write_text(LAYOUT)
    assert pdf_from(layout, {"name": "東京 Noord"})[:5] == b"%PDF-"


def fonts_of(pdf: bytes) -> set[str]:
    """The names of the fonts in a PDF, without the letters that say which part of each it holds."""
    with pikepdf.open(BytesIO(pdf)) as read:
        return {
            str(each["/BaseFont"]).partition("+")[2].removesuffix("-Identity-H")
            for each in read.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font" and "/DescendantFonts" in each
        }


def test_what_is_printed_has_the_typeface_of_the_pages(tmp_path: Path) -> None:
    """Names from all over Europe too; Greek and Cyrillic come from a typeface that has them."""
    layout = tmp_path / "layout.typ"
    layout.write_text(LAYOUT)
    assert fonts_of(pdf_from(layout, {"name": "Zoë Łódź Şükrü 50 %"})) == {"AtkinsonHyperlegibleNext-Regular"}
    assert "LibertinusSerif-Regular" in fonts_of(pdf_from(layout, {"name": "Ελλάς"}))
    for each in ROOT.glob("templates/**/*.typ"):
        assert '#set text(font: ("Atkinson Hyperlegible Next", "Libertinus Serif")' in each.read_text(), each
