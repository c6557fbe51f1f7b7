"""Finds stored drawings by what they show. Never draws: a missing one is for the caller to do without."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select

from app.db import AnySession
from app.releases.models import StoredDrawing

_DRAWINGS = select(StoredDrawing.key, StoredDrawing.svg).where(StoredDrawing.key.in_(bindparam("keys", expanding=True)))


def kept_drawings(session: AnySession, keys: Iterable[str]) -> Mapping[str, str]:
    """Key → SVG, for those of `keys` that are stored."""
    rows = session.execute(_DRAWINGS, {"keys": list(keys)})
    return {row.key: row.svg for row in rows}
