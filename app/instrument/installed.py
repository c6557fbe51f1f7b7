"""The questionnaires that programmes can use, each read once from its content file."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.config import ROOT
from app.content.reading import read_yaml_with_lines, validated
from app.instrument.load import load_instrument
from app.instrument.schema import Instrument, Key

CONTENT = ROOT / "app" / "content"
FOLDER = CONTENT / "instruments"


class _Installation(BaseModel):
    """The content file of what a new installation begins with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_questionnaire: Key


FIRST_QUESTIONNAIRE = validated(read_yaml_with_lines(CONTENT / "installation.yaml"), _Installation).first_questionnaire
"""The questionnaire of a region that has no programme yet, and of every new programme that names no other."""


def questionnaire_file(key: str) -> Path:
    """Return the path of the questionnaire with this key; the file may not exist."""
    return FOLDER / f"{key}.yaml"


def installed_keys() -> tuple[str, ...]:
    """Return the keys of all questionnaires with a content file, the first questionnaire first."""
    keys = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    return tuple(sorted(keys, key=lambda key: key != FIRST_QUESTIONNAIRE))


@lru_cache
def instrument_of(key: str) -> Instrument:
    """Return the questionnaire with this key, read once. Raises ContentFault for faults or a missing file."""
    return load_instrument(questionnaire_file(key))
