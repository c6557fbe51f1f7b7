"""Finds stored drawings by key. Never draws: callers do without a drawing that is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import bindparam, select

from app.db import AnySession
from app.releases.models import StoredDrawing

_DRAWINGS = select(StoredDrawing.key, StoredDrawing.svg).where(StoredDrawing.key.in_(bindparam("keys", expanding=True)))


def kept_drawings(session: AnySession, keys: Iterable[str]) -> Mapping[str, str]:
    """Return the stored SVG drawings by key; keys without a drawing are absent."""
    rows = session.execute(_DRAWINGS, {"keys": list(keys)})
    return {row.key: row.svg for row in rows}
