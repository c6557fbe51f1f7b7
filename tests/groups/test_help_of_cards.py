"""Whether cards help is told as shares of everybody, and never as a number of people who did one."""

from __future__ import annotations

import pytest
from flask import Flask

from app.groups.help_of_cards import CardHelp, card_help
from app.instrument.installed import instrument_of
from app.releases.rules.cells import Cell, Published, Row, Withheld

PEO = instrument_of("peo")
OTHER = PEO.model_copy(update={"card_help": None})


def row(option: str, cell: Cell, *, item: str = "card_helped") -> Row:
    return Row(
        level="region", group="r", group_name="R", parent="", item=item, statistic="share", option=option, cell=cell
    )


def share(lower: float, upper: float) -> Published:
    return Published(size_class="50+", value=(lower + upper) / 2, lower=lower, upper=upper)


@pytest.mark.parametrize(
    ("said", "helped", "words"),
    [
        (share(0.2, 0.3), share(0.1, 0.2), CardHelp(said="20 to 30%", helped="10 to 20%", among="at least 33%")),
        (share(0.0, 0.12), share(0.0, 0.12), CardHelp(said="at most 12%", helped="at most 12%", among="")),
        (Withheld(), Withheld(), CardHelp(said="", helped="", among="")),
        (share(0.2, 0.3), Withheld(), CardHelp(said="", helped="", among="")),
    ],
)
def test_two_shares_and_their_ratio_where_both_bounds_allow_it(
    app: Flask, *, said: Cell, helped: Cell, words: CardHelp
) -> None:
    """Where perhaps nobody said anything, a part of them is not told; what is withheld is told of neither."""
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert card_help([row(">=no", said), row("favourable", helped), row("yes", helped)], PEO) == words


def test_a_period_that_does_not_count_it_tells_nothing(app: Flask) -> None:
    """An older release, a team's board, or a questionnaire without it."""
    rows = [row(">=no", share(0.2, 0.3)), row("favourable", share(0.1, 0.2))]
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert card_help([row("favourable", share(0.1, 0.2), item="reflection")], PEO) is None
        assert card_help(rows, OTHER) is None
