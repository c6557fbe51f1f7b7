"""How sure differences are is worked out once, by the ticker, and looked up by whoever opens a board."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import delete, select

from app.boards import certainty, conclusions
from app.boards.conclusions import conclude
from app.boards.models import Conclusion
from app.db import db, writing
from app.releases.cells import Level, Published, Row
from app.releases.models import ReleaseRow
from app.releases.read import Group, released_periods
from app.statistics.shares import share_interval
from tests.boards.visitors import Visitors, set_share
from tests.conftest import SetClock
from tests.region import FORTNIGHT, START, SmallRegion

EN = {"Accept-Language": "en"}


def test_a_tick_that_releases_leaves_every_difference_tested(any_region: SmallRegion, set_clock: SetClock) -> None:
    """Whatever page comes first finds its differences; on both databases."""
    for place, person in enumerate(person for people in any_region.people.values() for person in people):
        any_region.answer(person, {"work_enjoyment": 9 if place % 2 else 3}, moment=START, submission=f"one-{place}")
    any_region.tick(START + 2 * FORTNIGHT)
    (period,) = released_periods(db.session)
    groups = set(db.session.execute(select(ReleaseRow.level, ReleaseRow.group)).all())
    assert set(db.session.execute(select(Conclusion.level, Conclusion.group)).all()) == groups
    assert set(db.session.scalars(select(Conclusion.period_id))) == {period.id}
    assert conclude(db.session) == 0


def test_every_page_finds_what_it_compares(visitors: Visitors, released: SmallRegion) -> None:
    """No board says that its differences are still being worked out, beside whatever it is put."""
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    set_share(released, released.teams["north"], lower=0.1, upper=0.2)
    wide, north = released.organisations["wide"], released.teams["north"]
    addresses = ["/region", "/kinds/specialist"]
    addresses += [f"/organisations/{wide}?beside={beside}" for beside in ("region", "kind")]
    addresses += [f"/teams/{north}?beside={beside}" for beside in ("region", "kind", "organisation")]
    client = visitors.browser("region_lead")
    pages = {address: client.get(address, headers=EN) for address in addresses}
    assert {page.status_code for page in pages.values()} == {200}
    assert [address for address, page in pages.items() if "being worked out" in page.text] == []


def test_a_board_before_its_differences_were_tested_says_so(visitors: Visitors, released: SmallRegion) -> None:
    """Its figures are shown; that nothing differs is not claimed."""
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    set_share(released, released.teams["north"], lower=0.1, upper=0.2)
    with writing(db.session):
        db.session.execute(delete(Conclusion))
    page = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}", headers=EN).text
    assert "what stands out is being worked out" in page
    assert "No certain difference" not in page.partition("All topics")[0]
    assert "between 10 and 20%" in page


def test_a_page_without_its_differences_is_not_kept(visitors: Visitors, released: SmallRegion) -> None:
    """Neither by the browser nor by the process: the next visit has them."""
    set_share(released, released.region_id, lower=0.9, upper=0.92, people="50+")
    set_share(released, released.teams["north"], lower=0.1, upper=0.2)
    with writing(db.session):
        db.session.execute(delete(Conclusion))
    client = visitors.browser("north_lead")
    for page in ("", "/conversation"):
        address = f"/teams/{released.teams['north']}{page}"
        client.get(address, headers=EN)  # Brings the cookies that later visits send.
        tag = client.get(address, headers=EN).headers["ETag"]
        assert client.get(address, headers=EN | {"If-None-Match": tag}).status_code == 304
        conclude(db.session)
        later = client.get(address, headers=EN | {"If-None-Match": tag})
        assert later.status_code == 200
        assert "being worked out" not in later.text
        with writing(db.session):
            db.session.execute(delete(Conclusion))


def test_nothing_is_tested_twice(released: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second ticker, or the next minute's, finds it done."""
    set_share(released, released.teams["north"], lower=0.1, upper=0.2)
    monkeypatch.setattr(conclusions, "compare", None)
    assert conclude(db.session) == 0


def test_another_method_goes_over_every_release_again(released: SmallRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    """What an earlier test said is thrown away, and not looked up meanwhile."""
    set_share(released, released.teams["north"], lower=0.1, upper=0.2)
    periods = released_periods(db.session)
    region = Group("region", released.region_id)
    later = certainty.METHOD + 1
    for module in (certainty, conclusions):
        monkeypatch.setattr(module, "METHOD", later)
    assert certainty.certainty_of(db.session, {region}, period_id=periods[-1].id) == {}
    assert conclude(db.session) == len(periods)
    assert set(db.session.scalars(select(Conclusion.method))) == {later}
    assert region in certainty.certainty_of(db.session, {region}, period_id=periods[-1].id)


def test_a_region_has_at_least_the_people_of_its_parts() -> None:
    """By any item: what figures of one way to divide it tell adds up, and so the region's differences are surer."""
    region = [row("region", "r"), row("region", "r", "experience", "0-3"), row("region", "r", "experience", "3-6")]
    kinds = [row("orgtype", kind) for kind in ("certified", "municipal", "specialist")]
    assert [conclusions.fewest(rows) for rows in (region[:1], region)] == [{"space": 100}, {"space": 200}]
    assert conclusions.fewest(region, kinds=kinds) == {"space": 300}


def row(level: Level, group: str, breakdown: str = "", category: str = "") -> Row:
    """A figure about a hundred people or more: two counts in 2 %."""
    return Row(
        level=level,
        group=group,
        group_name=group,
        parent="",
        breakdown=breakdown,
        category=category,
        item="space",
        statistic="share",
        option="favourable",
        cell=Published("50+", 0.43, 0.42, 0.44),
    )


def test_how_far_chance_reaches_stands_beside_every_figure(visitors: Visitors, released: SmallRegion) -> None:
    """In the table of a topic and in that of its trend; never narrower than the block itself."""
    set_share(released, released.teams["north"], lower=0.4, upper=0.6)
    page = (
        visitors.browser("north_lead")
        .get(f"/teams/{released.teams['north']}?topic=professional_space", headers=EN)
        .text
    )
    assert page.count("With chance</th>") == 2
    told = re.findall(r"<td>between 40 and 60%</td><td>10–19 people</td><td>between (\d+) and (\d+)%</td>", page)
    assert len(told) >= 2
    assert all(int(low) < 40 and int(high) > 60 for low, high in told)
    assert page.count('fill-opacity="0.45"') == page.count('class="chart ')


def test_an_interval_knows_all_people_of_the_parts() -> None:
    """The same block is surer for a group whose parts tell that there are more people."""
    alone = share_interval(Published("10-19", 0.5, 0.4, 0.6))
    together = share_interval(Published("10-19", 0.5, 0.4, 0.6), at_least=19)
    assert alone.lower < together.lower < 0.4
    assert 0.6 < together.upper < alone.upper


def test_whoever_has_the_release_can_compute_it_again(released: SmallRegion) -> None:
    """PRIVACY rule 10: from published rows alone; nothing that was thrown away is needed."""
    before = db.session.execute(select(Conclusion.group, Conclusion.p_values, Conclusion.intervals)).all()
    with writing(db.session):
        db.session.execute(delete(Conclusion))
    conclude(db.session)
    assert db.session.execute(select(Conclusion.group, Conclusion.p_values, Conclusion.intervals)).all() == before
