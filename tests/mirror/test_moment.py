"""Which subject is shown right after answering: a stated rule, so that the same answers show the same."""

from __future__ import annotations

from app.mirror.own_trend import Change
from app.mirror.subject_to_show import Candidate, most_worth_showing


def _candidate(
    item: str, *, change: Change | None = "equal", published: bool = True, anchor: bool = False
) -> Candidate:
    return Candidate(item=item, change=change, published=published, anchor=anchor)


def _best(*candidates: Candidate) -> str | None:
    best = most_worth_showing(candidates)
    return best.item if best else None


def test_something_to_see_beside_it_goes_first() -> None:
    """A published figure beside the own answer outweighs a change without one."""
    assert _best(_candidate("moved", change="higher", published=False), _candidate("known")) == "known"


def test_what_moved_goes_before_what_did_not() -> None:
    """A lower answer is as much worth seeing as a higher one."""
    assert _best(_candidate("same"), _candidate("moved", change="lower")) == "moved"
    assert _best(_candidate("same"), _candidate("moved", change="higher")) == "moved"


def test_what_is_not_asked_every_time_goes_before_what_is() -> None:
    """The anchors come back next time."""
    assert _best(_candidate("anchor", anchor=True), _candidate("rare")) == "rare"


def test_the_order_of_the_questionnaire_decides_last() -> None:
    """So that there is always one answer."""
    assert _best(_candidate("first"), _candidate("second")) == "first"


def test_what_was_declined_is_never_shown() -> None:
    """And with nothing else there is no moment."""
    assert _best(_candidate("declined", change=None), _candidate("said", published=False)) == "said"
    assert _best(_candidate("declined", change=None)) is None
    assert _best() is None
