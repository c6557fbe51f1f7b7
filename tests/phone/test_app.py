"""The installable app: its manifest, its worker, where it opens."""

from __future__ import annotations

import json
import re
import struct
from typing import Any

import pytest
import segno
from flask.testing import FlaskClient

from tests.phone.conftest import Phone
from tests.region import SmallRegion


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_picture_of_the_manifest_exists_in_its_size(
    client: FlaskClient, region: SmallRegion, language: str
) -> None:
    manifest = client.get("/manifest.webmanifest", headers={"Accept-Language": language}).json
    assert manifest is not None
    assert manifest["lang"] == language
    pictures = (
        manifest["icons"] + manifest["screenshots"] + [icon for each in manifest["shortcuts"] for icon in each["icons"]]
    )
    for picture in pictures:
        response = client.get(picture["src"])
        assert response.status_code == 200, picture
        if picture["type"] == "image/png":
            width, height = struct.unpack(">II", response.data[16:24])
            assert picture["sizes"] == f"{width}x{height}", picture


def test_the_manifest_says_what_an_app_needs(client: FlaskClient, region: SmallRegion) -> None:
    manifest = client.get("/manifest.webmanifest").json
    assert manifest is not None
    assert {"id", "name", "short_name", "start_url", "scope", "display", "theme_color", "background_color"} <= set(
        manifest
    )
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable", "monochrome"}
    assert [each["url"] for each in manifest["shortcuts"]] == ["/pulse", "/mirror"]
    assert {each["form_factor"] for each in manifest["screenshots"]} == {"narrow", "wide"}


def test_the_manifest_is_the_same_for_everybody(phone: Phone, client: FlaskClient) -> None:
    """No secret in it: phones hand it on to their makers."""
    assert phone.client.get("/manifest.webmanifest").data == client.get("/manifest.webmanifest").data


def test_the_worker_is_one_script_with_its_shell(client: FlaskClient, region: SmallRegion) -> None:
    """Every file of the shell is there, under the digest of its content; unchanged, the worker is not sent again."""
    response = client.get("/sw.js")
    assert response.mimetype == "text/javascript"
    assert response.headers["Cache-Control"] == "no-cache"
    assert not re.search(r"^(import|export)\b", response.text, re.MULTILINE)
    shell = json.loads(re.findall(r"^const SHELL = (.*);$", response.text, re.MULTILINE)[0])
    assert "/offline" in shell
    for path in shell:
        assert client.get(path).status_code == 200, path
    assert client.get("/sw.js", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_a_reminder_says_the_same_in_every_language(client: FlaskClient, region: SmallRegion) -> None:
    words = json.loads(re.findall(r"^const WORDS = (.*);$", client.get("/sw.js").text, re.MULTILINE)[0])
    assert set(words) == {"nl", "en"}
    assert words["en"]["title"] == "Time to take your level"


def test_the_app_opens_on_the_pulse_until_it_is_answered(phone: Phone) -> None:
    assert phone.client.get("/start").headers["Location"] == "/pulse"
    phone.deliver()
    assert phone.client.get("/start").headers["Location"] == "/"


def test_an_app_without_its_cookies_asks_for_the_code(client: FlaskClient, region: SmallRegion) -> None:
    """A sign-in page, never an empty app."""
    assert client.get("/start").headers["Location"] == "/code"


def test_a_second_device_scans_an_address_that_keeps_the_code_from_the_server(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, region: SmallRegion
) -> None:
    """The code stands behind the #, which browsers never send."""
    drawn: list[str] = []
    make = segno.make

    def note(text: str, **how: Any) -> segno.QRCode:
        drawn.append(text)
        return make(text, **how)

    monkeypatch.setattr(segno, "make", note)
    phone.client.get("/account")
    assert drawn == [f"http://localhost/code#{region.participant.code.text}"]
