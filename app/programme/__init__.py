"""The measuring programme of a region: its rhythm, waves and periods, and the pages on which staff run it."""

from flask import Flask


def init_app(app: Flask) -> None:
    from app import clock
    from app.db import db
    from app.organisations.access import Port, Runner, connect
    from app.programme import wave_routes  # noqa: F401  # Adds its pages to the blueprint.
    from app.programme.routes import blueprint
    from app.staff import service as staff
    from app.staff.identity import staff_only

    def record(runner: Runner, event: str, subject: str) -> None:
        staff.record(db.session, runner.account_id, event=event, subject=subject, now=clock.now())

    connect(app, Port(guard=staff_only, record=record))
    app.register_blueprint(blueprint)
