"""The addresses of the API under `/api/v1`; open to everybody, also to scripts of other sites."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial, reduce
from typing import Any, NoReturn

from flask import Request, Response, request
from flask_smorest import Blueprint
from marshmallow import RAISE, Schema, ValidationError
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import NotAcceptable

from app.api import api_schemas as schemas
from app.api.pages_of_results import page_of
from app.api.public_releases import (
    chosen_rows,
    described_figure,
    described_release,
    described_releases,
    public_rows,
    region_of,
)
from app.groups.service import instrument_of_period
from app.other_sessions import release_session
from app.releases.files.served import kept_response, period_or_404
from app.web.access import open_to_all
from app.web.limits import API_REQUESTS, count, refuse_when_used_up, visitor
from app.web.problems import BadQuery
from app.web.validators import revalidated
from app.wording.codebook_words import described_variables, language_of
from app.wording.file_labels import labels_of

A_DAY = "public, max-age=86400"
ASK_EACH_TIME = "public, no-cache"
JSON = "application/json"
STATUSES = {
    304: "The copy that you have (If-None-Match) is current.",
    400: "A parameter is unknown or has a value of another kind.",
    404: "There is no such release, or it has no such value.",
    405: "The address can only be read.",
    406: "The address answers JSON alone.",
    412: "If-Match names another version than there is.",
    429: "Too many requests; Retry-After says how long to wait.",
    500: "Something broke on our side.",
    503: "The server cannot reach its database, or writes this file for others; Retry-After says how long to wait.",
}


class QueryParser(FlaskParser):
    """Reads the parameters of a request, and refuses unknown ones with the list of those that exist."""

    DEFAULT_UNKNOWN_BY_LOCATION = {"query": RAISE}  # noqa: RUF012  # As the class it stands on has it.

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        """Return the parameters of a request. Raises BadQuery for one that is given twice."""
        twice = [name for name, values in req.args.lists() if len(values) > 1]
        if twice:
            raise BadQuery(dict.fromkeys(twice, "Given more than once."), sorted(schema.fields))
        return super().load_querystring(req, schema)

    def handle_error(
        self,
        error: ValidationError,
        req: object,  # noqa: ARG002  # A name of the library.
        schema: Schema,
        *,
        error_status_code: int | None,  # noqa: ARG002  # A name of the library.
        error_headers: Mapping[str, str] | None,  # noqa: ARG002  # A name of the library.
    ) -> NoReturn:
        """Raise BadQuery, with one message per parameter."""
        told = error.normalized_messages().get("query", {})  # type: ignore[no-untyped-call]  # Of the library.
        errors = {str(name): " ".join(map(str, texts)) for name, texts in told.items()}
        raise BadQuery(errors, sorted(schema.fields))


class ApiBlueprint(Blueprint):
    """The addresses of the API, whose parameters are read with `QueryParser`."""

    ARGUMENTS_PARSER = QueryParser()

    def register_views_in_doc(self, api: Any, *told: Any, **also_told: Any) -> None:
        """Leave the description of the addresses to `api`, which writes it when somebody asks for it."""
        api.write_later(partial(super().register_views_in_doc, api, *told, **also_told))


blueprint = ApiBlueprint(
    "releases_api", __name__, url_prefix="/api/v1", description="Public releases: of regions and kinds of organisation."
)


@blueprint.before_request
def refuse() -> None:
    """Raise an HTTP error for a visitor who asks too often or accepts no JSON."""
    who = visitor()
    refuse_when_used_up(API_REQUESTS, who)
    count(API_REQUESTS, who)
    if not _accepts_json(request.accept_mimetypes):
        raise NotAcceptable


def describes(schema: type[Schema], query: type[Schema]) -> Callable[[Callable[..., Response]], Callable[..., Any]]:
    """Return a decorator that makes a view public, checks its query and documents its answers for the API.
    `schema`: of the answer; `query`: of the parameters.
    """

    def described(view: Callable[..., Response]) -> Callable[..., Any]:
        decorators = [
            open_to_all,
            blueprint.arguments(query, location="query", error_status_code=400),
            blueprint.response(200, schema),
            *(
                blueprint.alt_response(status, description=words, **({} if status == 304 else schemas.PROBLEM))
                for status, words in STATUSES.items()
            ),
        ]
        return reduce(lambda done, decorate: decorate(done), decorators, view)

    return described


@blueprint.route("/releases", methods=["GET"])
@describes(schemas.ReleasesSchema, schemas.ReleasesQuery)
def list_releases(asked: Mapping[str, Any]) -> Response:
    """List the releases, the newest first."""
    found = described_releases(release_session(), region=asked.get("region"))
    releases, place = page_of(found, asked, address="/api/v1/releases")
    body = _written(schemas.ReleasesSchema(), {**place, "releases": releases})
    return revalidated(Response(body, content_type=JSON), caching=ASK_EACH_TIME)


@blueprint.route("/releases/<period_id>", methods=["GET"])
@describes(schemas.ReleaseSchema, schemas.LanguageQuery)
def show_release(_asked: Mapping[str, Any], period_id: str) -> Response:
    """Show one release: its days, its digest, and where its figures and files are."""
    period = period_or_404(period_id)
    body = _written(schemas.ReleaseSchema(), described_release(period, region_of(release_session(), period_id)))
    return revalidated(Response(body, content_type=JSON), caching=A_DAY)


@blueprint.route("/releases/<period_id>/figures", methods=["GET"])
@describes(schemas.FiguresSchema, schemas.FiguresQuery)
def list_figures(asked: Mapping[str, Any], period_id: str) -> Response:
    """List the public figures of a release, all or those with the asked value of each dimension."""
    period = period_or_404(period_id)

    def write() -> bytes:
        labels = labels_of(instrument_of_period(release_session(), period.id))
        rows = chosen_rows(public_rows(release_session(), period.id), asked)
        rows_here, place = page_of(rows, asked, address=f"/api/v1/releases/{period.id}/figures")
        figures = [described_figure(row, labels) for row in rows_here]
        about = {"release": period.id, "digest": period.digest}
        return _written(schemas.FiguresSchema(), {**about, **place, "figures": figures})

    key = ("api", period.digest, period.id, *sorted(asked.items()))
    return kept_response(key, write, media_type=JSON, caching=A_DAY)


@blueprint.route("/releases/<period_id>/codebook", methods=["GET"])
@describes(schemas.CodebookSchema, schemas.LanguageQuery)
def show_codebook_data(_asked: Mapping[str, Any], period_id: str) -> Response:
    """Show the codebook of the questionnaire: each variable with its question and codes."""
    period = period_or_404(period_id)

    def write() -> bytes:
        instrument = instrument_of_period(release_session(), period.id)
        variables = [
            {
                **{name: getattr(each, name) for name in _VARIABLE},
                "codes": [{"value": value, "words": words} for value, words in each.codes],
            }
            for each in described_variables(instrument)
        ]
        about = {"release": period.id, "language": language_of(instrument)}
        return _written(schemas.CodebookSchema(), {**about, "variables": variables})

    return kept_response(("api", period.digest, period.id, "codebook"), write, media_type=JSON, caching=A_DAY)


def _accepts_json(wanted: MIMEAccept) -> bool:
    """Return whether an Accept header allows JSON, whatever is said of its letters or its version."""
    types = [("*/*" if kind == "*" else kind.partition(";")[0].strip(), share) for kind, share in wanted]
    return not types or MIMEAccept(types).best_match((JSON,)) is not None


_VARIABLE = ("name", "number", "title", "question", "range_words", "asked")


def _written(schema: Schema, told: Mapping[str, Any]) -> bytes:
    return json.dumps(schema.dump(told), ensure_ascii=False, separators=(",", ":")).encode()
