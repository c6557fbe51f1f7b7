"""Lays a report out as an accessible PDF: on A4 to read, or as slides of 16:9 to show. Fetches nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.config import ROOT
from app.printing import pdf_from
from app.reports.report_content import Report

LAYOUT = ROOT / "templates" / "reports" / "report.typ"
SLIDES = ROOT / "templates" / "reports" / "slides.typ"


@dataclass(frozen=True, slots=True)
class ReportEdition:
    """What a published report says about itself: its address and digest, and the address of the one it replaces."""

    address: str
    digest: str
    replaces: str = ""


def pdf_of(
    report: Report | Mapping[str, Any],
    *,
    words: Mapping[str, str],
    language: str,
    address: str,
    edition: ReportEdition | None = None,
    slides: bool = False,
) -> bytes:
    """Return the report as a PDF (PDF/UA-1), or as slides. `words`: its headings.

    `report`: also as the plain data that a published report is kept as. `address`: where digests can be compared.
    """
    data = {
        "report": asdict(report) if isinstance(report, Report) else report,
        "words": dict(words),
        "language": language,
        "address": address,
        "edition": asdict(edition) if edition else None,
    }
    return pdf_from(SLIDES if slides else LAYOUT, data)
