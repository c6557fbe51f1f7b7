"""A language that is begun says what it lacks: a fault only where it is said to be complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import languages
from app.commands import conversation_commands
from app.content.completeness import CONTENT, TRANSLATED, lacking, parts_at
from app.groups.open_questions import FOLDER as QUESTIONS
from app.web import catalogues as catalogue_tools
from app.web.catalogues import drafts, faults, merge, read_catalogue
from tests.languages.conftest import SENTENCES, add_catalogue, peil
from tests.questionnaires import PEO

QUESTION = "Wanneer ging dit de afgelopen weken goed, en wat hielp toen?"


@pytest.fixture(autouse=True)
def few_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    """To collect the sentences of all code takes seconds; these are enough here."""
    found = {sentence: ["app/somewhere.py:1"] for sentence in SENTENCES}
    monkeypatch.setattr(catalogue_tools, "source_messages", lambda: found)


def test_checks_say_which_language_is_not_complete(catalogues: Path) -> None:
    """With a German catalogue "no faults" would be half the truth; without one nobody waits for German."""
    done = peil("cards", "check")
    told = done.output + peil("conversation", "check").output
    assert done.exit_code == 0
    assert "app/content/reflection: no faults." in told
    for name in ("cards", "people-first", "conversation"):
        assert f"app/content/{name}: no faults" not in told
        assert f"app/content/{name}: complete in nl, en. Not complete in de: " in told
    (catalogues / "de" / "LC_MESSAGES" / "messages.po").unlink()
    assert peil("conversation", "check").output == "app/content/conversation: no faults.\n"


def test_the_questionnaire_is_complete_in_german(catalogues: Path) -> None:
    """And in a language that is only begun it is not."""
    assert peil("instrument", "check", str(PEO)).output == f"{PEO}: no faults.\n"
    add_catalogue(catalogues, "fr", {})
    done = peil("instrument", "check", str(PEO))
    assert (done.exit_code, "complete in nl, en, de. Not complete in fr: 220 of 220" in done.output) == (0, True)


@pytest.mark.parametrize("path", sorted((CONTENT / "instruments").glob("*.yaml")), ids=lambda path: path.stem)
def test_every_questionnaire_is_complete_in_every_language(catalogues: Path, path: Path) -> None:
    """With its earlier figures and its questions to think over; a second one is not left behind in two languages."""
    assert peil("instrument", "check", str(path)).output == f"{path}: no faults.\n"
    for folder in ("instruments", "reference", "reflection"):
        (part,) = parts_at(CONTENT / folder / path.name)
        assert set(part.declared) >= {"nl", "en", "de"}, folder
        assert not lacking(part, "de").missing, folder


def test_a_missing_text_where_the_language_is_complete_is_a_fault(catalogues: Path, tmp_path: Path) -> None:
    """One declaration for each file, `languages`: what is named there has to be there, with file and line."""
    text = PEO.read_text(encoding="utf-8").replace(', de: "Feste Fragen"', "")
    (tmp_path / "peo.yaml").write_text(text, encoding="utf-8")
    done = peil("instrument", "check", str(tmp_path / "peo.yaml"))
    assert (done.exit_code, "peo.yaml:14: " in done.output, "'de' is missing" in done.output) == (1, True, True)
    (tmp_path / "peo.yaml").write_text(text.replace("[nl, en, de]", "[nl, en]"), encoding="utf-8")
    done = peil("instrument", "check", str(tmp_path / "peo.yaml"))
    assert (done.exit_code, "Not complete in de: 1 of 220" in done.output) == (0, True)


def test_questions_may_be_declared_complete(catalogues: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same declaration in another kind of file."""
    monkeypatch.setattr(conversation_commands, "FOLDER", tmp_path)
    monkeypatch.setattr(conversation_commands, "ROOT", tmp_path.parent)
    sound = (QUESTIONS / "peo.yaml").read_text(encoding="utf-8")
    path = tmp_path / "peo.yaml"
    path.write_text(sound.replace("languages: [nl, en]", "languages: [nl, en, de]"), encoding="utf-8")
    done = peil("conversation", "check")
    assert (done.exit_code, "the language 'de' is missing" in done.output) == (1, True)


