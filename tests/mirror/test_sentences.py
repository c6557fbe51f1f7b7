"""What a mirror says, and what every figure says about itself."""

from __future__ import annotations

import pytest

from app.instrument.schema import Instrument
from app.mirror.own_trend import OwnAnswer
from app.mirror.sentences import group_sentence, landmark_note, own_sentence
from app.releases.rules.cells import Published, Withheld
from app.wording.answer_words import count_words
from app.wording.figure_words import people_words
from tests.mirror.test_own_change import _said

pytestmark = pytest.mark.usefixtures("in_english")
SHARE = Published("50+", 0.62, 0.6, 0.64)


def test_the_own_sentence_says_the_answer_and_its_change(peo: Instrument) -> None:
    """What it is and where it moved; no better, no worse."""
    said = own_sentence(peo.item("work_enjoyment"), _said(peo, "work_enjoyment", 6, 7))
    assert said == "You gave a <strong>7</strong>. Higher than last time."
    said = own_sentence(peo.item("professional_space"), _said(peo, "professional_space", "ample"))
    assert said == "You chose <strong>amply sufficient</strong>. This was your first time."
    said = own_sentence(peo.item("direct_contact_share"), _said(peo, "direct_contact_share", 40))
    assert said.startswith("You said <strong>40%</strong>.")


def test_who_declined_is_not_told_what_they_said_before(peo: Instrument) -> None:
    """Preferring not to say is an answer, and it is respected in the mirror too."""
    said = own_sentence(peo.item("professional_space"), _said(peo, "professional_space", "ample", "_declined"))
    assert said == "You preferred not to say."


def test_every_figure_says_its_bounds_and_how_many_people(peo: Instrument) -> None:
    """Never a single number, never an exact count."""
    said = group_sentence(peo.item("professional_space"), SHARE, choice="region", option="favourable")
    assert said == (
        "In the region <strong>60 to 64%</strong> of people chose ‘sufficient’ or higher. Based on 50 people or more."
    )
    mean = Published("20-49", 7.35, 7.2, 7.5)
    said = group_sentence(peo.item("work_enjoyment"), mean, choice="orgtype")
    assert said == ("The mean of your kind of organisation: <strong>7.2 to 7.5</strong>. Based on 20 to 49 people.")


@pytest.mark.parametrize(
    ("bounds", "words"),
    [((0.0, 0.25), "at most 25%"), ((0.85, 1.0), "at least 85%"), ((0.25, 0.5), "25 to 50%")],
)
def test_the_ends_of_a_scale_are_said_in_words(peo: Instrument, bounds: tuple[float, float], words: str) -> None:
    """ "0 to 25%" would suggest that nobody is possible and known; it is the outermost bin."""
    cell = Published("10-19", sum(bounds) / 2, *bounds)
    assert words in group_sentence(peo.item("professional_space"), cell, choice="team", option="favourable")


def test_withheld_has_one_wording_and_a_way_to_the_reason(peo: Instrument) -> None:
    """The same words for every reason, and no number."""
    said = group_sentence(peo.item("professional_space"), Withheld(), choice="team", option="favourable")
    assert said == '<a href="/privacy#withheld">Not shown.</a> This says nothing about the answers.'


def test_nothing_published_yet_is_said(peo: Instrument) -> None:
    """It is not the same as not shown."""
    said = group_sentence(peo.item("professional_space"), None, choice="region", option="favourable")
    assert said == "Of this group nothing has been published yet."


@pytest.mark.parametrize(
    ("item", "option", "words"),
    [
        ("professional_space", "favourable", "‘sufficient’ or higher"),
        ("professional_space", ">=insufficient", "‘insufficient’ or higher"),
        ("professional_space", "ample", "‘amply sufficient’"),
        ("rules_negative_influence", "strong", "‘strongly’"),
        ("stay_one_year", "dont_know", "‘I don't know’"),
        ("work_enjoyment", ">=7", "7 or higher"),
        ("direct_contact_share", ">=50", "50% or more"),
        ("workload_cause", "caseload", "‘size of the caseload’"),
        ("workload_task", "workload_task_skj:strong", "‘strongly’"),
    ],
)
def test_every_count_is_said_in_the_words_of_the_questionnaire(
    peo: Instrument, item: str, option: str, words: str
) -> None:
    """Nobody has to know what "favourable" means."""
    assert count_words(peo.item(item), option) == words


def test_words_of_others_cannot_become_part_of_the_page(peo: Instrument) -> None:
    """What is filled in is escaped; only our own marks are marks."""
    answer = OwnAnswer(wave=_said(peo, "professional_space", "ample")[0].wave, value="<script>", level=None)
    assert "<script>" not in own_sentence(peo.item("professional_space"), [answer])


def test_earlier_years_come_with_source_people_and_remarks(peo: Instrument) -> None:
    """The published figures of 2021 and 2022 are history, with what to mind."""
    from app.charts.group_frame import landmarks_of
    from app.releases.rules.cells import Group

    space, region = peo.item("professional_space"), Group("region", "r")
    marks = landmarks_of(space, group=region, questionnaire="peo")
    notes = landmark_note(marks, drawn=marks)
    assert "2021: 86%, 178 people; 2022: 92%, 150 people" in notes[0]
    assert any("worded differently" in note for note in notes)
    assert any(note.startswith("Source: Professional-experience survey") for note in notes)
    assert len(notes) == len(set(notes))


@pytest.mark.parametrize(("size", "words"), [("50+", "50 people or more"), ("7-9", "7 to 9 people")])
def test_a_size_class_is_a_range(size: str, words: str) -> None:
    """Never an exact number."""
    assert people_words(size) == words
