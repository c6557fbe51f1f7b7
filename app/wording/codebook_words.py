"""The codebook of a questionnaire in words: as lines of a table, as a page, and for files in every language."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.instrument.codebook import CodebookVariable, CodebookWords, asked_words, variables_of
from app.instrument.schema import Instrument
from app.web.language import reader_language, speaking
from app.wording.figure_words import number
from app.wording.translated import _


@dataclass(frozen=True, slots=True)
class DescribedVariable:
    """One variable of the codebook in words.

    `range_words`: the numbers that can be given; empty for codes and text. `codes`: each code with its words.
    """

    name: str
    number: str
    title: str
    question: str
    range_words: str
    asked: str
    codes: tuple[tuple[str, str], ...]


def codebook_words(languages: Iterable[str]) -> CodebookWords:
    """Return the fixed words of a codebook, such as "Everybody", in these languages; no questionnaire holds them."""
    languages = tuple(languages)

    def each(words: Callable[[], str]) -> dict[str, str]:
        found = {}
        for language in languages:
            with speaking(language):
                found[language] = words()
        return found

    return CodebookWords(
        declined=each(lambda: _("prefer not to say")),
        chosen=each(lambda: _("chosen")),
        not_chosen=each(lambda: _("not chosen")),
        everybody=each(lambda: _("Everybody")),
        answered=each(lambda: _("answered")),
        unanswered=each(lambda: _("not answered")),
        all_of=each(lambda: _("%(first)s and %(second)s")),
        one_of=each(lambda: _("%(first)s or %(second)s")),
        unless=each(lambda: _("not (%(rule)s)")),
    )


def language_of(instrument: Instrument) -> str:
    """Return the reader's language if the questionnaire has it, else the questionnaire's first one."""
    reader = reader_language()
    return reader if reader in instrument.languages else instrument.languages[0]


def described_variables(instrument: Instrument) -> list[DescribedVariable]:
    """Return every variable of the questionnaire in the reader's words."""
    language = language_of(instrument)
    words = codebook_words([language])
    return [
        _described(each, asked_words(instrument, each.asked_if, words, language=language), language=language)
        for each in variables_of(instrument, words)
    ]


def _described(variable: CodebookVariable, asked: str, *, language: str) -> DescribedVariable:
    ends = None if variable.low is None or variable.high is None else (number(variable.low), number(variable.high))
    return DescribedVariable(
        name=variable.name,
        number=variable.item.number,
        title=variable.title(language),
        question=variable.item.text[language],
        range_words=_("%(low)s to %(high)s", low=ends[0], high=ends[1]) if ends else "",
        asked=asked,
        codes=tuple((code.value, code.words[language]) for code in variable.codes),
    )


def codebook_lines(instrument: Instrument) -> list[tuple[str, ...]]:
    """Return the codebook as the lines of a table with a heading: one line per code, or per variable without codes."""
    heading = (
        _("Variable"),
        _("Number in the questionnaire"),
        _("Question"),
        _("What is asked"),
        _("Who is asked"),
        _("Code or range"),
        _("In words"),
    )
    lines: list[tuple[str, ...]] = [heading]
    for each in described_variables(instrument):
        place = (each.name, each.number, each.title, each.question, each.asked)
        ranges = ((each.range_words, ""),) if each.range_words or not each.codes else ()
        lines.extend((*place, value, said) for value, said in (*ranges, *each.codes))
    return lines
