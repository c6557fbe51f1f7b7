"""A part of a page, and a page in another language, never stand where a whole page in the chosen one belongs."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.region import SmallRegion

PART = {"HX-Request": "true"}
RESTORED = {**PART, "HX-History-Restore-Request": "true"}
PARTS = ("/mirror/professional_space", "/mirror/professional_space?with=team")


@pytest.fixture
def reader(region: SmallRegion) -> FlaskClient:
    return region.signed_in(region.participant)


@pytest.mark.parametrize("path", PARTS)
def test_back_gets_the_whole_page(reader: FlaskClient, path: str) -> None:
    """htmx asks with both headers when it restores a page from the history; both decide what a cache may give."""
    part, restored = reader.get(path, headers=PART), reader.get(path, headers=RESTORED)
    assert "<!doctype html>" not in part.text
    assert restored.text.startswith("\n<!doctype html>") or "<!doctype html>" in restored.text[:200]
    for answer in (part, restored, reader.get(path)):
        assert {"hx-request", "hx-history-restore-request", "cookie", "accept-language", "peil-language"} <= {
            name.lower() for name in answer.vary
        }


def test_a_history_without_a_session_leads_to_the_sign_in_page(region: SmallRegion) -> None:
    """An empty 403 is for a part inside a page; a page that is restored is a page."""
    nobody = region.app.test_client()
    assert nobody.get("/mirror/professional_space", headers=PART).status_code == 403
    assert nobody.get("/mirror/professional_space", headers=RESTORED).status_code == 303


def test_a_part_has_the_language_of_its_page(reader: FlaskClient) -> None:
    """In a second tab another language was chosen: the part fits the page it goes into, and the choice stays."""
    reader.get("/?language=en")
    assert reader.get("/").headers["Content-Language"] == "en"
    part = reader.get(PARTS[0], headers={**PART, "Peil-Language": "nl"})
    assert part.headers["Content-Language"] == "nl"
    assert "Set-Cookie" not in part.headers
    assert reader.get("/").headers["Content-Language"] == "en"
    assert 'hx-headers=\'{"Peil-Language": "en"}\'' in reader.get("/").text


@pytest.mark.parametrize("odd", ["fr", "", "nl\r\n", "x" * 5000])
def test_a_language_that_is_none_is_left_alone(reader: FlaskClient, odd: str) -> None:
    if "\n" not in odd:
        assert reader.get("/", headers={"Peil-Language": odd}).status_code == 200


def test_a_choice_is_kept_when_the_page_is_not_sent_again(reader: FlaskClient) -> None:
    """A board in English that the browser has already: 304, and the next page is English too."""
    page = reader.get("/region?language=en")
    if "ETag" in page.headers:
        again = reader.get("/region?language=en", headers={"If-None-Match": page.headers["ETag"]})
        assert "peil_language=en" in again.headers["Set-Cookie"]
