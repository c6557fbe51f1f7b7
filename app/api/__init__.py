"""The read-only JSON API of public releases, with its description in OpenAPI 3.1."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the API with the app."""
    from app.api.described_api import register_api

    register_api(app)
