"""Reads a PDF as a screen reader and a validator do: its tables, pictures and language, and the faults of PDF/UA-1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import page
import pikepdf


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell of a table; `scope`: "Row" or "Column" of a header, empty otherwise. `names_headers`: by their ids."""

    scope: str
    names_headers: bool


def faults_of(file: bytes) -> list[str]:
    """Return the rules of PDF/UA-1 that this file breaks, of all that a program can check."""
    report = page.validate_pdf_bytes(file, profile=page.ValidationProfile.PDF_UA_1)
    return sorted({each.rule_id for each in report.failures})


def tables_in(file: bytes) -> list[list[list[ReadCell]]]:
    """Return the tables of a tagged PDF as rows of cells, in the order in which they are read."""
    with pikepdf.open(BytesIO(file)) as pdf:
        return [
            [[_cell(each) for each in _below(row)] for row in _found(table, "/TR")]
            for table in _found(pdf.Root.StructTreeRoot, "/Table")
        ]


def pages_in(file: bytes) -> int:
    with pikepdf.open(BytesIO(file)) as pdf:
        return len(pdf.pages)


def language_of(file: bytes) -> str:
    with pikepdf.open(BytesIO(file)) as pdf:
        return str(pdf.Root.Lang)


def pictures_in(file: bytes) -> list[str]:
    """Return what each picture says to who does not see it, in the order in which they are read."""
    with pikepdf.open(BytesIO(file)) as pdf:
        return [str(each.Alt) for each in _found(pdf.Root.StructTreeRoot, "/Figure")]


def parts_by_heading(file: bytes) -> list[int]:
    """Return how many parts of the text stand before the first heading and under each heading, in reading order."""
    counts = [0]
    with pikepdf.open(BytesIO(file)) as pdf:
        (document,) = _below(pdf.Root.StructTreeRoot)
        for each in _below(document):
            if str(each.get("/S")) == "/H1":
                counts.append(0)
            else:
                counts[-1] += 1
    return counts


def _cell(element: pikepdf.Object) -> ReadCell:
    told = [each for each in element.get("/A", pikepdf.Array()) if each.O == "/Table"]
    scopes = [str(each.get("/Scope", "")).removeprefix("/") for each in told]
    is_header = element.S == "/TH"
    assert is_header == any(scopes)
    return ReadCell("".join(scopes), any(list(each.get("/Headers", ())) for each in told))


def _found(element: pikepdf.Object, kind: str) -> list[pikepdf.Object]:
    return [each for child in _below(element) for each in ([child] if child.get("/S") == kind else _found(child, kind))]


def _below(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    told = element.get("/K", pikepdf.Array())
    for each in told if isinstance(told, pikepdf.Array) else [told]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
