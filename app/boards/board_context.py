"""The template variables of a group's board and of its grid page, computed from the same figures."""

from __future__ import annotations

from collections.abc import Sequence

from app.boards.grid import grid_of
from app.db import AnySession
from app.groups.group_cards import cards_for
from app.groups.help_of_cards import card_help
from app.groups.places import Place
from app.groups.service import BoardQuery, make_board, own_topics, read_figures
from app.groups.writers import reads_own_words, writer
from app.meetings.meeting_context import Context, own_agreements, readings_beside, subjects_of
from app.releases.read import ReleasedPeriod
from app.wording.phrases import Phrases


def board_context(
    session: AnySession, place: Place, asked: BoardQuery, *, periods: Sequence[ReleasedPeriod]
) -> Context:
    """Return the template variables of a group's board: topics, grid, cards, agreements and reading notes.

    `periods`: all released periods of the region, oldest first.
    """
    figures = read_figures(session, place, asked, periods=periods)
    topics, agreements = own_topics(figures), own_agreements(session, place, figures)
    return {
        "board": make_board(session, place, figures, every=topics, periods=periods),
        "grid": grid_of(session, place, topics, period_id=asked.period.id),
        "subjects": subjects_of(topics, figures, agreements),
        "cards": cards_for(
            place,
            figures.earlier,
            known=figures.known,
            periods=figures.periods,
            phrases=Phrases(figures.instrument),
        ),
        "card_help": card_help(figures.own, figures.instrument),
        "agreements": agreements,
        "readings": readings_beside(session, place, asked.period),
        "writes": writer(place) is not None,
        "reads": reads_own_words(place),
    }


def grid_context(
    session: AnySession, place: Place, asked: BoardQuery, *, periods: Sequence[ReleasedPeriod], sort: str
) -> Context:
    """Return the template variables of the page that compares all subgroups of a group on all topics.

    `sort`: a topic's key, `name`, or empty for the groups that stand out most first.
    """
    figures = read_figures(session, place, asked, periods=periods)
    topics = own_topics(figures)
    return {
        "board": make_board(session, place, figures, every=topics, periods=periods),
        "grid": grid_of(session, place, topics, period_id=asked.period.id, sort=sort),
    }
