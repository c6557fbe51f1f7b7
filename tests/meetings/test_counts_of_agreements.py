"""Those above a team see how many agreements there are about what, and never whose."""

from __future__ import annotations

from itertools import product

from sqlalchemy import delete, update

from app.db import db, writing
from app.meetings.agreement_counts import count_agreements, subjects_named
from app.meetings.agreements import AgreementDraft, note_agreement
from app.meetings.models import Agreement, AgreementCount
from app.organisations.service import create_team
from app.programme.models import SnapshotRow
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import START, SmallRegion

EN = {"Accept-Language": "en"}
ABOUT = frozenset({"reflection"})
OTHER = frozenset({"equipped"})
NONE: frozenset[str] = frozenset()


def test_a_subject_is_named_from_three_teams_on_beside_three_with_another() -> None:
    """Three or ten "or more", never how many exactly."""
    assert subjects_named([ABOUT] * 3 + [OTHER] * 3) == {"reflection": 3, "equipped": 3}
    assert subjects_named([ABOUT] * 9 + [OTHER] * 30)["reflection"] == 3
    assert subjects_named([ABOUT] * 10 + [OTHER] * 30)["reflection"] == 10


def test_nothing_is_named_where_it_could_be_guessed_whose_it_is() -> None:
    """Two teams, all that agreed something, or all but two: who sees which leads noted something learns nothing."""
    assert subjects_named([ABOUT] * 2 + [OTHER] * 9 + [NONE] * 20).get("reflection") is None
    assert subjects_named([ABOUT] * 9 + [NONE] * 20) == {}
    assert subjects_named([ABOUT] * 9 + [OTHER] * 2) == {}


def test_of_every_named_subject_three_teams_could_be_swapped_with_three_others() -> None:
    """All regions of up to eight teams: knowing the two agreements of one's own never settles a third team's."""
    for teams in product((ABOUT, OTHER, ABOUT | OTHER, NONE), repeat=7):
        agreed = [each for each in teams if each]
        for construct in subjects_named(teams):
            those = sum(construct in each for each in agreed)
            assert those >= 3
            assert len(agreed) - those >= 3


def _seven_teams(region: SmallRegion, *, first: str, last: str) -> list[str]:
    """Seven more teams of one organisation: four agreed about one thing, three about another."""
    wide, teams = region.organisations["wide"], []
    with writing(db.session):
        for number in range(7):
            team = create_team(db.session, wide, name=f"Team {number}", declared_size=9)
            teams.append(team.id)
            db.session.add(
                SnapshotRow(
                    period_id=last,
                    team_id=team.id,
                    team_name=team.name,
                    organisation_id=wide,
                    organisation_name="Breed",
                    org_type="certified",
                )
            )
            draft = AgreementDraft(
                text="We stop at five.",
                construct="reflection" if number < 4 else "equipped",
                look_back_on=START.date(),
            )
            note_agreement(db.session, "team", team.id, draft=draft, period_id=first, today=START.date())
        db.session.execute(delete(AgreementCount).where(AgreementCount.period_id == last))
    return teams


def test_the_pages_say_it_without_a_team_and_count_it_once(visitors: Visitors, released: SmallRegion) -> None:
    """Counted with the result; whatever a team changes afterwards moves no number until the next."""
    first, last = (each.id for each in released_periods(db.session)[-2:])
    teams = _seven_teams(released, first=first, last=last)
    count_agreements(db.session)
    pages = {
        "region_lead": "/region/agreements",
        "wide_lead": f"/organisations/{released.organisations['wide']}/agreements",
    }
    for who, address in pages.items():
        page = visitors.browser(who).get(address, headers=EN).text
        said = page.split('id="of-teams"')[1].split("</section>")[0]
        assert said.count("3 teams or more") == 2
        assert "We stop at five." not in page
        assert "Team 1" not in said
    with writing(db.session):
        db.session.execute(update(Agreement).where(Agreement.group.in_(teams)).values(state="done"))
    count_agreements(db.session)
    assert visitors.browser("region_lead").get("/region/agreements", headers=EN).text.count("3 teams or more") == 2


def test_a_team_has_no_counts_of_others(visitors: Visitors, released: SmallRegion) -> None:
    """Its own page is about its own agreements."""
    page = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}/agreements", headers=EN).text
    assert "What teams agree on" not in page
