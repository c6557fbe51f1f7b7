"""A content file says where every fault is, and YAML's surprises stay out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from pydantic import BaseModel

from app.config import ROOT
from app.content.reading import ContentFault, read_yaml_with_lines, validated


def written(folder: Path, text: str | bytes) -> Path:
    path = folder / "content.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(ContentFault) as caught:
        read_yaml_with_lines(path)
    assert all(fault.file == str(path) for fault in caught.value.faults)
    return [(fault.line, fault.message) for fault in caught.value.faults]


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    """The line of a value is the line where its author wrote it."""
    document = read_yaml_with_lines(written(tmp_path, "a: 1\nb:\n  - x\n  - {c: 2,\n     d: 3}\n"))
    assert document.content == {"a": 1, "b": ["x", {"c": 2, "d": 3}]}
    assert document.lines["b",] == 2
    assert document.lines["b", 0] == 3
    assert document.lines["b", 1, "d"] == 5


def test_words_and_dates_stay_what_was_written(tmp_path: Path) -> None:
    """`yes`, `no`, `on` and dates are text; only true and false are booleans."""
    text = 'answer: yes\nno: "1"\nday: 2022-04-01\nflag: true\nnothing: null\nhalf: 0.5\n'
    content = read_yaml_with_lines(written(tmp_path, text)).content
    assert content == {
        "answer": "yes",
        "no": "1",
        "day": "2022-04-01",
        "flag": True,
        "nothing": None,
        "half": 0.5,
    }


def test_a_key_that_stands_twice_is_a_fault(tmp_path: Path) -> None:
    """YAML would silently keep the last one."""
    document = read_yaml_with_lines(written(tmp_path, "a: 1\nb: 2\na: 3\n"))
    assert [(fault.line, fault.message) for fault in document.faults] == [(3, "the key 'a' stands here twice")]
    assert document.content == {"a": 1, "b": 2}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "is not YAML"),
        ("a: 1\n\tb: 2\n", 2, "is not YAML"),
        (b"a: \xff\xfe\n", 1, "UTF-8"),
        ("a: \x01\n", 1, "is not YAML"),
        ("a: 1\nb: 2\nc: \x00\n", 3, "U+0000"),
        ("a: 1\nb: &self [*self]\n", 2, "refers to itself"),
        ("[" * 5000, 1, "nested too deeply"),
        ("[" * 200_000, 1, "nested too deeply"),
        ("[" * 1500 + "]" * 1500, 1, "nested too deeply"),
        ("- " * 20_000, 1, "nested too deeply"),
        ("a: *nowhere\n", 1, "is not YAML"),
    ],
)
def test_what_is_no_yaml_is_told_with_its_line(tmp_path: Path, *, text: str | bytes, line: int, words: str) -> None:
    """Whatever an author saves, the answer is a line and a sentence."""
    [(found, message)] = faults(written(tmp_path, text))
    assert found == line
    assert words in message


def test_aliases_cannot_blow_a_file_up(tmp_path: Path) -> None:
    """A few lines that stand for a billion values are refused before they fill the memory."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    [(_, message)] = faults(written(tmp_path, "\n".join(lines)))
    assert "far too big" in message


def test_a_missing_file_is_a_fault_too(tmp_path: Path) -> None:
    """No traceback for a mistyped path."""
    [(line, message)] = faults(tmp_path / "absent.yaml")
    assert (line, message) == (1, "cannot be read: No such file or directory")


class Thing(BaseModel):
    key: str
    size: int


class Box(BaseModel):
    things: list[Thing]


def test_what_a_model_refuses_is_told_at_its_line_with_its_key(tmp_path: Path) -> None:
    """A part that is missing is told at the part around it, by the key its author knows."""
    path = written(tmp_path, "things:\n  - key: ball\n    size: round\n  - key: cube\n")
    with pytest.raises(ContentFault) as caught:
        validated(read_yaml_with_lines(path), Box)
    assert [(fault.line, fault.message.partition(":")[0]) for fault in caught.value.faults] == [
        (3, "things › ball › size"),
        (4, "things › cube › size"),
    ]


def test_both_parsers_read_every_content_file_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fast parser in C and the one in Python, which words the faults, give the same values with the same lines."""
    files = sorted((ROOT / "app" / "content").rglob("*.yaml"))
    fast = [read_yaml_with_lines(path) for path in files]
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    assert len(files) > 20
    assert [read_yaml_with_lines(path) for path in files] == fast
