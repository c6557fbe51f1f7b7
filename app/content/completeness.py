"""Finds which texts of the content files are missing in a language.

A file says in `languages` in which it is complete: there a missing text is a fault, reported by the file's own check.
Any other language with a catalogue is unfinished: its texts may be missing, and are listed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.content.reading import Fault, LinedDocument, Place, read_yaml_with_lines
from app.languages import available

CONTENT = Path(__file__).parent
TRANSLATED = ("instruments", "reference", "conversation", "people-first", "cards", "card-sets", "reflection", "files")
"""The folders of content that readers see; the demonstration's own texts are in one language."""
_ABOUT_ALL = "documents.yaml"
"""The file whose `languages` hold for its whole folder, where there is one."""
_CODE = re.compile(r"[a-z]{2,3}")


@dataclass(frozen=True, slots=True)
class ContentPart:
    """Content files that must be complete in the same languages.
    `declared`: the codes of those languages, a list that one of the files holds.
    """

    declared: tuple[str, ...]
    documents: tuple[LinedDocument, ...]


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many texts a group of content files has, and the place of each that is missing in one language."""

    texts: int
    missing: tuple[Fault, ...]


def languages_in(document: LinedDocument) -> dict[str, tuple[str, ...]]:
    """Return two lists of language codes for a content file: `languages`, in which it is complete, and `begun`.
    `begun`: every language of the interface, in which it may hold texts too.
    """
    return {"languages": _part((document,)).declared, "begun": available()}


def parts_at(path: Path) -> tuple[ContentPart, ...]:
    """Return the content files at a path, grouped by their list of complete languages. Raises ContentFault."""
    if path.is_file():
        return (_part((read_yaml_with_lines(path),)),)
    documents = [read_yaml_with_lines(each) for each in sorted(path.glob("*.yaml"))]
    if (path / _ABOUT_ALL).exists():
        return (_part(documents),)
    return tuple(_part((each,)) for each in documents)


def lacking(part: ContentPart, language: str) -> Lacking:
    """Return how many texts these content files have, and where each stands that is missing in this language."""
    texts, missing = 0, []
    for document in part.documents:
        for place, text in _texts(document.content, (), declared=set(part.declared)):
            texts += 1
            if language not in text:
                missing.append(document.fault_at(place, f"no text in '{language}'"))
    return Lacking(texts, tuple(sorted(missing)))


def verdict(path: Path, *, name: str) -> str:
    """Return one line, "<name>: …", which says in which languages the content files at `path` are complete.
    For the other languages it says how many texts are missing. Call it for files without faults.
    """
    parts = parts_at(path)
    told = []
    for language in available():
        found = [lacking(part, language) for part in parts if language not in part.declared]
        if missing := sum(len(each.missing) for each in found):
            told.append(
                f"{language}: {missing} of {sum(each.texts for each in found)} texts are missing "
                f"(`peil language check {language}` lists them)"
            )
    if not told:
        return f"{name}: no faults."
    complete = ", ".join(dict.fromkeys(language for part in parts for language in part.declared))
    return f"{name}: complete in {complete}. Not complete in {'; '.join(told)}."


def _part(documents: Sequence[LinedDocument]) -> ContentPart:
    lists = [each.content.get("languages") for each in documents if isinstance(each.content, dict)]
    declared = next((each for each in lists if isinstance(each, list)), [])
    return ContentPart(tuple(each for each in declared if isinstance(each, str)), tuple(documents))


def _texts(value: object, place: Place, *, declared: set[str]) -> Iterator[tuple[Place, dict[str, str]]]:
    """Yield the place and the words of every text that is written in several languages."""
    if isinstance(value, dict):
        if declared & value.keys() and all(_is_text(key, words) for key, words in value.items()):
            yield place, value
            return
        for key, child in value.items():
            yield from _texts(child, (*place, key), declared=declared)
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, (*place, index), declared=declared)


def _is_text(key: object, words: object) -> bool:
    return isinstance(key, str) and isinstance(words, str) and _CODE.fullmatch(key) is not None
