"""A count of "this step or higher" is named so that its reader knows who is in it, everywhere by the same words."""

from __future__ import annotations

import pytest
from flask import Flask

from app.instrument.indicators import indicators
from app.instrument.installed import instrument_of
from app.instrument.later_languages import with_later_languages
from app.instrument.schema import Instrument, Item
from app.releases.rules.cells import Published, Row
from app.web.language import speaking
from app.wording.answer_words import count_label, count_words
from app.wording.file_labels import labels_of
from app.wording.phrases import Phrases

CARD = {
    "nl": "Iets over een kaart gezegd",
    "en": "Said something about a card",
    "de": "Etwas über eine Karte gesagt",
}
HELPED = ("card_helped", ">=no")


def cuts_of(item: Item) -> list[str]:
    """The counts of one step and all above it, of an item whose steps have words."""
    return [each.option for each in indicators(item) if each.option.rpartition(":")[2].startswith(">=")]


@pytest.mark.parametrize("language", CARD)
def test_who_said_no_about_a_card_is_not_higher(language: str, app: Flask) -> None:
    """It read "No or higher", where it counts who said anything about a card: on a board, in a file, in a sentence."""
    peo = instrument_of("peo")
    row = Row(
        level="region",
        group="r",
        group_name="Region",
        parent="",
        item="card_helped",
        statistic="share",
        option=">=no",
        cell=Published("50+", 0.4, 0.3, 0.5),
    )
    with app.test_request_context("/"), speaking(language):
        assert Phrases(peo).what(*HELPED) == CARD[language]
        assert labels_of(peo)(row)[1] == CARD[language]
        words = count_words(peo.item("card_helped"), ">=no")
        assert words[1:-1].casefold() == CARD[language].casefold()


@pytest.mark.parametrize("key", ["peo", "wellbeing"])
@pytest.mark.parametrize(("language", "higher"), [("nl", " of hoger"), ("en", " or higher"), ("de", " oder höher")])
def test_only_steps_that_are_more_of_the_same_are_or_higher(key: str, language: str, higher: str, app: Flask) -> None:
    """How often, how much more or fewer, yes and no: none of these is high or low. "Sufficient" is, and a grade."""
    with app.test_request_context("/"), speaking(language):
        said = {
            option.rpartition(":")[2].removeprefix(">=")
            for item in instrument_of(key).counted
            if item.type not in ("scale", "percent")
            for option in cuts_of(item)
            if count_label(item, option).endswith(higher)
        }
    assert said <= {"insufficient"}


def test_favourable_answers_have_the_words_too(app: Flask) -> None:
    """The lowest favourable step and those above it: "yes or a bit"; a question of before keeps its own."""
    with app.test_request_context("/"), speaking("en"):
        assert count_label(instrument_of("peo").item("card_helped"), "favourable") == "Yes or a bit"
        assert count_words(instrument_of("wellbeing").item("energy_left"), "favourable") == "‘often or almost always’"
        assert count_label(instrument_of("peo").item("professional_space"), "favourable") == "Sufficient or higher"


def test_a_plan_of_before_gets_the_words_and_keeps_its_digest(app: Flask) -> None:
    """These words name a figure and were asked of nobody; without them a questionnaire is written as it was."""
    now = instrument_of("peo")
    content = now.model_dump(mode="json")
    for option in content["card_help"]["options"]:
        option.pop("or_higher", None)
    before = Instrument.model_validate(content)
    assert all("or_higher" not in option for option in before.model_dump(mode="json")["card_help"]["options"])
    with app.test_request_context("/"), speaking("en"):
        assert count_label(before.item("card_helped"), ">=no") == "No or higher"
        assert count_label(with_later_languages(before, now).item("card_helped"), ">=no") == CARD["en"]


def test_other_steps_of_before_keep_their_own_words(app: Flask) -> None:
    """A scale that had another step then is not called what it is now."""
    now = instrument_of("peo")
    content = now.model_dump(mode="json")
    for option in content["card_help"]["options"]:
        option.pop("or_higher", None)
    content["card_help"]["options"] = content["card_help"]["options"][1:]
    before = Instrument.model_validate(content)
    with app.test_request_context("/"), speaking("en"):
        assert count_label(with_later_languages(before, now).item("card_helped"), ">=no") == "No or higher"
