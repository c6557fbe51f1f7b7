"""Reminders without personal data: web push at a chosen hour, and a calendar feed. PRIVATE tables.

A phone's address is tied to no membership, team or diary, and everybody gets the same words. Nothing here may
reach answers: the phone itself says when it needs no more reminding.
"""

from flask import Flask


def init_app(app: Flask) -> None:
    """Register the pages of reminders with the app, and make this installation's key for push services."""
    from app.reminders import calendar_routes, routes
    from app.reminders.vapid import make_vapid
    from app.web.settings import settings

    with app.app_context():
        make_vapid(settings().keys)
    app.register_blueprint(routes.blueprint)
    app.register_blueprint(calendar_routes.blueprint)
