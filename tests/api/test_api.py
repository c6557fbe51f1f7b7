"""The API tells every public figure, nothing else, in one form that it describes itself."""

from __future__ import annotations

import csv
import io
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

from app.db import db
from app.releases.read import released_periods
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

FIGURES = "/api/v1/releases/{period}/figures"
PROBLEM = {"type", "title", "status", "detail"}


@pytest.fixture
def nobody(visitors: Visitors) -> FlaskClient:
    return visitors.browser("nobody")


@pytest.fixture
def period(released: SmallRegion) -> str:
    return released_periods(db.session)[-1].id


def every_figure(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    """The figures on all pages, from link to link."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        body = client.get(following).json
        assert body is not None
        found.extend(body["figures"])
        following = body["next"]
    return found


def test_the_pages_together_are_the_public_csv(nobody: FlaskClient, period: str) -> None:
    """Row for row, with its words; withheld figures are null, never 0, and each has an id of its own."""
    lines = list(csv.DictReader(io.StringIO(nobody.get(f"/releases/{period}.csv").text)))
    figures = every_figure(nobody, FIGURES.format(period=period) + "?page_size=37")
    assert len(figures) == len(lines) == len({each["id"] for each in figures})
    for figure, line in zip(figures, lines, strict=True):
        assert {name: figure[name] for name in line if name in figure and isinstance(figure[name], str)} == {
            name: text for name, text in line.items() if name in figure and isinstance(figure[name], str)
        }
        assert figure["withheld"] == (line["withheld"] == "1")
        assert (figure["value"] is None) == figure["withheld"]
        assert figure["value"] is None or f"{figure['value']:g}" == line["value"]


def test_no_organisation_and_no_team_is_told(nobody: FlaskClient, visitors: Visitors, period: str) -> None:
    """Whoever is signed in gets what everybody gets: the API knows nobody."""
    for client in (nobody, visitors.browser("region_lead"), visitors.browser("north_lead")):
        figures = every_figure(client, FIGURES.format(period=period) + "?page_size=1000")
        assert {each["level"] for each in figures} == {"region", "orgtype"}


def test_a_dimension_keeps_the_figures_with_that_value(nobody: FlaskClient, period: str) -> None:
    """Several dimensions together; an empty breakdown is the whole group."""
    address = FIGURES.format(period=period) + "?item=work_enjoyment&level=region&breakdown="
    figures = every_figure(nobody, address)
    assert figures
    assert {(each["item"], each["level"], each["breakdown"]) for each in figures} == {("work_enjoyment", "region", "")}


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("colour=blue", "colour"),
        ("level=team", "level"),
        ("page=0", "page"),
        ("page=two", "page"),
        ("page_size=100000", "page_size"),
        ("statistic=median", "statistic"),
        ("item=a&item=b", "item"),
        ("colour=a&colour=b", "colour"),
        ("language=xx", "language"),
    ],
)
def test_a_query_that_cannot_be_used_says_which_there_are(
    query: str, wrong: str, nobody: FlaskClient, period: str
) -> None:
    """400 with the parameter that is wrong and the list of those that are known."""
    response = nobody.get(f"{FIGURES.format(period=period)}?{query}")
    assert response.status_code == 400
    body = response.json
    assert body is not None
    assert set(body) >= PROBLEM
    assert wrong in body["errors"]
    assert {"item", "level", "page", "language"} <= set(body["known"])
    assert "colour" not in body["known"]


def test_a_value_that_a_release_does_not_have_says_which_it_has(nobody: FlaskClient, period: str) -> None:
    """404 with the list, so that a typo is not taken for an empty result."""
    response = nobody.get(f"{FIGURES.format(period=period)}?item=work_enjoymnt")
    body = response.json
    assert response.status_code == 404
    assert body is not None
    assert "work_enjoyment" in body["known"]


def test_a_region_without_releases_says_which_regions_have_them(nobody: FlaskClient, period: str) -> None:
    """404 with the list: an empty one would hide a typo."""
    region = nobody.get(f"/api/v1/releases/{period}").get_json()["region"]["id"]
    assert nobody.get(f"/api/v1/releases?region={region}").get_json()["total"] == 2
    response = nobody.get(f"/api/v1/releases?region={region}x")
    assert (response.status_code, response.get_json()["known"]) == (404, [region])


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/releases/nosuch",
        "/api/v1/releases/nosuch/figures",
        "/api/v1/releases/nosuch/codebook",
        "/api/v1/nosuch",
        "/api/v1/releases/",
        "/api/v2/releases",
        "/api/v1/releases/..%2f..%2fpeil.db",
        "/api/v1/releases/" + "x" * 9000,
    ],
)
def test_what_is_not_there_is_told_as_json(address: str, nobody: FlaskClient, released: SmallRegion) -> None:
    """404 as problem details, also at addresses that no view knows."""
    response = nobody.get(address)
    assert response.status_code == 404
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == 404


def test_an_open_period_is_not_there(nobody: FlaskClient, released: SmallRegion) -> None:
    """Nothing tells whether a period that is not released exists."""
    from app.programme.models import Period

    released_ids = {each.id for each in released_periods(db.session)}
    (open_one,) = [each.id for each in db.session.query(Period) if each.id not in released_ids][:1]
    answers = [nobody.get(f"/api/v1/releases/{each}/figures") for each in (open_one, "nosuch")]
    assert [each.status_code for each in answers] == [404, 404]
    assert answers[0].data == answers[1].data


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_nothing_can_be_changed(method: str, nobody: FlaskClient, period: str) -> None:
    """405 as problem details, with what is allowed."""
    for address in ("/api/v1/releases", FIGURES.format(period=period), "/api/v1/openapi.json"):
        response = nobody.open(address, method=method)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.content_type == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("text/xml", 406),
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("application/json;version=1;q=0.5, text/xml", 200),
        ("application/json;q=0", 406),
        ("application/*", 200),
        ("*/*", 200),
        ("*", 200),
        ("", 200),
        ("text/html, */*", 200),
    ],
)
def test_who_wants_another_type_is_told(accept: str, status: int, nobody: FlaskClient, released: SmallRegion) -> None:
    assert nobody.get("/api/v1/releases", headers={"Accept": accept}).status_code == status


def test_a_character_that_cannot_be_kept_is_told_as_json(nobody: FlaskClient, released: SmallRegion) -> None:
    """%00 in a path or in a value: 400, never a crash."""
    for address in ("/api/v1/releases/a%00b", "/api/v1/releases?region=%00"):
        response = nobody.get(address)
        assert (response.status_code, response.content_type) == (400, "application/problem+json")


def test_a_known_version_is_not_sent_again(nobody: FlaskClient, period: str) -> None:
    """304 without a body for every address; HEAD is GET without a body."""
    for address in (
        "/api/v1/releases",
        f"/api/v1/releases/{period}",
        FIGURES.format(period=period),
        f"/api/v1/releases/{period}/codebook",
        "/api/v1/openapi.json",
    ):
        first = nobody.get(address)
        again = nobody.get(address, headers={"If-None-Match": first.headers["ETag"]})
        head = nobody.head(address)
        assert (first.status_code, again.status_code, again.data) == (200, 304, b""), address
        assert (head.status_code, head.data, head.headers["ETag"]) == (200, b"", first.headers["ETag"]), address


def test_scripts_of_other_sites_may_read_what_is_public_and_nothing_else(
    visitors: Visitors, released: SmallRegion, period: str
) -> None:
    """The API, its errors and the public files; never a page or a file that depends on who is signed in."""
    lead = visitors.browser("north_lead")
    team = released.teams["north"]
    told = {
        address: lead.get(address).headers.get("Access-Control-Allow-Origin")
        for address in (
            "/api/v1/releases",
            "/api/v1/nosuch",
            f"/releases/{period}.csv",
            f"/releases/{period}/learnt.csv",
            f"/teams/{team}/releases/{period}.csv",
            "/region",
        )
    }
    assert list(told.values()) == ["*", "*", "*", "*", None, None]
    assert "Access-Control-Allow-Credentials" not in lead.get("/api/v1/releases").headers
    before = lead.options("/api/v1/releases")
    assert "If-None-Match" in before.headers["Access-Control-Allow-Headers"]


def test_releases_come_newest_first_in_pages(nobody: FlaskClient, released: SmallRegion) -> None:
    """Each with the digest before it and addresses that exist."""
    first, second = released_periods(db.session)
    body = nobody.get("/api/v1/releases?page_size=1").json
    assert body is not None
    assert [each["id"] for each in body["releases"]] == [second.id]
    assert (body["total"], body["pages"], body["previous"]) == (2, 2, None)
    following = nobody.get(body["next"]).json
    assert following is not None
    assert [each["id"] for each in following["releases"]] == [first.id]
    assert body["releases"][0]["previous"] == first.digest
    for address in body["releases"][0]["links"].values():
        assert nobody.get(urlsplit(address).path).status_code == 200, address


def test_words_are_in_the_language_that_was_asked(nobody: FlaskClient, period: str) -> None:
    """Keys, ids and figures are the same in every language."""
    dutch, english = (
        every_figure(nobody, f"{FIGURES.format(period=period)}?language={code}&page_size=1000") for code in ("nl", "en")
    )
    assert [each["id"] for each in dutch] == [each["id"] for each in english]
    assert {each["item_label"] for each in dutch} != {each["item_label"] for each in english}
    assert [each["value"] for each in dutch] == [each["value"] for each in english]
    assert [each["group_name"] for each in dutch] == [each["group_name"] for each in english]


def test_a_kind_of_organisation_is_called_in_the_language_that_was_asked(nobody: FlaskClient, period: str) -> None:
    """Its name in the release is in one language, because the digest covers it; the label is in the reader's."""
    found = {}
    for code in ("nl", "en"):
        address = f"{FIGURES.format(period=period)}?language={code}&page_size=1000&level=orgtype&group=certified"
        (found[code],) = {each["group_label"] for each in every_figure(nobody, address)}
    assert found["en"] == "Certified institution, compulsory framework"
    assert found["nl"] == "Gecertificeerde instelling, gedwongen kader"
    region = every_figure(nobody, f"{FIGURES.format(period=period)}?level=region&page_size=1000")
    assert {each["group_label"] for each in region} == {each["group_name"] for each in region}


def test_the_codebook_has_the_question_of_every_figure(nobody: FlaskClient, period: str) -> None:
    """Each variable with its question, whom it is asked and its codes in words."""
    body = nobody.get(f"/api/v1/releases/{period}/codebook?language=en").json
    assert body is not None
    variables = {each["name"].partition(".")[0]: each for each in body["variables"]}
    items = {each["item"].partition(".")[0] for each in every_figure(nobody, FIGURES.format(period=period))}
    assert items <= set(variables)
    enjoyment = variables["work_enjoyment"]
    assert enjoyment["range_words"] == "1 to 10"
    assert enjoyment["asked"] == "Everybody"
    assert {"value": "_declined", "words": "prefer not to say"} in enjoyment["codes"]


def test_who_names_another_version_is_told_as_json(nobody: FlaskClient, period: str) -> None:
    """If-Match with a version that is not there: 412 as problem details, without the figures."""
    response = nobody.get(FIGURES.format(period=period), headers={"If-Match": '"another"'})
    assert (response.status_code, response.content_type) == (412, "application/problem+json")
    assert b"figures" not in response.data


def test_who_takes_any_version_gets_the_one_there_is(nobody: FlaskClient, period: str) -> None:
    """If-Match: * is met by whatever is there, and If-None-Match still counts."""
    address = FIGURES.format(period=period)
    first = nobody.get(address, headers={"If-Match": "*"})
    again = nobody.get(address, headers={"If-Match": "*", "If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)


def test_questions_that_are_never_asked_again_leave_nothing_in_memory(nobody: FlaskClient, period: str) -> None:
    """Neither a typo nor one page of many leaves anything behind besides what is cached."""
    for number in range(20):
        nobody.get(f"{FIGURES.format(period=period)}?item=nosuch{number}")
        nobody.get(f"{FIGURES.format(period=period)}?page_size={number + 1}")
    assert vars(nobody.application.extensions["peil.kept_files"])["_writing"] == {}
