"""How sure figures are and what differs: worked out once per release, from published rows alone."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.estimates import routes

    app.register_blueprint(routes.blueprint)
