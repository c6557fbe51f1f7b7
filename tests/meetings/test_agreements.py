"""Agreements: noted by the lead, read by the team, and put beside what moved at the next release."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from app.accounts.models import AuditEvent
from app.db import db, writing
from app.meetings.models import Agreement
from app.releases.models import ReleaseRow
from app.releases.read import released_periods
from tests.boards.visitors import Visitors, estimate_as
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
GOOD = {
    "text": "We keep a quarter of an hour free on Thursdays.",
    "construct": "professional_space",
    "look_back_on": "2026-05-24",
}


def _address(released: SmallRegion, team: str = "north") -> str:
    return f"/teams/{released.teams[team]}/agreements"


def _note(visitors: Visitors, released: SmallRegion, **changed: str) -> TestResponse:
    client = visitors.browser("north_lead")
    return client.post(_address(released), data=GOOD | changed, headers=EN)


def test_the_lead_notes_and_the_team_reads(visitors: Visitors, released: SmallRegion) -> None:
    """It stands on the board and on the page of the meeting, for the lead and for participants."""
    noted = _note(visitors, released)
    assert noted.status_code == 303
    assert noted.location.startswith(_address(released) + "#agreement-")
    for who in ("north_lead", "participant"):
        client = visitors.browser(who)
        for page in (f"/teams/{released.teams['north']}", noted.location, _address(released)[:-10] + "conversation"):
            assert GOOD["text"] in client.get(page, headers=EN).text, (who, page)


def test_a_board_shows_the_last_agreement_and_folds_earlier_ones(visitors: Visitors, released: SmallRegion) -> None:
    """A year of agreements does not make a board longer; the last one is read without opening anything."""
    for number in range(5):
        _note(visitors, released, text=f"Agreement number {number}")
    page = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}", headers=EN).text
    before, folded = page.split("<summary>4 earlier agreements</summary>")
    assert before.count("Agreement number") == 1
    assert folded.count("Agreement number") == 4


@pytest.mark.parametrize(
    ("who", "status"),
    [("participant", 403), ("wide_lead", 403), ("region_lead", 403), ("south_lead", 404), ("nobody", 303)],
)
def test_nobody_else_notes(*, who: str, status: int, visitors: Visitors, released: SmallRegion) -> None:
    """Who sees the team may not write for it; for who does not see it there is nothing here."""
    assert visitors.browser(who).post(_address(released), data=GOOD).status_code == status
    assert db.session.scalars(select(Agreement)).all() == []


@pytest.mark.parametrize("who", ["wide_lead", "region_lead"])
def test_what_a_team_agrees_is_not_for_those_above(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """Organisation and region see the team's figures, not what it agreed about them."""
    _note(visitors, released)
    client = visitors.browser(who)
    for page in (f"/teams/{released.teams['north']}", _address(released), _address(released)[:-10] + "conversation"):
        text = client.get(page, headers=EN).text
        assert GOOD["text"] not in text, page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"text": "  "}, "Write down what you agreed."),
        ({"text": "x" * 301}, "at most 300 characters"),
        ({"construct": "unheard_of"}, "Choose what it is about."),
        ({"look_back_on": "30-2"}, "Choose a day within a year"),
        ({"look_back_on": "2026-01-01"}, "Choose a day within a year"),
        ({"look_back_on": "2036-01-01"}, "Choose a day within a year"),
    ],
)
def test_a_mistake_is_said_and_what_was_typed_stays(
    *, changed: dict[str, str], told: str, visitors: Visitors, released: SmallRegion
) -> None:
    """422 with words at the field; nothing is kept."""
    response = _note(visitors, released, **changed)
    assert response.status_code == 422
    assert told in response.text
    assert (GOOD | changed)["text"].strip() in response.text
    assert db.session.scalars(select(Agreement)).all() == []


