"""The outer limits of the house: sizes of functions, files and templates, and what may not be in them."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from statistics import median, quantiles

import pytest

from app.config import ROOT

CODE = sorted((ROOT / "app").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def function_lengths(path: Path) -> dict[str, int]:
    """Lines of each function's body without its docstring."""
    lengths = {}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            lengths[f"{path.name}:{node.name}"] = node.end_lineno - body[0].lineno + 1
    return lengths


def test_functions_are_short() -> None:
    """Median at most 8 lines, 95 of 100 at most 30, none over 50."""
    lengths = {name: length for path in CODE for name, length in function_lengths(path).items()}
    assert [name for name, length in lengths.items() if length > 50] == []
    assert median(lengths.values()) <= 8
    assert quantiles(lengths.values(), n=20)[-1] <= 30


def test_files_are_short() -> None:
    """Median at most 100 lines, 95 of 100 at most 300, none over 400."""
    lengths = {str(path.relative_to(ROOT)): path.read_text().count("\n") for path in CODE}
    assert [name for name, length in lengths.items() if length > 400] == []
    assert median(lengths.values()) <= 110
    assert quantiles(lengths.values(), n=20)[-1] <= 300


def test_tests_are_short_files_too() -> None:
    """One file per rule: none over 400 lines."""
    assert [path.name for path in (ROOT / "tests").rglob("*.py") if path.read_text().count("\n") > 400] == []


def test_templates_are_short() -> None:
    """At most 120 lines each."""
    assert [path.name for path in TEMPLATES if path.read_text().count("\n") > 120] == []


def test_every_module_says_what_it_is_for() -> None:
    """A docstring on top of every file of the program that holds any code."""
    silent = [
        str(path) for path in CODE if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_every_exception_to_a_check_says_why() -> None:
    """`noqa`, `type: ignore`, `pragma` and `fmt` name what they silence, and on the same line the reason."""
    exception = re.compile(r"# (?:noqa|type: ignore|pragma: no|fmt:)")
    with_reason = re.compile(
        r"(?:# (?:noqa: [A-Z0-9, ]+|type: ignore\[[\w, -]+\]|pragma: no \w+|fmt: \w+)  )+# [A-Z].+\.$"
    )
    silent = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*CODE, *(ROOT / "tests").rglob("*.py"), *(ROOT / "bench").rglob("*.py")]
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if exception.search(line) and "re.compile" not in line and not with_reason.search(line)
    ]
    assert silent == []


@pytest.mark.parametrize("word", ["utils", "helpers", "manager", "misc", "common"])
def test_no_file_is_named_for_nothing(word: str) -> None:
    """Names say what is computed."""
    assert [str(path) for path in CODE if path.stem == word] == []


def test_no_page_needs_another_server() -> None:
    """No foreign address is fetched by a page: no CDN, no font service, no analytics."""
    fetches = re.compile(r'(?:src|action|poster)="https?://|<link[^>]*href="https?://|url\(\s*["\']?https?:|@import')
    sources = [*TEMPLATES, *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    assert [path.name for path in sources if "htmx-" not in path.name and fetches.search(path.read_text())] == []


def test_no_inline_script_style_or_handler() -> None:
    """The strict policy would refuse it; data blocks are not run and may stay."""
    inline = re.compile(r'<script(?![^>]*(?:src=|type="application/json"))[^>]*>|<style|\sstyle="|\son[a-z]+="')
    assert [path.name for path in TEMPLATES if inline.search(path.read_text())] == []
