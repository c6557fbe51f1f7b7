"""Renews, checks and compiles the translations: `python -m app.web.catalogues merge|check|compile`.

Every sentence in code and templates must stand in every catalogue, translated, with the same placeholders. A catalogue
whose head is marked `#, fuzzy`, gettext's own mark, is a draft: what it lacks is counted, and is no fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app import languages
from app.config import ROOT

METHODS = [("app/**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "lazy_gettext": None}
Sentence = str | tuple[str, ...]
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


def source_messages() -> dict[Sentence, list[str]]:
    """Every sentence in code and templates, with the places where it stands."""
    found: dict[Sentence, list[str]] = {}
    options = {"templates/**.html": {"trimmed": "true", "silent": "false"}}
    for folder in ("app", "templates"):
        methods = [
            (pattern.removeprefix(f"{folder}/"), method) for pattern, method in METHODS if pattern.startswith(folder)
        ]
        for file, line, message, _comments, _context in extract_from_dir(
            str(ROOT / folder),
            methods,
            {methods[0][0]: options.get(f"{folder}/{methods[0][0]}", {})},
            keywords=KEYWORDS,
        ):
            found.setdefault(_key(message), []).append(f"{folder}/{file}:{line}")
    return found


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def catalogues() -> list[Path]:
    return [path for code in languages.available() if (path := languages.catalogue_of(code)).exists()]


def faults() -> Iterator[str]:
    """Everything that is left over or broken, and what a catalogue that is no draft lacks, one line each."""
    messages = source_messages()
    for path in catalogues():
        catalogue = read_catalogue(path)
        name = path.parent.parent.name
        if not catalogue.fuzzy:
            yield from untranslated(path, messages)
        for message in catalogue:
            if message.id:
                key = _key(message.id)
                yield from (f"{name}: {fault}: {key!r}" for fault in _faults_of(message, used=key in messages))


def untranslated(path: Path, messages: Mapping[Sentence, list[str]]) -> list[str]:
    """One line for each sentence that lacks its words, or one form of them, with the place where it stands."""
    catalogue, name = read_catalogue(path), path.parent.parent.name
    forms = catalogue.num_plurals
    done = {
        _key(each.id)
        for each in catalogue
        if each.id and all(texts := _forms(each.string)) and len(texts) == (forms if each.pluralizable else 1)
    }
    return [f"{name}: not translated: {key!r} ({places[0]})" for key, places in messages.items() if key not in done]


def drafts() -> Iterator[str]:
    """One line for each catalogue that is not finished."""
    messages = source_messages()
    for path in catalogues():
        if read_catalogue(path).fuzzy:
            missing = len(untranslated(path, messages))
            yield f"{path.parent.parent.name}: a draft, {missing} of {len(messages)} sentences are not translated."


def _faults_of(message: Message, *, used: bool) -> Iterator[str]:
    texts = _forms(message.string)
    if not used:
        yield "no longer used"
    if message.fuzzy:
        yield "marked as a guess (fuzzy)"
    wanted = {name for each in _forms(message.id) for name in PLACEHOLDER.findall(each)}
    if any(set(PLACEHOLDER.findall(text)) - wanted for text in texts):
        yield "has a placeholder that the sentence lacks"
    if any(wanted - {"num"} - set(PLACEHOLDER.findall(text)) for text in texts if text):
        yield "lacks a placeholder"


def _forms(words: object) -> tuple[str, ...]:
    """A sentence, or its forms for one and for several."""
    return tuple(words) if isinstance(words, tuple | list) else (str(words or ""),)


def compile_all() -> None:
    for path in catalogues():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_catalogue(path))


def merge(path: Path, parts: Iterable[Path] = ()) -> None:
    """Write the catalogue anew: what is used, in order of place, from what it had and from `parts`.

    One that was not there yet begins as a draft.
    """
    known = _known(path) if path.exists() else {}
    for part in parts:
        known |= _known(part)
    draft = read_catalogue(path).fuzzy if path.exists() else True
    catalogue = Catalog(locale=path.parent.parent.name, project="Peil", fuzzy=draft)
    for key, places in sorted(source_messages().items(), key=lambda pair: pair[1][0]):
        catalogue.add(key, known.get(key, ""), locations=[(places[0].rpartition(":")[0], 0)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=False, include_lineno=False)


def _known(path: Path) -> dict[Sentence, Sentence]:
    with path.open("rb") as file:
        catalogue = read_po(file)
    return {
        _key(message.id): _key(message.string) for message in catalogue if message.id and any(_forms(message.string))
    }


def _language_of(part: Path) -> str:
    """The language that the head of a catalogue names."""
    with part.open("rb") as file:
        return str(read_po(file).locale_identifier)


def _key(words: object) -> Sentence:
    """A sentence, or its forms as a tuple, so that it can be looked up."""
    forms = _forms(words)
    return forms if isinstance(words, tuple | list) else forms[0]


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["compile"]:
        compile_all()
        return 0
    if arguments[:1] == ["merge"]:
        parts = [Path(part) for part in arguments[1:]]
        for path in catalogues():
            merge(path, [part for part in parts if _language_of(part) == path.parent.parent.name])
        return 0
    found = list(faults())
    print("\n".join([*found, *drafts()]) or "Every sentence is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
