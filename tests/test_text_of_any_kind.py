"""Names and sentences in any script go whole through every page and file: emoji, right to left, accents apart, long."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook
from pyreadstat import read_sav
from sqlalchemy import select, update

from app.db import db, writing
from app.organisations.models import Region
from app.programme.models import Programme
from app.releases.read import released_periods
from tests.boards.visitors import NOW, Visitors, release_two_periods
from tests.conftest import SetClock
from tests.region import SmallRegion
from tests.reports.test_composing import compose, publish
from tests.running.test_own_questionnaire import LIST, QUESTION

REGION = "Regio 🌊 Ωmega & <i>Ĳssel</i>"
ORGANISATIONS = {"wide": "Łódź ĳsbeer " * 10, "narrow": unicodedata.normalize("NFD", "Équipe Zoë ẽ́ naïef")}
TEAMS = {"north": "Team 👩‍⚕️🌱 Groei & <b>Bloei</b>", "south": "فريق الشمال", "small": "צוות דרום 2"}
SENTENCE = 'Wij 🌱 praten "open" & <b>eerlijk</b>; مرحبا, Zoë.'
PLAIN = SENTENCE.replace("<b>", "").replace("</b>", "")
"""The same without markup, which no question may hold."""


def kept(name: str) -> str:
    """The name as it is kept: accents in one character with their letter, nothing invisible, one blank."""
    return " ".join(unicodedata.normalize("NFC", name).replace("\u200d", "").split())


NAMES = {key: kept(name) for key, name in (ORGANISATIONS | TEAMS).items()}


@pytest.fixture
def odd(region: SmallRegion, set_clock: SetClock) -> Visitors:
    """A region in which everything is called so, with two releases; whoever typed a name did so on a page."""
    staff = Visitors(region)
    lead = staff.browser("region_lead")
    for key, name in ORGANISATIONS.items():
        assert lead.post(f"/organisations/{region.organisations[key]}/name", data={"name": name}).status_code == 303
    for key, name in TEAMS.items():
        form = {"name": name, "declared_size": "20"}
        assert lead.post(f"/teams/{region.teams[key]}/name", data=form).status_code == 303
    with writing(db.session):
        db.session.execute(update(Region).values(name=REGION))
        db.session.execute(update(Programme).values(name=SENTENCE))
    release_two_periods(region)
    set_clock(NOW)
    return Visitors(region)


def seen(browser: FlaskClient, address: str) -> str:
    """The text of a page, without its tags: what was typed never becomes one."""
    page = browser.get(address)
    assert page.status_code == 200, address
    assert "<b>" not in page.text
    assert "<i>" not in page.text
    return unescape(re.sub(r"<[^>]+>", "", page.text))


def test_names_and_sentences_in_any_script_come_whole_out_of_everything(odd: Visitors, tmp_path: Path) -> None:
    """The same characters on each page and in each file; what the fonts of a PDF lack is left out of it."""
    region, lead, north = odd.region, odd.browser("region_lead"), odd.browser("north_lead")
    team, wide = region.teams["north"], region.organisations["wide"]
    programme = db.session.scalars(select(Programme.id)).one()
    for address, names in {
        "/organisations": ("wide", "narrow"),
        f"/organisations/{wide}/manage": ("wide", "north", "south"),
        f"/teams/{team}/manage": ("north",),
        "/organisations/import": (),
    }.items():
        text = seen(lead, address)
        assert [name for name in names if NAMES[name] not in text] == [], address
    assert SENTENCE in seen(lead, f"/programme/{programme}")
    assert REGION in seen(lead, "/region")
    assert NAMES["wide"] in seen(odd.browser("wide_lead"), f"/organisations/{wide}")
    agreement = {"text": SENTENCE, "construct": "professional_space", "look_back_on": str(NOW.date() + timedelta(7))}
    assert north.post(f"/teams/{team}/agreements", data=agreement).status_code == 303
    text = seen(north, f"/teams/{team}")
    assert NAMES["north"] in text
    assert SENTENCE in text
    cards = {"places": "2", "expires_on": str(NOW.date() + timedelta(7)), "given": "0"}
    sheets = lead.post(f"/teams/{region.teams['south']}/cards", data=cards)
    assert sheets.status_code in {200, 422}, sheets.status_code
    assert NAMES["south"] in unescape(sheets.text)
    files_say(north, f"/teams/{team}/releases/{released_periods(db.session)[-1].id}", NAMES["north"], tmp_path)
    files_say(lead, f"/releases/{released_periods(db.session)[-1].id}", REGION, tmp_path)
    lists_say(lead)
    compose(lead, summary=SENTENCE)
    report = publish(lead)
    assert SENTENCE in seen(lead, f"{report}?language=nl")
    for kind in ("report", "slides"):
        assert lead.get(f"{report}/{kind}.nl.pdf").data[:5] == b"%PDF-"


def files_say(browser: FlaskClient, address: str, name: str, folder: Path) -> None:
    """Each kind of file of a release holds the name."""
    got = {ending: browser.get(f"{address}.{ending}") for ending in ("csv", "json", "xlsx", "sav", "R")}
    assert {each.status_code for each in got.values()} == {200}
    assert name in got["csv"].data.decode()
    assert name in json.dumps(json.loads(got["json"].data), ensure_ascii=False)
    book = load_workbook(io.BytesIO(got["xlsx"].data), read_only=True)
    assert any(name in row for row in book["release"].iter_rows(values_only=True))
    (folder / "x.sav").write_bytes(got["sav"].data)
    assert name in set(read_sav(str(folder / "x.sav"))[0]["group_name"])
    assert got["R"].data.decode()


def lists_say(lead: FlaskClient) -> None:
    """The list of teams holds every name, and can be brought in again without a change."""
    text = lead.get("/organisations/list.csv").data
    assert [name for name in NAMES.values() if name not in text.decode("utf-8-sig")] == []
    book = load_workbook(io.BytesIO(lead.get("/organisations/list.xlsx").data), read_only=True)
    cells = {cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row}
    assert [name for name in NAMES.values() if name not in cells] == []
    again = lead.post("/organisations/import", data={"file": (io.BytesIO(text), "list.csv")})
    assert again.status_code == 200, re.findall(r"Regel[^<]*", again.text)


def test_a_joining_person_reads_the_names_as_they_are(odd: Visitors) -> None:
    """On the invitation, and on the page that tells who sees what."""
    region = odd.region
    text = seen(odd.browser("nobody"), f"/join/{region.invitation('south')}")
    assert NAMES["south"] in text
    assert NAMES["wide"] in text
    assert NAMES["north"] in seen(odd.browser("participant"), "/privacy")


def test_an_own_questionnaire_says_the_same_after_it_went_out_and_came_back(region: SmallRegion) -> None:
    """Title, question and answers; as a workbook, and on the phone."""
    lead = Visitors(region).browser("region_lead")
    draft = lead.post(LIST, data={"title": PLAIN, "languages": ["nl", "en"]}).headers["Location"]
    options = f"{PLAIN}\nGaat wel 🌊\nمرحبا"
    asked = {**QUESTION, "text_nl": PLAIN, "text_en": PLAIN, "options_nl": options, "options_en": options}
    assert lead.post(f"{draft}/questions/new", data=asked).status_code == 303
    book = lead.get(f"{draft}.xlsx")
    assert book.status_code == 200
    again = lead.post(f"{LIST}/import", data={"file": (io.BytesIO(book.data), "again.xlsx")})
    assert again.status_code == 303, again.text
    for address in (f"{draft}/phone", f"{again.headers['Location']}/phone"):
        text = seen(lead, address)
        assert [line for line in options.split("\n") if line not in text] == []


def test_an_own_question_with_markup_is_not_published_and_its_author_hears_why(region: SmallRegion) -> None:
    """What was typed stays, to be mended."""
    lead = Visitors(region).browser("region_lead")
    draft = lead.post(LIST, data={"title": PLAIN, "languages": ["nl", "en"]}).headers["Location"]
    typed = {**QUESTION, "text_nl": SENTENCE, "text_en": SENTENCE}
    assert lead.post(f"{draft}/questions/new", data=typed).status_code == 303
    refused = lead.get(f"{draft}.xlsx")
    assert refused.status_code == 422
    assert SENTENCE in unescape(refused.text)
    assert "Typ gewone woorden." in refused.text


@pytest.mark.parametrize(
    ("name", "words"),
    [("é" * 200, "Houd het bij 120 tekens."), ("\u202eomgekeerd", "Laat tekens weg die niet te zien zijn.")],
)
def test_what_cannot_be_a_name_is_refused_in_words_and_stays_in_the_field(
    region: SmallRegion, name: str, words: str
) -> None:
    """Two hundred characters, and marks that turn the direction of the page."""
    lead = Visitors(region).browser("region_lead")
    refused = lead.post("/organisations", data={"name": name, "org_type": "certified"})
    assert refused.status_code == 422
    assert words in unescape(refused.text)
    assert name in unescape(refused.text)
