"""Reads reports that a region published: everybody may, and nothing else can be reached from here."""

from __future__ import annotations

import json
import zlib
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased, load_only

from app.db import AnySession
from app.organisations.models import Region
from app.programme.models import Period
from app.reports.models import PublishedFile, PublishedReport
from app.wording.period_words import span


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedLink:
    """A published report in a list: `period` in words; `replaced_by`: the address of one that corrects it, or empty."""

    url: str
    region: str
    period: str
    published_on: date
    replaced_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedPage:
    """A published report in one language, as plain data with its headings, and what it says about itself."""

    id: str
    period_id: str
    published_on: date
    digest: str
    replaces: str
    replaced_by: str
    language: str
    report: dict[str, Any]
    words: dict[str, str]


def address_of(report_id: str | None) -> str:
    """Return the address of a published report; empty for None."""
    return f"/reports/{report_id}" if report_id else ""


def published_links(
    session: AnySession, *, region_id: str | None = None, period_id: str | None = None
) -> list[PublishedLink]:
    """Return the published reports, newest first: all of them, or those of one region and one period."""
    later = aliased(PublishedReport)
    query = (
        select(PublishedReport, Region.name, Period, later.id)
        .join(Region, Region.id == PublishedReport.region_id)
        .join(Period, Period.id == PublishedReport.period_id)
        .outerjoin(later, later.replaces == PublishedReport.id)
        .options(load_only(PublishedReport.id, PublishedReport.period_id, PublishedReport.published_on))
        .order_by(PublishedReport.published_on.desc(), later.id.is_not(None), PublishedReport.id)
    )
    if region_id is not None:
        query = query.where(PublishedReport.region_id == region_id)
    if period_id is not None:
        query = query.where(PublishedReport.period_id == period_id)
    return [
        PublishedLink(
            url=address_of(each.id),
            region=name,
            period=span(period.opens_at, period.closes_at),
            published_on=each.published_on,
            replaced_by=address_of(replaced_by),
        )
        for each, name, period, replaced_by in session.execute(query)
    ]


def published_page(session: AnySession, report_id: str, *, language: str) -> PublishedPage | None:
    """Return a published report in a language, else in the first it has; None when there is no such report."""
    kept = session.get(PublishedReport, report_id)
    if kept is None:
        return None
    content = json.loads(zlib.decompress(kept.content))
    chosen = language if language in content else next(iter(content))
    later = session.scalar(select(PublishedReport.id).where(PublishedReport.replaces == report_id))
    return PublishedPage(
        id=kept.id,
        period_id=kept.period_id,
        published_on=kept.published_on,
        digest=kept.digest,
        replaces=address_of(kept.replaces),
        replaced_by=address_of(later),
        language=chosen,
        report=content[chosen]["report"],
        words=content[chosen]["words"],
    )


def published_file(session: AnySession, report_id: str, *, kind: str, language: str) -> bytes | None:
    """Return a PDF of a published report (`kind`: report or slides); None when there is none in this language."""
    return session.scalar(
        select(PublishedFile.content).where(
            PublishedFile.report_id == report_id, PublishedFile.name == f"{kind}.{language}.pdf"
        )
    )
