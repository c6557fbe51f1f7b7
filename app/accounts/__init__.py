"""Staff accounts: who may see which group's released figures, and how they sign in. Knows no participant."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.accounts.pages import blueprints
    from app.accounts.rights import scopes_of
    from app.accounts.staff_identity import note_presence, refuse_without_right, signed_in
    from app.db import db
    from app.web.viewer import Scope, add_viewer

    def scopes() -> frozenset[Scope]:
        staff = signed_in()
        return scopes_of(db.session, staff.role, scope=staff.scope) if staff else frozenset()

    add_viewer(app, scopes)
    for blueprint in blueprints():
        app.register_blueprint(blueprint)
    app.before_request(refuse_without_right)
    app.after_request(note_presence)
    app.context_processor(lambda: {"staff": signed_in()})
