"""The open questions of the conversation page: a content file per questionnaire, checked with file and line.

Decides what such a file may hold, and which question comes in which period. Must not know any figure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.config import ROOT
from app.content.reading import ContentFault, Fault, LinedDocument, read_yaml_with_lines, validated
from app.instrument.installed import FIRST_QUESTIONNAIRE, instrument_of, questionnaire_file
from app.instrument.schema import Instrument

FOLDER = ROOT / "app" / "content" / "conversation"

Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=120)]
"""A question, short enough to be read from three metres away."""

Question = dict[str, Sentence]
"""The same question per language."""


class QuestionFile(BaseModel):
    """The open questions for team meetings, by construct, at least two each; `any` serves all other constructs.

    `unfavourable`: the items of which a high figure is bad news, where the words of the answer do not say so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    instrument: str
    languages: tuple[str, ...] = Field(min_length=1)
    any: tuple[Question, ...] = Field(min_length=1)
    questions: dict[str, Annotated[tuple[Question, ...], Field(min_length=2)]]
    unfavourable: tuple[str, ...] = ()


def load_questions(path: Path, instrument: Instrument) -> QuestionFile:
    """Read and check a file of open questions for meetings. Raises ContentFault with every fault."""
    document = read_yaml_with_lines(path)
    read = validated(document, QuestionFile)
    faults = list(_faults(read, document, instrument=instrument))
    if faults:
        raise ContentFault(faults)
    return read


def faults_in(path: Path) -> list[Fault]:
    """Return every fault in a file of open questions; the file's name is the key of its questionnaire."""
    if not questionnaire_file(path.stem).exists():
        return [Fault(str(path), 1, f"there is no questionnaire '{path.stem}'")]
    try:
        read = load_questions(path, instrument_of(path.stem))
    except ContentFault as fault:
        return fault.faults
    if read.instrument != path.stem:
        return [Fault(str(path), 1, f"'instrument' has to be '{path.stem}', as in the name of the file")]
    return []


def question_for(questions: QuestionFile, construct: str, *, number: int) -> Mapping[str, str]:
    """Return one of the open questions about a construct, by language.
    `number`: the period's number; questions come in turn, so that the next period has the next one.
    """
    known = questions.questions.get(construct, questions.any)
    return known[number % len(known)]


def unfavourable_items(instrument_key: str) -> frozenset[str]:
    """Return the keys of items (or `grid.row`) of which a high figure is bad news."""
    return frozenset(questions_of(instrument_key).unfavourable)


@lru_cache
def questions_of(instrument_key: str) -> QuestionFile:
    """Return the open questions that belong to a questionnaire, read once. Raises ContentFault.

    A questionnaire without a file of its own has the questions for any topic of the first questionnaire.
    """
    path = FOLDER / f"{instrument_key}.yaml"
    if path.exists():
        return load_questions(path, instrument_of(instrument_key))
    return questions_of(FIRST_QUESTIONNAIRE).model_copy(
        update={"instrument": instrument_key, "questions": {}, "unfavourable": ()}
    )


def _faults(read: QuestionFile, document: LinedDocument, *, instrument: Instrument) -> Iterator[Fault]:
    """Yield each fault of a file of questions: unknown constructs and items, missing languages, no question mark."""
    for construct in read.questions:
        if construct not in instrument.constructs:
            yield document.fault_at(("questions", construct), f"the questionnaire measures no '{construct}'")
    keys = {item.key for item in instrument.items}
    for index, named in enumerate(read.unfavourable):
        if named.partition(".")[0] not in keys:
            yield document.fault_at(("unfavourable", index), f"the questionnaire has no item '{named}'")
    of_any = [(("any", index), question) for index, question in enumerate(read.any)]
    of_constructs = [
        (("questions", construct, index), question)
        for construct, known in read.questions.items()
        for index, question in enumerate(known)
    ]
    for place, question in (*of_any, *of_constructs):
        for language in read.languages:
            if language not in question:
                yield document.fault_at(place, f"the language '{language}' is missing")
        for language, sentence in question.items():
            if not sentence.endswith("?"):
                yield document.fault_at((*place, language), "a question ends with a question mark")
