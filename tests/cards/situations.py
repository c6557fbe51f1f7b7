"""Short ways to say who answered what, and which card is meant."""

from collections.abc import Mapping

from app.cards import AnsweredWave, Card, CardState, ChosenCard, Reason, Situation, fitting_cards
from app.cards.card_schema import CardFile

Answers = Mapping[str, object]
SUFFICIENCY = {"ample": True, "sufficient": True, "insufficient": False, "very_insufficient": False}
FAVOURABLE = {"reflection": SUFFICIENCY, "stay_one_year": {"large": True, "small": False}}
SAID = {"nl": "Tekst.", "en": "Text."}


def card(rule: object, *, key: str = "a_card", **fields: object) -> Card:
    """A card for professionals, with this rule and otherwise ordinary fields."""
    ordinary: dict[str, object] = {
        "key": key,
        "kind": "do",
        "audience": ["professional"],
        "title": SAID,
        "text": SAID,
        "step": SAID,
        "evidence": SAID,
        "constructs": ["reflection"],
        "sources": [{"document": "peo_2", "section": SAID}],
        "rule": rule,
        "priority": 5,
        "cool_down_waves": 4,
    }
    return CardFile.model_validate({"subject": SAID, "cards": [ordinary | fields]}).cards[0]


def group_card(rule: object, *, key: str = "a_card", audience: str = "team", **fields: object) -> Card:
    """A card for who reads a group's figures."""
    return card(None, key=key, audience=[audience], group_rule=rule, **fields)


def person(
    *answers: Answers,
    region: Mapping[tuple[str, str], tuple[float, float]] | None = None,
    profile: Mapping[str, str] | None = None,
    states: Mapping[str, CardState] | None = None,
    waves_later: int = 0,
) -> Situation:
    """Someone who gave `answers` in waves 1, 2, … and looks `waves_later` after the last of them."""
    return Situation(
        wave_number=len(answers) + waves_later,
        history=tuple(AnsweredWave(number, given) for number, given in enumerate(answers, start=1)),
        region=region or {},
        favourable=FAVOURABLE,
        profile=profile or {},
        card_states=states or {},
    )


def reasons(rule: object, situation: Situation) -> tuple[Reason, ...] | None:
    """Why a card with this rule fits; None when it does not."""
    choices = fitting_cards([card(rule)], situation)
    return choices[0].reasons if choices else None


def keys(choices: tuple[ChosenCard, ...]) -> list[str]:
    return [choice.card.key for choice in choices]
