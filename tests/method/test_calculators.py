"""The calculators say what the rules and the measured estimates say."""

from __future__ import annotations

import re
from html import unescape
from statistics import NormalDist, fmean

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.config import ROOT
from app.method.calculators import PERIODS, answers_needed, error_and_threshold, noticing, pooled_people, teams_shown
from app.releases.rules.policy import Policy

EN = {"Accept-Language": "en"}
MEASURED = re.compile(r"^\| (\d+) \| (\d+) points \| (\d+) % \| (\d+) % \| (\d+) % \| (\d+) % \|$", re.MULTILINE)


def test_noticing_is_that_of_the_estimates() -> None:
    """Against the power that was measured with the estimates themselves: 4 points off on average, at most 11.

    The evidence has groups that lie 0.3 and 0.7 apart; the calculator says one figure, between them.
    """
    rows = MEASURED.findall((ROOT / "docs" / "evidence" / "estimates.md").read_text(encoding="utf-8"))
    assert len(rows) == 9
    off = []
    for size, apart, *powers in rows:
        for periods, pair in ((3, powers[0::2]), (6, powers[1::2])):
            measured = fmean(float(each) for each in pair) / 100
            error, threshold = error_and_threshold("team", int(size), periods=periods, policy=Policy())
            off.append(abs(NormalDist().cdf((int(apart) / 100 - threshold) / error) - measured))
    assert fmean(off) < 0.05
    assert max(off) < 0.12


@given(st.sampled_from(("team", "organisation", "region")), st.integers(7, 3000))
def test_more_periods_notice_more(level: str, people: int) -> None:
    """For every level and size; and no group below the smallest notices anything."""
    found = noticing(level, people, policy=Policy())  # type: ignore[arg-type]  # One of the three.
    assert [each.periods for each in found] == list(PERIODS)
    least = [each.least for each in found]
    assert least == sorted(least, reverse=True)
    assert least[-1] > 0
    assert noticing(level, 6, policy=Policy()) == ()  # type: ignore[arg-type]  # One of the three.


@pytest.mark.parametrize(
    ("population", "margin", "needed"), [(100_000, 0.05, 383), (1000, 0.05, 278), (150, 0.05, 109), (10, 0.01, 10)]
)
def test_sample_sizes_are_those_of_the_tables(population: int, margin: float, needed: int) -> None:
    """384 for an endless population at ± 5 points, 278 of 1,000 and 109 of 150, as every table of samples has them."""
    assert answers_needed(population, margin=margin) == pytest.approx(needed, abs=1)


def test_who_stands_alone_follows_from_the_policy() -> None:
    """Seven with two colluders, five with one; the small ones together may be enough for their organisation."""
    shown = teams_shown([12, 6, 5], policy=Policy())
    assert [each.shown_as for each in shown] == ["10-19", "", ""]
    assert pooled_people(shown, policy=Policy()) == (11, True)
    assert [each.shown_as for each in teams_shown([5, 4], policy=Policy(colluders=1))] == ["5-9", ""]


def page(client: FlaskClient, query: str = "", *, status: int = 200) -> str:
    response = client.get(f"/method{query}", headers=EN)
    assert response.status_code == status
    return unescape(" ".join(response.text.split()))


def test_everybody_can_calculate_without_javascript(client: FlaskClient) -> None:
    """One form that is sent with GET: the page is the same for everybody who types the same, and stores nothing."""
    shown = page(client)
    assert '<form method="get" action="/method"' in shown
    assert "Noticed in 8 of 10 groups" in shown
    assert "109 answers" in shown
    assert "notice" not in re.findall(r'class="([^"]*)"', shown)  # Nothing is wrong yet, and nothing says so.
    assert "The smallest group is then 7 people" in shown
    assert "Set-Cookie" not in client.get("/method", headers=EN).headers


def test_what_is_typed_is_calculated(client: FlaskClient) -> None:
    """A link carries a calculation."""
    shown = page(client, "?level=region&people=900&population=1000&margin=5&colluders=1&sizes=6,4")
    assert "278 answers" in shown
    assert "The smallest group is then 5 people" in shown
    assert "A team of 6 stands alone, as ‘5 to 9 people’." in shown
    assert "A team of 4 is counted together with others." in shown
    assert "against as many periods before" in shown
    assert "fewer than 7 people is not shown by itself" in page(client, "?people=6")


@pytest.mark.parametrize(
    ("query", "says", "kept"),
    [
        ("?people=many", "Type a whole number from 1 to 100000.", 'value="many"'),
        ("?people=0", "Type a whole number from 1 to 100000.", 'value="0"'),
        ("?people=1e9", "Type a whole number", 'value="1e9"'),
        ("?people=", "Type a whole number", 'value=""'),
        ("?population=-5", "Type a whole number from 1 to 999999.", 'value="-5"'),
        ("?margin=50", "Type a whole number from 1 to 49.", 'value="50"'),
        ("?margin=%C2%B2", "Type a whole number from 1 to 49.", 'value="²"'),
        ("?colluders=21", "Type a whole number from 1 to 20.", 'value="21"'),
        ("?sizes=twelve", "Type one to 60 numbers", 'value="twelve"'),
        ("?sizes=" + "7+" * 61, "Type one to 60 numbers", "7 7 7"),
        ("?sizes=<script>", "Type one to 60 numbers", 'value="<script>"'),
        ("?level=galaxy", "Choose from the list.", "Which group?"),
    ],
)
def test_what_cannot_be_calculated_with_is_kept_and_explained(
    query: str, says: str, kept: str, client: FlaskClient
) -> None:
    """422, with what was typed and how to mend it."""
    shown = page(client, query, status=422)
    assert says in shown
    assert kept in shown
