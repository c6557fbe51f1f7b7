"""The same published figure, period and answer read the same on every page, card, file and command."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from openpyxl import load_workbook

from app.cards import Reason
from app.commands.release_commands import release
from app.db import db
from app.instrument.schema import Instrument
from app.releases.read import released_periods
from app.wording.period_words import span
from app.wording.reason_words import told, told_to_group
from tests.mirror.conftest import mirrored
from tests.region import SmallRegion

__all__ = ["mirrored"]

WORDS = {
    "en": {
        "share": "60 to 64%",
        "count": "‘sufficient’ or higher",
        "people": "50 people or more",
        "mean": "7.2 to 7.5",
        "grade": "7 or higher",
        "statistic": "mean",
        "value": "Best value",
    },
    "nl": {
        "share": "60 tot 64\u00a0%",
        "count": "‘voldoende’ of hoger",
        "people": "50 mensen of meer",
        "mean": "7,2 tot 7,5",
        "grade": "7 of hoger",
        "statistic": "gemiddelde",
        "value": "Beste waarde",
    },
}
"""Of the region in the first period: professional space, and the grade for work enjoyment."""
LANGUAGES = pytest.mark.parametrize("language", list(WORDS))


def alone(count: str) -> str:
    """How a count stands in a table or a file: the same words without quotation marks, with a capital."""
    bare = count.replace("‘", "").replace("’", "")
    return bare[:1].upper() + bare[1:]


@pytest.fixture
def own_phone(mirrored: SmallRegion) -> FlaskClient:
    """The participant's own, who sees the mirror and the region's board."""
    return mirrored.signed_in(mirrored.participant)


def page_of(own_phone: FlaskClient, address: str, language: str) -> str:
    response = own_phone.get(address, headers={"Accept-Language": language})
    assert response.status_code == 200
    return " ".join(unescape(response.text).replace("\u00a0", "~").split()).replace("~", "\u00a0")


@LANGUAGES
def test_a_share_reads_the_same_on_mirror_and_board(language: str, own_phone: FlaskClient) -> None:
    """Its bounds, which answers it counts and how many people it is about."""
    words = WORDS[language]
    mirror = page_of(own_phone, "/mirror/professional_space", language)
    board = page_of(own_phone, "/region?topic=professional_space", language)
    for page in (mirror, board):
        assert words["share"] in page
        assert words["people"] in page
    assert words["count"] in mirror
    assert alone(words["count"]) in board


@LANGUAGES
def test_a_mean_and_a_grade_read_the_same_on_mirror_and_board(language: str, own_phone: FlaskClient) -> None:
    """Said with one decimal between two bounds; the count by its grade."""
    words = WORDS[language]
    mirror = page_of(own_phone, "/mirror/work_enjoyment", language)
    board = page_of(own_phone, "/region?topic=work_enjoyment", language)
    for page in (mirror, board):
        assert words["mean"] in page
        assert words["grade"] in page


@LANGUAGES
def test_a_reason_for_a_card_has_the_words_of_the_figure(language: str, app: Flask, peo: Instrument) -> None:
    """For a person and for the readers of a group's figures it is the same sentence."""
    words = WORDS[language]
    reason = Reason("group", "professional_space", {"option": "favourable", "lower": 0.6, "upper": 0.64})
    with app.test_request_context(headers={"Accept-Language": language}):
        own = told([reason], instrument=peo, days={})[0].sentence
        assert own == told_to_group(reason, instrument=peo)
    assert words["share"] in own
    assert words["count"] in own


@LANGUAGES
def test_files_have_the_words_of_the_board(
    *, language: str, mirrored: SmallRegion, own_phone: FlaskClient, app: Flask
) -> None:
    """CSV, workbook and JSON-stat, over the web and from the command line."""
    period = released_periods(db.session)[-1].id
    counts = {alone(WORDS[language]["count"]), WORDS[language]["grade"]}
    address = f"/releases/{period}"
    headers = {"Accept-Language": language}
    served = own_phone.get(f"{address}.csv", headers=headers).text
    assert counts <= {row["option_label"] for row in csv.DictReader(io.StringIO(served))}
    sheet = load_workbook(io.BytesIO(own_phone.get(f"{address}.xlsx", headers=headers).data))["release"]
    assert counts <= {str(cell.value) for row in sheet.iter_rows() for cell in row}
    dataset = json.loads(own_phone.get(f"{address}.json", headers=headers).text)
    answers = {words for of_item in dataset["extension"]["options"].values() for words in of_item.values()}
    assert counts <= answers
    assert WORDS[language]["statistic"] in dataset["dimension"]["statistic"]["category"]["label"].values()
    assert WORDS[language]["value"] in dataset["dimension"]["measure"]["category"]["label"].values()
    command = CliRunner().invoke(
        release, ["export", period, "--language", language], obj=ScriptInfo(create_app=lambda: app)
    )
    assert counts <= {row["option_label"] for row in csv.DictReader(io.StringIO(command.stdout))}


@LANGUAGES
def test_a_period_reads_the_same_on_every_page(language: str, own_phone: FlaskClient, app: Flask) -> None:
    """By its first and last day: on the mirror, the board, the first page and the list of releases."""
    period = released_periods(db.session)[-1]
    with app.test_request_context(headers={"Accept-Language": language}):
        words = span(period.opens, period.closes)
    assert re.search(r"\d{4}$", words)
    for address in ("/mirror/professional_space", "/region", "/", "/privacy"):
        assert words in page_of(own_phone, address, language), address
