"""A person's own answers: form, ballots, diary. PRIVATE tables."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.answering import account, routes

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(account.blueprint)
