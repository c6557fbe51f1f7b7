"""Marks in a PDF which cells of a table head their row, so that a screen reader says them with each figure.

The layout program marks the headers of columns only: it can mark rows as well, but the library that runs it cannot
switch that on (typst 0.15.2 knows no `features`). Decides nothing about what a table says or how it looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf


def with_row_headers(file: bytes, *, columns: int) -> bytes:
    """Return this tagged PDF with the first `columns` cells of every row of its tables' bodies as headers of the row.

    The same file gives the same bytes. Without a list of headers of its own a cell is told with the headers of its
    column and its row, found by their scope (ISO 32000-1, 14.8.5.7).
    """
    import pikepdf

    with pikepdf.open(BytesIO(file)) as pdf:
        for row in list(_inside(pdf.Root.StructTreeRoot, "/TBody")):
            cells = list(_children(row))
            for place, cell in enumerate(cells):
                _tell_headers(cell, is_header=place < columns)
        written = BytesIO()
        pdf.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()


def _tell_headers(cell: pikepdf.Object, *, is_header: bool) -> None:
    import pikepdf

    others = [each for each in _attributes(cell) if each.get("/O") != "/Table"]
    if is_header:
        cell.S = pikepdf.Name.TH
        others.append(pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row))
    cell.A = pikepdf.Array(others)


def _attributes(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    import pikepdf

    told = element.get("/A", pikepdf.Array())
    yield from told if isinstance(told, pikepdf.Array) else [told]


def _inside(element: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    """Return the children of every element of this kind in the structure tree below `element`."""
    for child in _children(element):
        yield from _children(child) if child.get("/S") == kind else _inside(child, kind)


def _children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Return the elements right below this one; what stands on a page (marked content) is none."""
    import pikepdf

    told = element.get("/K", pikepdf.Array())
    for each in told if isinstance(told, pikepdf.Array) else [told]:
        if isinstance(each, pikepdf.Dictionary) and "/S" in each:
            yield each
