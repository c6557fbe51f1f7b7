"""The page of differences and relations names what a release supports, and nothing on a small base."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask

from app.groups.kind_differences import Differences, differences_of
from app.instrument.installed import instrument_of
from app.releases.rules.cells import Level, Published, Row, Statistic, Withheld
from app.releases.rules.joint_counts import four_of
from app.wording.phrases import Phrases
from tests.boards.visitors import STAFF, Visitors, set_share
from tests.region import SmallRegion

EN = {"Accept-Language": "en"}
ADDRESS = "/region/differences"


def row(
    item: str,
    option: str,
    value: float | None,
    *,
    kind: str = "",
    people: str = "50+",
    statistic: Statistic = "share",
    given: tuple[str, str] = ("", ""),
) -> Row:
    """A row of the region, or of a kind of organisation, with narrow bounds if there are many people."""
    level: Level = "orgtype" if kind else "region"
    around = 0.01 if people == "50+" else 0.15
    cell = Withheld() if value is None else Published(people, value, max(0, value - around), min(1, value + around))
    return Row(
        level=level,
        group=kind or "r",
        group_name="",
        parent="",
        breakdown=given[0],
        category=given[1],
        item=item,
        statistic=statistic,
        option=option,
        cell=cell,
    )


def relation(shares: Sequence[float | None], people: str = "50+") -> list[Row]:
    sides = four_of("favourable", ">=7")
    return [
        row(
            "work_enjoyment",
            each.option,
            share,
            people=people,
            statistic="relation",
            given=("professional_space", each.category),
        )
        for each, share in zip(sides, shares, strict=True)
    ]


def found(rows: Sequence[Row], app: Flask) -> Differences:
    instrument = instrument_of("peo")
    asked = [row(item, "x", None) for item in ("professional_space", "work_enjoyment")]
    with app.test_request_context(headers=EN):
        return differences_of([*asked, *rows], instrument, Phrases(instrument))


def test_a_question_with_steps_is_compared_on_its_whole_scale(app: Flask) -> None:
    """By pairs of people, when every cut is published for both kinds."""
    cuts = {">=insufficient": (0.9, 1.0), "favourable": (0.4, 0.9), "ample": (0.1, 0.5)}
    rows = [
        row("professional_space", option, values[place], kind=kind)
        for option, values in cuts.items()
        for place, kind in enumerate(("certified", "municipal"))
    ]
    told = found(rows, app)
    (one,) = told.kinds
    assert (one.grade, told.compared) == ("sure", 1)
    # Steps 0.1, 0.5, 0.3, 0.1 against 0, 0.1, 0.4, 0.5: of a hundred pairs 70 go one way, 8 the other, 22 are alike.
    assert one.says == (
        "Put one person of ‘Local team or municipal access’ beside one of ‘Certified institution, compulsory "
        "framework’: about 70% of the time the first gives the higher answer, about 8% of the time the second does. "
        "Otherwise they answer the same."
    )


def test_a_grade_is_compared_by_its_mean(app: Flask) -> None:
    """With the mean and the spread that follow from the published cuts."""
    rows = [
        row("work_enjoyment", f">={cut}", float(cut <= mean), kind=kind)
        for cut in range(2, 11)
        for kind, mean in (("certified", 5), ("municipal", 8))
    ]
    (one,) = found(rows, app).kinds
    assert (one.grade, one.about) == ("sure", "mean")
    assert "about 5.0" in one.says
    assert "about 8.0" in one.says


def test_without_its_whole_scale_a_question_is_compared_by_its_headline(app: Flask) -> None:
    """As for kinds with few people."""
    rows = [
        row("professional_space", "favourable", share, kind=kind)
        for kind, share in (("certified", 0.2), ("municipal", 0.8))
    ]
    (one,) = found(rows, app).kinds
    assert (
        one.says
        == "‘Certified institution, compulsory framework’ about 20%, ‘Local team or municipal access’ about 80%."
    )


def test_a_small_base_gets_no_verdict(app: Flask) -> None:
    """Seven people are shown, and yet too few to say that they differ; the page says how many it leaves out."""
    rows = [
        row("professional_space", "favourable", share, kind=kind, people="7-9")
        for kind, share in (("certified", 0.2), ("municipal", 0.8))
    ]
    told = found([*rows, *relation([0.5, 0.4, 0.04, 0.06])], app)
    assert (told.kinds, told.compared) == ((), 0)
    assert told.unsaid >= 2
    assert [each.grade for each in told.relations if each.by == "Professional space"] == [None]


def test_a_relation_is_the_two_shares_with_its_grade(app: Flask) -> None:
    """75 % of those with room give a 7 or higher, of the others 25 %."""
    told = [each for each in found(relation([0.45, 0.15, 0.10, 0.30]), app).relations if each.grade]
    assert [(each.with_it, each.without, each.grade) for each in told] == [("about 75%", "about 25%", "sure")]
    alike = [each for each in found(relation([0.25, 0.25, 0.25, 0.25]), app).relations if each.grade]
    assert [each.grade for each in alike] == ["none"]


def test_many_comparisons_make_each_less_certain(app: Flask) -> None:
    """The same difference that is certain alone is not among many without one."""
    one = [
        row("professional_space", "favourable", share, kind=kind)
        for kind, share in (("certified", 0.40), ("municipal", 0.60))
    ]
    others = [
        row("workload_cause", option.key, 0.3, kind=kind)
        for option in instrument_of("peo").item("workload_cause").options
        for kind in ("certified", "municipal", "specialist")
    ]
    workload = [row("workload", "strong", 0.3, kind=kind) for kind in ("certified", "municipal", "specialist")]
    assert [each.grade for each in found(one, app).kinds] == ["sure"]
    assert [each.grade for each in found([*one, *others, *workload], app).kinds] != ["sure"]


@pytest.mark.parametrize("who", [*STAFF, "participant", "outsider"])
def test_everybody_of_the_region_reads_the_same(who: str, visitors: Visitors, released: SmallRegion) -> None:
    """It is made of the public tables alone."""
    set_share(released, "certified", lower=0.1, upper=0.12, people="50+")
    set_share(released, "municipal", lower=0.9, upper=0.92, people="50+")
    page = visitors.browser(who).get(ADDRESS, headers=EN)
    assert page.status_code == 200
    assert 'data-difference="sure"' in page.text


def test_nobody_else_does(visitors: Visitors) -> None:
    """Who is not signed in is asked to; a period that does not exist is no page; other levels have none."""
    assert visitors.browser("nobody").get(ADDRESS).status_code == 303
    browser = visitors.browser("participant")
    assert browser.get(f"{ADDRESS}?period=nothing").status_code == 404
    assert browser.get("/kinds/certified/differences").status_code == 404


def test_the_board_of_the_region_leads_there(visitors: Visitors) -> None:
    """And the page back to it."""
    browser = visitors.browser("participant")
    assert f'href="{ADDRESS}?period=' in browser.get("/region", headers=EN).text
    assert 'href="/region?period=' in browser.get(ADDRESS, headers=EN).text
