"""A background is corrected by its owner alone, counts from the next period on, and nothing tells that it changed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import func, select

from app.answering.diary import Diary, WaveEntry, changed_profile
from app.answering.diary_rows import own_diary
from app.answering.models import Ballot, DiaryEntry
from app.db import db
from app.participants.service import Joined
from app.programme.models import Period
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion
from tests.vault.one_ballot import open_ballot

PAGE = "/account/background"
BEFORE = {"experience": "3-6", "function": "ambulatory_worker"}
AFTER = {"experience": "6-10", "function": "trainer"}
ANSWERED = Diary(profile=BEFORE, waves={"w1": WaveEntry(answers={"work_enjoyment": 7})})


def groups_in_ballots(region: SmallRegion, channel: str) -> Counter[str]:
    """For which groups the ballots of the open period are cast, as whoever has its key would see them."""
    period = db.session.scalars(select(Period).where(Period.state == "open")).one()
    private = region.keys.private(period.id)
    ballots = [open_ballot(each, private_key=private) for each in db.session.scalars(select(Ballot.sealed))]
    return Counter(str(ballot["g"]) for ballot in ballots if ballot["c"] == channel)


def correct(region: SmallRegion, person: Joined, profile: Mapping[str, str] = AFTER) -> str:
    phone = region.signed_in(person)
    sent = phone.post(PAGE, data=profile)
    assert (sent.status_code, sent.headers["Location"]) == (303, f"{PAGE}?kept=1")
    return phone.get(sent.headers["Location"]).text


def test_answers_of_the_open_period_count_as_they_began(region: SmallRegion, set_clock: SetClock) -> None:
    """What was sent stays, what follows in that period goes with it, and the next period has the new background."""
    person = region.participant
    region.answer(person, {"work_enjoyment": 7})
    assert "telt vanaf de volgende periode" in correct(region, person)
    region.answer(person, {"work_enjoyment": 8, "professional_space": "ample"}, submission="again")
    assert groups_in_ballots(region, "experience").keys() == {"3-6"}
    assert groups_in_ballots(region, "function").keys() == {"ambulatory_worker"}
    moment = START + 2 * FORTNIGHT
    set_clock(moment)
    region.tick(moment)
    region.answer(person, {"work_enjoyment": 8}, moment=moment, submission="next")
    assert groups_in_ballots(region, "experience").keys() == {"6-10"}
    assert "Bewaard. Het telt" not in region.signed_in(person).get(PAGE).text


def test_a_slip_at_joining_is_corrected_at_once(region: SmallRegion) -> None:
    """Who has never answered is in no figure; the page says that it is kept, and not that it waits."""
    page = correct(region, region.participant)
    assert "Bewaard in je dagboek." in page
    assert "Bewaard. Het telt" not in page
    region.answer(region.participant, {"work_enjoyment": 7})
    assert groups_in_ballots(region, "experience").keys() == {"6-10"}


def test_several_corrections_in_one_period_keep_what_it_began_with() -> None:
    """However often somebody changes their mind; and back again is as if nothing had happened."""
    first = changed_profile(ANSWERED, AFTER, open_periods=["p1"])
    diary = Diary(profile=AFTER, profile_before=first["before"], before_in=frozenset(["p1"]), waves=ANSWERED.waves)
    second = changed_profile(diary, {**AFTER, "experience": "10+"}, open_periods=["p1"])
    assert second["before"] == BEFORE
    assert changed_profile(diary, BEFORE, open_periods=["p1"]) == BEFORE
    assert changed_profile(diary, BEFORE, open_periods=["p2"])["before"] == AFTER
    assert (diary.profile_in("p1"), diary.profile_in("p2")) == (BEFORE, AFTER)
    assert changed_profile(ANSWERED, AFTER, open_periods=[]) == AFTER


def test_nothing_stored_tells_that_somebody_changed(region: SmallRegion, capsys: pytest.CaptureFixture[str]) -> None:
    """One diary row of the same size in place of another, as after a note; no other row, no log line."""
    person = region.participant
    region.answer(person, {"work_enjoyment": 7})

    def stored() -> tuple[int, set[int], bytes]:
        db.session.rollback()
        count = db.session.scalar(select(func.count()).select_from(DiaryEntry)) or 0
        sizes = set(db.session.scalars(select(func.length(DiaryEntry.sealed))))
        return count, sizes, b"".join(sorted(db.session.scalars(select(Ballot.sealed))))

    before = stored()
    phone = region.signed_in(person)
    capsys.readouterr()
    phone.post(PAGE, data=AFTER)
    assert stored() == before
    assert "background" not in capsys.readouterr().out


@pytest.mark.parametrize("accepted", ["br", "identity"])
def test_the_page_is_equally_long_whatever_it_says(region: SmallRegion, accepted: str) -> None:
    """Before and after, changed or not, whatever somebody does for a living."""
    lengths = set()
    choices = [BEFORE, AFTER, {"experience": "_declined", "function": "_declined"}]
    for person, profile in zip(region.people["north"], choices, strict=False):
        region.answer(person, {"work_enjoyment": 7})
        phone = region.signed_in(person)
        lengths.add(len(phone.get(PAGE, headers={"Accept-Encoding": accepted}).data))
        phone.post(PAGE, data=profile)
        lengths.add(len(phone.get(PAGE, headers={"Accept-Encoding": accepted}).data))
    assert len(lengths) == 1


@pytest.mark.parametrize(
    "sent", [{}, {"experience": "99", "function": "trainer"}, {"experience": "3-6", "function": ""}]
)
def test_what_cannot_be_chosen_is_refused(region: SmallRegion, sent: Mapping[str, str]) -> None:
    """422 with the field, and the diary stays as it was."""
    refused = region.signed_in(region.participant).post(PAGE, data=sent)
    assert refused.status_code == 422
    assert 'class="why"' in refused.text
    assert own_diary(db.session, region.participant.keys).profile == BEFORE


def test_nobody_else_gets_there(region: SmallRegion) -> None:
    """Without a personal code there is no page, and a colleague sees their own background alone."""
    assert region.app.test_client().get(PAGE).status_code == 303
    correct(region, region.participant)
    assert own_diary(db.session, region.team_mate.keys).profile == BEFORE


def test_everything_of_ones_own_can_be_taken_along(region: SmallRegion) -> None:
    """Also with what the open period still counts."""
    region.answer(region.participant, {"work_enjoyment": 7})
    correct(region, region.participant)
    taken: dict[str, Any] = json.loads(region.signed_in(region.participant).get("/mirror.json").text)
    assert (taken["profile"], taken["profile_before"]) == (AFTER, BEFORE)
