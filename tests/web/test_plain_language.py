"""What a participant reads is plain: measured by the formulas of Douma (Dutch) and Flesch (English)."""

from __future__ import annotations

import pytest

from tests.plain_language import by_page, hardest, reading_ease

PLAIN = 60
"""From here on the formulas call a text plain language; level B1 reads it."""
HARDEST = 40
"""No single text of eight words or more is harder than this."""
NAMES_ITS_READER = ("privacyfunctionarissen", "privacy officers")
"""One line names in their own words whom a page is for, who is not the participant."""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_page_is_plain(language: str) -> None:
    """All words of a page together; the message names the pages that are not, with their reading ease."""
    hard = {page: round(ease) for page, ease in by_page(language).items() if ease < PLAIN}
    assert not hard


@pytest.mark.parametrize("language", ["nl", "en"])
def test_no_sentence_is_hard(language: str) -> None:
    """The hardest ones are listed by `python -m tests.plain_language nl`."""
    hard = [(round(ease), said.text) for ease, said in hardest(language) if ease < HARDEST]
    assert [each for each in hard if not any(name in each[1] for name in NAMES_ITS_READER)] == []


def test_the_pages_are_all_looked_at() -> None:
    """The pages that matter most are among them, in both languages alike."""
    pages = set(by_page("nl"))
    assert pages >= {
        "templates/participants/join.html",
        "templates/participants/code.html",
        "templates/answering/pulse.html",
        "templates/mirror/today.html",
        "templates/mirror/mirror.html",
        "templates/reminders/reminders.html",
        "app/mirror/sentences.py",
    }


def test_the_formula_tells_plain_from_hard() -> None:
    """A child's sentence is easy, an official one is hard, in both languages."""
    assert reading_ease("De kat zat op de mat.", "nl") > 100
    assert reading_ease("The cat sat on the mat.", "en") > 100
    official = "De verantwoordelijkheid voor de implementatie van organisatieveranderingen ligt bij de directie."
    assert reading_ease(official, "nl") < 20
    assert (
        reading_ease("Responsibility for implementing organisational transformation lies with management.", "en") < 20
    )
