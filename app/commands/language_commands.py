"""The commands `peil language`: begin a language, and list what it lacks."""

from __future__ import annotations

from collections.abc import Iterator

import click

from app import languages
from app.config import ROOT
from app.content.completeness import CONTENT, TRANSLATED, ContentPart, lacking, parts_at

REMAINS = """What remains, in any order (CONTRIBUTING.md, How to add a sentence or a language):
1. The interface: fill every empty msgstr in {catalogue}.
   `python -m app.web.catalogues check` names what is broken; `make translations/built` compiles it.
   When nothing is missing, take the line `#, fuzzy` out of its head: from then on a missing sentence is a fault.
2. Content: add `{code}: …` beside the other languages in app/content/. When a file has all of it, add {code} to its
   `languages`. Cards and questions that lack it stand in another language, marked as such.
3. Look at it: PEIL_LANGUAGES=nl,en,{code} make demo."""


def _known_code(_context: click.Context, _parameter: click.Parameter, code: str) -> str:
    try:
        languages.catalogue_of(code)
    except languages.UnknownLanguage:
        raise click.BadParameter("a language is two or three letters of ISO 639, such as de.") from None
    return code


@click.group()
def language() -> None:
    """Add or check a language of the interface and the content."""


@language.command()
@click.argument("code", callback=_known_code)
def start(code: str) -> None:
    """Begin or renew the catalogue of the language CODE, and show what remains to translate."""
    from app.web.catalogues import merge

    path = languages.catalogue_of(code)
    if code == languages.SOURCE:
        raise click.UsageError(f"sentences are written in {languages.own_name(code)}: it needs no catalogue.")
    merge(path)
    click.echo(f"{languages.own_name(code)}:")
    for line in _counts(code):
        click.echo(f"  {line}")
    click.echo(f"`peil language check {code}` lists each of them with its place.\n")
    click.echo(REMAINS.format(code=code, catalogue=path.relative_to(path.parents[3])))


@language.command()
@click.argument("code", callback=_known_code)
def check(code: str) -> None:
    """List every sentence and text that the language CODE lacks, with its place.

    Exit status 1 when something is missing where the language is said to be complete: in the `languages` of a content
    file, or in a catalogue that is no draft.
    """
    if code not in languages.available():
        raise click.UsageError(f"there is no catalogue of {code!r} yet: make language CODE={code}")
    sentences, draft = _sentences(code)
    broken = bool(sentences) and not draft
    for line in sentences:
        click.echo(line)
    for _name, part in _parts():
        found = lacking(part, code).missing
        broken = broken or bool(found and code in part.declared)
        for fault in found:
            click.echo(str(fault))
    for line in _counts(code):
        click.echo(line)
    if broken:
        raise click.exceptions.Exit(1)


def _counts(code: str) -> Iterator[str]:
    """Yield one line with the number of missing texts for the catalogue and for each part of the content."""
    sentences, _draft = _sentences(code)
    yield f"translations: {len(sentences)} sentences are missing."
    for name, part in _parts():
        found = lacking(part, code)
        yield f"{name}: {len(found.missing)} of {found.texts} texts are missing."


def _sentences(code: str) -> tuple[list[str], bool]:
    """Return the sentences without a translation, and whether the catalogue is a draft."""
    from app.web.catalogues import read_catalogue, source_messages, untranslated

    if code == languages.SOURCE:
        return [], False
    path = languages.catalogue_of(code)
    return untranslated(path, source_messages()), read_catalogue(path).fuzzy


def _parts() -> Iterator[tuple[str, ContentPart]]:
    for folder in TRANSLATED:
        for part in parts_at(CONTENT / folder):
            first = part.documents[0].file if len(part.documents) == 1 else str(CONTENT / folder)
            yield first.removeprefix(f"{ROOT}/"), part
