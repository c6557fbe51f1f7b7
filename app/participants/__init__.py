"""Accounts of participants: joining, the personal code, signing in and out. Its tables are PRIVATE."""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the participants' pages with the app, and let other pages know which groups a participant may see."""
    from app.participants import device_routes, privacy, routes
    from app.participants.identity import renew, signed_in
    from app.web.viewer import Scope, add_viewer

    def scopes() -> frozenset[Scope]:
        participant = signed_in()
        if participant is None:
            return frozenset()
        place = participant.belonging
        levels = (
            ("region", place.region_id),
            ("organisation", place.organisation_id),
            ("team", place.team_id),
        )
        return frozenset(Scope(level, group) for level, group in levels)

    add_viewer(app, scopes)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(device_routes.blueprint)
    app.register_blueprint(privacy.blueprint)
    app.after_request(renew)
    app.context_processor(lambda: {"participant": signed_in() is not None})
