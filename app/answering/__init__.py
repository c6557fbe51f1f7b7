"""A person's own answers: form, ballots, diary. PRIVATE tables."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.answering import account, outbox, routes
    from app.answering import app_start as start

    app.register_blueprint(routes.blueprint)
    app.register_blueprint(account.blueprint)
    app.register_blueprint(outbox.blueprint)
    app.register_blueprint(start.blueprint)
