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
        found = [_completed(each, by_key.get(each.get("key")) if isinstance(each, dict) else None) for each in before]
        return [_with_words_of_cut(each, by_key) for each in found] if _same_steps(before, now) else found
    return before


def _same_steps(before: list[Any], now: list[Any]) -> bool:
    """Return whether these are the options of one scale, with the same steps in the same order."""
    steps = [[(each.get("key"), each.get("rank")) for each in of if isinstance(each, dict)] for of in (before, now)]
    return steps[0] == steps[1] and any(rank is not None for _key, rank in steps[0])


def _with_words_of_cut(option: Any, now: dict[str, Any]) -> Any:
    """Return an option with what it and the steps above it are called together now, where it had no such words.
    Nobody was asked these words: they name a figure.
    """
    words = now[option["key"]].get("or_higher")
    return {**option, "or_higher": words} if words and "or_higher" not in option else option


def _is_text(value: dict[str, Any]) -> bool:
    """Return whether this is one text by language: codes of two or three letters, and words."""
    return bool(value) and all(
        name.isalpha() and len(name) in (2, 3) and isinstance(words, str) for name, words in value.items()
    )
