"""The files of a release: the region's for everybody, a group's for who may see that group."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.db import db
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of
from app.releases.read import released_periods
from app.releases.rules.cells import Row, Withheld
from app.releases.rules.csv_table import read_csv
from app.web.language import speaking
from app.wording.file_labels import labels_of
from tests.boards.conftest import released, released_once, visitors
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

__all__ = ["released", "released_once", "visitors"]


def _newest() -> str:
    return released_periods(db.session)[-1].id


def _groups(client: FlaskClient, address: str) -> set[tuple[str, str]]:
    rows = read_csv(client.get(address).text)
    return {(row.level, row.group) for each in rows.values() for row in each}


def test_the_public_file_holds_the_region_and_kinds_of_organisation_only(
    visitors: Visitors, released: SmallRegion
) -> None:
    """Nobody has to sign in for it, and no organisation or team is in it."""
    nobody = visitors.browser("nobody")
    assert _groups(nobody, f"/releases/{_newest()}.csv") == {
        ("region", released.region_id),
        ("orgtype", "certified"),
        ("orgtype", "municipal"),
    }


def test_a_groups_file_holds_that_group_only(visitors: Visitors, released: SmallRegion) -> None:
    """The organisation's file has none of its teams, the team's nothing of the organisation."""
    lead = visitors.browser("wide_lead")
    wide, north = released.organisations["wide"], released.teams["north"]
    period = _newest()
    assert _groups(lead, f"/organisations/{wide}/releases/{period}.csv") == {("organisation", wide)}
    assert _groups(lead, f"/teams/{north}/releases/{period}.csv") == {("team", north)}


@pytest.mark.parametrize(
    ("ending", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("sav", "application/x-spss-sav"),
        ("R", "text/plain; charset=utf-8"),
    ],
)
def test_each_format_says_what_it_is_and_gets_a_name(
    *, ending: str, media_type: str, visitors: Visitors, released: SmallRegion
) -> None:
    """A browser saves it under a name that tells whose and which period."""
    response = visitors.browser("nobody").get(f"/releases/{_newest()}.{ending}")
    assert response.status_code == 200
    assert response.headers["Content-Type"] == media_type
    assert f"peil-region-{_newest()}.{ending}" in response.headers["Content-Disposition"]


def test_public_files_may_be_kept_by_every_cache_and_others_by_none(visitors: Visitors, released: SmallRegion) -> None:
    """A release never changes, though its words differ by language; who may see a group's file can change."""
    period = _newest()
    public = visitors.browser("nobody").get(f"/releases/{period}.csv")
    assert public.headers["Cache-Control"] == "public, max-age=86400"
    own = visitors.browser("north_lead").get(f"/teams/{released.teams['north']}/releases/{period}.csv")
    assert own.headers["Cache-Control"] == "private, no-cache"
    assert public.headers["ETag"] != own.headers["ETag"]
    assert {"Accept-Language", "Cookie"} <= set(public.vary)
    english = visitors.browser("nobody").get(f"/releases/{period}.csv?language=en").headers["ETag"]
    assert english != public.headers["ETag"]
    for known in ("", english):
        address = f"/releases/{period}.csv?language=en"
        asked = visitors.browser("nobody").get(address, headers={"If-None-Match": known})
        assert asked.status_code == (304 if known else 200)
        assert "Set-Cookie" not in asked.headers


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx"])
def test_a_known_version_is_not_sent_again(ending: str, visitors: Visitors, released: SmallRegion) -> None:
    """304 without a body."""
    nobody = visitors.browser("nobody")
    address = f"/releases/{_newest()}.{ending}"
    tag = nobody.get(address).headers["ETag"]
    again = nobody.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "name", ["nosuchperiod.csv", "nosuchperiod.json", "{period}.pdf", "{period}", "..%2fpeil.db.csv"]
)
def test_a_file_that_does_not_exist_is_not_found(name: str, visitors: Visitors, released: SmallRegion) -> None:
    """Unknown periods and formats are pages that do not exist."""
    address = f"/releases/{name.format(period=_newest())}"
    assert visitors.browser("nobody").get(address).status_code == 404


