"""docs/asvs.md tells the truth, and a few requirements are tested that no other file is about."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from app.config import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| v5\.0\.0-(\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (holds|reason|open) \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall(PAGE)
SECTIONS = {
    1: (2, 9, 11, 3, 2), 2: (3, 3, 4, 1), 3: (0, 2, 4, 6, 5, 0, 2), 4: (3, 1, 2, 4), 5: (1, 3, 2, 3),
    6: (3, 12, 4, 4, 5, 3, 0, 4), 7: (3, 4, 2, 5, 2, 2), 8: (2, 3, 1, 1), 9: (3, 4), 10: (2, 2, 4, 11, 5, 2, 3),
    11: (2, 3, 3, 4, 1, 1), 12: (3, 2, 4), 13: (1, 5, 2, 5), 14: (2, 4, 3), 15: (3, 3, 7),
    16: (1, 5, 4, 3, 3), 17: (1, 4, 2),
}  # fmt: skip  # How many requirements of levels 1 and 2 each section of each chapter of ASVS 5.0.0 has.


def test_every_requirement_of_levels_one_and_two_has_one_row() -> None:
    """253: 70 of level 1 and 183 of level 2, each once, in every section as many as the standard has."""
    numbers = [number for number, *_rest in ROWS]
    assert len(numbers) == len(set(numbers)) == 253
    assert len(re.findall(r"^\| v5", PAGE, re.MULTILINE)) == 253
    assert Counter(level for _number, level, *_rest in ROWS) == {"1": 70, "2": 183}
    found = Counter(tuple(map(int, number.split(".")[:2])) for number in numbers)
    wanted = {(chapter, place): many for chapter, all_of in SECTIONS.items() for place, many in enumerate(all_of, 1)}
    assert found == {section: many for section, many in wanted.items() if many}


def test_the_heading_counts_what_stands_below() -> None:
    """Whoever changes a row changes the count."""
    counts = Counter(verdict for _number, _level, _words, verdict, _shown in ROWS)
    heading = f"{counts['holds']} hold, {counts['reason']} with a reason, {counts['open']} open"
    assert heading in PAGE.partition("## ")[2].partition("\n")[0]


def test_every_test_and_file_that_the_page_names_is_there() -> None:
    """A test that was renamed is renamed here too."""
    missing = []
    for file, test in re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE):
        path = ROOT / file
        if not path.is_file() or f"def {test}(" not in path.read_text(encoding="utf-8"):
            missing.append(f"{file}::{test}")
    named = set(re.findall(r"`((?:app|docs|static|tests|bench)/[\w./-]+|pyproject\.toml)`", PAGE))
    missing += [file for file in sorted(named) if not (ROOT / file).exists()]
    assert missing == []


def test_what_holds_is_shown_by_something() -> None:
    """By a test, a file or a table of the page; a reason and what is open are said in words."""
    bare = [
        number
        for number, _level, _words, verdict, shown in ROWS
        if (verdict == "holds" and not re.search(r"`[\w/.-]+`|`[\w/.]+::|below", shown)) or len(shown) < 12
    ]
    assert bare == []


def test_no_code_makes_templates_or_code_of_text() -> None:
    """No `render_template_string`, `eval`, `exec`, `pickle` or `yaml.load` anywhere; of `marshal` what writes alone."""
    forbidden = {"render_template_string", "from_string", "eval", "exec", "loads_pickle", "load_pickle", "unsafe_load"}
    used = []
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                used += [f"{path.name}: {name}"] if name in forbidden else []
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = {getattr(node, "module", ""), *(each.name for each in node.names)}
                if names == {"marshal", "dumps"}:
                    continue
                used += [f"{path.name}: {name}" for name in names & {"pickle", "marshal", "shelve", "dill"}]
    assert used == []


@pytest.mark.parametrize(
    "address",
    [
        "/.git/config", "/.git/", "/.env", "/static/", "/static/../pyproject.toml", "/static/%2e%2e/pyproject.toml",
        "/static/..%2fapp/wsgi.py", "/static//etc/passwd", "/instance/peil.db", "/pyproject.toml",
        "/templates/base.html", "/static/css", "/static/js/", "/console", "/debug", "/backup.zip",
        "/.well-known/../app/wsgi.py",
    ],
)  # fmt: skip  # An address a line would be longer than the test.
def test_nothing_beside_the_static_files_is_served(client: FlaskClient, address: str) -> None:
    """No source, no repository, no list of a folder, no database."""
    assert client.get(address).status_code in {400, 404}


@pytest.mark.parametrize(
    ("headers", "refused"),
    [
        (b"Content-Length: 5\r\nContent-Length: 6", True),
        (b"Content-Length: 5\r\nTransfer-Encoding: gzip", True),
        (b"Transfer-Encoding: chunked, identity", True),
        (b"Content-Length: +5", True),
        (b"Content-Length: 5,5", True),
        (b"Content Length: 5", True),
        (b"Content-Length: 5", False),
    ],
)
def test_a_request_with_two_lengths_is_read_in_one_way(headers: bytes, *, refused: bool) -> None:
    """The server refuses what a proxy before it could read in another way, so no request hides in another."""
    parser = HTTPRequestParser(Adjustments())
    parser.received(b"POST /code HTTP/1.1\r\nHost: localhost\r\n" + headers + b"\r\n\r\nhello")
    assert (parser.error is not None) == refused


def test_chunks_come_before_a_length() -> None:
    """Where both stand in a request, chunks decide and the length is not believed (RFC 9112)."""
    parser = HTTPRequestParser(Adjustments())
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    body = b"5\r\nhello\r\n0\r\n\r\n"
    assert parser.received(head + body) == len(head)
    assert parser.received(body) == len(body)
    assert parser.completed
    assert parser.get_body_stream().read() == b"hello"


def test_the_page_names_no_path_outside_the_project() -> None:
    """It is read by strangers."""
    assert not re.search(r"/(?:work|home|root|tmp)/", PAGE)
    assert Path(ROOT / "docs" / "decisions" / "0038-security.md").is_file()
