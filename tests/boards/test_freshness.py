"""A board that has not changed is not sent again; one that has, is."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.boards.freshness import MOST_KEPT, Kept
from app.db import db, writing
from app.organisations.models import Organisation
from app.releases.models import Release
from tests.boards.test_private_tables import _statements
from tests.boards.visitors import Visitors
from tests.region import SmallRegion


def _settled(client: FlaskClient, address: str = "/region") -> TestResponse:
    """The page once the browser has the cookie its forms need."""
    client.get(address)
    return client.get(address)


def test_an_unchanged_board_is_not_sent_again(visitors: Visitors) -> None:
    """304 without a body, and nobody else's cache may keep it."""
    client = visitors.browser("region_lead")
    first = _settled(client)
    assert first.headers["Cache-Control"] == "private, no-cache"
    again = client.get("/region", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_what_changes_the_page_changes_its_tag(visitors: Visitors, released: SmallRegion, app: Flask) -> None:
    """Language, name of a group, release, version of Peil, and whose browser it is."""
    client = visitors.browser("region_lead")
    tags = [_settled(client).headers["ETag"]]
    tags.append(client.get("/region", headers={"Accept-Language": "en"}).headers["ETag"])
    with writing(db.session):
        db.session.execute(update(Organisation).values(name="Anders"))
    tags.append(client.get("/region").headers["ETag"])
    with writing(db.session):
        db.session.execute(update(Release).values(digest="0" * 64))
    tags.append(client.get("/region").headers["ETag"])
    app.extensions["peil.boards_frame"] = "the next version"
    tags.append(client.get("/region").headers["ETag"])
    tags.append(_settled(visitors.browser("region_lead")).headers["ETag"])
    tags.append(_settled(visitors.browser("wide_lead")).headers["ETag"])
    assert len(set(tags)) == len(tags)


def test_a_kept_page_does_not_outlive_the_session(visitors: Visitors) -> None:
    """After signing out the tag opens nothing, and the browser is asked to drop what it kept."""
    client = visitors.browser("region_lead")
    tag = _settled(client).headers["ETag"]
    left = client.post("/staff/sign-out")
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert client.get("/region", headers={"If-None-Match": tag}).status_code == 303


def _main(visitors: Visitors, who: str, address: str) -> str:
    response = visitors.browser(who).get(address, headers={"Accept-Language": "en"})
    return response.text.partition("<main")[2].partition("</main>")[0]


def test_a_board_is_made_once_for_all_who_read_the_same(visitors: Visitors, released: SmallRegion) -> None:
    """The second visitor gets what the first one got, and no figure is read again."""
    address = f"/organisations/{released.organisations['wide']}"
    first = _main(visitors, "council", address)
    with _statements() as statements:
        second = _main(visitors, "council", address)
    assert second == first != ""
    assert not [each for each in statements if "release_row" in each]


def test_nobody_gets_what_was_made_for_somebody_who_may_more(visitors: Visitors, released: SmallRegion) -> None:
    """The lead's page was made first; those above the team and its participants get their own."""
    team = f"/teams/{released.teams['north']}"
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    assert visitors.browser("north_lead").post(f"{team}/agreements", data=agreed).status_code == 303
    for who, reads, writes in (
        ("north_lead", True, True),
        ("participant", True, False),
        ("wide_lead", False, False),
        ("region_lead", False, False),
        ("council", False, False),
        ("north_lead", True, True),
    ):
        page = _main(visitors, who, team)
        assert ("We meet." in page, "Note an agreement" in page) == (reads, writes), who


def test_what_is_written_or_named_anew_stands_there_at_once(visitors: Visitors, released: SmallRegion) -> None:
    """An agreement, a name and a release make another version."""
    team, lead = f"/teams/{released.teams['north']}", visitors.browser("north_lead")
    assert "We meet." not in _main(visitors, "participant", team)
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    assert lead.post(f"{team}/agreements", data=agreed).status_code == 303
    assert "We meet." in _main(visitors, "participant", team)
    with writing(db.session):
        db.session.execute(update(Organisation).values(name="Anders"))
    assert "Anders" in _main(visitors, "participant", team)


def test_a_process_keeps_so_many_boards_and_no_more() -> None:
    """What was made first goes first, and is made again when somebody asks."""
    kept, made = Kept(), []

    def make(version: str) -> str:
        made.append(version)
        return f"<p>{version}</p>"

    for number in (*range(MOST_KEPT + 1), MOST_KEPT, 0):
        kept.part(str(number), partial(make, str(number)))
    assert made == [*map(str, range(MOST_KEPT + 1)), "0"]


@pytest.mark.parametrize("who", ["wide_lead", "region_lead", "council"])
@pytest.mark.parametrize("ending", ["", "/conversation"])
def test_a_tag_does_not_tell_those_above_that_a_team_wrote(
    *, who: str, ending: str, visitors: Visitors, released: SmallRegion
) -> None:
    """Who may not read a team's words may not see either when it agreed or wrote something."""
    team, client = f"/teams/{released.teams['north']}", visitors.browser(who)
    before = _settled(client, f"{team}{ending}")
    agreed = {"text": "We meet.", "construct": "professional_space", "look_back_on": "2026-06-01"}
    lead = visitors.browser("north_lead")
    assert lead.post(f"{team}/agreements", data=agreed).status_code == 303
    assert lead.post(f"{team}/reading", data={"after": "0", "reading.nl": "Zo lezen wij het."}).status_code == 303
    after = client.get(f"{team}{ending}", headers={"If-None-Match": before.headers["ETag"]})
    assert (after.status_code, after.headers["ETag"]) == (304, before.headers["ETag"])
