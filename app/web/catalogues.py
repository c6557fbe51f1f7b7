"""Checks and compiles the translations: `python -m app.web.catalogues check|compile`.

Every sentence in code and templates must stand in every catalogue, translated, with the same placeholders.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app.config import ROOT

FOLDER = ROOT / "translations"
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


def faults() -> Iterator[str]:
    """Everything that is missing, left over or broken, one line each."""
    messages = source_messages()
    for path in sorted(FOLDER.glob("*/LC_MESSAGES/messages.po")):
        catalogue = read_catalogue(path)
        name = path.parent.parent.name
        known = {_key(message.id): message for message in catalogue if message.id}
        for key, places in messages.items():
            if key not in known:
                yield f"{name}: not translated: {key!r} ({places[0]})"
        for key, message in known.items():
            yield from (f"{name}: {fault}: {key!r}" for fault in _faults_of(message, used=key in messages))


def _faults_of(message: Message, *, used: bool) -> Iterator[str]:
    texts = _forms(message.string)
    if not used:
        yield "no longer used"
    if message.fuzzy:
        yield "marked as a guess (fuzzy)"
    if not all(texts):
        yield "empty"
    wanted = {name for each in _forms(message.id) for name in PLACEHOLDER.findall(each)}
    if any(set(PLACEHOLDER.findall(text)) - wanted for text in texts):
        yield "has a placeholder that the sentence lacks"
    if any(wanted - {"num"} - set(PLACEHOLDER.findall(text)) for text in texts if text):
        yield "lacks a placeholder"


def _forms(words: object) -> tuple[str, ...]:
    """A sentence, or its forms for one and for several."""
    return tuple(words) if isinstance(words, tuple | list) else (str(words or ""),)


def compile_all() -> None:
    for path in FOLDER.glob("*/LC_MESSAGES/messages.po"):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read_catalogue(path))


def merge(path: Path, parts: list[Path]) -> None:
    """Write the catalogue anew: what is used, in order of place, from what it had and from `parts`."""
    known = _known(path) if path.exists() else {}
    for part in parts:
        known |= _known(part)
    catalogue = Catalog(locale="nl", project="Peil", fuzzy=False)
    for key, places in sorted(source_messages().items(), key=lambda pair: pair[1][0]):
        catalogue.add(key, known.get(key, ""), locations=[(places[0].rpartition(":")[0], 0)])
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, omit_header=False, include_lineno=False)


def _known(path: Path) -> dict[Sentence, Sentence]:
    with path.open("rb") as file:
        catalogue = read_po(file, locale="nl")
    return {
        _key(message.id): _key(message.string) for message in catalogue if message.id and any(_forms(message.string))
    }


def _key(words: object) -> Sentence:
    """A sentence, or its forms as a tuple, so that it can be looked up."""
    forms = _forms(words)
    return forms if isinstance(words, tuple | list) else forms[0]


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["compile"]:
        compile_all()
        return 0
    if arguments[:1] == ["merge"]:
        merge(FOLDER / "nl" / "LC_MESSAGES" / "messages.po", [Path(part) for part in arguments[1:]])
        return 0
    found = list(faults())
    print("\n".join(found) or "Every sentence is translated.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
