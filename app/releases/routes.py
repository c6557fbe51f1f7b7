"""The region's public tables as files: figures of the region and of kinds of organisation, open to everybody."""

from __future__ import annotations

from flask import Blueprint, Response

from app.db import db
from app.releases.cells import Row
from app.releases.read import rows_of
from app.releases.served import file_response, period_or_404
from app.web.access import open_to_all

blueprint = Blueprint("releases", __name__)

A_DAY = 86400


@blueprint.get("/releases/<period_id>.<any(csv, json, xlsx):ending>")
@open_to_all
def show_file(period_id: str, ending: str) -> Response:
    """The public tables of one period; a release never changes, so neither does its file."""
    period = period_or_404(period_id)
    caching = f"public, max-age={A_DAY}, immutable"
    return file_response(period, _public_rows(period_id), about="region", ending=ending, caching=caching)


def _public_rows(period_id: str) -> list[Row]:
    region = rows_of(db.session, period_id, level="region")
    return [*region, *rows_of(db.session, period_id, level="orgtype")]
