"""Pages of every kind in a third language: what is there is said in it, what is not is marked and told."""

from __future__ import annotations

import copy
import pickle
from html.parser import HTMLParser
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.db import db
from app.releases.read import released_periods
from app.web.foreign_words import Foreign
from tests.boards.visitors import Visitors
from tests.region import SmallRegion

PARTICIPANT = ("/", "/pulse", "/mirror", "/cards", "/account", "/reminders", "/privacy", "/themes")
STAFF = {
    "region_lead": ("/organisations", "/programme", "/region/themes", "/staff/people", "/region"),
    "wide_lead": ("/teams/{north}/manage",),
    "north_lead": ("/teams/{north}", "/teams/{north}/conversation"),
}
NOTE = "noch nicht auf Deutsch"


class Seen(HTMLParser):
    """The languages on a page: its own, and those of parts that differ; and every value of an attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page_language, self.parts, self.values = "", [], []  # type: tuple[str, list[str], list[str]]
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.values += [value or "" for value in given.values()]
        if tag == "html":
            self.page_language = given.get("lang") or ""
        elif tag == "span" and "lang" in given:
            self.parts.append(given["lang"] or "")


def german(client: FlaskClient, path: str) -> str:
    """The page as a reader of German gets it; what is true of every page is looked at here."""
    answer = client.get(path, headers={"Accept-Language": "de"}, follow_redirects=True)
    assert answer.status_code == 200, path
    assert answer.headers["Content-Language"] == "de"
    seen = Seen(answer.text)
    assert seen.page_language == "de"
    assert [value for value in seen.values if "<span" in value] == [], "markup inside an attribute"
    assert bool(seen.parts) == (NOTE in answer.text), f"{path}: a text in another language is not told of"
    return answer.text


@pytest.mark.parametrize("path", PARTICIPANT)
def test_a_participant_reads_every_page(region: SmallRegion, path: str) -> None:
    page = german(region.signed_in(region.participant), path)
    assert 'hx-headers=\'{"Peil-Language": "de"}\'' in page


@pytest.mark.parametrize(("who", "path"), [(who, path) for who, paths in STAFF.items() for path in paths])
def test_staff_read_every_page(visitors: Visitors, who: str, path: str) -> None:
    """Also the boards and the page of a meeting, whose main parts are kept by language."""
    browser, path = visitors.browser(who), path.format(**visitors.region.teams)
    for _time in range(3):
        german(browser, path)
        assert browser.get(path, headers={"Accept-Language": "nl"}).headers["Content-Language"] == "nl"


def test_the_questions_are_in_german(region: SmallRegion) -> None:
    page = german(region.signed_in(region.participant), "/pulse")
    assert "Wie viel fachlichen Spielraum hast du bei deiner Arbeit?" in page
    assert NOTE not in page


def test_a_card_without_german_says_so_and_carries_its_language(visitors: Visitors) -> None:
    """Its words stand in the first language that is offered, marked with `lang`, under a note in German."""
    page = german(visitors.browser("region_lead"), "/region")
    assert "<span lang=nl>" in page
    assert "Diesen Text gibt es noch nicht auf Deutsch." in page
    dutch = visitors.browser("region_lead").get("/region?language=nl").text
    assert "<span lang=" not in dutch


def test_the_page_offers_every_other_language(region: SmallRegion) -> None:
    """Links with the name each language gives itself, in a named group; the choice is kept, period and all."""
    client = region.signed_in(region.participant)
    page = client.get("/mirror?period=x&language=de").text
    for code, name in (("nl", "Nederlands"), ("en", "English")):
        link = f'href="/mirror?period=x&amp;language={code}" lang="{code}" hreflang="{code}" rel="alternate">{name}</a>'
        assert link in page
    assert '<nav class="row" aria-label="Sprache">' in page
    assert ">Deutsch</a>" not in page
    assert client.get("/").headers["Content-Language"] == "de"


def test_a_form_that_was_refused_offers_no_other_language(region: SmallRegion) -> None:
    """Its address cannot be opened; what was typed would be lost."""
    answer = region.signed_in(region.participant).post("/reminders/feed/revoke?language=de", data={"address": "x"})
    assert (answer.status_code, 'rel="alternate"' in answer.text) == (422, False)


def test_the_app_on_a_phone_is_german(region: SmallRegion) -> None:
    """Manifest, worker and the page without reception; a picture that has no German words is shown in another."""
    client = region.app.test_client()
    manifest = client.get("/manifest.webmanifest?language=de").get_json()
    assert (manifest["lang"], manifest["dir"]) == ("de", "ltr")
    assert all("-nl" in each["src"] for each in manifest["screenshots"])
    assert '"de": {"title": "Zeit für deinen Stand"' in client.get("/sw.js").text
    assert '<html lang="de"' in client.get("/offline?language=de").text


def test_cards_of_paper_speak_every_language(visitors: Visitors) -> None:
    """Nobody knows who draws which card: the same words in each language that is offered, with its own date."""
    client, team = visitors.browser("wide_lead"), visitors.region.teams["north"]
    typed = {"places": "2", "expires_on": "2026-06-01"}
    page = client.post(f"/teams/{team}/cards", data=typed, headers={"Accept-Language": "en"}).text
    assert '<p lang="nl">Scan dit kaartje' in page
    assert '<p lang="de">Scanne diese Karte. Sie gilt bis <span class="day">1.6.2026</span>.</p>' in page
    assert '<span class="day">01/06/2026</span>' in page


def test_files_have_german_words(visitors: Visitors) -> None:
    """CSV, workbook and JSON-stat of a release, in the language of who asks."""
    client, period = visitors.browser("region_lead"), released_periods(db.session)[0].id
    for ending in ("csv", "json"):
        text = client.get(f"/releases/{period}.{ending}?language=de").get_data(as_text=True)
        assert "Fachlicher Spielraum" in text, ending
    book = load_workbook(BytesIO(client.get(f"/releases/{period}.xlsx?language=de").data))
    assert "Fachlicher Spielraum" in {cell.value for line in book["release"] for cell in line}
    assert [cell.value for cell in book["columns"][1]] == ["column", "kolom", "column", "Spalte"]


def test_the_own_sheet_opens_in_a_german_spreadsheet(region: SmallRegion) -> None:
    """Columns end with a semicolon where the decimal sign is a comma."""
    region.answer(region.participant, {"professional_space": "sufficient"})
    client = region.signed_in(region.participant)
    sheet = client.get("/mirror.csv?language=de").get_data(as_text=True)
    assert ";geöffnet am;" in sheet
    assert "Ausreichend" in sheet


def test_the_calendar_speaks_the_language_it_was_asked_in(region: SmallRegion) -> None:
    client = region.signed_in(region.participant)
    page = client.post("/reminders/feed?language=de").text
    assert ".ics?language=de" in page


def test_a_copy_of_foreign_words_still_names_its_language() -> None:
    """Views are built from one another; a copy must neither fail nor pass for the reader's own language."""
    words = Foreign("Praat erover", "nl")
    for copied in (copy.copy(words), copy.deepcopy(words), pickle.loads(pickle.dumps(words))):
        assert (copied, copied.__html__()) == (words, words.__html__())
