"""A questionnaire is content: no code, no template, no sentence of the program and no script names one or its items."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from app.config import ROOT
from app.content.reading import read_yaml_with_lines
from app.instrument.installed import FIRST_QUESTIONNAIRE, installed_keys, instrument_of

STRUCTURE = {"org_type", "function", "experience"}
"""The background questions by which every region breaks its figures down; any questionnaire brings its own answers."""
COMMON = {"reflection", "workload", "support", "equipped", "worthwhile"}
"""Keys of items that are also ordinary words: of them only what asks for the item by name would be a fault."""
CODE = sorted((ROOT / "app").rglob("*.py"))
SHOWN = [
    *sorted((ROOT / "templates").rglob("*.*")),
    *sorted(path for path in (ROOT / "static").rglob("*.js") if "vendor" not in path.parts),
    *sorted((ROOT / "translations").rglob("*.po")),
]
NAMED = re.compile(r"(?<![A-Za-z])peo(?![a-z])", re.IGNORECASE)


def keys_of_items() -> set[str]:
    return {item.key for key in installed_keys() for item in instrument_of(key).counted} - STRUCTURE


def constants(path: Path) -> Iterator[tuple[int, str]]:
    """Every text in a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def test_no_module_names_a_questionnaire_or_its_items() -> None:
    """Which questionnaire is the first one stands in app/content/installation.yaml."""
    known = {*installed_keys(), *keys_of_items()} - COMMON
    for path in CODE:
        assert not NAMED.search(path.read_text(encoding="utf-8")), path
        assert not [(path.name, line, value) for line, value in constants(path) if value in known]


def test_no_page_script_or_sentence_names_a_questionnaire() -> None:
    """The words of a field of work, such as youth care, belong in content too."""
    for path in SHOWN:
        text = path.read_text(encoding="utf-8")
        assert not NAMED.search(text), path
        assert not re.search(r"jeugdhulp|youth care|Jugendhilfe", text, re.IGNORECASE), path


def test_the_first_questionnaire_is_chosen_in_content() -> None:
    """One file says it, and names one that is there."""
    content = read_yaml_with_lines(ROOT / "app" / "content" / "installation.yaml").content
    assert content == {"first_questionnaire": FIRST_QUESTIONNAIRE}
    assert FIRST_QUESTIONNAIRE in installed_keys()


def test_every_questionnaire_has_the_questions_that_figures_are_broken_down_by() -> None:
    """Joining asks two of them, organisations are told apart by the third."""
    for key in installed_keys():
        for name in STRUCTURE:
            item = instrument_of(key).item(name)
            assert (item.type, item.block) == ("single", "background")
