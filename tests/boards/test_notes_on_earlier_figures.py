"""Wherever an earlier figure stands beside our own, what is unclear about it stands there too, behind one word."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask

from app.charts.group_frame import drawn_from, landmarks_of
from app.groups.references import measured_before
from app.instrument.installed import instrument_of
from app.instrument.printed_figures import printed_figures
from app.instrument.reference import earlier_report, reference_values
from app.mirror.sentences import landmark_note
from app.releases.rules.cells import Group
from app.web.language import speaking
from app.wording.earlier_words import to_know_of
from app.wording.phrases import Phrases
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

PEO = instrument_of("peo")
LANGUAGES = ("nl", "en", "de")
NOT_SIGNIFICANT = "With these two figures it is not (p = 0.085)."
WORDED_DIFFERENTLY = "worded differently"


def shown(visitors: Visitors, who: str, address: str) -> str:
    response = visitors.browser(who).get(address, headers={"Accept-Language": "en"})
    assert response.status_code == 200
    return unescape(" ".join(response.text.split()))


def in_sight(page: str) -> str:
    """A page without what stands in its details, before anybody opens one."""
    while (shorter := re.sub(r"<details(?:(?!<details).)*?</details>", "", page)) != page:
        page = shorter
    return page


@pytest.mark.parametrize("key", ["peo", "wellbeing"])
def test_a_figure_knows_what_is_unclear_about_the_printed_ones_it_rests_on(key: str) -> None:
    """Figures beside our own once lacked C04, C07, C11 and C30, which the page of earlier figures had."""
    report, printed = earlier_report(key), {each.id: each for each in printed_figures(key)}
    assert report is not None
    values = [value for item in instrument_of(key).items for value in reference_values(item.key, questionnaire=key)]
    assert values
    for value in values:
        for figure in value.figures:
            for name in printed[figure].remarks:
                assert report.remarks[name] in value.remarks, (value.item, value.option, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_earlier_figure_says_its_source_and_place(language: str, app: Flask) -> None:
    """In every language, with the words that hold for them all last."""
    with app.test_request_context("/"), speaking(language):
        for item in PEO.items:
            for value in reference_values(item.key, questionnaire="peo"):
                told = to_know_of([value])
                assert value.document[language] in told[-2]
                assert re.search(r"\(.*\d.*\)\.$", told[-2]), told[-2]
                assert "infographic" not in told[-2]
                assert told[-1] == value.remarks[-1][language]
                assert len(told) == len(value.remarks) + 1


def test_a_board_says_it_where_the_figure_is_opened(visitors: Visitors, released: SmallRegion) -> None:
    """On every level: the figure, where the report contradicts itself, the source with its place. Nothing in sight."""
    for who, address in (
        ("region_lead", "/region"),
        ("north_lead", f"/teams/{released.teams['north']}"),
    ):
        page = shown(visitors, who, address)
        topic = page.partition("<h3>Professional space</h3>")[2].partition("</details></li>")[0]
        assert "2022: 92%, 150 people." in topic
        assert NOT_SIGNIFICANT in topic
        assert (
            "Source: Professional-experience survey Haaglanden, second measurement (April 2022) (section 2.1)." in topic
        )
        for words in (NOT_SIGNIFICANT, WORDED_DIFFERENTLY, "Source: "):
            assert words not in in_sight(page), words


def test_before_the_first_release_it_is_one_word_away(region: SmallRegion) -> None:
    """The first figures that a region sees are those of the report."""
    page = shown(Visitors(region), "region_lead", "/region")
    known = page.partition('id="known"')[2]
    assert "Professional space in 2022: 92%" in in_sight(known)
    assert NOT_SIGNIFICANT in known
    assert WORDED_DIFFERENTLY in known
    for words in (NOT_SIGNIFICANT, WORDED_DIFFERENTLY):
        assert words not in in_sight(known)


def test_the_mirror_says_it_of_every_dash_it_draws(app: Flask) -> None:
    """A dash is drawn from several figures; the note on one that the chart does not name was left out."""
    hours, region = PEO.item("hours_vs_contract"), Group("region", "r")
    marks = landmarks_of(hours, group=region, questionnaire="peo")
    drawn = drawn_from(hours, group=region, questionnaire="peo")
    with app.test_request_context("/"), speaking("en"):
        said = " ".join(landmark_note(marks, drawn=drawn))
    assert "Added up from rounded percentages." in said


def test_a_mean_measured_before_stands_beside_a_mean(app: Flask) -> None:
    """Boards told of earlier shares only; of a questionnaire whose earlier figures are means they said nothing."""
    wellbeing = instrument_of("wellbeing")
    with app.test_request_context("/"), speaking("en"):
        before = measured_before(Phrases(wellbeing), "life_satisfaction", "")
        assert before is not None
        assert before.figures.startswith("Mean measured before: ")
        enjoyment = measured_before(Phrases(PEO), "work_enjoyment", "")
        assert enjoyment is not None
        assert "%" not in enjoyment.figures
