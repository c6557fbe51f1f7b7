"""Typical people over six to thirteen rounds: who needs people gets people, and nobody gets filler."""

from pathlib import Path

import pytest

from app.cards.card_deck import Deck
from app.cards.personas import PersonaFile, Step, follow, load_personas
from app.cards.rule_names import KnownNames
from app.cards.vocabulary import favourable_options
from app.content.reading import ContentFault
from app.instrument.schema import Instrument
from tests.questionnaires import PERSONAS

Followed = dict[str, tuple[Step, ...]]


@pytest.fixture(scope="module")
def people(known: KnownNames, deck: Deck) -> PersonaFile:
    return load_personas(PERSONAS, known, cards=deck.cards)


@pytest.fixture(scope="module")
def followed(people: PersonaFile, deck: Deck, instrument: Instrument) -> Followed:
    favourable = favourable_options(instrument)
    return {each.key: follow(each, deck.cards, region=people, favourable=favourable) for each in people.people}


def test_at_least_thirty_typical_people_are_followed(people: PersonaFile) -> None:
    """Each with something that is expected of their cards."""
    assert len(people.people) >= 30
    assert all(each.expects for each in people.people)


def test_every_person_gets_what_is_expected(followed: Followed) -> None:
    """No tip at the first sign that people come first, nothing that may never come, every expectation met."""
    wrong = {
        (key, step.wave_number, step.kind)
        for key, steps in followed.items()
        for step in steps
        if step.verdict == "wrong"
    }
    assert wrong == set()


def test_nobody_gets_filler(followed: Followed) -> None:
    """Every new card is carried by an answer of that person."""
    assert not [step for steps in followed.values() for step in steps if step.is_filler]


def test_no_kind_comes_three_times_in_a_row(followed: Followed) -> None:
    """But for a card that somebody asked to see again."""
    for key in followed.keys() - {"puts_off"}:
        kinds = [step.kind for step in followed[key] if step.kind != "none"]
        steps = [step.wave_number for step in followed[key] if step.kind != "none"]
        runs = zip(kinds, kinds[1:], kinds[2:], steps, steps[2:], strict=False)
        assert not [run for run in runs if run[0] == run[1] == run[2] and run[4] - run[3] == 2], key


ONE = """\
region: {professional_space: [0.5, 0.6]}
people:
  - key: one
    who: Somebody
    profile: {function: trainer}
    answers:
      work_enjoyment: [1, 2, 3, 4, 5, 6]
    expects: {1: [people]}
    never: [stay_curious]
questionnaire: peo
"""


@pytest.mark.parametrize(
    ("was", "planted", "line", "words"),
    [
        ("4, 5, 6]", "4, 5, 11]", 7, "'11' is no answer"),
        ("work_enjoyment:", "work_enjoymet:", 7, "did you mean 'work_enjoyment'"),
        ("4, 5, 6]", "4, 5]", 3, "six to thirteen"),
        ("function: trainer", "function: juggler", 5, "juggler"),
        ("{1: [people]}", "{7: [people]}", 3, "rounds that there are"),
        ("[people]}", "[peple]}", 8, "'people'"),
        ("[stay_curious]", "[stay_curios]", 9, "did you mean 'stay_curious'"),
    ],
)
def test_a_faulty_person_is_told_with_its_line(
    tmp_path: Path, known: KnownNames, deck: Deck, *, was: str, planted: str, line: int, words: str
) -> None:
    """An author goes straight to the place."""
    path = tmp_path / "personas.yaml"
    path.write_text(ONE.replace(was, planted, 1), encoding="utf-8")
    with pytest.raises(ContentFault) as refused:
        load_personas(path, known, cards=deck.cards)
    assert any(fault.line == line and words in fault.message for fault in refused.value.faults), refused.value.faults
