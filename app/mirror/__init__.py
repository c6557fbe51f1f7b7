"""What a person sees of themselves: today, the moment after answering, the mirror, the cards."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.mirror import catalogue_routes, note_routes, routes  # noqa: F401  # The first two add to the blueprint.

    app.register_blueprint(routes.blueprint)
