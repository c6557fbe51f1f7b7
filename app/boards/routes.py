"""The boards and the files beside them, each for who may see its group."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from app.boards.access import group_only
from app.boards.asking import asked_for
from app.boards.freshness import board_tag, is_fresh, tagged
from app.boards.pages import board_context
from app.boards.places import Place
from app.boards.service import first_release_on
from app.boards.trend import gauges, shown_periods
from app.db import db
from app.instrument.reference import reference_values
from app.releases.files import KINDS
from app.releases.read import released_periods, rows_of
from app.releases.served import file_response, period_or_404
from app.web.fragments import render

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
    periods = released_periods(db.session, region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(db.session, place, periods)
    drawn = bool(asked.construct) and len(gauges(db.session, periods=len(shown_periods(periods, upto=asked.period))))
    tag = board_tag(place, asked.period.digest, periods[-1].digest, drawn)
    if is_fresh(tag):
        return tagged(Response(status=304), tag)
    context = board_context(db.session, place, asked, periods=periods)
    page = render("boards/board.html", fragment="boards/_board.html", place=place, endings=KINDS, **context)
    return tagged(make_response(page), tag)


def no_release(place: Place) -> str:
    """The page of a group before its region's first release."""
    known = [value for value in reference_values("professional_space") if value.option == "favourable"]
    return render_template(
        "boards/no_release.html",
        place=place,
        opens=first_release_on(db.session, place.region_id),
        known=[value for value in known if not value.breakdown],
    )


def _file(place: Place, period_id: str, ending: str) -> Response:
    period = period_or_404(period_id, region_id=place.region_id)
    return file_response(
        period,
        lambda: rows_of(db.session, period.id, level=place.level, group=place.id),
        about=f"{place.level}-{place.id}",
        ending=ending,
    )
