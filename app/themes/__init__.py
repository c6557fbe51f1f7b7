"""Theme rounds: professionals propose, support and choose the next theme of their survey.

Everybody has one encrypted ballot per poll; ballots are opened once, and the result follows from a published
rule.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of theme rounds with the app."""
    from app.themes import results, taking_part

    app.register_blueprint(taking_part.blueprint)
    app.register_blueprint(results.blueprint)
