"""Composes a region's report and publishes it. What was published is never changed; a correction is a new report.

Decides what a published report is: the content in every language that is offered, a digest over it, and its PDFs,
all made once from what the region's public pages show. Callers commit.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select

from app.db import AnySession, new_id
from app.groups.places import Place, place_of
from app.groups.service import BoardQuery
from app.releases.read import ReleasedPeriod
from app.reports.models import PublishedFile, PublishedReport, ReportComposition
from app.reports.report_content import Report, report_of
from app.reports.report_parts import Composition, known_order
from app.reports.report_pdf import ReportEdition, pdf_of
from app.web.language import reader_language, speaking
from app.web.viewer import Scope
from app.wording.report_words import report_words

Content = Mapping[str, Mapping[str, Any]]
"""A report by language: `report`, the content, and `words`, its headings."""


class CompositionChanged(Exception):
    """Somebody else saved another composition of this report meanwhile."""


class NothingChanged(Exception):
    """The newest published report of the period says exactly the same; the message is its id."""


class NotWorkedOut(Exception):
    """What stands out is not computed yet, and a published report would never say it."""


@dataclass(frozen=True, slots=True)
class ReportToPublish:
    """A report that is ready to be stored: its row's values and its PDFs by name."""

    id: str
    digest: str
    replaces: str | None
    content: bytes
    files: Mapping[str, bytes]


def composition_of(session: AnySession, place: Place, period_id: str) -> Composition:
    """Return how a region composes the report of a period; the usual order without own sentences if it has not yet."""
    kept = session.get(ReportComposition, (place.id, period_id))
    if kept is None:
        return Composition()
    return Composition(known_order(kept.order), kept.sentences, kept.version)


def keep_composition(session: AnySession, place: Place, period_id: str, *, composed: Composition) -> None:
    """Store a composition; its `version` is the one that its writer saw. Raises CompositionChanged."""
    kept = session.get(ReportComposition, (place.id, period_id))
    if (kept.version if kept else 0) != composed.version:
        raise CompositionChanged
    if kept is None:
        kept = ReportComposition(region_id=place.id, period_id=period_id)
        session.add(kept)
    kept.version = composed.version + 1
    kept.order = list(composed.order)
    kept.sentences = {part: dict(by) for part, by in composed.sentences.items()}
    session.flush()


def composed_report(
    session: AnySession, place: Place, period: ReleasedPeriod, *, periods: Sequence[ReleasedPeriod], made: Composition
) -> Report:
    """Return the region's report as everybody may read it, in the reader's language, composed as in `made`."""
    public = place_of(session, Scope("region", place.id), seen=frozenset()) or place
    asked = BoardQuery(period=period, beside=None)
    report = report_of(session, public, asked, periods=periods, own_words=True)
    return replace(report, order=made.order, own=made.paragraphs(reader_language()))


def report_to_publish(
    session: AnySession,
    place: Place,
    period: ReleasedPeriod,
    *,
    periods: Sequence[ReleasedPeriod],
    languages: Sequence[str],
    base_url: str,
) -> ReportToPublish:
    """Make a region's report in every language with its PDFs; nothing is stored yet.
    Raises NothingChanged and NotWorkedOut.
    """
    made = composition_of(session, place, period.id)
    content = {}
    for language in languages:
        with speaking(language):
            report = composed_report(session, place, period, periods=periods, made=made)
            if not report.worked_out:
                raise NotWorkedOut
            content[language] = {"report": asdict(report), "words": report_words()}
    packed = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    newest = newest_published(session, place.id, period.id)
    if newest and zlib.decompress(newest.content) == packed:
        raise NothingChanged(newest.id)
    earlier = newest.id if newest else None
    digest = hashlib.sha256(f"{earlier or ''}\n".encode() + packed).hexdigest()
    key = new_id()
    edition = ReportEdition(
        f"{base_url}/reports/{key}", digest, replaces=f"{base_url}/reports/{earlier}" if earlier else ""
    )
    files = _files(content, edition=edition, base_url=base_url)
    return ReportToPublish(key, digest, earlier, zlib.compress(packed, 9), files)


def publish(
    session: AnySession, place: Place, period: ReleasedPeriod, *, made: ReportToPublish, today: date
) -> PublishedReport:
    """Store a report for good. Raises CompositionChanged when another one was published meanwhile."""
    newest = newest_published(session, place.id, period.id)
    if (newest.id if newest else None) != made.replaces:
        raise CompositionChanged
    published = PublishedReport(
        id=made.id,
        region_id=place.id,
        period_id=period.id,
        published_on=today,
        digest=made.digest,
        replaces=made.replaces,
        content=made.content,
    )
    session.add(published)
    session.flush()
    session.add_all(PublishedFile(report_id=made.id, name=name, content=file) for name, file in made.files.items())
    session.flush()
    return published


def newest_published(session: AnySession, region_id: str, period_id: str) -> PublishedReport | None:
    """Return the report of a region and period that no other one replaces; None when there is none."""
    replaced = select(PublishedReport.replaces).where(PublishedReport.replaces.is_not(None))
    return session.scalar(
        select(PublishedReport).where(
            PublishedReport.region_id == region_id,
            PublishedReport.period_id == period_id,
            PublishedReport.id.not_in(replaced),
        )
    )


def _files(content: Content, *, edition: ReportEdition, base_url: str) -> dict[str, bytes]:
    """Return the PDFs of a report by name: to read and to show, in each language."""
    return {
        f"{kind}.{language}.pdf": pdf_of(
            each["report"],
            words=each["words"],
            language=language,
            address=f"{base_url}/privacy",
            edition=edition,
            slides=kind == "slides",
        )
        for language, each in content.items()
        for kind in ("report", "slides")
    }
