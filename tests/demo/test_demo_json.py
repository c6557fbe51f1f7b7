"""demo.json says what is true: its codes open diaries, its links let people in, its periods are as they stand."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from app.accounts.models import StaffLink
from app.answering.diary_rows import own_diary
from app.clock import REGION_TIME
from app.content.contact_kinds import KINDS
from app.db import db
from app.organisations.contacts import TurnTo, contacts_for
from app.organisations.service import welcome
from app.participants.service import accounts_of, belonging_of
from app.programme.models import Period, Wave
from app.releases.read import released_periods
from app.tokens import token_hash
from app.vault.codes import PersonalCode
from app.vault.personal_keys import derive_keys
from tests.demo.conftest import NOW, Built


def test_every_code_opens_a_diary_of_so_many_waves(built: Built) -> None:
    """Twenty people at least, in teams that they belong to, with the background that they gave."""
    assert len(built.guide["participants"]) >= 20
    for each in built.guide["participants"]:
        keys = derive_keys(PersonalCode.read(each["code"]))
        diary, place = own_diary(db.session, keys), belonging_of(db.session, keys)
        assert place is not None
        assert (place.team_name, place.team_id) == (each["team"], each["team_id"])
        assert len(diary.waves) == each["waves_answered"]
        assert diary.profile["experience"] == each["experience"]


def test_the_first_participant_has_a_trend_and_a_pulse_to_answer(built: Built) -> None:
    """Whoever tries the first code sees a year and has something to do."""
    first = built.guide["participants"][0]
    assert not first["answered_open_wave"]
    assert first["waves_answered"] >= 3


def test_everybody_finds_somebody_to_turn_to_and_nobody_real(built: Built) -> None:
    """Of the region, or of the organisation where that wrote down its own; no number or address that is in use."""
    found: list[TurnTo] = []
    for each in built.guide["participants"]:
        place = belonging_of(db.session, derive_keys(PersonalCode.read(each["code"])))
        assert place is not None
        contacts = contacts_for(db.session, organisation_id=place.organisation_id, region_id=place.region_id)
        assert tuple(contacts) == KINDS
        found += contacts.values()
    assert {each.of_region for each in found} == {True, False}
    for each in found:
        free = each.reach.link.startswith("tel:+441632960") or ".example" in each.reach.link
        assert free, each.reach.link


def test_forty_people_can_still_join(built: Built) -> None:
    """Every link leads to its team, and its team has declared room for all who may use it."""
    joins = built.guide["joins"]
    assert sum(each["uses"] for each in joins) >= 40
    assert len({each["team_id"] for each in joins}) == 6
    for each in joins:
        place = welcome(db.session, each["url"].removeprefix("/join/"), today=NOW.date())
        assert (place.team_id, place.team_name, place.organisation_name) == (
            each["team_id"],
            each["team"],
            each["organisation"],
        )


def test_every_role_of_the_staff_has_a_link_that_lasts(built: Built) -> None:
    """Region, organisation, its works council, and several teams; a demonstration is shown more than once."""
    roles = [each["role"] for each in built.guide["staff"]]
    assert set(roles) == {"region", "organisation", "team", "council"}
    assert roles.count("team") >= 3
    for each in built.guide["staff"]:
        link = db.session.get_one(StaffLink, token_hash(each["url"].removeprefix("/staff/enter/")))
        assert (link.account.email, link.account.scope) == (each["email"], each["scope"])
        assert link.uses_left > 100
        assert (link.expires_at - NOW).days > 300


def test_periods_and_waves_are_as_they_stand(built: Built) -> None:
    """Two released periods of two waves, an open one whose first wave is open, and what is planned."""
    periods, waves = built.guide["periods"], built.guide["waves"]
    assert [each["state"] for each in periods[:3]] == ["released", "released", "open"]
    assert {each["state"] for each in periods[3:]} == {"planned"}
    assert [each["state"] for each in waves[:6]] == ["closed"] * 4 + ["open", "planned"]
    released = released_periods(db.session)
    assert [period.id for period in released] == [each["id"] for each in periods[:2]]
    assert all(period.published_on == period.closes.astimezone(REGION_TIME).date() for period in released)
    for each in periods:
        assert each["items"] == list(db.session.get_one(Period, each["id"]).items)
    for each in waves:
        assert moment(each["opens"]) == db.session.get_one(Wave, each["id"]).opens_at


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize("part", ["joins", "participants"])
def test_what_is_handed_out_comes_from_several_teams(built: Built, part: str) -> None:
    """Figures of several teams can be followed from the inside."""
    assert len({each["team"] for each in built.guide[part]}) >= 5


def test_all_who_take_part_have_an_account_in_their_team(built: Built) -> None:
    """The builder's own books agree with the database after joins, leaves and moves."""
    for home in built.region.scene.homes:
        here = sum(member.home.team_id == home.team_id for member in built.region.members)
        assert accounts_of(db.session, home.team_id) == here
