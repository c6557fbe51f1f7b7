"""Finds stored drawings by what they show. Never draws: a missing one is for the caller to do without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from app.db import AnySession
from app.releases.models import Drawing


def kept_drawings(session: AnySession, keys: Iterable[str]) -> Mapping[str, str]:
    """Key → SVG, for those of `keys` that are stored."""
    rows = session.execute(select(Drawing.key, Drawing.svg).where(Drawing.key.in_(list(keys))))
    return {row.key: row.svg for row in rows}
