"""Open questions are a content file that is checked, and each period brings the next one."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.reading import ContentFault
from app.groups.open_questions import load_questions, question_for, questions_of
from app.instrument.installed import instrument_of
from app.meetings.meeting_context import agreeable_items

PEO = instrument_of("peo")
HEAD = "instrument: peo\nlanguages: [nl, en]\nany:\n  - {nl: 'Wat valt ons hier op?', en: 'What do we notice here?'}\n"
GOOD = "{nl: 'Wat ging er goed?', en: 'What went well?'}"


def test_every_topic_of_the_questionnaire_has_questions_of_its_own() -> None:
    """All that boards show can be talked about; only a fact about the past needs none."""
    asked = {item.construct_key for item in agreeable_items(PEO)}
    assert asked - set(questions_of("peo").questions) == {"worked_before_2015"}


def test_each_period_brings_the_next_question() -> None:
    """The same topic twice in a row is not the same talk; after the last the first comes again."""
    questions = questions_of("peo")
    first, second, third = (question_for(questions, "reflection", number=number) for number in (4, 5, 6))
    assert first != second
    assert first == third
    assert question_for(questions, "unheard_of", number=0) == questions.any[0]


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        (f"questions:\n  nothing: [{GOOD}, {GOOD}]\n", 6, "measures no 'nothing'"),
        (f"questions:\n  reflection:\n    - {GOOD}\n    - {{nl: 'Wat ging er goed?'}}\n", 8, "'en' is missing"),
        (f"questions:\n  reflection:\n    - {GOOD}\n    - {{nl: Dat ging goed., en: 'What went well?'}}\n", 8, "mark"),
        (f"questions:\n  reflection: [{GOOD}]\n", 6, "at least 2"),
    ],
)
def test_a_fault_is_told_with_its_line(text: str, line: int, told: str, tmp_path: Path) -> None:
    """An author who knows no program can mend the file."""
    path = tmp_path / "peo.yaml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(ContentFault) as refused:
        load_questions(path, PEO)
    (fault,) = refused.value.faults
    assert fault.line == line
    assert told in fault.message
