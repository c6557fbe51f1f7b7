"""Sentences are found, merged, checked and compiled: what is missing, broken or left over is named."""

from __future__ import annotations

import gettext
from pathlib import Path

import pytest

from app import languages
from app.web import catalogues
from app.web.catalogues import Sentence, compile_all, faults, merge, read_catalogue, source_messages

SENTENCES: dict[Sentence, list[str]] = {
    "Today": ["app/a.py:3"],
    "between %(low)s and %(high)s": ["templates/a.html:1"],
    ("%(num)s answer", "%(num)s answers"): ["app/b.py:20"],
}
SOUND = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Language: nl\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Today"
msgstr "Vandaag"

#, python-format
msgid "between %(low)s and %(high)s"
msgstr "tussen %(low)s en %(high)s"

#, python-format
msgid "%(num)s answer"
msgid_plural "%(num)s answers"
msgstr[0] "één antwoord"
msgstr[1] "%(num)s antwoorden"
"""


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A Dutch catalogue of three sentences without a fault."""
    path = tmp_path / "nl" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    path.write_text(SOUND, encoding="utf-8")
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    monkeypatch.setattr(catalogues, "source_messages", lambda: SENTENCES)
    return path


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_a_sound_catalogue_has_no_fault(catalogue: Path) -> None:
    """The form for one needs no number."""
    assert list(faults()) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('msgid "Today"\nmsgstr "Vandaag"\n', "", "nl: not translated: 'Today' (app/a.py:3)"),
        ('"Vandaag"', '""', "nl: not translated: 'Today' (app/a.py:3)"),
        ('msgid "Today"', '#, fuzzy\nmsgid "Today"', "nl: marked as a guess (fuzzy): 'Today'"),
        ('"Vandaag"', '"Vandaag %(day)s"', "nl: has a placeholder that the sentence lacks: 'Today'"),
        (" en %(high)s", "", "nl: lacks a placeholder: 'between %(low)s and %(high)s'"),
        ("en %(high)s", "en %(high)d", "nl: incompatible format for placeholder 'high'"),
        ("%(num)s antwoorden", "", "nl: not translated: ('%(num)s answer', '%(num)s answers') (app/b.py:20)"),
        ('msgid "Today"', 'msgid "Now"\nmsgstr "Nu"\n\nmsgid "Today"', "nl: no longer used: 'Now'"),
    ],
)
def test_every_fault_is_named(catalogue: Path, before: str, after: str, fault: str) -> None:
    """The language, the fault and the sentence; of a missing one also where it stands."""
    change(catalogue, before, after)
    (found,) = faults()
    assert found.startswith(fault)


def test_what_a_draft_lacks_is_no_fault(catalogue: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its head is marked as a guess; the check says how much is still missing."""
    change(catalogue, 'msgid ""\nmsgstr ""\n', '#, fuzzy\nmsgid ""\nmsgstr ""\n')
    change(catalogue, '"Vandaag"', '""')
    assert catalogues.main(["check"]) == 0
    assert capsys.readouterr().out == "nl: a draft, 1 of 3 sentences are not translated.\n"


def test_renewing_keeps_what_is_used_and_guesses_nothing(catalogue: Path) -> None:
    """New sentences come without words, in order of place; those that are gone go, and nothing else changes."""
    change(catalogue, 'msgid "Today"\nmsgstr "Vandaag"', 'msgid "To day"\nmsgstr "Vandaag"')
    merge(catalogue)
    merged = read_catalogue(catalogue)
    assert [each.id for each in merged if each.id] == [
        "Today",
        ("%(num)s answer", "%(num)s answers"),
        *list(SENTENCES)[1:2],
    ]
    assert "To day" not in catalogue.read_text(encoding="utf-8")
    assert list(faults()) == ["nl: not translated: 'Today' (app/a.py:3)"]
    before = catalogue.read_bytes()
    merge(catalogue)
    assert catalogue.read_bytes() == before


def test_renewing_takes_the_words_of_another_copy(catalogue: Path, tmp_path: Path) -> None:
    """So that what two people translated comes together; empty words replace none."""
    part = tmp_path / "part.po"
    part.write_text(SOUND.replace('"Vandaag"', '"Nu"').replace("tussen %(low)s en %(high)s", ""), encoding="utf-8")
    assert catalogues.main(["merge", str(part)]) == 0
    assert list(faults()) == []
    assert read_catalogue(catalogue)["Today"].string == "Nu"


def test_programs_read_what_was_compiled(catalogue: Path) -> None:
    compile_all()
    with catalogue.with_suffix(".mo").open("rb") as file:
        translations = gettext.GNUTranslations(file)
    assert translations.gettext("Today") == "Vandaag"
    assert translations.ngettext("%(num)s answer", "%(num)s answers", 2) == "%(num)s antwoorden"


def test_sentences_of_code_and_templates_are_found() -> None:
    """Plain, lazy and counted ones, and blocks of templates in one line; none of a test."""
    found = source_messages()
    assert any(isinstance(each, tuple) for each in found)
    places = [place for each in found.values() for place in each]
    assert {place.partition("/")[0] for place in places} == {"app", "templates"}
    assert "Peil may not call the address that this browser gave. Use another browser, or the calendar below." in found
    assert not [each for each in found if isinstance(each, str) and "\n" in each]
