"""Estimates: how certain published figures are and which differ, computed from published rows alone."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.estimates import routes

    app.register_blueprint(routes.blueprint)
