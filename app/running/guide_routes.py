"""The view of the guide for staff: from an empty region to the first meeting, for each kind of staff."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.accounts.service import Staff
from app.accounts.staff_identity import staff_only

blueprint = Blueprint("staff_guide", __name__)


@blueprint.get("/staff/guide")
@staff_only
def show_guide(staff: Staff) -> str:
    """Show the guide's three parts, one for each kind of staff, the one for this staff member first."""
    part = {"region": "region", "organisation": "region", "team": "team", "council": "council"}[staff.role]
    parts = [part, *(each for each in ("region", "team", "council") if each != part)]
    return render_template("running/guide.html", parts=parts)
