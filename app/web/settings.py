"""Gives requests access to the settings that were read and checked at the start."""

from __future__ import annotations

from typing import cast

from flask import Flask, current_app

from app.config import Settings


def keep_settings(app: Flask, settings: Settings) -> None:
    """Store the settings with the app, so that `settings` finds them in every request."""
    app.extensions["peil.settings"] = settings


def settings() -> Settings:
    """Return the settings of the running app; needs an application context."""
    return cast(Settings, current_app.extensions["peil.settings"])
