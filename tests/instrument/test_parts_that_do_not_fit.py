"""Parts of a questionnaire that contradict each other are named with their line, and each fault is told once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.reading import Fault
from app.instrument.load import check, load_instrument

WIDE = """\
key: wide
version: "1"
title: {nl: Breed, en: Wide}
languages: [nl, en]
source: the tests
blocks:
  - {key: fixed, title: {nl: Vast, en: Fixed}}
  - {key: theme, title: {nl: Thema, en: Theme}}
scales:
  agree:
    options:
      - {key: "no", text: {nl: Nee, en: "No"}, rank: 0}
      - {key: some, text: {nl: Beetje, en: Some}, rank: 1}
      - {key: "yes", text: {nl: Ja, en: "Yes"}, rank: 2, favourable: true}
  grade: {min: 1, max: 10, favourable_from: 7, anchors: {1: {nl: laag, en: low}, 10: {nl: hoog, en: high}}}
items:
  - {key: mood, block: fixed, number: F1, type: scale, scale: grade, short: {nl: A, en: A}, text: {nl: A, en: A}}
  - {key: room, block: fixed, number: F2, type: single, scale: agree, short: {nl: B, en: B}, text: {nl: B, en: B}}
  - key: causes
    block: fixed
    number: F3
    type: multi
    max_choices: 2
    short: {nl: C, en: C}
    text: {nl: C, en: C}
    options:
      - {key: rules, text: {nl: Regels, en: Rules}}
      - {key: people, text: {nl: Mensen, en: People}}
      - {key: other, text: {nl: Anders, en: Other}, open_text: true}
  - key: each
    block: fixed
    number: F4
    type: yes_no_per_choice
    piped_from: causes
    scale: agree
    short: {nl: D, en: D}
    text: {nl: D, en: D}
  - key: lines
    block: theme
    number: T1
    type: grid
    scale: agree
    short: {nl: E, en: E}
    text: {nl: E, en: E}
    rows:
      - {key: one, text: {nl: Een, en: One}}
      - {key: two, text: {nl: Twee, en: Two}}
  - {key: direct, block: theme, number: T2, type: percent, cuts: [25, 50], short: {nl: F, en: F}, text: {nl: F, en: F}}
  - key: paper
    block: theme
    number: T3
    type: percent
    adds_up_with: direct
    cuts: [25]
    short: {nl: G, en: G}
    text: {nl: G, en: G}
  - {key: hours, block: theme, number: T4, type: number, min: 0, max: 60, short: {nl: H, en: H}, text: {nl: H, en: H}}
  - {key: words, block: theme, number: T5, type: text, max_length: 200, short: {nl: I, en: I}, text: {nl: I, en: I}}
pulse:
  anchors: [mood]
  pool: [[room], [causes, each]]
  theme: theme
  themes: {theme: [[lines], [direct, paper]], fixed: []}
