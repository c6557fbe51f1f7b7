"""The view with the results of theme rounds, for everybody who may see the region's figures."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.db import db
from app.groups.group_access import group_only
from app.groups.places import Place
from app.themes.rounds import rounds_of_region
from app.themes.stages import RUNNING

blueprint = Blueprint("theme_results", __name__)


@blueprint.get("/region/themes")
@group_only("region")
def show_results(place: Place) -> str:
    """Show which themes were chosen and when the present theme round ends; nothing about an open poll."""
    rounds = rounds_of_region(db.session, place.id)
    return render_template(
        "themes/results.html",
        place=place,
        round=next((each for each in rounds if each.state in RUNNING), None),
        results=[each for each in rounds if each.state not in RUNNING],
    )
