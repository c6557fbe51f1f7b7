"""A remarks box opens where a programme asked for one, is read when its period is over, and is deleted on its day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from click.testing import CliRunner
from flask.cli import ScriptInfo
from sqlalchemy import func, select

from app.commands.remarks_commands import remarks as command
from app.db import db, writing
from app.organisations.models import Team
from app.programme.concerns import Waiting, command_for
from app.programme.models import Programme
from app.remarks.models import Remark, RemarksOfPeriod
from app.remarks.remark_envelopes import RemarkEnvelope, RemarksClosed
from tests.conftest import SetClock
from tests.region import START, SmallRegion
from tests.remarks.conftest import CLOSES, GONE, OPENS, SAID, BoxStory


def boxes() -> int:
    return db.session.scalar(select(func.count()).select_from(RemarksOfPeriod)) or 0


def test_there_is_no_box_unless_a_programme_asks_for_one(region: SmallRegion, set_clock: SetClock) -> None:
    """Off by default: no box, no link, and the page says that none is open."""
    set_clock(START)
    region.tick(START)
    assert boxes() == 0
    client = region.signed_in(region.participant)
    assert "/remarks" not in client.get("/").text
    assert 'name="remark"' not in client.get("/remarks").text


def test_a_box_opens_with_the_next_period_and_never_in_one_that_is_open(remarks: BoxStory) -> None:
    """What was promised when a period opened stands; asking no longer closes no open box either."""
    assert boxes() == 1, "the first period was open already when the programme asked"
    remarks.ask(wanted=False)
    remarks.tick(OPENS + timedelta(days=1))
    remarks.write(remarks.everybody[0])
    remarks.tick(CLOSES)
    assert (boxes(), remarks.box.state) == (1, "closed")


def test_a_region_of_two_teams_gets_no_box(region: SmallRegion, set_clock: SetClock) -> None:
    """There a remark of the region is as good as one of a team."""
    with writing(db.session):
        db.session.scalars(select(Programme)).one().remarks_box = True
        db.session.get_one(Team, region.teams["small"]).closed_on = START.date()
    set_clock(OPENS)
    region.tick(OPENS)
    assert boxes() == 0


def test_the_programme_team_reads_every_remark_once_the_period_is_over(any_remarks: BoxStory) -> None:
    """All of them, on both databases; before that the page shows nothing of them."""
    any_remarks.everybody_writes()
    assert SAID not in any_remarks.staff().get(any_remarks.reading_page).text
    any_remarks.tick(CLOSES)
    page = any_remarks.staff().get(any_remarks.reading_page).text
    assert all(f"{SAID} ({number})" in page for number in range(len(any_remarks.everybody)))
    assert any_remarks.envelopes() == {}
    assert any_remarks.keys_there() == {f"remarks-{any_remarks.period_id}-kept"}


def test_remarks_stand_in_another_order_than_they_came(remarks: BoxStory) -> None:
    """Drawn by lot, and the same at every look."""
    remarks.everybody_writes()
    remarks.tick(CLOSES)
    lead = remarks.staff()
    page = lead.get(remarks.reading_page).text
    order = sorted(range(len(remarks.everybody)), key=lambda number: page.index(f"{SAID} ({number})"))
    assert order != sorted(order)
    assert lead.get(remarks.reading_page).text.count(SAID) == len(order)


def test_they_are_deleted_on_the_day_that_was_said_with_the_key_of_every_copy(any_remarks: BoxStory) -> None:
    """Six weeks after the period; the tick does it, and not a day sooner."""
    any_remarks.everybody_writes()
    any_remarks.tick(CLOSES)
    assert any_remarks.box.delete_on == (CLOSES + timedelta(days=42)).date()
    any_remarks.tick(GONE - timedelta(days=2))
    assert any_remarks.box.state == "closed"
    any_remarks.tick(GONE)
    assert any_remarks.box.state == "deleted"
    assert db.session.scalar(select(func.count()).select_from(Remark)) == 0
    assert any_remarks.keys_there() == set()
    assert SAID not in any_remarks.staff().get(any_remarks.reading_page).text


def test_an_empty_box_is_closed_and_says_so(remarks: BoxStory) -> None:
    """Nobody wrote: there is nothing to read, and nothing fails."""
    remarks.tick(CLOSES)
    assert "There is nothing to read." in remarks.staff().get(remarks.reading_page).text


def test_after_the_last_moment_nothing_is_taken(remarks: BoxStory) -> None:
    """Also while the tick has not come by yet."""
    remarks.now = CLOSES
    with pytest.raises(RemarksClosed):
        remarks.write(remarks.everybody[0])


def test_a_box_without_its_key_waits_and_can_be_given_up(remarks: BoxStory) -> None:
    """It names the box and its own command, and leaves the answers of the period alone."""
    remarks.everybody_writes()
    for path in remarks.region.keys.folder.glob("remarks-*.key"):
        path.unlink()
    remarks.tick(CLOSES)
    assert (remarks.box.state, remarks.box.waiting_because) == ("open", "key_missing")
    waits = Waiting("key_missing", f"remarks-{remarks.period_id}")
    assert command_for(waits) == f"peil remarks give-up {remarks.period_id}"
    said = CliRunner().invoke(
        command, ["give-up", remarks.period_id, "--yes"], obj=ScriptInfo(create_app=lambda: remarks.region.app)
    )
    assert said.exit_code == 0, said.output
    assert (remarks.box.state, remarks.envelopes()) == ("deleted", {})
    assert remarks.box.period.state == "released"


def test_a_person_decides_to_keep_what_opens(remarks: BoxStory) -> None:
    """One envelope of twenty-four is damaged: the box waits, `--leave-unopened` opens the others."""
    remarks.everybody_writes()
    first = next(iter(remarks.envelopes()))
    with writing(db.session):
        db.session.get_one(RemarkEnvelope, first).sealed = b"0" * 200
    remarks.tick(CLOSES)
    assert remarks.box.waiting_because == "ballots_unopened"
    run = ["close", remarks.period_id, "--leave-unopened"]
    said = CliRunner().invoke(command, run, obj=ScriptInfo(create_app=lambda: remarks.region.app))
    assert said.exit_code == 0, said.output
    assert remarks.staff().get(remarks.reading_page).text.count(SAID) == 23


def test_a_period_without_a_box_has_no_command(remarks: BoxStory) -> None:
    """A typo in the id of a period is a message, and no traceback."""
    said = CliRunner().invoke(command, ["give-up", "nowhere"], obj=ScriptInfo(create_app=lambda: remarks.region.app))
    assert said.exit_code == 1
    assert "No remarks of a period nowhere wait" in said.output
