"""The programme team chooses what every round asks: it holds for what has not opened, in words that can be read."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.db import db, writing
from app.instrument.installed import instrument_of
from app.instrument.rotation import TooFewQuestions, anchor_choices
from app.programme.models import PULSE, Period, Programme, Wave
from app.programme.plan_changes import change_plan, duplicate, plan_full
from app.programme.programme_plan import anchors_of, plan_of
from app.running.programme_pages import preview_of
from tests.region import FORTNIGHT, START, STARTS_ON, SmallRegion
from tests.running.test_programme_pages import PLAN

OTHER = ["workload", "reflection"]
CHOSEN = {"reflection", "workload", "workload_cause"}
FREE = STARTS_ON + 2 * FORTNIGHT


@pytest.fixture
def address(region: SmallRegion) -> str:
    return f"/programme/{region.wave().period.programme_id}"


def programme() -> Programme:
    return db.session.scalars(select(Programme).order_by(Programme.paused)).first() or pytest.fail("none")


def choose(*keys: str, items_per_wave: int = 6) -> None:
    with writing(db.session):
        plan = replace(plan_of(programme()), anchors=keys, items_per_wave=items_per_wave)
        change_plan(db.session, programme(), plan, first_day=FREE, now=START)


def asked(state: str) -> list[set[str]]:
    waves = select(Wave).join(Wave.period).where(Period.state == state, Wave.kind == PULSE).order_by(Wave.number)
    return [set(wave.items) for wave in db.session.scalars(waves)]


def ticked(page: str) -> set[str]:
    return set(re.findall(r'name="anchors" value="(\w+)" checked', page))


def test_every_planned_round_asks_them_and_the_open_one_stays(any_region: SmallRegion) -> None:
    """What is open was promised; what has not opened asks the chosen ones, and goes on doing so by itself."""
    before = asked("open")
    choose(*OTHER)
    assert asked("open") == before
    assert asked("planned")
    assert all(wave >= CHOSEN for wave in asked("planned"))
    any_region.tick(START + 6 * FORTNIGHT)
    assert all(wave >= CHOSEN for wave in asked("planned"))
    assert anchors_of(programme()) == tuple(item.key for item in instrument_of("peo").items if item.key in CHOSEN)


def test_an_anchor_that_was_dropped_takes_turns(region: SmallRegion) -> None:
    """It is not lost: over a cycle it is asked like the others."""
    choose(*OTHER)
    region.tick(START + 10 * FORTNIGHT)
    times = [bool({"work_enjoyment"} & wave) for wave in [*asked("released")[2:], *asked("open"), *asked("planned")]]
    assert any(times)
    assert not all(times)


def test_nothing_is_changed_by_a_choice_that_does_not_fit(region: SmallRegion) -> None:
    """Refused before anything is written."""
    before = asked("planned")
    with pytest.raises(TooFewQuestions):
        choose(*OTHER, items_per_wave=3)
    assert asked("planned") == before
    assert programme().anchors is None


def test_a_copy_and_a_full_measurement_keep_them(region: SmallRegion) -> None:
    """A duplicate has the same anchors; pulses after a full measurement ask them too."""
    choose(*OTHER)
    with writing(db.session):
        copy_id = duplicate(db.session, programme(), name="Twin", today=STARTS_ON).id
        plan_full(db.session, programme(), first_day=FREE, days=21, now=START)
    assert anchors_of(db.session.get_one(Programme, copy_id)) == anchors_of(programme())
    assert all(wave >= CHOSEN for wave in asked("planned"))


def test_the_form_offers_what_a_round_may_ask(lead: FlaskClient, address: str) -> None:
    """One tick for questions that belong together, under the titles of the questionnaire; the present ones ticked."""
    page = lead.get(f"{address}/plan").text
    offered = re.findall(r'name="anchors" value="(\w+)"', page)
    assert offered == [group[0] for group in anchor_choices(instrument_of("peo"))]
    assert "experience" not in offered
    assert ticked(page) == {"professional_space", "work_enjoyment"}
    assert ticked(lead.get("/programme/new").text) == {"professional_space", "work_enjoyment"}


def test_a_choice_is_saved_and_shown_again(lead: FlaskClient, address: str) -> None:
    """On the form, on the calendar of the year, and in the rounds themselves."""
    assert lead.post(f"{address}/plan", data=PLAN | {"anchors": OTHER, "items_per_wave": "6"}).status_code == 303
    assert set(programme().anchors or ()) == CHOSEN
    assert ticked(lead.get(f"{address}/plan").text) == {"workload", "reflection"}
    assert all(wave >= CHOSEN for wave in asked("planned"))


@pytest.mark.parametrize(
    ("typed", "about"),
    [
        ({"anchors": []}, "anchors"),
        ({"anchors": ["weather"]}, "anchors"),
        ({"anchors": ["reflection", "experience"]}, "anchors"),
        ({"anchors": ["<script>"]}, "anchors"),
        ({"anchors": ["reflection", "equipped", "own_judgement", "work_enjoyment"]}, "items_per_wave"),
        ({"anchors": [group[0] for group in anchor_choices(instrument_of("peo"))][:-1]}, "anchors"),
    ],
)
@pytest.mark.parametrize("where", ["plan", "new", "preview"])
def test_an_impossible_choice_is_refused_in_words(
    lead: FlaskClient, address: str, where: str, typed: dict[str, list[str]], about: str
) -> None:
    """None, unknown, background, too many: 422 at the field that mends it, what was ticked is still ticked."""
    target = f"{address}/plan" if where == "plan" else f"/programme/{where}"
    page = lead.post(target, data=PLAN | typed | {"items_per_wave": "12" if about == "anchors" else "5"})
    assert page.status_code == 422
    assert f'id="why-{about}"' in page.text
    assert ticked(page.text) == {key for key in typed["anchors"] if key.isidentifier()} - {"weather", "experience"}
    assert programme().anchors is None


def test_too_many_say_how_many_questions_would_do(lead: FlaskClient, address: str) -> None:
    """Four anchors and the largest pair: at least six."""
    page = lead.post(
        f"{address}/plan", data=PLAN | {"anchors": ["reflection", "equipped", "own_judgement", "work_enjoyment"]}
    )
    assert "at least 6" in page.text or "minstens 6" in page.text


def test_the_preview_shows_them_and_says_what_is_lost(lead: FlaskClient, address: str) -> None:
    """In every round of the table; an anchor that would be dropped is named with what that means for its line."""
    form = PLAN | {"anchors": OTHER, "items_per_wave": "6", "programme": address.rsplit("/", maxsplit=1)[-1]}
    headers = {"HX-Request": "true", "Accept-Language": "en"}
    fragment = lead.post("/programme/preview", data=form, headers=headers).text
    assert fragment.count("every round") >= len(CHOSEN)
    assert "No longer in every round: Professional space, Work enjoyment." in fragment
    same = lead.post("/programme/preview", data=form | {"anchors": PLAN["anchors"]}, headers=headers).text
    assert "No longer" not in same


def test_the_preview_is_what_will_come(region: SmallRegion) -> None:
    """Numbers, days and questions of the rounds are those that saving the same plan brings."""
    plan = replace(plan_of(programme()), anchors=tuple(OTHER), items_per_wave=6)
    shown = preview_of(db.session, programme(), plan, first_day=FREE, questionnaire="peo")
    choose(*OTHER)
    region.tick(START + 4 * FORTNIGHT)
    later = select(Wave).join(Wave.period).where(Period.opens_at >= START + 2 * FORTNIGHT - timedelta(days=1))
    stored = db.session.scalars(later.order_by(Wave.number)).all()
    assert len(stored) >= 4
    for wave, told in zip(stored, shown.waves, strict=False):
        assert (wave.number, wave.opens_at, set(wave.items)) == (
            told.number,
            told.opens,
            {item.key for item in told.items},
        )
    assert {item.key for item in shown.always} == CHOSEN
