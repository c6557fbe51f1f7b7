"""Rules of rules: all, any, not, always."""

from app.cards import Reason
from tests.cards.situations import person, reasons

LOW = {"item": "work_enjoyment", "latest": {"at_most": 5}}
LACKING = {"item": "reflection", "latest": {"in": ["insufficient"]}}
STARTER = {"profile": "experience", "in": ["0-3"]}


def kinds(held: tuple[Reason, ...] | None) -> list[str] | None:
    return None if held is None else [reason.item for reason in held]


def test_all_needs_every_condition_and_tells_every_one() -> None:
    """Nothing is left out of the explanation."""
    rule = {"all": [LOW, LACKING]}
    assert kinds(reasons(rule, person({"work_enjoyment": 4, "reflection": "insufficient"}))) == [
        "work_enjoyment",
        "reflection",
    ]
    assert reasons(rule, person({"work_enjoyment": 4, "reflection": "ample"})) is None


def test_any_tells_only_what_held() -> None:
    """A condition that did not hold is not mentioned."""
    rule = {"any": [LOW, LACKING, STARTER]}
    assert kinds(reasons(rule, person({"reflection": "insufficient", "work_enjoyment": 8}))) == ["reflection"]
    assert reasons(rule, person({"reflection": "ample", "work_enjoyment": 8})) is None


def test_not_narrows_without_a_reason_of_its_own() -> None:
    """What is absent is not told."""
    rule = {"all": [LOW, {"not": STARTER}]}
    low = {"work_enjoyment": 3}
    assert kinds(reasons(rule, person(low, profile={"experience": "10+"}))) == ["work_enjoyment"]
    assert reasons(rule, person(low, profile={"experience": "0-3"})) is None


def test_a_condition_that_holds_twice_is_told_once() -> None:
    """No reason is repeated."""
    assert kinds(reasons({"all": [LOW, {"any": [LOW, LACKING]}]}, person({"work_enjoyment": 3}))) == ["work_enjoyment"]


def test_always_fits_whoever_never_answered() -> None:
    """A general card says that it is general."""
    assert reasons({"always": True}, person()) == (Reason("always"),)