def test_what_is_missing_is_listed_with_its_place(catalogues: Path) -> None:
    """Every text and every sentence: `peil language check` ends with 0 while nothing claims to be complete."""
    done = peil("language", "check", "de")
    assert done.exit_code == 0
    line = (QUESTIONS / "peo.yaml").read_text(encoding="utf-8").splitlines().index(f"  - nl: {QUESTION}") + 1
    assert f"conversation/peo.yaml:{line}: no text in 'de'" in done.output
    assert "app/content/instruments/peo.yaml: 0 of 220 texts are missing." in done.output
    add_catalogue(catalogues, "de", {"Today": "Heute"}, draft=False)
    done = peil("language", "check", "de")
    assert (done.exit_code, "not translated: 'Who sees what' (app/somewhere.py:1)" in done.output) == (1, True)


def test_a_language_begins_with_one_command(catalogues: Path) -> None:
    """Its catalogue, how much is missing where, and what to do next; a second time changes nothing that was done."""
    done = peil("language", "start", "fr")
    assert done.exit_code == 0
    for words in ("Français:", "app/content/cards: 526 of 526", "peil language check fr", "PEIL_LANGUAGES=nl,en,fr"):
        assert words in done.output
    path = languages.catalogue_of("fr")
    assert (read_catalogue(path).fuzzy, {each.id for each in read_catalogue(path) if each.id}) == (True, set(SENTENCES))
    path.write_text(path.read_text(encoding="utf-8").replace('"Today"\nmsgstr ""', '"Today"\nmsgstr "Ce jour"'))
    assert peil("language", "start", "fr").exit_code == 0
    assert read_catalogue(path)["Today"].string == "Ce jour"


@pytest.mark.parametrize("code", ["xx", "DE", "de_DE", "../nl", "", "deutsch"])
def test_what_is_no_language_is_refused(catalogues: Path, code: str) -> None:
    """One line with the mend, and nothing is written."""
    before = sorted(catalogues.rglob("*"))
    for command in ("start", "check"):
        done = peil("language", command, code)
        assert (done.exit_code, "two or three letters" in done.output) == (2, True)
    assert sorted(catalogues.rglob("*")) == before


def test_the_language_of_the_source_needs_no_catalogue(catalogues: Path) -> None:
    assert peil("language", "start", languages.SOURCE).exit_code == 2
    assert peil("language", "check", languages.SOURCE).exit_code == 0
    assert peil("language", "check", "fr").exit_code == 2


def test_a_draft_lacks_sentences_without_a_fault(catalogues: Path) -> None:
    """A broken placeholder is one in a draft too: the page would fail."""
    folder = catalogues
    (folder / "nl").unlink()
    add_catalogue(folder, "de", {**SENTENCES, "Today": ""})
    assert (list(faults()), list(drafts())) == ([], ["de: a draft, 1 of 10 sentences are not translated."])
    broken = {**SENTENCES, "%(low)s to %(high)s": "bis %(low)s"}
    add_catalogue(folder, "de", broken)
    assert [fault.partition(": ")[2] for fault in faults()] == ["lacks a placeholder: '%(low)s to %(high)s'"]
    add_catalogue(folder, "de", {**SENTENCES, "Today": ""}, draft=False)
    assert [fault.partition(" (")[0] for fault in faults()] == ["de: not translated: 'Today'"]


def test_a_language_with_more_forms_needs_them_all(catalogues: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polish has three forms of a number: two of them are not enough."""
    (catalogues / "nl").unlink()
    (catalogues / "de" / "LC_MESSAGES" / "messages.po").unlink()
    both = ("%(num)s hour ago", "%(num)s hours ago")
    monkeypatch.setattr(catalogue_tools, "source_messages", lambda: {both: ["app/somewhere.py:1"]})
    path = languages.catalogue_of("pl")
    merge(path)
    assert path.read_text(encoding="utf-8").count("msgstr[") == 3
    path.write_text(
        path.read_text(encoding="utf-8").replace("#, fuzzy\n", "", 1).replace('msgstr[0] ""', 'msgstr[0] "%(num)s"')
    )
    assert len(list(faults())) == 1


def test_every_renewal_keeps_to_the_language_of_its_catalogue(catalogues: Path) -> None:
    """A part is merged into the catalogue that its head names."""
    part = add_catalogue(catalogues.parent / "part", "de", {"Today": "Am heutigen Tag"})
    merge(languages.catalogue_of("de"), [part])
    assert read_catalogue(languages.catalogue_of("de"))["Today"].string == "Am heutigen Tag"
    assert "Language: de" in languages.catalogue_of("de").read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", TRANSLATED)
def test_nothing_is_missing_in_what_is_declared(folder: str) -> None:
    """What the files claim is true."""
    for part in parts_at(CONTENT / folder):
        assert {language: lacking(part, language).missing for language in part.declared} == dict.fromkeys(
            part.declared, ()
        )
        assert part.declared[:2] == languages.USUAL
