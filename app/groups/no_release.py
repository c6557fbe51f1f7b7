"""The page of a group before its region's first release."""

from __future__ import annotations

from flask import render_template

from app.groups.places import Place
from app.groups.service import first_release_on
from app.instrument.reference import reference_values
from app.other_sessions import release_session


def no_release(place: Place) -> str:
    """Return the HTML of a group's page before its region's first release: when it comes, and earlier measurements."""
    known = [value for value in reference_values("professional_space") if value.option == "favourable"]
    return render_template(
        "boards/no_release.html",
        place=place,
        opens=first_release_on(release_session(), place.region_id),
        known=[value for value in known if not value.breakdown],
    )
