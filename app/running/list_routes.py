"""Views that send files: an empty list to fill in, and the region's teams as they stand, as CSV or a workbook."""

from __future__ import annotations

from flask import abort, make_response
from sqlalchemy import select
from werkzeug.wrappers import Response

from app.accounts.service import Staff
from app.db import AnySession, db
from app.organisations.models import Organisation, Team
from app.running.organisation_lists import types_of_organisation
from app.running.organisation_routes import Page, blueprint
from app.running.runners import own_region, runners_only
from app.running.team_files import ListedTeam, list_as_csv, list_as_workbook
from app.web.language import say

TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@blueprint.get("/organisations/import/template.<kind>")
@runners_only
def download_template(runner: Staff, kind: str) -> Page:
    """Send an empty list of organisations and teams with only its headings; `kind`: csv or xlsx."""
    region = own_region(db.session, runner)
    return _file((), kind, name="peil-teams-template", kinds=_kinds(db.session, region.id))


@blueprint.get("/organisations/list.<kind>")
@runners_only
def download_list(runner: Staff, kind: str) -> Page:
    """Send the list of every open team of the region, to change in a spreadsheet and import again."""
    region = own_region(db.session, runner)
    kinds = _kinds(db.session, region.id)
    return _file(_open_teams(db.session, region.id, kinds), kind, name="peil-teams", kinds=kinds)


def _file(teams: tuple[ListedTeam, ...], kind: str, *, name: str, kinds: dict[str, str]) -> Response:
    if kind not in TYPES:
        abort(404)
    content = list_as_csv(teams) if kind == "csv" else list_as_workbook(teams, kinds=kinds)
    response = make_response(content)
    response.headers["Content-Type"] = TYPES[kind]
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response


def _kinds(session: AnySession, region_id: str) -> dict[str, str]:
    return {key: say(text) for key, text in types_of_organisation(session, region_id).items()}


def _open_teams(session: AnySession, region_id: str, kinds: dict[str, str]) -> tuple[ListedTeam, ...]:
    found = session.execute(
        select(Organisation.name, Organisation.org_type, Team.name, Team.declared_size, Team.id)
        .join(Team, Team.organisation_id == Organisation.id)
        .where(Organisation.region_id == region_id, Organisation.closed_on.is_(None), Team.closed_on.is_(None))
        .order_by(Organisation.name, Team.name)
    )
    return tuple((place, kinds.get(kind, kind), team, size, key) for place, kind, team, size, key in found)
