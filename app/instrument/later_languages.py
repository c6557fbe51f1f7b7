"""Adds languages to a questionnaire of before from the one of now, where their words are otherwise the same. Pure.

A period keeps the questionnaire it opened with. When that is translated afterwards, its pages and files are shown in
the new language too; a text that was changed, or whose question is gone, stays as it was asked.
"""

from __future__ import annotations

from typing import Any

from app.instrument.schema import Instrument


def with_later_languages(before: Instrument, now: Instrument) -> Instrument:
    """Return `before` with the languages that the same texts have in `now`; nothing else changes."""
    if before == now:
        return before
    return Instrument.model_validate(_completed(before.model_dump(mode="json"), now.model_dump(mode="json")))


def _completed(before: Any, now: Any) -> Any:
    if isinstance(before, dict) and isinstance(now, dict):
        if _is_text(before) and _is_text(now):
            return now if before.items() <= now.items() else before
        return {name: _completed(value, now.get(name)) for name, value in before.items()}
    if isinstance(before, str) and isinstance(now, dict) and _is_text(now):
        return now if before in now.values() else before
    if isinstance(before, list) and isinstance(now, list):
        by_key = {each["key"]: each for each in now if isinstance(each, dict) and "key" in each}
        return [_completed(each, by_key.get(each.get("key")) if isinstance(each, dict) else None) for each in before]
    return before


def _is_text(value: dict[str, Any]) -> bool:
    """Return whether this is one text by language: codes of two or three letters, and words."""
    return bool(value) and all(
        name.isalpha() and len(name) in (2, 3) and isinstance(words, str) for name, words in value.items()
    )
