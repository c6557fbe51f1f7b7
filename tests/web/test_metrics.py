"""The operator's figures: for whoever holds the token, and about nobody."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from app.condition import BACKUP_NOTE
from app.config import SettingFault, check_settings
from app.web.settings import keep_settings
from tests.region import FORTNIGHT, START, SmallRegion

TOKEN = "only-for-tests-0123456789"
KNOWN = {"peil_up", "peil_instance_free_bytes", "peil_keys_free_bytes", "peil_last_backup_timestamp_seconds"}


@pytest.fixture
def watched(region: SmallRegion) -> FlaskClient:
    """A browser of somebody who watches the region, which has a token."""
    keep_settings(region.app, replace(region.app.extensions["peil.settings"], metrics_token=TOKEN))
    return region.app.test_client()


def figures(client: FlaskClient) -> dict[str, float]:
    response = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert response.status_code == 200
    lines = [line for line in response.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", f"Bearer {TOKEN}é"])
def test_without_the_token_there_is_no_such_page(watched: FlaskClient, header: str | None) -> None:
    """404, like any address that does not exist."""
    assert watched.get("/metrics", headers={"Authorization": header} if header else {}).status_code == 404


def test_without_a_setting_there_is_none_for_anybody(client: FlaskClient) -> None:
    """Not with an empty token either."""
    for header in ("Bearer ", "Bearer"):
        assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_the_figures_an_operator_needs(watched: FlaskClient, region: SmallRegion) -> None:
    """Whether it works, when it ticked, how much room there is, how many periods are in which state."""
    found = figures(watched)
    assert set(found) >= KNOWN
    assert (found["peil_up"], found["peil_periods_open"]) == (1, 1)


def test_answering_moves_no_figure(watched: FlaskClient, region: SmallRegion) -> None:
    """Who watches sees neither that somebody answered nor that somebody joined or left (PRIVACY, rule 7)."""
    room = {"peil_instance_free_bytes", "peil_keys_free_bytes"}  # Of the whole disk, in which others write too.
    before = {name: value for name, value in figures(watched).items() if name not in room}
    region.answer(region.participant, {"professional_space": "sufficient"})
    assert {name: value for name, value in figures(watched).items() if name not in room} == before


def test_what_waits_is_counted_by_kind(watched: FlaskClient, region: SmallRegion) -> None:
    """Kinds only; which period it is stands on the page of staff."""
    next(region.app.extensions["peil.settings"].keys.glob("*-p1.key")).unlink()
    region.tick(START + FORTNIGHT)
    assert figures(watched)['peil_waiting{kind="key_missing"}'] == 1


def test_a_backup_is_dated(watched: FlaskClient, region: SmallRegion) -> None:
    """0 until one was made."""
    assert figures(watched)["peil_last_backup_timestamp_seconds"] == 0
    (region.app.extensions["peil.settings"].instance / BACKUP_NOTE).write_text(START.isoformat())
    assert figures(watched)["peil_last_backup_timestamp_seconds"] == START.timestamp()


@pytest.mark.parametrize("token", ["short", "with a blank in the middle", "é" * 20])
def test_a_token_that_can_be_guessed_stops_the_start(token: str) -> None:
    """In one line that names the setting."""
    with pytest.raises(SettingFault, match="PEIL_METRICS_TOKEN"):
        check_settings({"PEIL_METRICS_TOKEN": token})
