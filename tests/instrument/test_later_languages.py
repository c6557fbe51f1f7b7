"""A questionnaire that was translated after a period opened is shown in the new language, and in no other words."""

from __future__ import annotations

from typing import Any

from app.instrument.installed import instrument_of
from app.instrument.later_languages import with_later_languages
from app.instrument.schema import Instrument


def without(language: str, value: Any) -> Any:
    """The same content as it was before this language was added."""
    if isinstance(value, list):
        return [without(language, each) for each in value if each != language]
    if isinstance(value, dict):
        return {name: without(language, each) for name, each in value.items() if name != language}
    return value


def earlier(**changed: Any) -> Instrument:
    content = without("de", instrument_of("peo").model_dump(mode="json"))
    return Instrument.model_validate({**content, **changed})


def test_a_language_that_came_later_is_added() -> None:
    """To questions, answers and kinds of organisation; the plan itself, and so its digest, stays as it is."""
    now, before = instrument_of("peo"), earlier()
    shown = with_later_languages(before, now)
    assert "de" not in before.item("org_type").options[0].text
    assert shown.item("org_type").options == now.item("org_type").options
    assert shown.item("workload_task").rows == now.item("workload_task").rows
    assert shown.item("work_enjoyment").text == now.item("work_enjoyment").text
    assert shown.title == now.title
    assert with_later_languages(now, now) is now


def test_what_was_asked_in_other_words_stays_as_it_was_asked() -> None:
    """The German of a changed question is not the German of the old one; a question that is gone stays."""
    items = without("de", instrument_of("peo").model_dump(mode="json"))["items"]
    for each in items:
        if each["key"] == "work_enjoyment":
            each["text"]["nl"] = "Vroeger anders gevraagd?"
        if each["key"] == "fte":
            each["key"] = "fte_of_before"
    shown = with_later_languages(earlier(items=items), instrument_of("peo"))
    assert dict(shown.item("work_enjoyment").text).keys() == {"nl", "en"}
    assert dict(shown.item("fte_of_before").text).keys() == {"nl", "en"}
    assert "de" in shown.item("reflection").text
