"""What became of one's answers is read from the diary."""

from __future__ import annotations

from app.answering.diary import WaveEntry
from app.mirror.receipt import receipt_of


def test_refusals_and_words_beside_an_answer_are_no_answers() -> None:
    """ "Your 2 answers have arrived" must be true."""
    entry = WaveEntry(
        answers={"work_enjoyment": 7, "workload": "some", "workload.comment": "…", "reflection": "_declined"},
        submissions=("a",),
    )
    assert receipt_of(entry).answers == 2
    assert not receipt_of(entry).replaced


def test_a_second_submission_replaced_the_first() -> None:
    """And late answers say that they are in the diary only."""
    receipt = receipt_of(WaveEntry(answers={}, submissions=("a", "b"), counted=False))
    assert receipt.replaced
    assert not receipt.counted
