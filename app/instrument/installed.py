"""The questionnaires that programmes can use, each read once from its content file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from app.config import ROOT
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument

FIRST_QUESTIONNAIRE = "peo"
"""The questionnaire of a region that has no programme yet, and of every new programme."""
FOLDER = ROOT / "app" / "content" / "instruments"


def questionnaire_file(key: str) -> Path:
    """Return the path of the questionnaire with this key, such as `peo`; the file may not exist."""
    return FOLDER / f"{key}.yaml"


@lru_cache
def instrument_of(key: str) -> Instrument:
    """Return the questionnaire with this key, read once. Raises ContentFault for faults or a missing file."""
    return load_instrument(questionnaire_file(key))
