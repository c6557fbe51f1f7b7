"""What enters a ballot holds no words of anybody's own."""

from __future__ import annotations

import json

import pytest

from app.instrument.answers import DECLINED, ballot_value, read_form
from app.instrument.schema import Instrument

SECRET = "the dog of the neighbours"


def test_words_never_enter_a_ballot(peo: Instrument) -> None:
    """Texts, comments and what stands beside "other" stay in the diary, for every question there is."""
    fields = {"workload": ["some"], "workload_cause": ["other"]}
    for item in peo.items:
        fields |= {f"{item.key}.comment": [SECRET], f"{item.key}.other_text": [SECRET]}
        fields |= {item.key: [SECRET]} if item.type == "text" else {}
        fields |= {f"{item.key}.{row}": ["strong"] for row in item.row_keys}
    answers = read_form(peo.items, fields).answers
    assert sum(SECRET in str(answer) for answer in answers.values()) > 5, "the diary keeps them"
    ballots = [ballot_value(item, answers.get(item.key)) for item in peo.items]
    assert SECRET not in json.dumps(ballots)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("professional_space", DECLINED),
        ("workload_effect", DECLINED),
        ("professional_space", None),
        ("fixed_comment", "words"),
        ("fte", 0.8),
    ],
)
def test_some_answers_make_no_ballot(peo: Instrument, key: str, answer: object) -> None:
    """What is declined, written or never published needs no sealed copy."""
    assert ballot_value(peo.item(key), answer) is None


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("professional_space", "ample"),
        ("direct_contact_share", 0),
        ("workload_cause", ["admin"]),
        ("workload_effect", {"workload_effect_stay": "some"}),
        ("colleague_workload_effect", "colleague_no_high_workload"),
    ],
)
def test_a_choice_is_its_ballot(peo: Instrument, key: str, answer: object) -> None:
    """Coded answers go in as they are."""
    assert ballot_value(peo.item(key), answer) == answer
