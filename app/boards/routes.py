"""The boards and the files beside them, each for who may see its group."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request

from app.boards.access import group_only
from app.boards.freshness import board_tag
from app.boards.places import Place
from app.boards.service import first_release_on, make_board
from app.db import db
from app.instrument.reference import reference_values
from app.releases.files import KINDS
from app.releases.read import ReleasedPeriod, released_periods, rows_of
from app.releases.served import file_response, period_or_404

blueprint = Blueprint("boards", __name__)

ENDING = "<any(csv, json, xlsx):ending>"


@blueprint.get("/region")
@group_only("region")
def show_region(place: Place) -> Response:
    return _board(place)


@blueprint.get("/organisations/<group>")
@group_only("organisation")
def show_organisation(place: Place) -> Response:
    return _board(place)


@blueprint.get("/teams/<group>")
@group_only("team")
def show_team(place: Place) -> Response:
    return _board(place)


@blueprint.get(f"/organisations/<group>/releases/<period_id>.{ENDING}")
@group_only("organisation")
def show_organisation_file(place: Place, period_id: str, ending: str) -> Response:
    return _file(place, period_id, ending)


@blueprint.get(f"/teams/<group>/releases/<period_id>.{ENDING}")
@group_only("team")
def show_team_file(place: Place, period_id: str, ending: str) -> Response:
    return _file(place, period_id, ending)


def _board(place: Place) -> Response:
    periods = released_periods(db.session, region_id=place.region_id)[::-1]
    if not periods:
        return make_response(_no_release(place))
    period = _chosen(periods)
    tag = board_tag(place, period=period, newest=periods[0])
    if request.if_none_match.contains_weak(tag):
        response = Response(status=304)
    else:
        board = make_board(db.session, place, period=period, periods=periods)
        response = make_response(render_template("boards/board.html", place=place, board=board, endings=KINDS))
    response.set_etag(tag, weak=True)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _no_release(place: Place) -> str:
    known = [value for value in reference_values("professional_space") if value.option == "favourable"]
    return render_template(
        "boards/no_release.html",
        place=place,
        opens=first_release_on(db.session, place.region_id),
        known=[value for value in known if not value.breakdown],
    )


def _chosen(periods: list[ReleasedPeriod]) -> ReleasedPeriod:
    """The period of the address, the newest without one; 404 for one that was never released here."""
    wanted = request.args.get("period")
    if wanted is None:
        return periods[0]
    return next((period for period in periods if period.id == wanted), None) or abort(404)


def _file(place: Place, period_id: str, ending: str) -> Response:
    period = period_or_404(period_id, region_id=place.region_id)
    return file_response(
        period,
        lambda: rows_of(db.session, period.id, level=place.level, group=place.id),
        about=f"{place.level}-{place.id}",
        ending=ending,
    )
