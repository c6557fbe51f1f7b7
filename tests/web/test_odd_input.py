"""Characters and shapes that no person types, and some programs send: words, never a crash."""

from __future__ import annotations

import pytest
from flask import Flask

from app.answering.diary_rows import own_diary
from app.db import db
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from tests.region import SmallRegion


@pytest.mark.parametrize("address", ["/done/%00", "/mirror/%00", "/teams/%00", "/programme/%00", "/pulse?x=%00"])
def test_a_nul_in_an_address_is_refused_in_words(any_app: Flask, any_region: SmallRegion, address: str) -> None:
    """PostgreSQL cannot even ask for it."""
    response = any_region.signed_in(any_region.participant).get(address)
    assert response.status_code == 400
    assert "<h1" in response.text


def test_a_nul_in_a_form_is_refused_in_words(any_app: Flask, any_region: SmallRegion) -> None:
    """Before anything is looked up."""
    client = any_region.signed_in(any_region.participant)
    assert client.post("/pulse", data={"submission": "\0.x", "work_enjoyment": "7"}).status_code == 400
    assert any_app.test_client().post("/staff/sign-in", data={"email": "a\0@b.nl"}).status_code == 400


def test_half_a_character_is_not_kept(region: SmallRegion) -> None:
    """JSON can carry half of a surrogate pair; no page could show it again."""
    item = instrument_of("peo").item("workload_cause")
    fields = {"workload_cause": ["other"], "workload_cause.other_text": ["\ud800 druk"]}
    reading = read_form([item], fields, earlier={"workload": "some"})
    assert reading.answers["workload_cause.other_text"] == "? druk"


def test_json_that_is_nested_too_deep_is_said_in_words(region: SmallRegion) -> None:
    """422, and nothing is kept."""
    client = region.signed_in(region.participant)
    response = client.post("/outbox", data="[" * 60_000, content_type="application/json")
    assert response.status_code in {400, 422}
    assert own_diary(db.session, region.participant.keys).waves == {}


def test_what_a_stranger_puts_in_a_link_is_not_repeated(region: SmallRegion) -> None:
    """Reflected text beside a secret on a compressed page could be measured."""
    client = region.signed_in(region.participant)
    assert "stranger" not in client.get("/account?x=stranger").text
    assert "period=abc" in client.get("/privacy?period=abc").text
