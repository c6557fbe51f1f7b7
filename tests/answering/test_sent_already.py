"""Whoever opens the pulse again sees that it was sent, on which day, and what sending again does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import SetClock
from tests.region import START, SmallRegion

ANSWERS = {"professional_space": "sufficient"}


@pytest.mark.parametrize(
    ("language", "line", "button"),
    [
        ("nl", "Je antwoordde op dinsdag 3 maart. Opnieuw verzenden vervangt dat.", "Verzend opnieuw"),
        ("en", "You answered on Tuesday, 3 March. Sending again replaces it.", "Send again"),
    ],
)
def test_a_pulse_that_was_sent_says_so(
    *, region: SmallRegion, set_clock: SetClock, language: str, line: str, button: str
) -> None:
    """A line above the questions, and the words on the button (nextcloud/forms #2493)."""
    client, asked = region.signed_in(region.participant), f"/pulse?language={language}"
    assert line not in client.get(asked).text
    set_clock(START + timedelta(days=1))
    region.answer(region.participant, ANSWERS, moment=START + timedelta(days=1))
    set_clock(START + timedelta(days=2))
    page = client.get(asked).text
    assert line in page
    assert f">{button}</button>" in page


def test_the_day_stays_in_ones_own_diary(region: SmallRegion) -> None:
    """It is sealed with the answers: the tables show no day."""
    region.answer(region.participant, ANSWERS, moment=START)
    team_mate = region.signed_in(region.team_mate).get("/pulse?language=en").text
    assert "You answered on" not in team_mate.replace('data-words="You answered on', "")