def test_the_json_names_the_digest_it_belongs_to(visitors: Visitors, released: SmallRegion) -> None:
    """A researcher can tell which release the figures are from, and which came before."""
    first, second = released_periods(db.session)
    dataset = json.loads(visitors.browser("nobody").get(f"/releases/{second.id}.json").text)
    assert dataset["extension"]["digest"] == second.digest
    assert dataset["extension"]["previous"] == first.digest


def test_a_file_is_written_once_and_sent_compressed(visitors: Visitors, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second reader gets the cached bytes, whoever asks, in each language; nothing is read from the release."""
    nobody, address = visitors.browser("nobody"), f"/releases/{_newest()}"
    first = {ending: nobody.get(f"{address}.{ending}") for ending in ("csv", "json", "xlsx", "sav", "R", "proof")}
    monkeypatch.setattr("app.boards.release_routes.rows_of", _must_not_be_read)
    monkeypatch.setattr("app.releases.files.served.tree_of_release", _must_not_be_read)
    for ending, before in first.items():
        again = visitors.browser("region_lead").get(f"{address}.{ending}")
        assert (again.data, again.headers["ETag"]) == (before.data, before.headers["ETag"])
    packed = nobody.get(f"{address}.csv", headers={"Accept-Encoding": "br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(first["csv"].data) / 3
    assert "Accept-Encoding" in packed.vary
    with pytest.raises(AssertionError):
        nobody.get(f"{address}.csv?language=en")


def test_a_cached_file_of_a_group_is_for_those_who_may_see_the_group(visitors: Visitors, released: SmallRegion) -> None:
    """Whoever asked before: a stranger gets 404, another group its own figures."""
    period, north, south = _newest(), released.teams["north"], released.teams["south"]
    own = visitors.browser("north_lead").get(f"/teams/{north}/releases/{period}.csv")
    assert own.status_code == 200
    assert visitors.browser("south_lead").get(f"/teams/{north}/releases/{period}.csv").status_code == 404
    assert visitors.browser("nobody").get(f"/teams/{north}/releases/{period}.csv").status_code == 303
    assert _groups(visitors.browser("south_lead"), f"/teams/{south}/releases/{period}.csv") == {("team", south)}


def test_words_of_a_cross_tabulation_are_words(app: Flask) -> None:
    """A file says “not: 7 or higher” where the key is “not:>=7”, in every format."""
    relation = Row(
        level="region",
        group="a",
        group_name="A",
        parent="",
        breakdown="work_enjoyment",
        category="not:>=7",
        item="professional_space",
        statistic="relation",
        option="favourable",
        cell=Withheld(),
    )
    with speaking("en"):
        words = labels_of(instrument_of(FIRST_QUESTIONNAIRE))
        assert words(relation)[2] == "not: 7 or higher"
        assert words.population(relation).endswith(": not: 7 or higher")


def _must_not_be_read(*_asked: object, **_named: object) -> object:
    raise AssertionError


def test_the_codebook_is_a_page_and_a_file_for_everybody(visitors: Visitors) -> None:
    """Every question in the reader's words; as DDI in every language; not there for a period without a release."""
    nobody, address = visitors.browser("nobody"), f"/releases/{_newest()}/codebook"
    page = nobody.get(f"{address}?language=en")
    assert page.status_code == 200
    assert "work_enjoyment" in page.text
    assert "prefer not to say" in page.text
    file = nobody.get(f"{address}.xml")
    assert (file.status_code, file.mimetype) == (200, "application/xml")
    assert b'xml:lang="nl"' in file.data
    assert nobody.get("/releases/nosuch/codebook").status_code == 404
    assert nobody.get("/releases/nosuch/codebook.xml").status_code == 404
