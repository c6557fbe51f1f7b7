"""Every sentence of the content files is fit to be shown: whole, plain, and the same in every language."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.content.completeness import CONTENT, TRANSLATED
from app.content.reading import Place, read_yaml_with_lines
from app.instrument.load import load_instrument
from tests.questionnaires import PEO

FILES = [path for folder in TRANSLATED for path in sorted((CONTENT / folder).glob("*.yaml"))]
NAMES = [str(path.relative_to(CONTENT)) for path in FILES]
LANGUAGE = re.compile(r"[a-z]{2}")
MARKUP = re.compile(r"</?[a-z]+[ >]|&[a-z]+;|\]\(|\*\*|%\(|\{\w*\}")
NUMBER = re.compile(r"\d+")


def texts(path: Path) -> Iterator[tuple[Place, dict[str, str]]]:
    """Every text of a file with its languages."""
    yield from _texts(read_yaml_with_lines(path).content, ())


def _texts(value: object, place: Place) -> Iterator[tuple[Place, dict[str, str]]]:
    if isinstance(value, dict):
        if {"nl", "en"} <= value.keys() and all(LANGUAGE.fullmatch(key) for key in value):
            yield place, value
            return
        for key, child in value.items():
            yield from _texts(child, (*place, key))
    elif isinstance(value, list):
        for index, child in enumerate(value):
            yield from _texts(child, (*place, index))


def sentences() -> Iterator[tuple[str, str, str]]:
    """File with place, language and words of every text there is."""
    for path in FILES:
        for place, text in texts(path):
            for language, words in text.items():
                yield f"{path.name}:{'.'.join(map(str, place))}", language, words


EVERY = list(sentences())


def test_there_is_much_to_look_at() -> None:
    """So that the other tests do not pass on nothing."""
    assert len(EVERY) > 1500
    assert {language for _, language, _ in EVERY} >= {"nl", "en"}


def test_no_text_has_blanks_where_nobody_sees_them() -> None:
    """Neither around it nor doubled, and no line end in the middle."""
    assert [(place, words) for place, _, words in EVERY if words != " ".join(words.split())] == []


def test_letters_are_composed_and_every_sign_can_be_seen() -> None:
    """A text looks the same in every font, can be searched, and holds no mark that turns it around."""
    odd = [
        (place, words)
        for place, _, words in EVERY
        if unicodedata.normalize("NFC", words) != words
        or any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"} for sign in words)
    ]
    assert odd == []


def test_no_text_holds_markup_or_a_place_to_fill_in() -> None:
    """A text of content is shown as it is."""
    assert [(place, words) for place, _, words in EVERY if MARKUP.search(words)] == []


def test_brackets_that_open_close_again() -> None:
    """Half a bracket is half a thought."""
    for opens, closes in ("()", "[]"):
        assert [(place, words) for place, _, words in EVERY if words.count(opens) != words.count(closes)] == []


def test_no_text_is_a_note_to_oneself() -> None:
    """What is not finished is not published."""
    unfinished = re.compile(r"\b(TODO|FIXME|XXX|TBD|lorem)\b", re.IGNORECASE)
    assert [(place, words) for place, _, words in EVERY if unfinished.search(words)] == []


def test_a_question_is_a_question_in_every_language() -> None:
    """A text that asks in one language does not state in another."""
    found = []
    for path in FILES:
        for place, text in texts(path):
            if len({words.rstrip().endswith("?") for words in text.values()}) > 1:
                found.append((path.name, place, text))
    assert found == []


def test_numbers_are_the_same_in_every_language() -> None:
    """A translation that says 98 where the source says 89 tells another figure."""
    found = []
    for path in FILES:
        for place, text in texts(path):
            numbers = {language: Counter(NUMBER.findall(words)) for language, words in text.items()}
            if numbers["nl"] != numbers["en"] or any(numbers["nl"] - each for each in numbers.values()):
                found.append((path.name, place, text))
    assert [each for each in found if not _ordinal(each[2])] == []


def _ordinal(text: dict[str, str]) -> bool:
    """Whether a number is written in words in one language and in figures in another, as ranks are."""
    return any(re.search(r"\d+(e|st|nd|rd|th|\.)\b", words) for words in text.values())


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_says_in_which_languages_it_is_complete(path: Path) -> None:
    """By itself, or in the file that speaks for its folder."""
    speaking = path.with_name("documents.yaml") if path.with_name("documents.yaml").exists() else path
    content = read_yaml_with_lines(speaking).content
    assert isinstance(content, dict)
    assert content["languages"][:2] == ["nl", "en"]
    for _, text in texts(path):
        assert set(content["languages"]) <= set(text)


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_a_file_begins_by_telling_its_author_what_it_is(path: Path) -> None:
    """The first line is a sentence for whoever opens it."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith(("# ", "key:", "subject:")), first


@pytest.mark.parametrize("path", FILES, ids=NAMES)
def test_no_line_of_a_file_ends_in_blanks_or_holds_a_tab(path: Path) -> None:
    """What cannot be seen cannot be reviewed."""
    text = path.read_bytes().decode("utf-8")
    assert "\t" not in text
    assert "\r" not in text
    assert text.endswith("\n")
    assert [number for number, line in enumerate(text.splitlines(), 1) if line != line.rstrip()] == []


def test_no_two_options_of_a_question_read_alike() -> None:
    """Nobody has to choose between two answers with the same words, in any language."""
    for item in load_instrument(PEO).items:
        for parts in (item.options, item.rows):
            for language in ("nl", "en", "de"):
                words = [part.text[language].casefold() for part in parts]
                assert len(set(words)) == len(words), (item.key, language)


def test_no_two_questions_read_alike() -> None:
    """Each item has a title and a question of its own."""
    items = load_instrument(PEO).items
    for language in ("nl", "en", "de"):
        for what in ("short", "text"):
            said = Counter(getattr(item, what)[language].casefold() for item in items)
            assert [words for words, times in said.items() if times > 1] == [], (language, what)


def test_numbers_of_questions_rise_within_their_part() -> None:
    """A reader who compares with the paper version finds F9 before F10."""
    of_block: dict[str, list[int]] = {}
    for item in load_instrument(PEO).items:
        figures = NUMBER.findall(item.number)
        of_block.setdefault(item.block + re.sub(r"\d.*", "", item.number), []).append(int(figures[0]))
    assert {key: numbers for key, numbers in of_block.items() if numbers != sorted(numbers)} == {}
