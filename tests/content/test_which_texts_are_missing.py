"""A file's own word says in which languages it is complete; the gaps of any other are listed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import languages
from app.content.completeness import lacking, languages_in, parts_at, verdict
from app.content.reading import ContentFault, read_yaml_with_lines
from tests.languages.conftest import add_catalogue

ABOUT_ALL = "languages: [nl, en]\nsubject: {nl: A, en: A}\n"
ONE = "languages: [nl, en]\ntitle: {nl: Een, en: One}\nparts:\n  - words: {nl: Twee, en: Two, de: Zwei}\n  - 3\n"


@pytest.fixture
def german(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue in Dutch and one in German, whatever languages there are besides."""
    folder = tmp_path / "translations"
    folder.mkdir()
    (folder / "nl").symlink_to(languages.FOLDER / "nl")
    monkeypatch.setattr(languages, "FOLDER", folder)
    add_catalogue(folder, "de", {"Today": "Heute"})


@pytest.fixture
def files(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    folder.mkdir()
    return folder


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_missing_is_told_at_its_line(files: Path) -> None:
    """With the place of the text, so that a translator goes from one to the next."""
    (part,) = parts_at(written(files, "one.yaml", ONE))
    found = lacking(part, "de")
    assert (found.texts, [fault.line for fault in found.missing]) == (2, [2])
    assert "'de'" in found.missing[0].message
    assert lacking(part, "nl").missing == ()
    assert [fault.line for fault in lacking(part, "fy").missing] == [2, 4]


def test_a_value_that_only_looks_like_a_language_is_no_text(files: Path) -> None:
    """Two letters may be a key of something else: a text has every declared language's kind of value."""
    text = "languages: [nl]\nnl_: {a: 1}\nrow: {nl: 3, en: 4}\nother: {no: words, on: words}\nreal: {nl: Ja}\n"
    (part,) = parts_at(written(files, "one.yaml", text))
    assert lacking(part, "en").texts == 1


def test_each_file_of_a_folder_speaks_for_itself(files: Path) -> None:
    """Unless one of them speaks for all."""
    written(files, "a.yaml", ONE)
    written(files, "b.yaml", ONE.replace("[nl, en]", "[nl]"))
    assert [part.declared for part in parts_at(files)] == [("nl", "en"), ("nl",)]
    written(files, "documents.yaml", ABOUT_ALL)
    (part,) = parts_at(files)
    assert (part.declared, len(part.documents)) == (("nl", "en"), 3)


def test_a_file_that_declares_nothing_is_complete_in_nothing(files: Path) -> None:
    """And what it declares wrongly is left to its own check: nothing is raised here."""
    for text in ("title: {nl: A}\n", "languages: nl\n", "languages: [1, nl]\n", "- a\n"):
        (part,) = parts_at(written(files, "one.yaml", text))
        assert part.declared in ((), ("nl",))


def test_what_is_no_yaml_is_refused_with_its_line(files: Path) -> None:
    """The list of gaps is not a list of everything else."""
    with pytest.raises(ContentFault, match=r"one\.yaml:2"):
        parts_at(written(files, "one.yaml", "a: 1\n\tb: 2\n"))


@pytest.mark.usefixtures("german")
def test_a_language_on_its_way_may_stand_in_a_file(files: Path) -> None:
    """What is begun is allowed; it is known by its catalogue."""
    found = languages_in(read_yaml_with_lines(written(files, "one.yaml", ONE)))
    assert found["languages"] == ("nl", "en")
    assert set(found["begun"]) >= {"nl", "de"}


@pytest.mark.usefixtures("german")
def test_the_verdict_counts_what_is_missing(files: Path) -> None:
    """How many of how many texts, in which language, and how to see them listed."""
    told = verdict(written(files, "one.yaml", ONE), name="one")
    assert told.startswith("one: complete in nl, en. Not complete in de: 1 of 2 texts are missing")
    assert "peil language check de" in told


@pytest.mark.usefixtures("german")
def test_nothing_missing_is_no_fault(files: Path) -> None:
    """Whether the file claims the language or simply has every text."""
    whole = ONE.replace("en: One}", "en: One, de: Eins}")
    assert verdict(written(files, "one.yaml", whole), name="one") == "one: no faults."
    assert (
        verdict(written(files, "one.yaml", whole.replace("[nl, en]", "[nl, en, de]")), name="one") == "one: no faults."
    )


@pytest.mark.usefixtures("german")
def test_a_folder_is_told_as_one(files: Path) -> None:
    """Texts of all its files together."""
    written(files, "a.yaml", ONE)
    written(files, "b.yaml", ONE)
    assert "de: 2 of 4 texts" in verdict(files, name="all")
