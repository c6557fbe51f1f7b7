"""Every PDF is made whatever people typed: what no font can write is left out, everything else stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.printing import pdf_from, printable

LAYOUT = """#let data = json(bytes(sys.inputs.data))
#set document(title: "x")
#set text(font: "Libertinus Serif", lang: "nl")
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
