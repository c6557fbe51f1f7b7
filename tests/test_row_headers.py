"""In the tables of a PDF the cells that head a row are marked, and the file is as accessible as PDF/UA-1 asks."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst

from app.config import ROOT
from app.printing import pdf_from
from app.row_headers import with_row_headers
from tests.reading_pdf import faults_of, tables_in

LONG = """#set document(title: "Figures", date: none)
#set text(lang: "en")
= Figures
#table(columns: 3, table.header([Who], [What], [Share]), ..range(120).map(n => ([Team #n], [high], [#n %])).flatten())
= More figures
#table(columns: 2, table.header([Who], [Share]), [Team], [10 %])
"""


def laid_out(tmp_path: Path, text: str, *, columns: int) -> bytes:
    layout = tmp_path / "layout.typ"
    layout.write_text(text)
    return pdf_from(layout, {}, row_headers=columns)


@pytest.mark.parametrize("columns", [1, 2])
def test_the_first_cells_of_every_row_head_it(tmp_path: Path, columns: int) -> None:
    """In every table, over all its pages; the head of the columns stays, and no cell names its headers itself."""
    tables = tables_in(laid_out(tmp_path, LONG, columns=columns))
    assert [len(table) for table in tables] == [121, 2]
    for head, *rows in tables:
        assert {each.scope for each in head} == {"Column"}
        for row in rows:
            assert [each.scope for each in row] == ["Row"] * columns + [""] * (len(row) - columns)
            assert not any(each.names_headers for each in row)


def test_the_file_is_accessible_and_always_the_same(tmp_path: Path) -> None:
    """By all rules of PDF/UA-1 that a program can check; byte for byte the same, without a date."""
    file = laid_out(tmp_path, LONG, columns=2)
    assert faults_of(file) == []
    assert file == laid_out(tmp_path, LONG, columns=2)
    assert b"CreationDate" not in file


def test_a_file_without_tables_stays_accessible(tmp_path: Path) -> None:
    """Slides and cards have none."""
    file = laid_out(tmp_path, '#set document(title: "None", date: none)\n= None\nNothing to head.', columns=1)
    assert tables_in(file) == []
    assert faults_of(file) == []


def test_the_check_finds_what_is_not_accessible() -> None:
    """A file without tags is refused by the same check, so its silence about ours says something."""
    untagged = bytes(typst.compile(b"= Nothing", pdf_tags=False))
    assert "PDFUA1-TAGGED-DOCUMENT-001" in faults_of(untagged)


def test_every_layout_of_a_pdf_goes_through_one_door() -> None:
    """No other place makes a PDF, so none can miss the headers of its rows."""
    makers = [path for path in (ROOT / "app").rglob("*.py") if "typst.compile(" in path.read_text()]
    assert makers == [ROOT / "app" / "printing.py"]


def test_what_a_cell_says_of_its_border_stays(tmp_path: Path) -> None:
    """Only what is told of headers changes."""
    with pikepdf.open(BytesIO(with_row_headers(laid_out(tmp_path, LONG, columns=1), columns=1))) as pdf:
        told = [each for each in pdf.objects if isinstance(each, pikepdf.Dictionary) and each.get("/S") == "/TD"]
        assert told
        assert all(any(part.O == "/Layout" for part in cell.A) for cell in told)
