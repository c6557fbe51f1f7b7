"""Questions to think over with each subject of the mirror; what somebody writes with one is a note like any other."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.answering.models import Ballot, DiaryEntry
from app.db import db
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from app.mirror.mirror_sources import WITHOUT_FIGURES
from app.mirror.reflection import FOLDER, reflection_faults, reflection_of
from tests.region import SmallRegion

SPACE = "/mirror/professional_space"
TEXT = "After the talk there was more room."


def test_every_subject_of_the_mirror_has_questions_to_think_over(peo: Instrument) -> None:
    """Two to four, each a question, in every language of the file."""
    read = reflection_of("peo")
    assert read is not None
    shown = {
        item.construct_key for item in peo.items if item.type not in WITHOUT_FIGURES and item.block != "background"
    }
    assert shown <= read.questions.keys()
    assert reflection_faults(FOLDER / "peo.yaml", instrument_of("peo")) == []


def test_a_note_remembers_its_question(mirrored: SmallRegion, reader: FlaskClient) -> None:
    """It stands above the note, in one's own year too; sealed, and part of no ballot."""
    before = set(db.session.scalars(select(Ballot.name)))
    assert "Where do you hold back although nobody asks you to?" in reader.get(SPACE).text
    kept = reader.post(f"{SPACE}/notes", data={"note": TEXT, "about": "holding_back"})
    assert kept.status_code == 303
    for address in (SPACE, "/mirror/year"):
        quote = reader.get(address).text.partition("<blockquote>")[2].partition("</blockquote>")[0]
        assert "Where do you hold back although nobody asks you to?" in quote, address
        assert TEXT in quote
    db.session.rollback()
    assert set(db.session.scalars(select(Ballot.name))) == before
    assert not any(b"holding_back" in sealed for sealed in db.session.scalars(select(DiaryEntry.sealed)))


def test_a_question_of_another_subject_is_refused(reader: FlaskClient) -> None:
    """Nothing is written, and the page says what to choose."""
    refused = reader.post(f"{SPACE}/notes", data={"note": TEXT, "about": "when_heavy"})
    assert refused.status_code == 400
    assert "Choose one of the questions" in refused.text
    assert TEXT not in reader.get(SPACE).text


def test_a_note_that_cannot_be_kept_keeps_its_question(reader: FlaskClient) -> None:
    """The form comes back with the same choice."""
    refused = reader.post(f"{SPACE}/notes", data={"note": " ", "about": "holding_back"})
    assert refused.status_code == 422
    assert 'value="holding_back" checked' in refused.text


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("  professional_space:", "  professional_spice:", "the questionnaire measures no 'professional_spice'"),
        ("      en: What makes you stay?\n", "", "the language 'en' is missing"),
        ("en: What makes you stay?", "en: What makes you stay.", "a question has a question mark"),
        ("en: What makes you stay?", "en: What <b>makes</b> you stay?", "leave out HTML"),
    ],
)
def test_a_faulty_file_is_named_with_its_line(
    tmp_path: Path, peo: Instrument, right: str, wrong: str, told: str
) -> None:
    """An unknown subject, a missing language, no question, markup."""
    text = (FOLDER / "peo.yaml").read_text()
    assert right in text
    path = tmp_path / "peo.yaml"
    path.write_text(text.replace(right, wrong, 1))
    faults = [str(fault) for fault in reflection_faults(path, peo)]
    assert any(told in fault and "peo.yaml:" in fault for fault in faults), faults
