"""Reads a YAML content file so that every fault can be reported with its file and its line.

Decides how YAML is read (only `true` and `false` are booleans, dates stay text, a key may stand once) and how a fault
is worded. Must not know what a file is about: the models come from the caller.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from app.content.plain_text import NOT_PLAIN, is_plain

Place = tuple[str | int, ...]
"""The path to a value in a file: ("items", 3, "text", "nl")."""

_MOST_VALUES = 50_000
_MOST_LEVELS = 2_000  # With three times as many, and a stack of 1 MB, the parser in C stopped the program.
_INTEGER = re.compile(r"[-+]?[0-9]{1,18}")
_FLOAT = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}")
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}

ModelT = TypeVar("ModelT", bound=BaseModel)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """A fault in a content file that its author has to mend."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class ContentFault(Exception):
    """A content file cannot be used; `faults` holds every fault that was found, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


@dataclass(frozen=True, slots=True)
class LinedDocument:
    """A content file as plain values, with the line of each value and the faults of its YAML."""

    file: str
    content: object
    lines: Mapping[Place, int]
    faults: tuple[Fault, ...]

    def fault_at(self, place: Place, message: str) -> Fault:
        """Return a fault at the line of `place` (a path of keys), or of the nearest value around it that has a line."""
        return Fault(self.file, self.lines[_known_place(place, self.lines)], message)


def read_yaml_with_lines(path: Path) -> LinedDocument:
    """Read one YAML file. When a key stands in it twice, the first one counts and `faults` names the second.

    Raises ContentFault when the file cannot be read as YAML at all.
    """
    file = str(path)
    try:
        text = path.read_text(encoding="utf-8")
        root = _composed(text)
    except OSError as error:
        raise ContentFault([Fault(file, 1, f"cannot be read: {error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise ContentFault([Fault(file, 1, "is not written in UTF-8")]) from error
    except RecursionError as error:
        raise ContentFault([Fault(file, 1, "is nested too deeply")]) from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ContentFault([Fault(file, line, f"is not YAML: {error.problem}")]) from error
    except yaml.reader.ReaderError as error:
        line = text[: error.position].count("\n") + 1
        sign = f"U+{ord(text[error.position]):04X}"
        raise ContentFault(
            [Fault(file, line, f"is not YAML: it holds a sign that no text may hold ({sign})")]
        ) from error
    reader = _YamlReader(file)
    try:
        content = None if root is None else reader.value_of(root, ())
    except RecursionError as error:
        raise ContentFault([Fault(file, 1, "is nested too deeply")]) from error
    return LinedDocument(file, content, reader.lines, tuple(reader.faults))


def _composed(text: str) -> yaml.Node | None:
    """Return the root node of a YAML text; None for an empty one. Raises what `yaml.compose` raises.

    The parser in C takes an eighth of the time. What it refuses is read again by the one in Python, whose faults have
    the line and the words that authors get.
    """
    fast = getattr(yaml, "CSafeLoader", None)
    if fast is not None and _deepest(text) <= _MOST_LEVELS:
        try:
            return yaml.compose(text, Loader=fast)
        except yaml.YAMLError:
            pass
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _deepest(text: str) -> int:
    """Return how deep a YAML text can be nested at most: too deep a text makes the parser in C stop the program."""
    indented = max((len(line) - len(line.lstrip(" ")) + line.count("- ") for line in text.splitlines()), default=0)
    return indented + text.count("[") + text.count("{")


def faults_of(error: ValidationError, document: LinedDocument, *, within: Place = ()) -> list[Fault]:
    """Turn the errors of a pydantic validation into faults with lines; `within`: path of the validated part."""
    return [
        document.fault_at(place, f"{_spoken(place, document.content)}{problem['msg'].removeprefix('Value error, ')}")
        for problem in error.errors(include_url=False)
        for place in [within + problem["loc"]]
    ]


def faults_of_words(document: LinedDocument) -> list[Fault]:
    """Return a fault for each text of a document that holds markup or signs that nobody sees: one rule for all content.
    It is asked where content is written, checked or read from its files, never of what is stored already.
    """
    return [
        document.fault_at(place, f"{_spoken(place, document.content)}{NOT_PLAIN}")
        for place, words in _texts_in(document.content, ())
        if not is_plain(words.strip())
    ]


def _texts_in(value: object, place: Place) -> Iterable[tuple[Place, str]]:
    """Yield every text in content with its path."""
    if isinstance(value, str):
        yield place, value
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inside in pairs:
        yield from _texts_in(inside, (*place, step))


def validated(document: LinedDocument, model: type[ModelT], *, context: object = None) -> ModelT:
    """Validate the document as `model`. Raises ContentFault with every fault of YAML, words and shape."""
    faults = [*document.faults, *faults_of_words(document)]
    try:
        value = model.model_validate(document.content, context=context)
    except ValidationError as error:
        raise ContentFault([*faults, *faults_of(error, document)]) from error
    if faults:
        raise ContentFault(faults)
    return value


class _YamlReader:
    """Walks the nodes of one YAML file once, collecting values and lines."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Place, int] = {(): 1}
        self.faults: list[Fault] = []
        self._open: set[int] = set()

    def value_of(self, node: yaml.Node, place: Place) -> object:
        line = node.start_mark.line + 1
        self.lines.setdefault(place, line)
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node)
        if id(node) in self._open or len(self.lines) > _MOST_VALUES:
            raise ContentFault([Fault(self.file, line, "refers to itself or is far too big")])
        self._open.add(id(node))
        value: object
        if isinstance(node, yaml.MappingNode):
            value = self._mapping(node, place)
        else:
            value = [self.value_of(child, (*place, index)) for index, child in enumerate(node.value)]
        self._open.discard(id(node))
        return value

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, object]:
        mapping: dict[str, object] = {}
        for key_node, value_node in node.value:
            key, line = str(key_node.value), key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self.faults.append(Fault(self.file, line, "a key has to be a single word"))
            elif key in mapping:
                self.faults.append(Fault(self.file, line, f"the key '{key}' stands here twice"))
            else:
                self.lines[(*place, key)] = line
                mapping[key] = self.value_of(value_node, (*place, key))
        return mapping


def _scalar(node: yaml.ScalarNode) -> object:
    text = str(node.value)
    if node.style:  # Quoted, or a block of text; None or empty for a plain word.
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _known_place(place: Place, lines: Mapping[Place, int]) -> Place:
    """Return the path without the steps that pydantic adds (names of union members) or the author left out."""
    known: Place = ()
    for step in place:
        if (*known, step) in lines:
            known = (*known, step)
    return known


def _spoken(place: Place, content: object) -> str:
    """Return a path as its author would say it: items › workload › text › en: ."""
    steps: list[str] = []
    value = content
    for step in place:
        if isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
            key = value.get("key") if isinstance(value, dict) else None
            steps.append(str(key if key is not None else step + 1))
        else:
            value = value.get(step) if isinstance(value, dict) else None
            steps.append(str(step))
    return f"{' › '.join(steps)}: " if steps else ""
