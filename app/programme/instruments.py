"""The questionnaires that programmes can use, read once from their content files."""

from __future__ import annotations

from functools import lru_cache

from app.config import ROOT
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument

FOLDER = ROOT / "app" / "content" / "instruments"


@lru_cache
def instrument_of(key: str) -> Instrument:
    """The instrument with this key, such as `peo`. Raises ContentFault, or FileNotFoundError for an unknown key."""
    return load_instrument(FOLDER / f"{key}.yaml")
