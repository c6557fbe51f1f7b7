"""The instrument is pure: it can be read, checked and reasoned about without the rest of Peil."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

APP = Path(__file__).parents[2] / "app"
ALLOWED = {
    "app.content.completeness",
    "app.content.plain_text",
    "app.content.reading",
    "app.instrument",
    "app.workbooks",
    "pydantic",
    "yaml",
    "click",
}
MODULES = sorted(path for path in (APP / "instrument").glob("*.py") if path.name != "installed.py")


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return found | {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}


@pytest.mark.parametrize("path", [*MODULES, APP / "content" / "reading.py"], ids=lambda path: path.stem)
def test_no_web_no_database_no_clock(path: Path) -> None:
    """Rules are plain functions of their arguments."""
    for module in imported(path):
        top = module.partition(".")[0]
        if top in ("app", "flask", "sqlalchemy", "datetime", "time", "random", "secrets", "cryptography"):
            assert any(module == name or module.startswith(f"{name}.") for name in ALLOWED), module
