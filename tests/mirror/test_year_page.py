"""`/mirror/year`: a year of one's own, made when asked for and kept nowhere."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.region import SmallRegion


def test_every_answered_subject_with_its_picture_and_notes(reader: FlaskClient) -> None:
    """Enjoyment first; what was not answered is not there."""
    reader.post("/mirror/professional_space/notes", data={"note": "A calmer month."})
    page = reader.get("/mirror/year").text
    assert page.index(">Work enjoyment</a></h2>") < page.index(">Professional space</a></h2>")
    assert page.count('data-shared-scale="1"') == 2
    assert "A calmer month." in page
    assert "Room to look back" not in page


def test_it_says_beside_whom_and_as_of_when(reader: FlaskClient) -> None:
    """And that Peil keeps no copy."""
    page = reader.get("/mirror/year").text
    assert "beside the region, as they stand on 30 March 2026" in page
    assert "Peil keeps no copy" in page


def test_it_is_for_its_owner(mirrored: SmallRegion) -> None:
    """A visitor is asked for the code; without answers there is nothing to see yet."""
    assert mirrored.app.test_client().get("/mirror/year").status_code == 303
    page = mirrored.signed_in(mirrored.team_mate).get("/mirror/year", headers={"Accept-Language": "en"}).text
    assert "Nothing to see yet." in page
