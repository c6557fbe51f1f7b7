"""The contexts of the pages about a group: what templates are given, from the same figures."""

from __future__ import annotations

from collections.abc import Sequence

from app.boards.group_cards import cards_for
from app.boards.phrases import Phrases
from app.boards.places import Place
from app.boards.service import Asked, make_board, read_figures
from app.db import AnySession
from app.releases.read import ReleasedPeriod


def board_context(
    session: AnySession, place: Place, asked: Asked, *, periods: Sequence[ReleasedPeriod]
) -> dict[str, object]:
    """Everything a board shows."""
    figures = read_figures(session, place, asked, periods=periods)
    return {
        "board": make_board(session, place, figures, periods=periods),
        "cards": cards_for(session, place, periods=figures.periods, phrases=Phrases(figures.instrument)),
    }