relations: [{of: mood, by: room}]
"""

CASES = [
    # what to replace, by what, the line it is told at (text in the changed file), words of the fault
    ("scales:\n  agree", "scales:\n  Agree", "Agree:", "Agree"),
    ("favourable_from: 7", "favourable_from: 1", "grade:", "lies outside the scale"),
    ("favourable_from: 7", "favourable_from: 11", "grade:", "lies outside the scale"),
    ("anchors: {1:", "anchors: {0:", "grade:", "0 lies outside the scale"),
    ("min: 1, max: 10", "min: 10, max: 1", "grade:", "has to be more than 'min'"),
    ("min: 1, max: 10", "min: 5, max: 5", "grade:", "has to be more than 'min'"),
    ("rank: 1}", "rank: 2}", "options:", "two options have the same rank"),
    ("rank: 2, favourable: true", "favourable: true", "options:", "the highest ranks"),
    ("rank: 1}", "rank: 1, favourable: true}", None, ""),
    ("cuts: [25, 50]", "cuts: [50, 25]", "key: direct", "have to rise"),
    ("cuts: [25, 50]", "cuts: [25, 25]", "key: direct", "have to rise"),
    ("cuts: [25, 50]", "cuts: [0, 50]", "key: direct", "have to rise"),
    ("cuts: [25, 50]", "cuts: [25, 101]", "key: direct", "have to rise"),
    ("cuts: [25, 50]", "cuts: [100]", None, ""),
    ("max_choices: 2", "max_choices: 4", "max_choices: 4", "more choices than there are options"),
    ("max_choices: 2", "max_choices: 3", None, ""),
    ("max_choices: 2", "max_length: 9", "max_length: 9", "a question of type multi has no 'max_length'"),
    ("key: two,", "key: one,", "rows:", "'one' stands here twice"),
    ("key: two,", "key: comment,", "key: lines", "'comment' is the name of a field beside the question"),
    ("key: people,", "key: other_text,", "key: causes", "'other_text' is the name of a field"),
    ("{nl: Mensen, en: People}}", "{nl: Mensen, en: People}, open_text: true}", "key: causes", "only one answer"),
    ("{nl: Mensen, en: People}}", "{nl: Mensen, en: People}, exclusive: true}", None, ""),
    ("rank: 0}", "rank: 0, exclusive: true}", "key: room", "only a question with several choices"),
    ("piped_from: causes", "piped_from: room", "piped_from: room", "'room' is not a question of type multi"),
    ("piped_from: causes", "piped_from: each", "piped_from: each", "depends on the question itself"),
    ("piped_from: causes", "piped_from: gone", "piped_from: gone", "there is no item 'gone'"),
    ("piped_from: causes", "comment: false", "key: each", "needs 'piped_from'"),
    ("adds_up_with: direct", "adds_up_with: hours", "adds_up_with: hours", "which comes later"),
    ("adds_up_with: direct", "adds_up_with: mood", "adds_up_with: mood", "'mood' is not a question of type percent"),
    ("type: number, min: 0, max: 60", "type: number, min: 0", "key: hours", "needs 'max'"),
    ("type: number, min: 0, max: 60", "type: number, min: 60, max: 0", "key: hours", "has to be more than 'min'"),
    ("type: number, min: 0", "type: number, decimals: 7, min: 0", "key: hours", "less than or equal to 6"),
    ("max_length: 200", "max_length: 0", "key: words", "greater than or equal to 1"),
    ("max_length: 200", "max_length: 5000", "key: words", "less than or equal to 4000"),
    ("max_length: 200", "rows: []", "key: words", "a question of type text has no 'rows'"),
    ("    rows:\n      - {key: one, text: {nl: Een, en: One}}\n      - {key: two, text: {nl: Twee, en: Two}}\n",
     "", "key: lines", "needs 'rows'"),
    ("number: F2, type: single", "number: '', type: single", "key: room", "at least 1"),
    ("block: theme, number: T4", "block: them, number: T4", "key: hours", "there is no block 'them'"),
    ("type: text,", "type: text, seconds: 0,", "key: words", "greater than or equal to 1"),
    ("type: text,", "type: text, seconds: 601,", "key: words", "less than or equal to 600"),
    ("type: text,", "type: text, required: maybe,", "key: words", "boolean"),
    ("pool: [[room], [causes, each]]", "pool: [[room], [room]]", "pulse:", "'room' stands here twice"),
    ("pool: [[room], [causes, each]]", "pool: [[room], [gone]]", "pool:", "there is no item 'gone'"),
    ("{theme: [[lines], [direct", "{theme: [[lines], [room, direct", "theme: [[lines]", "'room' stands here twice"),
    ("{theme: [[lines], [direct", "{theme: [[lines], [lines, direct", "theme: [[lines]", "'lines' stands here twice"),
    ("theme: theme\n", "theme: them\n", "theme: them", "there is no theme 'them'"),
    ("relations: [{of: mood", "relations: [{of: words", "relations:", "'words' gives no single answer"),
    ("by: room}", "by: mood}", "relations:", "relates an item to itself"),
    ("by: room}", "by: hours}", "relations:", "'hours' gives no single answer"),
    ("by: room}", "by: gone}", "relations:", "there is no item 'gone'"),
    ("languages: [nl, en]", "languages: []", "languages: []", "at least 1"),
    ("languages: [nl, en]", "languages: [nl, en, fy]", None, "the wording in 'fy' is missing"),
]  # fmt: skip  # One case a line reads as a table.


def faults(folder: Path, text: str) -> list[Fault]:
    path = folder / "wide.yaml"
    path.write_text(text, encoding="utf-8")
    return check(path)


@pytest.mark.parametrize(("old", "new", "at", "words"), CASES, ids=[f"{old[:20]}>{new[:24]}" for old, new, *_ in CASES])
def test_each_contradiction_is_told_at_its_line(
    *, tmp_path: Path, old: str, new: str, at: str | None, words: str
) -> None:
    """Beside each fault stands the nearest sound value, which is told nothing."""
    assert WIDE.count(old) >= 1
    text = WIDE.replace(old, new, 1)
    told = faults(tmp_path, text)
    if not words:
        assert told == []
        return
    meant = [fault for fault in told if words in fault.message]
    assert meant, told
    assert at is None or at in text.splitlines()[meant[0].line - 1], meant


def test_the_whole_questionnaire_is_sound(tmp_path: Path) -> None:
    """So what the other cases find is what they planted."""
    assert faults(tmp_path, WIDE) == []


def test_a_scale_is_filled_in_where_it_is_named(tmp_path: Path) -> None:
    """Options and steps stand in the item itself, so that nobody has to look a scale up."""
    faults(tmp_path, WIDE)
    wide = load_instrument(tmp_path / "wide.yaml")
    assert wide.item("room").option_keys == wide.item("lines").option_keys == ("no", "some", "yes")
    assert (wide.item("mood").min, wide.item("mood").max, wide.item("mood").favourable_from) == (1, 10, 7)
    assert set(wide.item("mood").anchors) == {1, 10}


def test_a_question_per_choice_has_the_choices_as_rows(tmp_path: Path) -> None:
    """In their order and with their words, but not the room for words of one's own."""
    faults(tmp_path, WIDE)
    wide = load_instrument(tmp_path / "wide.yaml")
    assert wide.item("each").row_keys == wide.item("causes").option_keys
    assert [row.text for row in wide.item("each").rows] == [option.text for option in wide.item("causes").options]
    assert not wide.item("each").has_open_text
    assert wide.item("causes").has_open_text


