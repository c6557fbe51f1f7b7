"""A rule on background, which stands in the diary only."""

from app.cards import Reason
from tests.cards.situations import person, reasons

STARTER = {"profile": "experience", "in": ["0-3"]}


def test_a_background_that_is_named_holds() -> None:
    """The reason says which one."""
    held = reasons(STARTER, person(profile={"experience": "0-3"}))
    assert held == (Reason("profile", "experience", {"value": "0-3"}),)


def test_another_or_no_background_does_not() -> None:
    """Whoever did not say is not guessed at."""
    assert reasons(STARTER, person(profile={"experience": "10+"})) is None
    assert reasons(STARTER, person()) is None
