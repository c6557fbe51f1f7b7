"""Figures of a routed question say of whom they are a share, and what they are among those concerned."""

from __future__ import annotations

import pytest
from flask import Flask

from app.groups.references import among_those
from app.instrument.installed import instrument_of
from app.releases.rules.cells import Published, Row, Withheld
from app.wording.phrases import Phrases

PHRASES = Phrases(instrument_of("peo"))
EN = {"Accept-Language": "en"}


def _row(item: str, option: str, cell: Published | Withheld) -> Row:
    return Row(
        level="region",
        group="r",
        group_name="Region",
        parent="",
        breakdown="",
        category="",
        item=item,
        statistic="share",
        option=option,
        cell=cell,
    )


def _told(cause: Published | Withheld, workload: Published | Withheld) -> str:
    own = _row("workload_cause", "admin", cause)
    rows = {"workload_cause": [own], "workload": [_row("workload", ">=some", workload)]}
    return among_those(PHRASES, "workload_cause", "admin", rows=rows, own=own)


def test_a_routed_figure_says_of_whom_it_is_a_share(app: Flask) -> None:
    """Causes of workload are counted over everybody who answered about workload; workload itself needs no word."""
    with app.test_request_context(headers=EN):
        assert (
            Phrases(instrument_of("peo")).counted_over("workload_cause") == "of everybody who answered about ‘Workload’"
        )
        assert Phrases(instrument_of("peo")).counted_over("workload") == ""


def test_the_share_among_those_concerned_has_the_bounds_of_both(app: Flask) -> None:
    """20 to 30 % of all, of 40 to 50 % who feel it: between 40 and 75 %."""
    with app.test_request_context(headers=EN):
        told = _told(Published("50+", 0.25, 0.2, 0.3), Published("50+", 0.45, 0.4, 0.5))
    assert told.startswith("Of those who answered ‘")
    assert told.endswith(": 40 to 75%.")


@pytest.mark.parametrize("whole", [Withheld(), Published("50+", 0.05, 0.0, 0.1)])
def test_what_is_not_known_is_not_said(whole: Published | Withheld, app: Flask) -> None:
    """Where the whole is not shown, or may be nobody, there is no ratio."""
    with app.test_request_context(headers=EN):
        assert _told(Published("50+", 0.25, 0.2, 0.3), whole) == ""