def test_a_percentage_goes_from_nought_to_a_hundred_unless_it_says_otherwise(tmp_path: Path) -> None:
    """An author need not write what a percentage is."""
    faults(tmp_path, WIDE.replace("type: percent, cuts: [25, 50]", "type: percent, min: 10, max: 90, cuts: [25, 50]"))
    wide = load_instrument(tmp_path / "wide.yaml")
    assert (wide.item("paper").min, wide.item("paper").max) == (0, 100)
    assert (wide.item("direct").min, wide.item("direct").max) == (10, 90)


@pytest.mark.parametrize("key", ["mood", "room", "causes", "lines", "direct", "hours", "words"])
def test_an_item_that_is_misspelt_brings_no_other_fault(tmp_path: Path, key: str) -> None:
    """One unknown field in an item is one fault: nothing else is told about whatever refers to it."""
    lines = WIDE.splitlines()
    place = next(
        number for number, line in enumerate(lines) if f"key: {key}" in line and "block:" in line + lines[number + 1]
    )
    lines[place] = lines[place].replace(f"key: {key},", f"key: {key}, colour: red,")
    if "colour" not in lines[place]:
        lines.insert(place + 1, "    colour: red")
    (fault,) = faults(tmp_path, "\n".join(lines))
    assert f"items › {key} › colour" in fault.message


@pytest.mark.parametrize("gone", ["title", "languages", "source", "blocks", "items", "pulse", "key", "version"])
def test_a_part_that_is_missing_is_named(tmp_path: Path, gone: str) -> None:
    """The first line of the file is where something is missing altogether."""
    parts = [part for part in _parts(WIDE) if not part.startswith(f"{gone}:")]
    told = faults(tmp_path, "".join(parts))
    assert any(fault.line == 1 and gone in fault.message and "required" in fault.message for fault in told)


def _parts(text: str) -> list[str]:
    """The top parts of the file, each with all its lines."""
    parts: list[str] = []
    for line in text.splitlines(keepends=True):
        if line[0] != " ":
            parts.append("")
        parts[-1] += line
    return parts
