"""Registers the public page of what was measured before: printed reports, and releases of other regions."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the page of earlier measurements and its CSV file with the app."""
    from app.earlier.earlier_routes import blueprint

    app.register_blueprint(blueprint)
