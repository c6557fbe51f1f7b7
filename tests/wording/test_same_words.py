"""Figures, periods and answers in words, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask
from flask_babel import force_locale

from app.groups import group_words as words
from app.instrument.installed import instrument_of
from app.releases.rules.cells import Published

PEO = instrument_of("peo")


@pytest.fixture(autouse=True)
def _english(app: Flask) -> object:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        yield


@pytest.mark.parametrize(
    ("size_class", "said"), [("7-9", "7–9 people"), ("20-49", "20–49 people"), ("50+", "50 people or more")]
)
def test_a_size_class_never_becomes_a_number(size_class: str, said: str) -> None:
    """Fifty and more includes fifty."""
    assert words.people(size_class) == said


@pytest.mark.parametrize(
    ("smallest", "largest", "said"),
    [
        ("7-9", "7-9", "7–9 people"),
        ("7-9", "20-49", "7 to 49 people, depending on the topic"),
        ("20-49", "50+", "20 people or more, depending on the topic"),
    ],
)
def test_several_size_classes_are_said_as_one_range(smallest: str, largest: str, said: str) -> None:
    """From the first of the smallest to the last of the largest."""
    assert words.people_per_topic(smallest, largest) == said


@pytest.mark.parametrize(
    ("item", "option", "said"),
    [
        ("professional_space", "favourable", "Amply sufficient or sufficient"),
        ("professional_space", ">=insufficient", "Amply sufficient or sufficient or insufficient"),
        ("professional_space", "ample", "Amply sufficient"),
        ("work_enjoyment", ">=7", "Grade 7 or higher"),
        ("direct_contact_share", ">=50", "50% of the time or more"),
        ("stay_one_year", "dont_know", "I don't know"),
        ("workload_task.workload_task_reporting", "workload_task_reporting:strong", "Strongly"),
        ("colleague_workload_effect", "colleague_no_high_workload", "My colleagues have no high workload"),
        ("a_forgotten_item", "favourable", "favourable"),
        ("professional_space", "a_forgotten_option", "a_forgotten_option"),
    ],
)
def test_an_answer_is_said_as_the_questionnaire_says_it(item: str, option: str, said: str) -> None:
    """Several answers together are named one by one; what the questionnaire no longer has, by its key."""
    assert words.answer(PEO, item, option) == said


def test_every_count_of_the_instrument_has_words() -> None:
    """No reader ever sees a key such as `>=some`."""
    from app.releases.rules.period_plan import item_plans

    for plan in item_plans(PEO, [item.key for item in PEO.items]):
        assert words.title(PEO, plan.item) != plan.item
        for option in plan.options:
            assert words.answer(PEO, plan.item, option) != option, (plan.item, option)


def test_a_mean_is_said_with_one_decimal() -> None:
    """In steps of 0.1, as it was published."""
    assert words.mean(Published("50+", 7.35, 7.2, 7.5)) == "between 7.2 and 7.5"


def test_a_period_ends_on_its_last_day() -> None:
    """Closing at midnight belongs to the day before, also when the clocks change."""
    opens, closes = datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
    assert words.span(opens, closes) == "2 March to 29 March 2026"


def test_a_period_fits_a_narrow_field() -> None:
    """With its year, which a field that is cut off would lose; both years where they differ."""
    opens, closes = datetime(2026, 10, 18, 22, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC)
    assert words.short_span(opens, closes) == "19 Oct – 15 Nov 2026"
    assert words.short_span(datetime(2025, 12, 28, 23, tzinfo=UTC), closes) == "29 Dec 2025 – 15 Nov 2026"
    with force_locale("nl"):
        assert words.short_span(opens, closes) == "19 okt – 15 nov 2026"
