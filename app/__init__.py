"""Peil: pulse surveys among professionals.

The pure packages (vault, instrument, cards, statistics, releases' rules) are importable without Flask.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from app.config import Settings


def create_app(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """Make the Flask application. Raises SettingFault when a setting is missing or impossible."""
    from app.wiring import wire

    return wire(settings, testing=testing)
