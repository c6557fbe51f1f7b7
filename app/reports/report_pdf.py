"""Lays a report out as an accessible PDF (PDF/UA-1), by typst. Decides what a font cannot write. Fetches nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from app.config import ROOT
from app.reports.report_content import Report

LAYOUT = ROOT / "templates" / "reports" / "report.typ"
NOT_PRINTED = ("So", "Sk", "Cs", "Co", "Cn", "Cc")
"""Kinds of characters that are left out: pictographs and what has no form; no font of the layout has them."""
SOFT_HYPHEN, BIDI_MARKS = "\u00ad", "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufe0f\u200d"


def pdf_of(report: Report, *, words: Mapping[str, str], language: str, address: str) -> bytes:
    """Return the report as a PDF. `words`: its headings; `address`: where digests can be compared."""
    import typst

    data = {"report": asdict(report), "words": dict(words), "language": language, "address": address}
    printed = json.dumps(printable(data), ensure_ascii=False)
    return bytes(typst.compile(LAYOUT.read_bytes(), sys_inputs={"data": printed}, pdf_standards=["ua-1"]))


def printable(told: Any) -> Any:
    """Return the same with every text as a font can write it."""
    if isinstance(told, str):
        return _printable(told)
    if isinstance(told, dict):
        return {key: printable(value) for key, value in told.items()}
    return [printable(each) for each in told] if isinstance(told, list | tuple) else told


def _printable(text: str) -> str:
    """Return a text without pictographs and marks of direction; line breaks stay."""
    kept = (
        each
        for each in text
        if each == "\n" or (unicodedata.category(each) not in NOT_PRINTED and each not in BIDI_MARKS)
    )
    return "".join(kept).strip() or "–" if text.strip() else text
