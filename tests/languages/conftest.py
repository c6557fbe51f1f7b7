"""German as a third language: a tiny catalogue in a folder of its own, and an installation that offers it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import write_po
from click.testing import CliRunner, Result

from app import languages
from app.commands.peil import all_commands
from app.config import Settings
from tests.boards.conftest import released, released_once, visitors
from tests.conftest import Template

__all__ = ["released", "released_once", "visitors"]

SENTENCES = {
    "Today": "Heute",
    "Who sees what": "Wer sieht was",
    "Language": "Sprache",
    "Language of the text": "Sprache des Textes",
    "Time to take your level": "Zeit für deinen Stand",
    "This text is not there in %(language)s yet.": "Diesen Text gibt es noch nicht auf %(language)s.",
    "Some texts on this page are not there in %(language)s yet.": (
        "Einige Texte auf dieser Seite gibt es noch nicht auf %(language)s."
    ),
    "%(low)s to %(high)s": "%(low)s bis %(high)s",
    (
        "Scan this card, or type the code at the address below. It works once, until %(day)s. "
        "Nobody knows which card you drew."
    ): "Scanne diese Karte. Sie gilt bis %(day)s.",
    "opened on": "geöffnet am",
}


def add_catalogue(folder: Path, code: str, sentences: dict[str, str], *, draft: bool = True) -> Path:
    """A catalogue with these sentences, also as programs read it."""
    catalogue = Catalog(locale=code, project="Peil", fuzzy=draft)
    for sentence, words in sentences.items():
        catalogue.add(sentence, words)
    path = folder / code / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue, width=0)
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    return path


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of translations: Dutch as it is, and a little German."""
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "nl").symlink_to(languages.FOLDER / "nl")
    monkeypatch.setattr(languages, "FOLDER", folder)
    add_catalogue(folder, "de", SENTENCES)
    return folder


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path, template: Template, catalogues: Path) -> Settings:
    """A fresh installation that offers three languages; with the small region when the test asks for it."""
    made = template.copy(tmp_path, with_region="region" in request.fixturenames)
    return replace(made, languages=("nl", "en", "de"))


def peil(*arguments: str) -> Result:
    """What a command says, as it is typed."""
    return CliRunner().invoke(all_commands(), arguments)
