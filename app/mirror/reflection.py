"""Questions to think over with each subject of the mirror: a content file per questionnaire, checked line by line.

Decides what such a file may hold. Must not know anybody's answer: everybody gets the same questions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.config import ROOT
from app.content.reading import ContentFault, Fault, LinedDocument, read_yaml_with_lines, validated
from app.instrument.installed import instrument_of
from app.instrument.schema import Instrument
from app.mirror.mirror_sources import Looking
from app.web.language import say

FOLDER = ROOT / "app" / "content" / "reflection"

Thought = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=120)]
ThoughtKey = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
"""What a note remembers of the question it was about."""


class ReflectionFile(BaseModel):
    """The content file of questions to think over: two to four per construct, each with a key and in every language."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: str
    languages: tuple[str, ...] = Field(min_length=1)
    questions: dict[str, Annotated[dict[ThoughtKey, dict[str, Thought]], Field(min_length=2, max_length=4)]]


def load_reflection(path: Path, instrument: Instrument) -> ReflectionFile:
    """Read and check a file of questions to think over. Raises ContentFault with every fault."""
    document = read_yaml_with_lines(path)
    read = validated(document, ReflectionFile)
    faults = list(_faults(read, document, instrument=instrument))
    if faults:
        raise ContentFault(faults)
    return read


def reflection_faults(path: Path, instrument: Instrument) -> list[Fault]:
    """Return every fault in a file of questions to think over; empty when all is well."""
    try:
        load_reflection(path, instrument)
    except ContentFault as fault:
        return fault.faults
    return []


@lru_cache
def reflection_of(instrument_key: str) -> ReflectionFile | None:
    """Return the questions to think over of a questionnaire, read once; None without any. Raises ContentFault."""
    path = FOLDER / f"{instrument_key}.yaml"
    return load_reflection(path, instrument_of(instrument_key)) if path.exists() else None


def questions_about(looking: Looking, construct: str) -> Mapping[str, str]:
    """Return the questions to think over about a construct, in the reader's language, by key; empty without any."""
    read = reflection_of(looking.timeline.instrument_key) if looking.timeline.instrument_key else None
    return {key: say(question) for key, question in read.questions.get(construct, {}).items()} if read else {}


def _faults(read: ReflectionFile, document: LinedDocument, *, instrument: Instrument) -> Iterator[Fault]:
    for construct, known in read.questions.items():
        if construct not in instrument.constructs:
            yield document.fault_at(("questions", construct), f"the questionnaire measures no '{construct}'")
        for key, question in known.items():
            place = ("questions", construct, key)
            for language in read.languages:
                if language not in question:
                    yield document.fault_at(place, f"the language '{language}' is missing")
            for language, sentence in question.items():
                if "?" not in sentence:
                    yield document.fault_at((*place, language), "a question has a question mark")
