"""Answers errors of the API as problem details (RFC 9457): one JSON form for every status.

Decides which requests get that form: all under `/api/`. Never a stack trace, never what was sent.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from flask import Response, request
from flask_babel import gettext as _
from werkzeug.exceptions import BadRequest, HTTPException, NotFound

API = "/api/"
MEDIA_TYPE = "application/problem+json"


class BadQuery(BadRequest):
    """The query of an address cannot be used: what is wrong, by parameter, and the parameters that are `known`."""

    def __init__(self, errors: Mapping[str, str], known: list[str]) -> None:
        super().__init__(_("Something in the address after the question mark cannot be used. Look at “errors”."))
        self.more = {"errors": dict(errors), "known": known}


class NoSuchCategory(NotFound):
    """There is no such category of a dimension in what was asked for; `known`: those there are."""

    def __init__(self, dimension: str, known: list[str]) -> None:
        super().__init__(_("There is no such value of “%(dimension)s” here. “known” lists them.", dimension=dimension))
        self.more = {"errors": {dimension: "Not here."}, "known": known}


def wants_problem() -> bool:
    """Return whether an error on this request is answered as problem details in JSON (RFC 9457), not as a page."""
    return request.path.startswith(API)


def problem(status: int, error: HTTPException | None = None) -> Response:
    """Return a response with the problem details (RFC 9457) of an HTTP status.
    `error`: when it has a description of its own, that is used instead of the status's usual one.
    """
    title, detail = _words(status)
    if error is not None and error.description and error.description != type(error).description:
        detail = error.description
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **getattr(error, "more", {})}
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)


def _words(status: int) -> tuple[str, str]:
    words = {
        400: (_("We could not read that"), _("The address or what was sent has a form that we do not know.")),
        404: (_("Not found"), _("There is nothing at this address. /api/v1/openapi.json lists the addresses.")),
        405: (_("Only for reading"), _("This address can be read (GET) and nothing else.")),
        406: (_("Only JSON"), _("This address answers application/json. Ask for that, or send no Accept header.")),
        412: (_("Another version"), _("If-Match names another version than there is. Ask again without that header.")),
        429: (_("Too many requests"), _("Wait as long as the header Retry-After says, and ask for larger pages.")),
        500: (_("Something broke on our side"), _("That was not your fault. Try again in a moment.")),
        503: (_("Peil cannot reach its memory just now"), _("Try again in a moment.")),
    }
    return words.get(status, (_("That did not work"), _("Nothing was changed.")))
