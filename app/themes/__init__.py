"""Professionals propose, support and choose the next theme: one sealed ballot each, opened once, published by rule."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.themes import results, taking_part

    app.register_blueprint(taking_part.blueprint)
    app.register_blueprint(results.blueprint)
