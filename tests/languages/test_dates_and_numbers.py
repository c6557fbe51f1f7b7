"""Days, per cents and lists are written as the reader's language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from app.instrument.installed import instrument_of
from app.languages import between_columns, date_pattern
from app.web.language import day, long_day, percent
from app.wording.answer_words import option_words
from app.wording.figure_words import bounds_words
from app.wording.period_words import short_month, short_span

SUNDAY = datetime(2026, 11, 29, 12, tzinfo=UTC)
IN = {
    "nl": ("zondag 29 november", "29 november 2026", "55\u00a0%", "19 okt – 29 nov 2026", "nov"),
    "en": ("Sunday, 29 November", "29 November 2026", "55%", "19 Oct – 29 Nov 2026", "Nov"),
    "de": ("Sonntag, 29. November", "29. November 2026", "55\u00a0%", "19. Okt. – 29. Nov. 2026", "Nov"),
}


@pytest.mark.parametrize("code", IN)
def test_days_and_per_cents(app: Flask, code: str) -> None:
    """By CLDR: German has a point after the day and a no-break space before the sign; ours stay as they were."""
    with app.test_request_context(f"/?language={code}"):
        span = short_span(datetime(2026, 10, 19, tzinfo=UTC), datetime(2026, 11, 29, 12, tzinfo=UTC))
        assert (day(SUNDAY), long_day(SUNDAY.date()), percent(0.554), span, short_month(SUNDAY)) == IN[code]


def test_a_mean_has_the_decimal_sign_of_its_reader(app: Flask) -> None:
    with app.test_request_context("/?language=de"):
        assert bounds_words(0.5, 0.6) == "50 bis 60\u00a0%"
        assert long_day(date(2026, 3, 9)) == "9. März 2026"


@pytest.mark.parametrize(
    ("code", "words"),
    [("de", "Unterstützung durch Team und Leitung"), ("nl", "steun van team en leidinggevende")],
)
def test_an_answer_keeps_its_capital_where_nouns_have_one(app: Flask, code: str, words: str) -> None:
    """Inside a sentence Dutch begins an answer small; German would be wrong without the capital of its noun."""
    with app.test_request_context(f"/?language={code}"):
        assert option_words(instrument_of("peo").item("workload_cause"), "team_support") == words


@pytest.mark.parametrize("code", ["nl", "en", "de", "fr", "fy", "pl", "uk", "ar", "ja"])
def test_every_language_of_cldr_has_every_form(code: str) -> None:
    """Whoever begins a language need not say how it writes a date."""
    for form in ("weekday", "day", "short_day", "day_of_year", "short_day_of_year", "month_of_year", "figures"):
        assert date_pattern(code, form)
    assert between_columns(code) in {";", ","}
