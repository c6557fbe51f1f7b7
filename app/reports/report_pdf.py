"""Lays a report out as an accessible PDF. Fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from app.config import ROOT
from app.printing import pdf_from
from app.reports.report_content import Report

LAYOUT = ROOT / "templates" / "reports" / "report.typ"


def pdf_of(report: Report, *, words: Mapping[str, str], language: str, address: str) -> bytes:
    """Return the report as a PDF (PDF/UA-1). `words`: its headings; `address`: where digests can be compared."""
    data = {"report": asdict(report), "words": dict(words), "language": language, "address": address}
    return pdf_from(LAYOUT, data)
