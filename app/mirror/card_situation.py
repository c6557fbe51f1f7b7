"""Prepares what a participant's cards are chosen by: the personal cards, and the answers and released figures."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from app.answering.diary import Diary
from app.cards import AnsweredWave, Situation
from app.cards.rule_walk import shares_in
from app.cards.situation import Figures
from app.cards.taken_over import personal_cards
from app.cards.vocabulary import favourable_options
from app.charts.chart_cells import named_cells
from app.charts.time_axis import TimelineWave
from app.db import AnySession
from app.instrument.installed import instrument_of
from app.mirror.mirror_sources import Looking
from app.releases.rules.cells import Published

Favourable = Mapping[str, Mapping[str, bool]]


@lru_cache
def figures_looked_at(questionnaire: str) -> frozenset[tuple[str, str]]:
    """Return the item and option of each published share that a rule of a questionnaire's personal cards looks at."""
    rules = [rule for card in personal_cards(questionnaire) for rule in (card.rule, card.not_for) if rule]
    return frozenset(pair for rule in rules for pair in shares_in(rule))


@lru_cache
def favourable(instrument_key: str) -> Favourable:
    """Return per item whether each option is favourable, for the questionnaire with this key."""
    return favourable_options(instrument_of(instrument_key))


FiguresByPeriod = tuple[tuple[str, Figures], ...]
"""Per released period, oldest first, the newest figure of each share up to and including that period."""


def region_figures(session: AnySession, looking: Looking) -> FiguresByPeriod:
    """Return for each released period, oldest first, the bounds of the region's shares as known after that release.
    As (period id, {(item, option): (lower, upper)}). A share that was not published in a period keeps its earlier
    bounds; one that was withheld in it is absent.
    """
    released = [period for period in looking.timeline.shown if period.released]
    cells = named_cells(
        session,
        looking.groups["region"],
        periods=[period.id for period in released],
        wanted=figures_looked_at(looking.timeline.instrument_key),
    )
    known: dict[tuple[str, str], tuple[float, float]] = {}
    by_period = []
    for period in released:
        for (item, _statistic, option), cell_of in cells.items():
            match cell_of.get(period.id):
                case Published(lower=lower, upper=upper):
                    known[item, option] = (lower, upper)
                case None:
                    continue
                case _:
                    known.pop((item, option), None)
        by_period.append((period.id, dict(known)))
    return tuple(by_period)


def situation_at(looking: Looking, wave: TimelineWave, *, figures: FiguresByPeriod) -> Situation:
    """Return what the choice of a card depends on at `wave`: answers up to it, and figures released before it opened.

    The caller adds what the participant did with earlier cards.
    """
    closed = {period.id for period in looking.timeline.periods if period.closes <= wave.opens}
    known = [each for period, each in figures if period in closed]
    return Situation(
        wave_number=wave.number,
        history=moments(looking.diary, [each for each in looking.timeline.waves if each.number <= wave.number]),
        region=known[-1] if known else {},
        favourable=favourable(looking.timeline.instrument_key),
        profile=looking.diary.profile,
    )


def moments(diary: Diary, waves: list[TimelineWave]) -> tuple[AnsweredWave, ...]:
    """Return this person's answers in each of these waves, oldest first; waves without answers are absent."""
    return tuple(AnsweredWave(wave.number, diary.waves[wave.id].answers) for wave in waves if wave.id in diary.waves)
