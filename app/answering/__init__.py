"""A participant's own answers: the form, the ballots and the diary. Its tables are PRIVATE."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app.answering import account, background_routes, blank_form, outbox, page_routes, routes
    from app.answering import app_start as start

    blank_form.keep_blank_forms(app)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(page_routes.blueprint)
    app.register_blueprint(account.blueprint)
    app.register_blueprint(background_routes.blueprint)
    app.register_blueprint(outbox.blueprint)
    app.register_blueprint(start.blueprint)
