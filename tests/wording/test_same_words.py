"""Figures, periods and answers in words: one function each, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.instrument.installed import instrument_of
from app.languages import in_running_text
from app.releases.rules.cells import Published
from app.statistics.grades import GRADES
from app.web.language import inside_sentence, long_day
from app.wording import answer_words, certainty_words, figure_words, joined_words, period_words
from app.wording.group_names import own_group

PEO = instrument_of("peo")
OPENS, CLOSES = datetime(2026, 3, 1, 23, tzinfo=UTC), datetime(2026, 3, 29, 22, tzinfo=UTC)
"""Midnights in the region, on both sides of the change of the clocks."""


@pytest.fixture(autouse=True, params=["en", "nl"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    """Each test once per language."""
    with app.test_request_context(headers={"Accept-Language": request.param}):
        yield str(request.param)


def said(language: str, *, en: str, nl: str) -> str:
    return {"en": en, "nl": nl}[language]


@pytest.mark.parametrize(
    ("bounds", "en", "nl"),
    [
        ((0.0, 0.25), "at most 25%", "hooguit 25\u00a0%"),
        ((0.4, 0.55), "40 to 55%", "40 tot 55\u00a0%"),
        ((0.85, 1.0), "at least 85%", "minstens 85\u00a0%"),
        ((0.0, 1.0), "0 to 100%", "0 tot 100\u00a0%"),
    ],
)
def test_a_share_is_said_with_its_bounds(language: str, bounds: tuple[float, float], en: str, nl: str) -> None:
    """ "0 to 25%" would suggest that nobody is possible and known; "at most 100%" would say nothing."""
    assert figure_words.bounds_words(*bounds) == said(language, en=en, nl=nl)


def test_an_estimate_is_said_with_its_interval(language: str) -> None:
    """Both ends are said, also where they are 0: the interval is no published bound."""
    words = figure_words.estimate_words(0.03, 0.0, 0.075)
    assert words == said(language, en="about 3% (0 to 8%)", nl="ongeveer 3\u00a0% (0 tot 8\u00a0%)")


def test_a_mean_is_said_with_one_decimal(language: str) -> None:
    """In steps of 0.1, as it was published, with the decimal sign of the language."""
    words = figure_words.mean_words(Published("50+", 7.35, 7.2, 7.5))
    assert words == said(language, en="7.2 to 7.5", nl="7,2 tot 7,5")


@pytest.mark.parametrize(
    ("smallest", "largest", "en", "nl"),
    [
        ("7-9", "7-9", "7 to 9 people", "7 tot en met 9 mensen"),
        ("50+", "50+", "50 people or more", "50 mensen of meer"),
        (
            "7-9",
            "20-49",
            "7 to 49 people, depending on the topic",
            "7 tot en met 49 mensen, dat verschilt per onderwerp",
        ),
        ("20-49", "50+", "20 people or more, depending on the topic", "20 mensen of meer, dat verschilt per onderwerp"),
    ],
)
def test_a_size_class_never_becomes_a_number(*, language: str, smallest: str, largest: str, en: str, nl: str) -> None:
    """Fifty and more includes fifty; several classes are one range, from the first of them to the last."""
    assert figure_words.people_by_topic(smallest, largest) == said(language, en=en, nl=nl)


@pytest.mark.parametrize(
    ("item", "option", "in_sentence", "alone"),
    [
        ("professional_space", "favourable", "‘sufficient’ or higher", "Sufficient or higher"),
        ("professional_space", ">=insufficient", "‘insufficient’ or higher", "Insufficient or higher"),
        ("professional_space", "ample", "‘amply sufficient’", "Amply sufficient"),
        ("rules_negative_influence", "strong", "‘strongly’", "Strongly"),
        ("work_enjoyment", ">=7", "7 or higher", "7 or higher"),
        ("direct_contact_share", ">=50", "50% or more", "50% or more"),
        ("stay_one_year", "dont_know", "‘I don't know’", "I don't know"),
        ("workload_task.workload_task_reporting", "workload_task_reporting:strong", "‘strongly’", "Strongly"),
        ("professional_space", "a_forgotten_option", "‘a_forgotten_option’", "a_forgotten_option"),
    ],
)
def test_a_count_is_said_in_the_words_of_the_questionnaire(
    *, language: str, item: str, option: str, in_sentence: str, alone: str
) -> None:
    """In a sentence with quotation marks, by itself without; nobody has to know what "favourable" means."""
    counted = PEO.item(item.partition(".")[0])
    if language == "en":
        assert answer_words.count_words(counted, option) == in_sentence
        assert answer_words.counted_answers(PEO, item, option) == alone
    quoted = answer_words.count_words(counted, option).replace("‘", "").replace("’", "")
    assert quoted.lower() == answer_words.count_label(counted, option).lower()


def test_what_the_questionnaire_no_longer_has_is_said_by_its_key() -> None:
    """A release outlives the questionnaire it was made with."""
    assert answer_words.counted_answers(PEO, "a_forgotten_item", "favourable") == "favourable"
    assert answer_words.title_of(PEO, "a_forgotten_item") == "a_forgotten_item"


def test_every_count_of_the_instrument_has_words() -> None:
    """No reader ever sees a key such as `>=some`."""
    from app.releases.rules.period_plan import item_plans

    for plan in item_plans(PEO, [item.key for item in PEO.items]):
        assert answer_words.title_of(PEO, plan.item) != plan.item
        for option in plan.options:
            assert answer_words.counted_answers(PEO, plan.item, option) != option, (plan.item, option)


def test_a_period_ends_on_its_last_day(language: str) -> None:
    """Closing at midnight belongs to the day before, also when the clocks change."""
    words = period_words.span(OPENS, CLOSES)
    assert words == said(language, en="2 March to 29 March 2026", nl="2 maart tot en met 29 maart 2026")


def test_a_period_fits_a_narrow_field(language: str) -> None:
    """With its year, which a field that is cut off would lose; both years where they differ."""
    opens, closes = datetime(2026, 10, 18, 22, tzinfo=UTC), datetime(2026, 11, 15, 23, tzinfo=UTC)
    words = period_words.short_span(opens, closes)
    assert words == said(language, en="19 Oct – 15 Nov 2026", nl="19 okt – 15 nov 2026")
    words = period_words.short_span(datetime(2025, 12, 28, 23, tzinfo=UTC), closes)
    assert words == said(language, en="29 Dec 2025 – 15 Nov 2026", nl="29 dec 2025 – 15 nov 2026")


def test_a_month_has_its_year_only_when_it_is_another_one(language: str) -> None:
    """Seen from a board of the same year, the month is enough."""
    month = period_words.month_of(OPENS, CLOSES, seen_from=CLOSES)
    assert month == said(language, en="March", nl="maart")
    month = period_words.month_of(OPENS, CLOSES, seen_from=datetime(2027, 1, 5, tzinfo=UTC))
    assert month == said(language, en="March 2026", nl="maart 2026")
    assert period_words.short_month_of(OPENS, CLOSES) == said(language, en="Mar", nl="mrt")


def test_a_day_is_written_as_in_europe(language: str) -> None:
    """Never "August 3, 2026", which pages with a filter of their own said."""
    assert long_day(date(2026, 8, 3)) == said(language, en="3 August 2026", nl="3 augustus 2026")


def test_a_list_is_written_as_the_language_writes_it(language: str) -> None:
    """No comma before the last."""
    assert joined_words.either(["a", "b", "c"]) == said(language, en="a, b or c", nl="a, b of c")
    assert joined_words.both(["a", "b"]) == said(language, en="a and b", nl="a en b")


def test_a_difference_is_the_same_words_on_board_and_grid(language: str) -> None:
    """The sign in a grid says what the line of a board says, with the same word for how certain it is."""
    _whole, short = certainty_words.signal_words("higher", since="", grade="sure")
    assert short == said(language, en="higher than the region", nl="hoger dan de regio")
    assert (
        certainty_words.graded_difference(higher=True, grade="sure")
        == f"{short}: {certainty_words.grade_words('sure')}"
    )
    assert own_group("region") in short


def test_what_may_well_be_chance_only_seems_so(language: str) -> None:
    """ "Is higher here" with a chance of 60 % promised more than was known."""
    for direction in ("higher", "lower", "up", "down"):
        told = {grade: certainty_words.signal_words(direction, since="May", grade=grade) for grade in GRADES[:3]}
        assert told["sure"] == told["likely"]
        assert all(said(language, en="seems", nl="lijkt") in each for each in told["notable"])


def test_no_sentence_says_of_shown_bounds_that_they_do_not_overlap(language: str) -> None:
    """What lies apart are the blurred figures: the bounds beside the sentence are wider, and often do overlap."""
    why = certainty_words.why_grade("notable", 0.62)
    assert said(language, en="blurred figures", nl="vervaagde cijfers") in why
    assert said(language, en="bounds", nl="grenzen") not in why
    assert "62" in why


def test_no_grade_is_left_without_a_word() -> None:
    """Every grade of the statistics that is said, and what is too small, has its own word."""
    words = {certainty_words.grade_words(name) for name in ("sure", "likely", "notable", "too_small")}
    assert len(words) == 4
    assert certainty_words.why_grade("sure", 1.0) != certainty_words.why_grade("sure", 0.98)


@pytest.mark.parametrize(
    ("words", "inside"),
    [
        ("Sufficient", "sufficient"),
        ("I don't know", "I don't know"),
        ("SKJ register", "SKJ register"),
        ("A colleague", "a colleague"),
        ("Één collega", "één collega"),
        ("", ""),
    ],
)
def test_an_abbreviation_keeps_its_capitals(words: str, inside: str) -> None:
    """Board headings said "sKJ register"."""
    assert inside_sentence(words) == inside
    assert in_running_text("Arbeit", "de") == "Arbeit"
