"""The rooms of the house: no circles, one meaning for each name, every module that calls itself pure held to it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from app.config import ROOT

CODE = sorted((ROOT / "app").rglob("*.py"))
KINDS_OF_FILE = {"__init__", "__main__", "models", "service", "forms", "routes"}
"""Names that say what a file is in every folder (CONTRIBUTING.md); all others tell their content."""


def dotted(path: Path) -> str:
    name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    return name.removesuffix(".__init__")


TREES = {dotted(path): ast.parse(path.read_text(encoding="utf-8")) for path in CODE}


def imported(tree: ast.Module) -> Iterable[str]:
    """Modules of ours that are imported anywhere in a file, also inside functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                yield whole if whole in TREES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def circles(arrows: Mapping[str, set[str]]) -> set[str]:
    """Those from which one comes back to where one began."""
    left = {name: set(others) & arrows.keys() for name, others in arrows.items()}
    while ends := {name for name, others in left.items() if not others & left.keys()}:
        left = {name: others for name, others in left.items() if name not in ends}
    return {name for name in left if name in _reached(name, arrows)}


def _reached(name: str, arrows: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    todo = list(arrows.get(name, ()))
    while todo:
        each = todo.pop()
        if each not in found:
            found.add(each)
            todo += arrows.get(each, ())
    return found


FILES = {name: {each for each in imported(tree) if each in TREES and each != name} for name, tree in TREES.items()}


def test_no_files_import_each_other_in_a_circle() -> None:
    """Also not through an import inside a function."""
    assert circles(FILES) == set()


def test_no_folders_import_each_other_in_a_circle() -> None:
    """A folder of `app/` can be understood with those below it alone; so can each folder within `releases`."""
    for depth in (2, 3):
        folders: dict[str, set[str]] = defaultdict(set)
        for name, others in FILES.items():
            if name != "app":
                own = ".".join(name.split(".")[:depth])
                folders[own] |= {".".join(each.split(".")[:depth]) for each in others} - {own, "app"}
        assert circles(folders) == set()


def test_a_class_name_means_one_thing() -> None:
    """Unique in the whole program, private ones too."""
    names = Counter(node.name for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
    assert [name for name, times in names.items() if times > 1 and name != "Meta"] == []


def test_a_file_name_tells_what_is_in_it() -> None:
    """Unique but for the few names that say what kind of file it is."""
    names = Counter(path.stem for path in CODE)
    assert [name for name, times in names.items() if times > 1 and name not in KINDS_OF_FILE] == []


def test_every_module_that_calls_itself_pure_is_in_the_contract() -> None:
    """The import contract "Rules are plain functions" holds what their docstrings say."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    held = next(each["source_modules"] for each in contracts if each["name"].startswith("Rules are plain functions"))
    says = {
        name
        for name, tree in TREES.items()
        if re.search(r"\bPure[.:;,]|\bplain functions\b", ast.get_docstring(tree) or "")
    }
    assert says
    assert {name for name in says if not any(f"{name}.".startswith(f"{each}.") for each in held)} == set()


FRAMEWORK = {
    "_get_writer": "openpyxl calls it",
    "application": "the server's entry point",
    "_register_error_handlers": "Flask-Smorest calls it",
    "convert": "click calls it",
    "ensure_sync": "Flask calls it",
    "format_commands": "click calls it",
    "get_command": "click calls it",
    "get_expiration_time": "Flask calls it",
    "get_redirect_target": "requests calls it",
    "handle_error": "webargs calls it",
    "handle_endtag": "html.parser calls it",
    "handle_starttag": "html.parser calls it",
    "list_commands": "click calls it",
    "maintenance": "waitress calls it",
    "process_bind_param": "SQLAlchemy calls it",
    "process_result_value": "SQLAlchemy calls it",
    "render_field": "WTForms calls it",
    "wrap_formdata": "WTForms calls it",
    "write_worksheet": "openpyxl calls it",
}
"""Names that nothing of ours refers to, with who does."""
PLAIN_DECORATORS = {
    "property",
    "cached_property",
    "classmethod",
    "staticmethod",
    "lru_cache",
    "contextmanager",
    "dataclass",
}
"""Those that register nothing; any other, such as a route or a command, is itself the reference."""


def defined(tree: ast.Module) -> Iterable[str]:
    """Functions, classes and constants of a module, and methods and properties of its classes."""
    for body in (tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))):
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not _is_registered(node):
                yield node.name
            elif isinstance(node, ast.Assign | ast.AnnAssign) and body is tree.body:
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                yield from (each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name))


def _is_registered(node: ast.FunctionDef | ast.ClassDef) -> bool:
    names = {re.split(r"[(.]", ast.unparse(each))[0] for each in node.decorator_list}
    return bool(names - PLAIN_DECORATORS)


def referred(tree: ast.Module) -> Iterable[str]:
    """Names that are read, attributes, and the words of short texts such as "ThemeProposal.id"."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " not in node.value:
            yield from re.findall(r"\w+", node.value)


def unused(trees: Iterable[ast.Module], *, elsewhere: Iterable[str] = ()) -> set[str]:
    """What is defined in `trees` and named nowhere else, neither there nor among the words `elsewhere`."""
    trees = list(trees)
    known = {*elsewhere, *FRAMEWORK, *(name for tree in trees for name in referred(tree))}
    names = {name for tree in trees for name in defined(tree)} - known
    return {name for name in names if not re.match(r"__\w+__$|validate_", name)}  # WTForms calls `validate_<field>`.


def test_nothing_in_the_program_is_there_for_tests_alone() -> None:
    """Whatever `app/` defines is used by the program, its pages, its migrations, its benchmarks or its packaging."""
    places = [path for folder in ("templates", "bench", "migrations") for path in (ROOT / folder).rglob("*.*")]
    texts = [path for path in places if path.suffix in {".py", ".html", ".txt", ".xml"}]
    named = " ".join(path.read_text() for path in [*texts, ROOT / "pyproject.toml", ROOT / "Makefile"])
    words = re.findall(r"\w+", named)
    assert unused(TREES.values(), elsewhere=words) == set()


def test_a_name_that_nothing_uses_is_found() -> None:
    """A function, a method, a property, a class, a constant; not a route, and not what is only in a docstring."""
    source = '''
LEFT, USED = 1, 2

def lonely() -> int:
    """Used by lonely."""
    return USED

class Shed:
    @property
    def size(self) -> int: ...
    def paint(self) -> None: ...

@blueprint.get("/")
def show() -> None: ...
'''
    assert unused([ast.parse(source)]) == {"LEFT", "lonely", "Shed", "size", "paint"}
