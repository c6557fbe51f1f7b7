"""Whether an agreement seems to name somebody: a simple rule, with what it misses written down."""

from __future__ import annotations

import pytest

from app.web.name_warning import seems_to_name_somebody


@pytest.mark.parametrize(
    "text",
    [
        "Wij vragen Fatima om te bellen.",
        "We ask Jan-Willem to call.",
        "Donderdag belt mw. de Vries de gemeente.",
        "Wij bellen MEVROUW Jansen.",
        "Mail naar jan@voorbeeld.nl.",
        "1. Wij spreken met Özlem.",
    ],
)
def test_what_looks_like_a_name_is_noticed(text: str) -> None:
    """A capital inside a sentence, a form of address, an e-mail address."""
    assert seems_to_name_somebody(text)


@pytest.mark.parametrize(
    "text",
    [
        "Wij houden donderdag een kwartier vrij.",
        "We meet on Monday. Then we look back.",
        "Wij bespreken dit met Team Noord en de GGZ.",
        "1. Wij bellen eerder. 2. Wij vragen hulp.",
        "Afgesproken: “Wij beginnen op tijd.”",
        "",
    ],
)
def test_ordinary_sentences_are_left_alone(text: str) -> None:
    """The first word, days, abbreviations and the names of groups."""
    assert not seems_to_name_somebody(text, known=["Team Noord"])


def test_a_name_that_opens_a_sentence_is_missed() -> None:
    """Every first word has a capital: the rule says so itself, and the form asks for “we”."""
    assert not seems_to_name_somebody("Fatima belt de gemeente.")
