"""What the first page tells about what is done with everybody's answers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, new_id, writing
from app.meetings.models import Agreement
from app.releases.models import Release
from tests.mirror.conftest import NOW
from tests.mirror.publishing import publish
from tests.region import SmallRegion


def _agree(region: SmallRegion, text: str, *, level: str, group: str, state: str = "open", days: int = 30) -> None:
    with writing(db.session):
        period = db.session.scalars(select(Release.period_id)).one()
        today = NOW.date()
        db.session.add(
            Agreement(
                id=new_id(),
                level=level,
                group=group,
                period_id=period,
                construct="professional_space",
                text=text,
                agreed_on=today,
                look_back_on=today + timedelta(days=days),
                state=state,
            )
        )


def test_agreements_of_the_own_groups_the_nearest_first(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """With who agreed, when they look back, and the way to the page; two at most."""
    team = mirrored.teams["north"]
    _agree(mirrored, "Region talks about rules", level="region", group=mirrored.region_id)
    _agree(mirrored, "Every Tuesday an hour to look back", level="team", group=team)
    page = reader.get("/").text
    assert page.index("Every Tuesday an hour to look back") < page.index("Region talks about rules")
    assert f'href="/teams/{team}/agreements"' in page
    assert "We look back on 29 April 2026." in page


@pytest.mark.parametrize(("state", "days", "told"), [("done", 3, True), ("done", -1, False), ("dropped", 3, False)])
def test_what_is_over_goes(mirrored: SmallRegion, reader: FlaskClient, state: str, days: int, told: bool) -> None:
    """Done is told until the day to look back; what was let go of is not."""
    _agree(mirrored, "Fewer forms", level="region", group=mirrored.region_id, state=state, days=days)
    assert ("Fewer forms" in reader.get("/").text) is told


@pytest.mark.parametrize(
    ("days", "said"),
    [(0, "We look back on 30 March 2026."), (-1, "Day to look back: 29 March 2026."), (-30, "Day to look back: ")],
)
def test_a_day_that_has_passed_is_not_told_as_one_to_come(
    mirrored: SmallRegion, reader: FlaskClient, days: int, said: str
) -> None:
    """On the first page and on the page of the group, an open agreement keeps its day after that day."""
    team = mirrored.teams["north"]
    _agree(mirrored, "Fewer forms", level="team", group=team, days=days)
    for path in ("/", f"/teams/{team}/agreements"):
        assert said in reader.get(path).text, path


def test_agreements_of_another_team_are_nobodys_news(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """What a team wrote is for the team."""
    _agree(mirrored, "South alone", level="team", group=mirrored.teams["south"])
    assert "South alone" not in reader.get("/").text


def test_the_last_result_is_told_in_one_sentence(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """What moved for certain or that nothing did, of which days, and the way to the region; each period named once."""
    page = reader.get("/").text
    assert page.count("2 March to 29 March 2026") == 1
    assert "The region: nothing moved for certain in the result of 2 March to 29 March 2026." in page
    publish(mirrored, 2, {("professional_space", "favourable"): (0.4, 0.46)})
    page = reader.get("/").text
    assert "in the region fewer people say ‘sufficient’ or higher, from about 62% to 43%." in page
    assert "The last result is of 30 March to 26 April 2026." in page


def test_before_the_first_release_there_is_nothing_to_tell(region: SmallRegion) -> None:
    """No empty heading."""
    page = region.signed_in(region.participant).get("/", headers={"Accept-Language": "en"}).text
    assert "What is done with our answers" not in page
