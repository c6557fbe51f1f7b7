"""The views that make Peil an app on a phone: the manifest, the service worker, and the offline page.

Decides which files every phone caches. Nothing here knows who is looking.
"""

from __future__ import annotations

import json
from typing import cast

from flask import Blueprint, Flask, Response, current_app, jsonify, render_template
from flask_babel import gettext as _

from app.languages import SOURCE, direction
from app.web.access import open_to_all
from app.web.bundle import bundle
from app.web.language import reader_language, speaking
from app.web.settings import settings
from app.web.static_files import SOURCE as STATIC
from app.web.static_files import asset
from app.web.validators import revalidated

blueprint = Blueprint("pwa", __name__)

PAPER = "#f6f8f5"
SHELL = (
    *("css/peil.css", "css/pages.css", "font/*.woff2", "img/icon.svg", "img/badge.png", "img/icon-192.png"),
    *(
        "js/answer.js",
        "js/dial.js",
        "js/find_cards.js",
        "js/htmx-*.js",
        "js/limit.js",
        "js/pulse.js",
    ),
    *("js/register.js", "js/restored.js", "js/waiting.js"),
)
"""What the pages need that are read without reception: today, the pulse, the mirror with its subjects, the cards."""
SCREENSHOTS = (("narrow", "today-narrow", "360x640"), ("wide", "mirror-wide", "1280x800"))


def init_app(app: Flask) -> None:
    """Register the manifest, the service worker and the offline page with the app."""
    app.register_blueprint(blueprint)


@blueprint.get("/manifest.webmanifest")
@open_to_all
def show_manifest() -> Response:
    """Send the web app manifest, the same for every reader of a language: a personal one could identify somebody."""
    response = jsonify(
        id="/",
        name="Peil",
        short_name="Peil",
        description=_("A minute on your phone, an honest mirror of your own, and results about groups only."),
        lang=reader_language(),
        dir=direction(reader_language()),
        start_url="/start",
        scope="/",
        display="standalone",
        background_color=PAPER,
        theme_color=PAPER,
        categories=["productivity", "lifestyle"],
        icons=_icons(),
        shortcuts=[
            {"name": _("Answer the pulse"), "url": "/pulse", "icons": [_icon("icon-192", "192x192")]},
            {"name": _("Look in your mirror"), "url": "/mirror", "icons": [_icon("icon-192", "192x192")]},
        ],
        screenshots=_screenshots(),
    )
    response.mimetype = "application/manifest+json"
    return revalidated(response, caching="no-cache")


def _icons() -> list[dict[str, str]]:
    return [
        {"src": asset("img/icon.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"},
        _icon("icon-192", "192x192"),
        _icon("icon-512", "512x512"),
        _icon("maskable-512", "512x512", purpose="maskable"),
        _icon("monochrome-512", "512x512", purpose="monochrome"),
    ]


def _icon(name: str, sizes: str, *, purpose: str = "any") -> dict[str, str]:
    return {"src": asset(f"img/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}


def _screenshots() -> list[dict[str, str]]:
    labels = {"narrow": _("Today, with your last mirror"), "wide": _("Your own line beside the region")}
    return [
        {
            "src": asset(_screenshot(name)),
            "sizes": sizes,
            "type": "image/png",
            "form_factor": form,
            "label": labels[form],
        }
        for form, name, sizes in SCREENSHOTS
    ]


def _screenshot(name: str) -> str:
    """Return the path of a screenshot in the reader's language, else in the first language that has one."""
    paths = [f"img/{name}-{code}.png" for code in (reader_language(), *settings().languages, SOURCE)]
    return next(path for path in paths if (STATIC / path).is_file())


@blueprint.get("/sw.js")
@open_to_all
def show_worker() -> Response:
    """Send the service worker; any changed static file gives another version of it."""
    digest = cast(str, current_app.extensions["peil.static"])
    facts = {"VERSION": digest, "SHELL": ["/offline", *_shell()], "WORDS": _words()}
    head = "".join(f"const {name} = {json.dumps(value, ensure_ascii=False)};\n" for name, value in facts.items())
    response = Response(head + bundle(STATIC / "sw.js"), mimetype="text/javascript")
    return revalidated(response, caching="no-cache")


def _shell() -> list[str]:
    """Return the addresses of the files that every phone caches."""
    return [asset(str(path.relative_to(STATIC))) for pattern in SHELL for path in sorted(STATIC.glob(pattern))]


def _words() -> dict[str, dict[str, str]]:
    """Return the texts of the service worker in every language, the same for everyone."""
    words = {}
    for language in settings().languages:
        with speaking(language):
            words[language] = {
                "title": _("Time to take your level"),
                "body": _("A minute, between two visits."),
                "result_title": _("The result is there"),
                "result_body": _("Your own line beside the region, renewed."),
                "kept": _("No reception. This page was kept on your device in another language."),
            }
    return words


@blueprint.get("/offline")
@open_to_all
def show_offline() -> str:
    """Show the page for when there is no connection; every phone caches it, so it holds nothing about anybody."""
    return render_template("offline.html", participant=False)
