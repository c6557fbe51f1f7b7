"""Updates, checks and compiles the translations: `python -m app.web.catalogues merge|check|compile`.

Babel finds the sentences (`[tool.babel]` in pyproject.toml), merges and compiles; the check is ours. Every
sentence in code and templates must stand in every catalogue, translated, with the same placeholders. A
catalogue whose head is marked `#, fuzzy`, gettext's own mark, is a draft: what it lacks is counted, and is no
fault.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po

from app import languages
from app.config import ROOT

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
Sentence = str | tuple[str, ...]
"""A sentence, or its singular and plural form."""


def catalogues() -> list[Path]:
    """Return the path of every language's catalogue that exists."""
    return [path for code in languages.available() if (path := languages.catalogue_of(code)).exists()]


@cache
def source_messages() -> dict[Sentence, list[str]]:
    """Return every sentence in code and templates, with the places where it stands (`app/web/errors.py:12`)."""
    with TemporaryDirectory() as folder, chdir(ROOT):
        path = Path(folder) / "messages.pot"
        _pybabel("extract", "--mapping", "pyproject.toml", "--keyword", "lazy_gettext", "--output", str(path), ".")
        found = _read(path)
    return {_key(each.id): [f"{file}:{line}" for file, line in each.locations] for each in found if each.id}


def read_catalogue(path: Path) -> Catalog:
    """Return the catalogue at `path`, in the language that its folder is named after."""
    return _read(path, locale=path.parent.parent.name)


def faults() -> Iterator[str]:
    """Yield a line for each unused, broken or (except in drafts) missing translation."""
    messages = source_messages()
    for path in catalogues():
        catalogue, name = read_catalogue(path), path.parent.parent.name
        if not catalogue.fuzzy:
            yield from untranslated(path, messages)
        for message in catalogue:
            if message.id:
                found = _faults_of(message, catalogue, used=_key(message.id) in messages)
                yield from (f"{name}: {fault}: {_key(message.id)!r}" for fault in found)


def untranslated(path: Path, messages: Mapping[Sentence, list[str]]) -> list[str]:
    """Return a line for each sentence that a catalogue does not translate fully, with the place where it stands."""
    catalogue, name = read_catalogue(path), path.parent.parent.name
    forms = catalogue.num_plurals
    done = {
        _key(each.id)
        for each in catalogue
        if all(texts := _forms(each.string)) and len(texts) == (forms if each.pluralizable else 1)
    }
    return [f"{name}: not translated: {key!r} ({places[0]})" for key, places in messages.items() if key not in done]


def drafts() -> Iterator[str]:
    """Yield a line for each catalogue that is a draft, with how many sentences it lacks."""
    messages = source_messages()
    for path in catalogues():
        if read_catalogue(path).fuzzy:
            missing = len(untranslated(path, messages))
            yield f"{path.parent.parent.name}: a draft, {missing} of {len(messages)} sentences are not translated."


def _faults_of(message: Message, catalogue: Catalog, *, used: bool) -> Iterator[str]:
    """Yield the faults of one translation, more than Babel's own check, which allows missing placeholders."""
    if not used:
        yield "no longer used"
    if message.fuzzy:
        yield "marked as a guess (fuzzy)"
    wanted = {name for each in _forms(message.id) for name in PLACEHOLDER.findall(each)}
    found = [set(PLACEHOLDER.findall(text)) for text in _forms(message.string) if text]
    if any(names - wanted for names in found):
        yield "has a placeholder that the sentence lacks"
    elif any(wanted - {"num"} - names for names in found):
        yield "lacks a placeholder"
    else:
        yield from (str(fault) for fault in message.check(catalogue))


def merge(path: Path, parts: Iterable[Path] = ()) -> None:
    """Rewrite the catalogue at `path`: all sentences in use, with translations from `parts` or else its present ones.

    A catalogue that did not exist yet begins as a draft.
    """
    code = path.parent.parent.name
    catalogue = read_catalogue(path) if path.exists() else Catalog(locale=code, project="Peil", fuzzy=True)
    for part in parts:
        for message in _read(part):
            if message.id and all(_forms(message.string)):
                catalogue.delete(message.id)  # Only setting it would keep its old translation.
                catalogue[message.id] = message
    catalogue.update(_template(), no_fuzzy_matching=True, update_creation_date=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, ignore_obsolete=True, include_lineno=False)


def _template() -> Catalog:
    """Return a catalogue of every sentence without translations, each with the first file that it stands in."""
    template = Catalog()
    for key, places in sorted(source_messages().items(), key=lambda pair: pair[1][0]):
        template.add(key, locations=[(places[0].rpartition(":")[0], 0)])
    return template


def compile_all() -> None:
    """Write the compiled file beside every catalogue, drafts too."""
    for path in catalogues():
        compiled = str(path.with_suffix(".mo"))
        _pybabel("compile", "--input-file", str(path), "--output-file", compiled, "--use-fuzzy")


def _pybabel(*arguments: str) -> None:
    run: Callable[[list[str]], object] = CommandLineInterface().run
    run(["pybabel", "--quiet", *arguments])


def _read(path: Path, *, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale)


def _forms(words: object) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, tuple | list) else (str(words or ""),)


def _key(words: object) -> Sentence:
    """Return a sentence as a key to look it up, or its plural forms as a tuple."""
    forms = _forms(words)
    return forms if isinstance(words, tuple | list) else forms[0]


def main(arguments: list[str]) -> int:
    """Compile, merge or check the catalogues of translations; return 1 when the check finds a fault, else 0."""
    if arguments[:1] == ["compile"]:
        compile_all()
        return 0
    if arguments[:1] == ["merge"]:
        parts = [Path(part) for part in arguments[1:]]
        for path in catalogues():
            code = path.parent.parent.name
            merge(path, [part for part in parts if str(_read(part).locale_identifier) == code])
        return 0
    found = list(faults())
    print("\n".join([*found, *drafts()]) or "Every sentence is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
