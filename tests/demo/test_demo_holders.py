"""The demonstration shows key holders and still closes by itself: their keys lie beside it, marked as such."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, text

from app.commands.peil import all_commands
from app.holders.demonstration import FILE, MARK, demonstration_keys
from tests.demo.test_demo_command import SMALLEST, place, run, undrawn

__all__ = ["place", "undrawn"]


def states(instance: Path) -> dict[str, tuple[str, bool]]:
    """Per period its state, and whether holders were promised."""
    engine = create_engine(f"sqlite:///{instance / 'peil.db'}")
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT id, state, key_holders FROM period")).all()
    engine.dispose()
    return {row.id: (row.state, bool(row.key_holders)) for row in rows}


def tick(at: str) -> str:
    result = CliRunner().invoke(all_commands(), ["tick", "--at", at], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.output


def test_the_demonstration_has_holders_and_closes_by_itself(
    place: Path, undrawn: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its open periods, of the region and of its neighbour, are each split among three; at its end the tick releases
    each, as nobody comes to a demonstration.
    """
    run(*SMALLEST)
    periods = [each for each, found in states(place).items() if found[0] == "open"]
    assert len(periods) == 2
    for period in periods:
        assert states(place)[period][1]
        assert "private_key" not in (place.with_name("instance-keys") / f"{period}.key").read_text()
    told = json.loads((place / "demo.json").read_text())
    closes = [each["closes"] for each in (*told["periods"], told["full_measurement"]) if each.get("state") != "planned"]
    after = datetime.fromisoformat(max(closes)) + timedelta(hours=1)
    for later in ("draw_frames", "draw_board_frames", "estimate_releases"):
        monkeypatch.setattr(f"app.jobs.{later}", lambda *_, **__: 0)
    done = tick(after.isoformat())
    assert all(f"released {period}" in done for period in periods), done


def test_without_the_mark_no_key_stands_by(place: Path, undrawn: None) -> None:
    """The file alone does nothing: in a real installation the tick waits for its holders."""
    run(*SMALLEST)
    assert len(demonstration_keys(place)) == 3
    assert "Real holders keep theirs elsewhere" in (place / FILE).read_text()
    (place / MARK).unlink()
    assert demonstration_keys(place) == ()
