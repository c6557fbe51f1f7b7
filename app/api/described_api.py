"""Registers the API and serves its description in OpenAPI 3.1 (docs/decisions/0028-api.md)."""

from __future__ import annotations

import json
from collections.abc import Callable
from threading import Lock
from typing import Any, cast

from flask import Flask, Response
from flask_smorest import Api

from app.api.api_routes import A_DAY, blueprint
from app.api.api_schemas import KEPT
from app.web.access import open_to_all
from app.web.settings import settings
from app.web.validators import revalidated

ADDRESS = "/api/v1/openapi.json"
ABOUT = """\
Every public figure of every release: of the region and of kinds of organisation. Read-only, without a key.
A release never changes. The words are in the reader's language; keys and ids are the same in every language.
A withheld figure has `withheld: true` and null for every number, never 0."""


class DescribedApi(Api):
    """The API, whose description is written when it is first asked for, so that a start need not wait for it.

    Without the library's own error handlers: errors are answered by the app (`web/errors.py`).
    """

    def __init__(self, app: Flask, *, spec_kwargs: dict[str, Any]) -> None:
        self._to_write: list[Callable[[], None]] = []
        self._writing = Lock()
        super().__init__(app, spec_kwargs=spec_kwargs)

    def write_later(self, write: Callable[[], None]) -> None:
        """Note what writes a part of the description."""
        self._to_write.append(write)

    def description(self) -> dict[str, Any]:
        """Return the description in OpenAPI 3.1."""
        with self._writing:
            while self._to_write:
                self._to_write.pop(0)()
            told = cast(dict[str, Any], self.spec.to_dict())
        for path in told["paths"].values():
            for parameter in path.get("parameters", ()):
                parameter["schema"]["pattern"] = KEPT
        return told

    def _register_error_handlers(self) -> None:
        pass


def register_api(app: Flask) -> None:
    """Register the addresses of the API and of its description with the app."""
    app.config.update(API_TITLE="Peil: public releases", API_VERSION="v1", OPENAPI_VERSION="3.1.0")
    about = {"info": {"description": ABOUT, "license": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"}}}
    api = DescribedApi(app, spec_kwargs=about)
    api.register_blueprint(blueprint)

    @open_to_all
    def show_description() -> Response:
        """Show the description of the API."""
        told = {**api.description(), "servers": [{"url": settings().base_url}]}
        body = json.dumps(told, ensure_ascii=False)
        return revalidated(Response(body, content_type="application/json"), caching=A_DAY)

    app.add_url_rule(ADDRESS, "show_description", show_description, methods=["GET"])
