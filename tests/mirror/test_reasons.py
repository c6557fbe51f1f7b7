"""Why a card is shown: every reason a rule can give has its sentence."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask_babel import force_locale

from app.cards import Reason, Situation
from app.cards.rule_evaluation import reasons_for
from app.cards.taken_over import personal_cards
from app.instrument.schema import Instrument
from app.wording.reason_words import how_chosen, told

DAYS = {1: "1 October", 2: "15 October", 3: "29 October"}
pytestmark = pytest.mark.usefixtures("in_english")


def _beside(*, answer: int, option: str) -> dict[str, object]:
    return {"answer": answer, "wave_number": 1, "option": option, "lower": 0.48, "upper": 0.5}


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        (
            Reason("latest", "reflection", {"options": ("insufficient",), "wave_number": 3}),
            "In the round of 29 October you chose ‘insufficient’ at ‘Room to look back’.",
        ),
        (
            Reason("latest", "work_enjoyment", {"value": 4, "wave_number": 3}),
            "In the round of 29 October you answered 4 at ‘Work enjoyment’.",
        ),
        (
            Reason(
                "run",
                "reflection",
                {"times": 2, "options": (("insufficient",), ("insufficient",)), "wave_numbers": (1, 3)},
            ),
            "2 times in a row you chose ‘insufficient’ at ‘Room to look back’, last in the round of 29 October.",
        ),
        (
            Reason("run", "work_enjoyment", {"times": 3, "values": (8, 7, 8), "wave_numbers": (1, 2, 3)}),
            "3 times in a row you chose 8 and 7 at ‘Work enjoyment’, last in the round of 29 October.",
        ),
        (
            Reason("change", "work_enjoyment", {"before": 8, "now": 5, "wave_numbers": (1, 2)}),
            "At ‘Work enjoyment’ you went from 8 (round of 1 October) to 5 (round of 15 October).",
        ),
        (
            Reason(
                "below_region",
                "professional_space",
                {"answer": "insufficient", "wave_number": 1, "option": "favourable", "lower": 0.6, "upper": 0.64},
            ),
            (
                "In the round of 1 October you answered ‘insufficient’ at ‘Professional space’. "
                "In the region 60 to 64% of people chose ‘sufficient’ or higher."
            ),
        ),
        (
            Reason("group", "professional_space", {"option": "favourable", "lower": 0.6, "upper": 0.64}),
            "At ‘Professional space’ 60 to 64% of people chose ‘sufficient’ or higher.",
        ),
        (Reason("profile", "experience", {"value": "0-3"}), "You told us when you joined: 0 to 3 years."),
        (Reason("always"), "This card can help everyone who does this work."),
        (
            Reason("latest", "workload_task.workload_task_skj", {"options": ("strong",), "wave_number": 1}),
            (
                "In the round of 1 October you chose ‘strongly’ at "
                "‘Tasks that bring pressure: Demands of the professional register (SKJ)’."
            ),
        ),
    ],
)
def test_a_reason_is_told_as_what_was_answered_or_published(peo: Instrument, reason: Reason, sentence: str) -> None:
    """In the words of the questionnaire; a figure with its bounds."""
    assert told([reason], instrument=peo, days=DAYS)[0].sentence == sentence


def test_a_kept_card_of_which_the_reason_has_gone_says_so(peo: Instrument) -> None:
    """It stays because its owner kept it."""
    assert told([], instrument=peo, days=DAYS)[0].term == "Your choice"


def test_every_card_for_everyone_can_tell_why(peo: Instrument) -> None:
    """The reasons of the cards we ship can all be worded."""
    nobody = Situation(wave_number=1, favourable={})
    for card in personal_cards("peo"):
        reasons = reasons_for(card.rule, nobody) if card.rule else None
        if reasons:
            assert all(each.sentence for each in told(reasons, instrument=peo, days=DAYS))


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (Reason("latest", "work_enjoyment", {"value": 4, "wave_number": 3}), "on your own answers"),
        (Reason("profile", "experience", {"value": "0-3"}), "what you told about your work when you joined"),
        (Reason("always"), "It was not chosen: it stands here for everyone."),
        (Reason("below_region", "reflection", {"wave_number": 1}), "on your own answers and on released figures"),
        (Reason("group", "reflection"), "on released figures. No answer of yours was needed."),
    ],
)
def test_how_a_card_was_chosen_is_true(reason: Reason, said: str) -> None:
    """Whoever declined everything is not told that their answers chose it."""
    told_how = how_chosen([reason])
    assert said in told_how
    assert ("your own answers" in told_how) == reason.of_own_answers


TOUCHING = re.compile(r"\d\s?%?[,:;]?\s\d")
"""Two figures with nothing but a comma or a space between them: "7, 4" is read as a number."""


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize(
    "reason",
    [
        Reason("run", "work_enjoyment", {"times": 4, "values": (7, 7, 7, 7), "wave_numbers": (1, 2, 3)}),
        Reason("run", "direct_contact_share", {"times": 2, "values": (40, 40), "wave_numbers": (1, 2)}),
        Reason("below_region", "work_enjoyment", _beside(answer=4, option=">=7")),
        Reason("below_region", "direct_contact_share", _beside(answer=20, option=">=50")),
        Reason("group", "work_enjoyment", {"option": ">=7", "lower": 0.6, "upper": 0.64}),
        Reason("group", "direct_contact_share", {"option": ">=50", "lower": 0.48, "upper": 0.5}),
    ],
)
def test_two_figures_are_never_read_as_one(peo: Instrument, app: Flask, reason: Reason, language: str) -> None:
    """Between a grade and a count, or a share and a percentage, stands at least a word, in every language."""
    with app.test_request_context(), force_locale(language):
        sentence = told([reason], instrument=peo, days=DAYS)[0].sentence
    assert not TOUCHING.search(sentence), sentence
