"""A question that nobody can ever be asked is a fault of its questionnaire, told at its rule."""

import pytest

from app.instrument import routing_rules
from app.instrument.dead_questions import is_dead
from app.instrument.installed import instrument_of
from app.instrument.questionnaire_drafts import new_draft, read_draft, with_question

Rule = dict[str, object]


def fault_of(*rules: Rule | None) -> str:
    """What is wrong with the last of these questions, each asked by its rule; all have the answers a, b and c."""
    draft = new_draft({"nl": "T", "en": "T"}, ["nl", "en"], first=instrument_of("peo"))
    for number, rule in enumerate(rules):
        words = {"nl": f"V{number}?", "en": f"Q{number}?"}
        options = [{"key": key, "text": {"nl": key, "en": key}} for key in "abc"]
        item = {"key": f"q{number}", "block": "questions", "number": "1", "type": "multi" if number == 1 else "single"}
        more = {"shown_if": rule} if rule else {}
        draft = with_question(draft, {**item, "short": words, "text": words, "options": options, **more})
    _instrument, faults = read_draft(draft)
    return "; ".join(each.message for each in faults if each.question == len(draft["items"]) - 1)


def said(item: str, *keys: str) -> Rule:
    return {"item": item, "in": list(keys)}


@pytest.mark.parametrize(
    "rules",
    [
        (None, {"all": [said("q0", "a"), said("q0", "b")]}),
        (None, None, {"all": [said("q1", "a"), {"not": said("q1", "a", "b")}]}),
        (None, said("q0", "a"), {"all": [said("q1", "b"), said("q0", "c")]}),
        (None, {"all": [said("q0", "a"), {"item": "q0", "answered": False}]}),
    ],
    ids=["two answers to one question", "said and not said", "asked only where it is hidden", "answered and not"],
)
def test_a_dead_question_is_told(rules: tuple[Rule | None, ...]) -> None:
    """Also when only the rule of the question before makes it so."""
    assert "nobody is ever asked this" in fault_of(*rules)


@pytest.mark.parametrize(
    "rules",
    [
        (None, said("q0", "a", "b")),
        (None, None, {"all": [said("q1", "a"), said("q1", "b")]}),
        (None, said("q0", "a"), {"all": [said("q1", "b"), said("q0", "a")]}),
        (None, {"any": [said("q0", "a"), {"not": said("q0", "a")}]}),
        (None, {"item": "q0", "answered": False}),
    ],
    ids=["one of two", "several choices", "both rules fit", "either way", "skipped"],
)
def test_what_somebody_can_be_asked_is_no_fault(rules: tuple[Rule | None, ...]) -> None:
    """Several choices can all be made at once."""
    assert fault_of(*rules) == ""


def test_a_circle_of_rules_is_told_at_the_earlier_question() -> None:
    """A rule looks back only, so a circle has one that looks forward."""
    assert "there is no item 'q9'" in fault_of(None, said("q9", "a"))
    assert "depends on the question itself" in fault_of(None, said("q1", "a"))


def test_a_chain_of_a_thousand_rules_is_read_at_once() -> None:
    """Each asked because of the one before: two hundred of them took six seconds, nine hundred many minutes."""
    usual = instrument_of("peo").item("workload")
    earlier = {"q0": usual.model_copy(update={"key": "q0"})}
    for number in range(1, 1100):
        rule = routing_rules.Rule(item=f"q{number - 1}", among=("strong",))
        earlier[f"q{number}"] = usual.model_copy(update={"key": f"q{number}", "shown_if": rule})
    last = earlier.pop("q1099")
    assert not is_dead(last, earlier)
