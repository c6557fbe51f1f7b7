"""Every fault in an instrument file is told with its line, all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.content.reading import ContentFault
from app.instrument.load import check, load_instrument
from tests.instrument.conftest import SMALL, Broken, line_of

RULE = 'shown_if: {item: tired, in: ["yes"]}'

PLANTED = [
    # what to replace, by what, the line (of this text in the changed file), words of the fault
    ('version: "1"\n', "", "key: small", "version"),
    ("type: single", "type: pick", "type: pick", "Input should be"),
    ("short: {nl: Moe, en: Tired}", "short: {nl: Moe}", "nl: Moe}", "the wording in 'en' is missing"),
    ("title: {nl: Klein, en: Small}", "title: {nl: Klein, en: ''}", "title: {nl", "at least 1"),
    (
        "title: {nl: Klein, en: Small}",
        "title: {nl: Klein, en: S, fr: P}",
        "fr: P",
        "not one of the instrument",
    ),
    ("scale: agree\n", "scale: agre\n", "scale: agre", "there is no scale 'agre'"),
    ("key: why", "key: tired", "key: tired", "there is already an item 'tired'"),
    ("{key: home,", "{key: work,", "options:\n", "'work' stands here twice"),
    ("max_choices: 1", "max_choices: 3", "max_choices: 3", "more choices than there are options"),
    ("max_choices: 1", "max_choices: 0", "max_choices: 0", "greater than or equal to 1"),
    ("max_choices: 1", "max_choices: one", "max_choices: one", "valid integer"),
    ("max_choices: 1", "max_choice: 1", "max_choice: 1", "Extra inputs are not permitted"),
    ("max_choices: 1", "cuts: [30]", "cuts: [30]", "a question of type multi has no 'cuts'"),
    ("max_choices: 1", "block: fixed", "block: fixed", "the key 'block' stands here twice"),
    (RULE, "shown_if: {item: weary, in: [a]}", "weary", "there is no item 'weary'"),
    (RULE, "shown_if: {item: why, answered: true}", "item: why", "depends on the question itself"),
    (RULE, "shown_if: {item: tired, in: [maybe]}", "maybe", "'tired' has no option 'maybe'"),
    (RULE, "shown_if: {item: tired}", "item: tired}", "either 'in' or 'answered'"),
    (RULE, "shown_if: {all: []}", "all: []", "at least 1"),
    (RULE, "shown_if: {not: {item: tired, in: [maybe]}}", "maybe", "'tired' has no option 'maybe'"),
    (
        "    scale: agree\n    short: {nl: Moe",
        "    scale: agree\n    shown_if: {item: why, answered: true}\n    short: {nl: Moe",
        "item: why",
        "depends on 'why', which comes later",
    ),
    ("    scale: agree\n    short", "    short", "key: tired", "needs 'options'"),
    ("rank: 1}", "rank: 0}", "options:", "two options have the same rank"),
    ("rank: 0}", "rank: 0, favourable: true}", "options:", "the highest ranks"),
    ("rank: 0}", "rank: 0, or_higher: {nl: Alles, en: All}}", "options:", "'or_higher' belongs to a step"),
    ("anchors: [tired]", "anchors: [weary]", "anchors: [weary]", "there is no item 'weary'"),
    ("anchors: [tired]", "anchors: [tired, why]", "pulse:", "'why' stands here twice"),
    ("anchors: [tired]", "anchors: []", "- [why]", "'why' depends on 'tired': put them in one group"),
    ("theme: fixed", "theme: rest", "theme: rest", "there is no theme 'rest'"),
    ("themes: {fixed: []}", "themes: {fixed: [], rest: []}", "rest: []", "there is no block 'rest'"),
    ("relations: []", "relations: [{of: tired, by: why}]", "by: why", "no single answer"),
    ("relations: []", "relations: [{of: tired, by: tired}]", "by: tired", "relates an item to itself"),
    ("{key: work,", "{key: comment,", "key: why", "'comment' is the name of a field"),
    ("key: tired", "key: Tired!", "key: Tired!", "should match pattern"),
]


@pytest.mark.parametrize(("old", "new", "at", "words"), PLANTED, ids=[f"{case[3]}" for case in PLANTED])
def test_a_planted_fault_is_told_at_its_line(small_with: Broken, *, old: str, new: str, at: str, words: str) -> None:
    """Each kind of mistake has a sentence of its own, at a line where `at` stands in the changed file."""
    lines = SMALL.replace(old, new).splitlines()
    told = [(fault.line, fault.message) for fault in small_with(old, new)]
    matching = [line for line, message in told if words in message]
    assert matching, told
    assert at.strip() in lines[matching[0] - 1], told


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    """An author mends a file in one go, also when one fault makes another part unreadable."""
    text = (
        SMALL.replace("short: {nl: Moe, en: Tired}", "short: {nl: Moe}")
        .replace("{item: tired, in:", "{item: weary, in:")
        .replace("anchors: [tired]", "anchors: [sleepy]")
        .replace("relations: []", "relations: [{of: tired, by: gone}]")
    )
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    told = check(path)
    for words in ("'en' is missing", "'weary'", "'sleepy'", "'gone'"):
        assert [fault for fault in told if words in fault.message], words
    assert [fault.line for fault in told] == sorted(fault.line for fault in told)
    assert not [fault for fault in told if "no item 'tired'" in fault.message], "told once, as what it is"


def test_a_good_file_has_no_faults(small_with: Broken, tmp_path: Path) -> None:
    """The small instrument is sound, so that what the other tests find is what they planted."""
    assert small_with("source: the tests", "source: these tests") == []


@pytest.mark.parametrize("text", ["", "just words", "[1, 2]", "items: {a: b}", "items: [1, null, {key: 3}]"])
def test_a_file_of_another_shape_is_told_not_raised(tmp_path: Path, text: str) -> None:
    """Whatever stands in the file, the outcome is a list of faults."""
    path = tmp_path / "other.yaml"
    path.write_text(text, encoding="utf-8")
    assert check(path)
    with pytest.raises(ContentFault):
        load_instrument(path)


def test_the_line_is_the_line_in_the_file(small_with: Broken) -> None:
    """The number that is told is the one an editor shows."""
    [fault] = small_with("key: work, text: {nl: Werk, en: Work}", "key: work, text: {nl: Werk}")
    assert fault.line == line_of("nl: Werk")
    assert str(fault).endswith(f"small.yaml:{fault.line}: {fault.message}")
