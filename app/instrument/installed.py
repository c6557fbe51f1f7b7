"""The questionnaires that programmes can use, read once from their content files."""

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
    """Return where the content of this questionnaire stands, if there is one with this key, such as `peo`."""
    return FOLDER / f"{key}.yaml"


@lru_cache
def instrument_of(key: str) -> Instrument:
    """Return the instrument with this key. Raises ContentFault, also when there is none."""
    return load_instrument(questionnaire_file(key))
