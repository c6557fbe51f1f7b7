"""Every kind of content file tells its faults with file, line and what to mend, and never by a traceback."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.cards.card_deck import FOLDER as CARDS
from app.cards.card_deck import PEOPLE_FIRST, load_cards
from app.cards.personas import load_personas
from app.cards.vocabulary import names_of
from app.content.completeness import CONTENT
from app.content.plain_text import NOT_PLAIN
from app.content.reading import ContentFault, Fault, read_yaml_with_lines, validated
from app.demo.outline import RegionOutline
from app.demo.theme_round import ThemeOutline
from app.groups.open_questions import FOLDER as QUESTIONS
from app.groups.open_questions import load_questions
from app.instrument.load import check, load_instrument
from app.instrument.reference import load_reference
from tests.questionnaires import PEO, PERSONAS, PUBLISHED

INSTRUMENT = load_instrument(PEO)
KNOWN = names_of(INSTRUMENT)
DECK = load_cards(PEOPLE_FIRST, KNOWN) + load_cards(CARDS, KNOWN)
DEMO = CONTENT / "demo"
Loader = Callable[[Path], object]

LOADERS: dict[str, tuple[Path, Loader]] = {
    "instrument": (PEO, load_instrument),
    "reference": (PUBLISHED, partial(load_reference, instrument=INSTRUMENT)),
    "questions": (QUESTIONS / "peo.yaml", lambda path: load_questions(path, INSTRUMENT)),
    "personas": (PERSONAS, lambda path: load_personas(path, KNOWN, cards=DECK.cards)),
    "region": (DEMO / "region.yaml", lambda path: validated(read_yaml_with_lines(path), RegionOutline)),
    "themes": (DEMO / "themes.yaml", lambda path: validated(read_yaml_with_lines(path), ThemeOutline)),
}


def faults(kind: str, text: str, folder: Path) -> list[Fault]:
    """What is told of this text as a file of this kind; empty: it is used."""
    original, load = LOADERS[kind]
    path = folder / original.name
    path.write_text(text, encoding="utf-8")
    found: list[Fault] = []
    try:
        load(path)
    except ContentFault as refused:
        found = refused.faults
    assert {fault.file for fault in found} <= {str(path)}
    return found


def original(kind: str) -> str:
    return LOADERS[kind][0].read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", LOADERS)
def test_what_peil_comes_with_has_no_faults(kind: str, tmp_path: Path) -> None:
    """Otherwise the cases below would find what they did not plant."""
    assert faults(kind, original(kind), tmp_path) == []


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize("text", ["", "words", "[]", "3", "{}", "null", "- a", "true"])
def test_a_file_of_another_shape_is_told_on_its_first_line(kind: str, text: str, tmp_path: Path) -> None:
    """An empty file, a list, a number: each is refused, none is taken for content without anything in it."""
    told = faults(kind, text, tmp_path)
    assert told
    assert {fault.line for fault in told} == {1}


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ("\tindented: with a tab\n", "is not YAML"),
        ("unclosed: [1, 2\n", "is not YAML"),
        ("lost: *nobody\n", "is not YAML"),
        ("a: 1\na: 2\n", "twice"),
    ],
)
def test_what_is_added_badly_is_told_behind_the_rest(kind: str, broken: str, words: str, tmp_path: Path) -> None:
    """The line is the one at the end of the file, where the author just wrote."""
    text = original(kind)
    told = faults(kind, text + broken, tmp_path)
    before = text.count("\n")
    assert any(fault.line > before and words in fault.message for fault in told), told


@pytest.mark.parametrize("kind", LOADERS)
def test_a_field_that_nobody_reads_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    """A misspelt field would otherwise be a wish that is silently not granted."""
    text = original(kind)
    (fault,) = faults(kind, text + "colour: red\n", tmp_path)
    assert fault.line == text.count("\n") + 1
    assert fault.message.startswith("colour: ")


SMALLER = sorted(set(LOADERS) - {"instrument", "themes"})
"""Without the questionnaire, whose parts tests/instrument takes away one by one, and a file of one part."""


@pytest.mark.parametrize("kind", SMALLER)
def test_a_part_that_is_missing_is_named_or_was_not_needed(kind: str, tmp_path: Path) -> None:
    """Without a part the file is refused with that name, or it is sound without; it never breaks otherwise."""
    content = read_yaml_with_lines(LOADERS[kind][0]).content
    assert isinstance(content, dict)
    for name in content:
        kept, dropping = [], False
        for line in original(kind).splitlines(keepends=True):
            if line[0] not in " #-\n":
                dropping = line.startswith(f"{name}:")
            kept += [] if dropping else [line]
        told = faults(kind, "".join(kept), tmp_path)
        assert told == [] or any(name in fault.message or name == "languages" for fault in told), name


PLANTED = [
    # kind, what to replace (its first place), by what, words of the fault
    ("reference", "year: 2021", "year: 2014", "greater than or equal to 2015"),
    ("reference", "statistic: share", "statistic: part", "'share' or 'mean'"),
    ("reference", "value: 0.", "value: 5.", "a share lies from 0 to 1"),
    ("questions", "  - nl: Wanneer ging dit", "  - fr: Wanneer ging dit", "the language 'nl' is missing"),
    ("questions", "en wat hielp toen?", "en wat hielp toen.", "a question ends with a question mark"),
    ("questions", "  - workload\n", "  - wrokload\n", "the questionnaire has no item 'wrokload'"),
    ("questions", "  professional_space:\n", "  professional_spcae:\n", "the questionnaire measures no"),
    ("personas", "experience: 6-10", "experience: 6-12", "there is no background called 'experience: 6-12'"),
    ("personas", "[1, 1, 1, 2, 2, 3]", "[1, 1, 1, 2, 2, 11]", "'11' is no answer to 'work_enjoyment'"),
    ("personas", "[1, 1, 1, 2, 2, 3]", "[1, 1, 1, 2, 2, low]", "'low' is no answer to 'work_enjoyment'"),
    ("personas", "[1, 1, 1, 2, 2, 3]", "[1, 1, 1, 2, 2]", "one value a round, the same number for all"),
    ("personas", "expects: {1: [people]", "expects: {15: [people]", "for rounds that there are"),
    ("personas", "expects: {1: [people]", "expects: {1: [peeple]", "'people'"),
    ("personas", "never: [small_gains_count", "never: [small_gain_counts", "did you mean 'small_gains_count'?"),
    ("personas", "key: very_low_once", "key: lowest_from_the_start", "another person has this key too"),
    ("personas", "      reflection: [~", "      reflectoin: [~", "did you mean 'reflection'?"),
    ("personas", "professional_space: [0.56, 0.62]", "professional_space: [0.56]", "region"),
    ("region", "size: 14}", "size: 0}", "greater than or equal to 1"),
    ("region", "size: 14}", "size: 61}", "less than or equal to 60"),
    ("region", "size: 14}", "size: many}", "integer"),
    ("region", "{name: Ambulant Noord, size: 14}", "{name: Ambulant Noord}", "size: Field required"),
    ("region", "profile: {reflection: 0.9", "profile: {reflection: much", "number"),
    ("region", "    org_type: specialist\n", "", "org_type: Field required"),
    ("themes", "weight: 6", "weight: 0", "greater than or equal to 1"),
    ("themes", "    weight: 6\n", "", "weight: Field required"),
    ("themes", "title: Wachttijden", "titel: Wachttijden", "titel: Extra inputs"),
]


@pytest.mark.parametrize(
    ("kind", "old", "new", "words"), PLANTED, ids=[f"{each[0]}-{each[2].strip()[:28]}" for each in PLANTED]
)
def test_a_planted_fault_is_told_near_its_line(*, kind: str, old: str, new: str, words: str, tmp_path: Path) -> None:
    """At the line that was changed, or at the part around it that an editor shows a few lines above."""
    text = original(kind)
    assert old in text
    planted = text.replace(old, new, 1)
    line = text[: text.index(old)].count("\n") + 1 + old[: len(old) - len(old.lstrip("\n"))].count("\n")
    meant = [fault for fault in faults(kind, planted, tmp_path) if words in fault.message]
    assert meant
    assert 0 <= line - meant[0].line <= 7 or meant[0].line - line in (0, 1), (line, meant)


@pytest.mark.parametrize("kind", LOADERS)
def test_faults_of_one_file_come_in_its_order(kind: str, tmp_path: Path) -> None:
    """Three mistakes at once are three lines, from top to bottom."""
    text = "first: 1\n" + original(kind) + "second: 2\nthird: 3\n"
    told = faults(kind, text, tmp_path)
    assert [fault.line for fault in told] == sorted(fault.line for fault in told)
    assert [fault.message.split(":")[0] for fault in told] == ["first", "second", "third"]


@pytest.mark.parametrize("kind", LOADERS)
@pytest.mark.parametrize(
    "odd",
    [
        "<b>Nu</b>",
        "&nbsp;Nu",
        "**Nu**",
        "[Nu](https://x.example)",
        "Nu \\u202een",
        "Nu \\u0007",
        "\\u061cNu",
        "Nu\\nen",
    ],
)
def test_words_of_all_content_are_plain(kind: str, odd: str, tmp_path: Path) -> None:
    """Cards refused markup and signs of direction; a questionnaire with them had no faults, and came on every phone."""
    text = original(kind)
    found = re.search(r'(?:nl|name|text|who|why): "?([A-Z][^"{}\n]*?)(?=, en:|["}\n])', text)
    assert found
    quoted = text[: found.start(1)].rstrip('"') + f'"{odd}"' + text[found.end(1) :].removeprefix('"')
    line = quoted[: found.start(1)].count("\n") + 1
    assert [fault.line for fault in faults(kind, quoted, tmp_path) if NOT_PLAIN in fault.message] == [line]


@pytest.mark.parametrize(
    "fine", ["R&D < 5", "5 > 3 & 2", "Jij* en _wij_", "caf\u00e9\u00a0\u2019s \u00ad\U0001f600", "a <> b"]
)
def test_ordinary_words_are_plain(fine: str, tmp_path: Path) -> None:
    """An ampersand, "less than", an asterisk, a space that does not break, an emoji."""
    path = tmp_path / "peo.yaml"
    path.write_text(original("instrument").replace("nl: Gelijk gebleven,", f'nl: "{fine}",', 1), encoding="utf-8")
    assert not check(path)
