"""Which published figures a card's rule may look at."""

from __future__ import annotations

from app import clock
from app.db import db
from app.mirror.card_situation import figures_looked_at, region_figures, situation_at
from app.mirror.mirror_sources import Looking, look
from app.participants.identity import Participant
from app.participants.service import belonging_of
from tests.conftest import SetClock
from tests.mirror.publishing import publish
from tests.region import FORTNIGHT, START, SmallRegion

SHARE = ("professional_space", "favourable")


def _look(region: SmallRegion) -> Looking:
    belonging = belonging_of(db.session, region.participant.keys)
    assert belonging is not None
    person = Participant(region.participant.code, region.participant.keys, belonging)
    return look(db.session, person, now=clock.now())


def _pass_periods(region: SmallRegion, set_clock: SetClock, *figures: tuple[float, float] | None) -> None:
    for number, bounds in enumerate(figures, start=1):
        publish(region, number, {SHARE: bounds})
        set_clock(START + 2 * number * FORTNIGHT)
        region.tick(clock.now())


def test_the_rules_we_ship_look_at_few_figures() -> None:
    """Only those are read, however much was published."""
    assert SHARE in figures_looked_at("peo")
    assert len(figures_looked_at("peo")) < 60


def test_the_newest_figure_counts(region: SmallRegion, set_clock: SetClock) -> None:
    """And an item that was not asked in the last period keeps what was published before."""
    _pass_periods(region, set_clock, (0.6, 0.64), (0.7, 0.74))
    publish(region, 2, {})
    figures = region_figures(db.session, _look(region))
    assert [known[SHARE] for _period, known in figures] == [(0.6, 0.64), (0.7, 0.74)]


def test_what_was_withheld_last_is_not_known(region: SmallRegion, set_clock: SetClock) -> None:
    """An older figure does not stand in for one that may not be shown."""
    _pass_periods(region, set_clock, (0.6, 0.64), None)
    assert SHARE not in region_figures(db.session, _look(region))[-1][1]


def test_a_wave_knows_only_what_was_published_before_it_opened(region: SmallRegion, set_clock: SetClock) -> None:
    """So that the card of a wave stays the same when a new release comes."""
    _pass_periods(region, set_clock, (0.6, 0.64), (0.7, 0.74))
    looking = _look(region)
    figures = region_figures(db.session, looking)
    seen = [situation_at(looking, wave, figures=figures).region.get(SHARE) for wave in looking.timeline.waves]
    assert seen == [None, None, (0.6, 0.64), (0.6, 0.64), (0.7, 0.74)]
