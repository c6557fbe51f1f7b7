"""Whatever stands in a content file, it is read as it was written or refused with a line; nothing else can happen."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from app.content.reading import ContentFault, Fault, LinedDocument, read_yaml_with_lines, validated

WORDS = st.text(alphabet=st.sampled_from("abé €'\":#-{}[]&*!|>%@`?,~01"), max_size=12)
KEYS = st.text(alphabet="abcdefgh_", min_size=1, max_size=6)
VALUES = st.recursive(
    st.one_of(WORDS, st.integers(-(10**12), 10**12), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=12,
)


def read(text: str | bytes) -> LinedDocument:
    """What was read of a file with these contents."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "content.yaml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read_yaml_with_lines(path)


@settings(max_examples=60)
@given(value=st.dictionaries(KEYS, VALUES, max_size=4), flow=st.booleans())
def test_what_was_written_is_what_is_read(value: dict[str, object], flow: bool) -> None:
    """In either manner of YAML, with any signs in the words, and without a fault."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=flow)
    document = read(text)
    assert document.faults == ()
    assert document.content == value


@settings(max_examples=60)
@given(value=st.dictionaries(KEYS, VALUES, min_size=1, max_size=4))
def test_every_value_has_the_line_of_its_key(value: dict[str, object]) -> None:
    """A place in the file leads to the line where its key or its dash stands."""
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, default_flow_style=False, width=10_000)
    document = read(text)
    lines = text.splitlines()
    for key in value:
        assert lines[document.lines[key,] - 1].startswith(yaml.safe_dump({key: 1}).split(":")[0])
    assert all(1 <= line <= len(lines) for line in document.lines.values())


@settings(max_examples=80)
@given(text=st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda each: each.encode("utf-8", "replace"))))
def test_any_bytes_are_read_or_refused_with_a_line(text: bytes) -> None:
    """No other error comes out, whatever an author saves."""
    found: list[Fault] | tuple[Fault, ...] = []
    was_read = True
    try:
        found = read(text).faults
    except ContentFault as refused:
        found, was_read = refused.faults, False
    assert found or was_read
    lines = text.count(b"\n") + text.count(b"\r") + text.count("\u2028".encode()) + text.count("\x85".encode()) + 1
    assert all(1 <= fault.line <= lines and fault.file.endswith("content.yaml") for fault in found)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("true", True),
        ("false", False),
        ("True", "True"),
        ("yes", "yes"),
        ("off", "off"),
        ("null", None),
        ("~", None),
        ("", None),
        ("Null", "Null"),
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("012", 12),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("1.50", 1.5),
        ("1.", "1."),
        (".5", ".5"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("2026-03-01", "2026-03-01"),
        ("0-3", "0-3"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("9" * 30, "9" * 30),
    ],
)
def test_only_plain_numbers_and_four_words_are_more_than_text(written: str, meant: object) -> None:
    """Norway stays `no`, a range of years stays a range, and a time of day stays a time."""
    found = read(f"value: {written}\n").content
    assert found == {"value": meant}
    assert isinstance(found, dict)
    assert type(found["value"]) is type(meant)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_counts_lines_alike(end: str) -> None:
    """A file saved on Windows has its faults on the lines that its editor shows."""
    document = read(end.join(["a: 1", "b:", "  - x", "a: 2", ""]))
    assert [fault.line for fault in document.faults] == [4]


def test_a_mark_at_the_beginning_is_no_part_of_the_first_key() -> None:
    """Some editors begin a file with a mark that nobody sees."""
    assert read("\ufeffkey: 1\n".encode()).content == {"key": 1}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("? [a, b]\n: 1\n", 1, "single word"),
        ("a: 1\n? {x: 1}\n: 2\n", 2, "single word"),
        ("a:\n  b: 1\n  b: 2\n", 3, "twice"),
        ("a: {b: 1, b: 2}\n", 1, "twice"),
        ("a: 1\n\n\na: 2\n", 4, "twice"),
        ("1: x\n'1': y\n", 2, "twice"),
    ],
)
def test_a_key_that_cannot_be_kept_is_told_and_the_rest_is_read(text: str, line: int, words: str) -> None:
    """The fault of one key does not hide the faults that follow."""
    (fault,) = read(text).faults
    assert (fault.line, words in fault.message) == (line, True)


def test_faults_stand_in_the_order_of_the_file_and_once_each() -> None:
    """Whoever mends goes from top to bottom."""
    faults = [Fault("b.yaml", 2, "x"), Fault("a.yaml", 9, "x"), Fault("b.yaml", 2, "x"), Fault("a.yaml", 1, "y")]
    told = ContentFault(faults)
    assert str(told).splitlines() == ["a.yaml:1: y", "a.yaml:9: x", "b.yaml:2: x"]


class _Leaf(BaseModel):
    model_config = ConfigDict(extra="forbid")

    key: str
    size: int = Field(ge=1)


class _Tree(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    leaves: list[_Leaf]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: oak\nleaves: []\n", []),
        ("leaves: []\n", [(1, "name: ")]),
        ("name: oak\nleaves:\n  - {key: a, size: 0}\n", [(3, "leaves › a › size: ")]),
        ("name: oak\nleaves:\n  - size: 1\n", [(3, "leaves › 1 › key: ")]),
        ("name: oak\nleaves:\n  - {key: a, size: 1}\n  - {key: b,\n     size: x}\n", [(5, "leaves › b › size: ")]),
        ("name: oak\nleaves: none\n", [(2, "leaves: ")]),
        ("name: oak\nleaves: []\nfruit: 3\n", [(3, "fruit: ")]),
        ("name: [oak]\nleaves:\n  - 3\n", [(1, "name: "), (3, "leaves › 1: ")]),
        ("", [(1, "")]),
        ("just words\n", [(1, "")]),
        ("- a\n- b\n", [(1, "")]),
    ],
)
def test_what_does_not_have_the_shape_is_told_at_its_place(text: str, told: list[tuple[int, str]]) -> None:
    """Each fault names the way to the value as its author would, by key where there is one."""
    if not told:
        assert validated(read(text), _Tree).name == "oak"
        return
    with pytest.raises(ContentFault) as caught:
        validated(read(text), _Tree)
    assert [fault.line for fault in caught.value.faults] == [line for line, _ in told]
    assert all(fault.message.startswith(words) for fault, (_, words) in zip(caught.value.faults, told, strict=True))


def test_a_key_that_stands_twice_refuses_a_file_that_is_sound_otherwise() -> None:
    """Which of the two was meant nobody knows."""
    with pytest.raises(ContentFault, match="twice"):
        validated(read("name: oak\nname: elm\nleaves: []\n"), _Tree)


def test_a_folder_and_a_file_that_is_not_there_are_refused_by_name(tmp_path: Path) -> None:
    """A mistyped path is told as one, on line 1."""
    for path in (tmp_path, tmp_path / "absent.yaml", tmp_path / "content.yaml" / "below"):
        with pytest.raises(ContentFault) as caught:
            read_yaml_with_lines(path)
        (fault,) = caught.value.faults
        assert (fault.file, fault.line) == (str(path), 1)
        assert fault.message.startswith("cannot be read: ")
