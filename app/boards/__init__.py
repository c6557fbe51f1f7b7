"""Pages for a team, an organisation and the region: released figures only, never an answer."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.boards.freshness import remember_frame
    from app.boards.routes import blueprint

    remember_frame(app)
    app.register_blueprint(blueprint)
