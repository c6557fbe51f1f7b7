"""The languages there are stand in one place: no other file of the program knows one by its code."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from app.config import ROOT, SettingFault, read_settings
from app.languages import available, own_name
from tests.languages.conftest import add_catalogue

CODES = {"nl", "en", "de"}
THE_PLACE = ROOT / "app" / "languages.py"
MODULES = sorted(path for path in (ROOT / "app").rglob("*.py") if path != THE_PLACE)
OTHERS = [path for folder in ("templates", "static/js") for path in sorted((ROOT / folder).rglob("*.*"))]


def languages_named(source: str) -> list[int]:
    """The lines on which a language stands as a text of its own."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CODES
    ]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_names_a_language(path: Path) -> None:
    """Nowhere is a language compared, looked up or chosen by its code: a new one would be forgotten there."""
    assert languages_named(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", OTHERS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_template_and_no_script_names_a_language(path: Path) -> None:
    """The same for what the browser gets: `lang` always comes from the reader or from the text."""
    if path.suffix in {".html", ".js"}:
        assert re.findall(r"""["'](?:nl|en|de)(?:-[A-Z]{2})?["']""", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "source",
    ['reader_language() == "nl"', 'with force_locale("en"): pass', 'names = {"nl": 1}', 'first = ("en", "nl")[0]'],
)
def test_the_check_sees_a_language(source: str) -> None:
    assert languages_named(source)


def test_a_language_is_there_when_its_catalogue_is(catalogues: Path) -> None:
    """A folder more is a language more; one that is no language, or is empty, is none."""
    add_catalogue(catalogues, "fr", {})
    add_catalogue(catalogues, "xx", {})
    (catalogues / "pl").mkdir()
    assert available() == ("nl", "en", "de", "fr")
    assert [own_name(code) for code in available()] == ["Nederlands", "English", "Deutsch", "Français"]


def test_an_installation_offers_what_it_names(catalogues: Path, tmp_path: Path) -> None:
    """Dutch and English unless the setting says otherwise; a language without a catalogue stops the start."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"x" * 32)
    base = {"PEIL_INSTANCE": str(tmp_path / "i"), "PEIL_SECRET_FILE": str(secret)}
    assert read_settings(base).languages == ("nl", "en")
    assert read_settings({**base, "PEIL_LANGUAGES": "de,en"}).languages == ("de", "en")
    with pytest.raises(SettingFault, match="nl, en, de, each once"):
        read_settings({**base, "PEIL_LANGUAGES": "fr"})
