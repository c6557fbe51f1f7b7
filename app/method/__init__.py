"""Registers the public page that explains by calculating: what a group can notice, sample sizes, what c and k do."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the page on the method, with its calculators, with the app."""
    from app.method.method_routes import blueprint

    app.register_blueprint(blueprint)
