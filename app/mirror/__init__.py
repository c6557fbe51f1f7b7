"""Pages that show a participant their own answers: today, after answering, the mirror, the cards."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the participant's own pages with the app."""
    from app.mirror import catalogue_routes, note_routes, routes  # noqa: F401  # The first two add to the blueprint.

    app.register_blueprint(routes.blueprint)