def test_a_state_can_be_changed_and_only_by_its_own_lead(visitors: Visitors, released: SmallRegion) -> None:
    """Done or let go, kept in the list; another team's lead cannot reach it by its id."""
    _note(visitors, released)
    agreement = db.session.scalars(select(Agreement.id)).one()
    done = GOOD | {"agreement": agreement, "state": "done"}
    assert visitors.browser("south_lead").post(_address(released, "south"), data=done).status_code == 404
    unknown = visitors.browser("north_lead").post(_address(released), data=done | {"state": "won"}, headers=EN)
    assert unknown.status_code == 422
    assert "Choose how it stands." in unknown.text
    assert visitors.browser("north_lead").post(_address(released), data=done).status_code == 303
    assert "It is done." in visitors.browser("participant").get(_address(released), headers=EN).text


def test_a_name_gets_a_gentle_warning_and_no_refusal(visitors: Visitors, released: SmallRegion) -> None:
    """It is kept; the lead is asked to look again, the team does not see the question."""
    noted = _note(visitors, released, text="We ask Fatima to keep Thursday free.")
    assert noted.status_code == 303
    assert "Is there a name in it?" in visitors.browser("north_lead").get(noted.location, headers=EN).text
    assert "Is there a name in it?" not in visitors.browser("participant").get(noted.location, headers=EN).text


@pytest.mark.parametrize(
    ("now", "told"),
    [
        ((0.2, 0.7), "Then about 10% (0 to 20%), now about 45% (20 to 70%). That can be chance."),
        ((0.9, 1.0), "Then about 10% (0 to 20%), now about 95% (90 to 100%). That is more than chance."),
        (None, "Then about 10% (0 to 20%), now not shown."),
    ],
)
def test_it_returns_beside_what_moved(
    *, now: tuple[float, float] | None, told: str, visitors: Visitors, released: SmallRegion
) -> None:
    """Then and now of what it was about, and whether that is more than chance."""
    _note(visitors, released)
    first, second = (each.id for each in released_periods(db.session))
    with writing(db.session):
        db.session.execute(update(Agreement).values(period_id=first))
        for period, bounds in ((first, (0.0, 0.2)), (second, now)):
            ends = dict(zip(("lower", "upper", "bin_lower", "bin_upper"), (bounds or ()) * 2, strict=False))
            shown = {**ends, "value": sum(bounds) / 2} if bounds else {}
            db.session.execute(
                update(ReleaseRow)
                .where(
                    ReleaseRow.period_id == period,
                    ReleaseRow.group == released.teams["north"],
                    ReleaseRow.item == "professional_space",
                    ReleaseRow.option == "favourable",
                )
                .values({"lower": None, "upper": None, "bin_lower": None, "bin_upper": None, "value": None} | shown)
                .values(withheld=bounds is None, size_class="20-49")
            )
    team = released.teams["north"]
    for period, bounds in ((first, (0.0, 0.2)), (second, now)):
        if bounds:
            about = {"item": "professional_space", "option": "favourable"}
            estimate_as(period=period, group=team, bounds=bounds, **about)
    client = visitors.browser("north_lead")
    assert told in client.get(f"/teams/{released.teams['north']}", headers=EN).text
    earlier = client.get(f"/teams/{released.teams['north']}?period={first}", headers=EN).text
    assert "This has not been asked again since." in earlier


def test_before_anything_was_noted_the_page_says_what_will_come(visitors: Visitors, released: SmallRegion) -> None:
    """No empty list."""
    page = visitors.browser("north_lead").get(_address(released), headers=EN).text
    assert "No agreements yet." in page


def test_the_log_holds_that_it_was_noted_and_not_what(visitors: Visitors, released: SmallRegion) -> None:
    """The agreement's id stands in the log, its text does not."""
    _note(visitors, released)
    entries = db.session.scalars(select(AuditEvent).where(AuditEvent.event == "agreement.noted")).all()
    assert [each.subject for each in entries] == [db.session.scalars(select(Agreement.id)).one()]


def test_nothing_can_be_agreed_before_the_first_release(region: SmallRegion) -> None:
    """There is no figure to come back to."""
    client = Visitors(region).browser("north_lead")
    assert client.post(_address(region), data=GOOD).status_code == 404
    assert "No release yet" in client.get(_address(region), headers=EN).text
