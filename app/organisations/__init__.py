"""Region, organisations, teams and invitations, and the pages on which staff run them. Knows no participant."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.organisations import import_routes, invitation_routes  # noqa: F401  # Add their pages to the blueprint.
    from app.organisations.routes import blueprint

    app.register_blueprint(blueprint)
