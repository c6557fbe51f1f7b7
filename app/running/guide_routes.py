"""The view of the guide for staff: from an empty region to the first meeting, for each kind of staff."""

from __future__ import annotations

from flask import Blueprint, render_template

from app.accounts.service import Staff
from app.accounts.staff_identity import staff_only
from app.config import ROOT
from app.languages import SOURCE
from app.web.language import reader_language

blueprint = Blueprint("staff_guide", __name__)
PICTURES = ROOT / "static" / "img" / "guide"


@blueprint.get("/staff/guide")
@staff_only
def show_guide(staff: Staff) -> str:
    """Show the guide's three parts, one for each kind of staff, the one for this staff member first."""
    part = {"region": "region", "organisation": "region", "team": "team", "council": "council"}[staff.role]
    parts = [part, *(each for each in ("region", "team", "council") if each != part)]
    return render_template("running/guide.html", parts=parts, pictured=_language_of_pictures())


def _language_of_pictures() -> str:
    """Return the reader's language when there are pictures of pages in it, else the language that always has them."""
    language = reader_language()
    return language if (PICTURES / f"board-{language}.webp").is_file() else SOURCE
