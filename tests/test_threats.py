"""Every table stands in docs/threats.md with what a thief learns of it."""

from __future__ import annotations

from flask import Flask

from app.config import ROOT
from app.db import Base


def test_every_table_stands_among_the_threats(app: Flask) -> None:
    """Whoever adds a table says there what it gives away."""
    text = (ROOT / "docs" / "threats.md").read_text()
    assert [name for name in Base.metadata.tables if f"`{name}`" not in text] == []
