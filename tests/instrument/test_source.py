"""Whose questions a questionnaire asks is said in the reader's language, wherever it is said."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from app.instrument.codebook import CodebookWords
from app.instrument.ddi_codebook import as_ddi
from app.instrument.installed import installed_keys, instrument_of
from app.instrument.later_languages import with_later_languages
from app.instrument.load import check
from app.instrument.schema import Instrument
from app.instrument.xlsform import read_xlsform, write_xlsform
from app.programme.counting_plan import canonical
from app.wording.codebook_words import codebook_words


def with_source(instrument: Instrument, source: Mapping[str, str] | str) -> Instrument:
    content: dict[str, Any] = instrument.model_dump(mode="json", by_alias=True)
    return Instrument.model_validate({**content, "source": source})


@pytest.mark.parametrize("key", installed_keys())
def test_each_language_names_the_source_in_its_own_words(key: str) -> None:
    """It stood in English on Dutch and German pages, reports and codebooks."""
    instrument = instrument_of(key)
    assert set(instrument.source) >= set(instrument.languages)
    assert len(set(instrument.source.values())) == len(instrument.source)


def test_the_codebook_for_machines_has_each_of_them() -> None:
    """The first language's as the citation, of which the first schema of 2.5 allows one; the others as notes on it."""
    instrument = instrument_of("peo")
    words: CodebookWords = codebook_words(instrument.languages)
    written = as_ddi(instrument, words).decode()
    first, *others = instrument.languages
    assert written.count("<biblCit") == 1
    assert f'<biblCit xml:lang="{first}">{instrument.source[first]}</biblCit>' in written
    for language in others:
        assert f'<notes type="biblCit" xml:lang="{language}">{instrument.source[language]}</notes>' in written


def test_a_workbook_brings_them_back(tmp_path: Path) -> None:
    """Also where a name is the same in every language, as in workbooks of before."""
    for source in (instrument_of("peo").source, "Peil"):
        path = tmp_path / "form.xlsx"
        path.write_bytes(write_xlsform(with_source(instrument_of("peo"), source)))
        assert read_xlsform(path)[0].source == with_source(instrument_of("peo"), source).source


def test_a_counting_plan_of_before_is_read_as_it_was_stored() -> None:
    """A period that opened with the source as one text keeps its plan and its digest, and shows the later languages."""
    now = instrument_of("peo")
    before = with_source(now, now.source["en"])
    assert before.source == dict.fromkeys(now.languages, now.source["en"])
    assert f'"source":"{now.source["en"]}"' in canonical(before)
    assert Instrument.model_validate_json(canonical(before)) == before
    assert with_later_languages(before, now).source == now.source
    assert with_later_languages(with_source(now, "Another report"), now).source["nl"] == "Another report"


def test_a_language_that_is_missing_is_named(tmp_path: Path) -> None:
    """Like every other text of the file; an empty source as well."""
    text = Path("app/content/instruments/peo.yaml").read_text()
    place = tmp_path / "peo.yaml"
    start, end = text.index("source:\n"), text.index("blocks:")
    for source, fault in (('{nl: "Peil"}', "the wording in"), ('""', "say where the questions come from")):
        place.write_text(f"{text[:start]}source: {source}\n\n{text[end:]}")
        assert [fault in each.message for each in check(place)] == [True]
