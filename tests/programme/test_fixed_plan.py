"""The questionnaire is fixed at the opening: an edited content file changes the next period, never an open one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.db import db, writing
from app.instrument import installed as instruments
from app.instrument.installed import instrument_of
from app.jobs import tick
from app.programme import counting_plan as fixed
from app.programme.concerns import Waiting
from app.programme.counting_plan import PlanUnreadable, canonical, fixed_instrument, plan_of_period
from app.programme.models import CountingPlan, Period, Wave
from app.releases.models import ReleaseRow
from tests.region import FORTNIGHT, START, SmallRegion

CLOSED = START + 2 * FORTNIGHT
ANSWERS = {"professional_space": "sufficient", "work_enjoyment": 7}
Edit = Callable[..., None]


@pytest.fixture
def edit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Edit]:
    """Somebody edits the content file, and every process reads it anew."""
    folder = tmp_path / "instruments"
    shutil.copytree(instruments.FOLDER, folder)

    def change(*changes: tuple[str, str]) -> None:
        path = folder / "peo.yaml"
        content = path.read_text(encoding="utf-8")
        for before, after in changes:
            assert before in content
            content = content.replace(before, after, 1)
        path.write_text(content, encoding="utf-8")
        instrument_of.cache_clear()

    monkeypatch.setattr(instruments, "FOLDER", folder)
    yield change
    instrument_of.cache_clear()


NOT_FAVOURABLE = ("rank: 3, favourable: true}", "rank: 3}")
OTHER_WORDS = ("How much professional space do you have in your work?", "Words that came later?")


def answer_all(region: SmallRegion) -> None:
    for person in (person for people in region.people.values() for person in people):
        region.answer(person, ANSWERS)


def shares(period: str) -> dict[tuple[str, str, str], float | None]:
    """The published favourable shares of professional space."""
    rows = select(ReleaseRow).where(ReleaseRow.period_id == period, ReleaseRow.item == "professional_space")
    return {(row.level, row.group, row.option): row.value for row in db.session.scalars(rows)}


def test_the_stored_plan_is_the_whole_questionnaire(region: SmallRegion) -> None:
    """Items, options, favourable sides, routing and words: what comes back is what went in."""
    stored = plan_of_period(db.session, region.wave().period)
    assert stored == instrument_of("peo")
    assert canonical(stored) == canonical(instrument_of("peo"))


def test_an_edited_file_changes_no_open_period(region: SmallRegion, edit: Edit) -> None:
    """Answers counted by the plan they were given under: favourable then is favourable in the release."""
    answer_all(region)
    period = region.wave().period_id
    edit(NOT_FAVOURABLE, OTHER_WORDS)
    region.tick(CLOSED)
    published = [value for value in shares(period).values() if value is not None]
    assert max(published) > 0.5, "everybody answered what was favourable when the period opened"


def test_the_form_of_an_open_period_keeps_its_words(region: SmallRegion, edit: Edit) -> None:
    """Who answers on the last day reads what who answered on the first day read; the next period has the new words."""
    client = region.signed_in(region.participant)
    edit(OTHER_WORDS, ("key: peo", "key: [broken"))
    assert OTHER_WORDS[0] in client.get("/pulse", headers={"Accept-Language": "en"}).text, "even a broken file"
    edit(("key: [broken", "key: peo"))
    region.tick(CLOSED)
    following = db.session.scalars(select(Period).where(Period.number == 2)).one()
    texts = [item.text["en"] for item in plan_of_period(db.session, following).items]
    assert OTHER_WORDS[1] in texts


def test_a_broken_file_stops_the_next_opening_and_nothing_else(region: SmallRegion, edit: Edit) -> None:
    """What is open is still counted and published; the tick says that opening failed."""
    answer_all(region)
    period = region.wave().period_id
    edit(("key: peo", "key: [broken"))
    done = tick(db.session, now=CLOSED, keys=region.keys)
    assert done.released == (period,)
    assert done.opened == ()
    assert "step_failed" in {each.kind for each in done.concerns}


def test_a_plan_that_was_altered_is_not_counted_by(region: SmallRegion) -> None:
    """The digest of the plan stands with the period; whoever changes one word of it stops the count."""
    answer_all(region)
    period = region.wave().period_id
    with writing(db.session):
        db.session.execute(update(CountingPlan).values(content=b"{}"))
    fixed._remembered.clear()
    with pytest.raises(PlanUnreadable):
        fixed_instrument(db.session, digest=db.session.get_one(Period, period).plan_digest, key="peo")
    assert Waiting("plan_unreadable", period) in region.tick(CLOSED).concerns


def test_an_open_period_of_an_older_version_gets_its_plan_at_the_first_tick(region: SmallRegion) -> None:
    """Before that there was none stored; from then on it is fixed."""
    with writing(db.session):
        db.session.execute(update(Period).values(plan_digest=None))
    assert plan_of_period(db.session, region.wave().period) == instrument_of("peo")
    region.tick(START)
    assert region.wave().period.plan_digest


def test_what_was_planned_and_is_no_longer_there_is_not_asked(region: SmallRegion) -> None:
    """A period planned weeks ahead opens with what the questionnaire has by then."""
    following = db.session.scalars(select(Wave).join(Wave.period).where(Period.number == 2)).first()
    assert following is not None
    with writing(db.session):
        following.items = [*following.items, "taken_out_of_the_file"]
    region.tick(CLOSED)
    assert "taken_out_of_the_file" not in region.wave(CLOSED).items
    assert region.wave(CLOSED).items
