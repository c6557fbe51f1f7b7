"""What may be shown about groups: counted once at closing, protected, audited, published, never changed."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.releases import routes

    app.register_blueprint(routes.blueprint)
