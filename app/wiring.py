"""Puts the application together from its features; decides nothing itself."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any

from flask import Flask
from flask.templating import Environment
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    accounts,
    answering,
    api,
    boards,
    earlier,
    estimates,
    health,
    holders,
    method,
    mirror,
    participants,
    programme,
    remarks,
    reminders,
    reports,
    running,
    themes,
)
from app.config import ROOT, Settings, read_settings
from app.db import init_database
from app.other_sessions import binds_of, engine_options, init_other_sessions
from app.web.addresses import init_addresses
from app.web.compression import init_compression
from app.web.errors import init_errors
from app.web.every_site import init_every_site
from app.web.forms import KEEP_FORMS, LastingSession
from app.web.fragments import htmx
from app.web.headers import init_headers
from app.web.hosts import init_hosts
from app.web.kept_parts import keep_parts
from app.web.language import init_language
from app.web.limits import init_limits
from app.web.logs import init_logs
from app.web.pwa import init_app as init_pwa
from app.web.refused_input import init_input
from app.web.settings import keep_settings
from app.web.static_files import init_static_files
from app.wording.in_templates import init_wording

MOST_BYTES = 256 * 1024
FEATURES = (
    participants,
    answering,
    mirror,
    reminders,
    accounts,
    estimates,
    boards,
    api,
    reports,
    earlier,
    running,
    themes,
    remarks,
    holders,
    method,
    programme,
)


class SharedGlobals(Environment):
    """Jinja's environment, whose templates share one dictionary of globals instead of a chain of two each.

    Each page compares and copies the globals for every template that it imports; through a chain that is a Python loop.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the environment's own globals, behind those of the template `d` when it has any."""
        return super().make_globals(d) if d else self.globals


class PlainFlask(Flask):
    """A Flask application whose views are plain functions, so that it need not ask each of them, 20 times a page."""

    jinja_environment = SharedGlobals

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function itself: no view of ours is a coroutine."""
        return func


def wire(settings: Settings | None = None, *, testing: bool = False) -> Flask:
    """Make the Flask application. Raises SettingFault when a setting is missing or impossible."""
    settings = settings or read_settings()
    init_logs()
    app = PlainFlask("app", template_folder=str(ROOT / "templates"), static_folder=None)
    _configure(app, settings, testing=testing)
    _believe_proxies(app, settings.trusted_proxies)
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    keep_settings(app, settings)
    settings.instance.mkdir(parents=True, exist_ok=True)
    init_hosts(app)
    init_database(app)
    init_other_sessions(app)
    init_language(app)
    init_wording(app)
    init_headers(app)
    init_compression(app)
    init_errors(app)
    init_every_site(app)
    init_input(app)
    init_addresses(app)
    init_static_files(app, folder=settings.instance)
    app.session_interface = LastingSession()
    CSRFProtect(app)
    init_pwa(app)
    htmx.init_app(app)
    keep_parts(app)
    init_limits(app, enabled=not testing, shared_url=settings.shared_url, secret=settings.secret)
    app.register_blueprint(health.blueprint)
    for feature in FEATURES:
        feature.init_app(app)
    return app


def _configure(app: Flask, settings: Settings, *, testing: bool) -> None:
    app.config.update(
        TESTING=testing,
        SECRET_KEY=settings.secret,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_PARTS=2000,
        SESSION_COOKIE_NAME="__Host-peil-forms" if settings.https else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.https,
        PERMANENT_SESSION_LIFETIME=KEEP_FORMS,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # It wants a Referer, which our own policy (no-referrer) keeps from every log.
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        SQLALCHEMY_BINDS=binds_of(settings),
    )


def _believe_proxies(app: Flask, proxies: int) -> None:
    """Take the visitor's address and scheme from the headers of our own `proxies`; the host stays PEIL_BASE_URL's.

    Without proxies the headers are ignored: otherwise anybody could write a new address for each try of a code.
    """
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way.
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0
        )
