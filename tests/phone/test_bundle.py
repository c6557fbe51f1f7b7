"""A script and what it imports become one, each part once and in its own scope."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from app.web.bundle import CannotBundle, bundle
from app.web.static_files import SOURCE


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "one.js").write_text(
        'let made = 0;\nexport const make = () => (made += 1);\nexport const name = "one";\n'
    )
    (tmp_path / "two.js").write_text(
        'import { make } from "./one.js";\nconst name = "two";\nexport const both = () => make() + name;\n'
    )
    return tmp_path


def run(script: str) -> str:
    return subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True).stdout


def test_parts_share_what_they_import_and_nothing_else(folder: Path) -> None:
    """The counter of `one` is made once; names of parts do not collide."""
    entry = folder / "entry.js"
    entry.write_text(
        'import { make as again, name } from "./one.js";\nimport { both } from "./two.js";\n'
        "console.log(both(), again(), name);\n"
    )
    assert run(bundle(entry)) == "1two 2 one\n"


def test_a_script_without_imports_stays_as_it_is(folder: Path) -> None:
    assert bundle(folder / "one.js") == (folder / "one.js").read_text()


@pytest.mark.parametrize(
    "line", ['import one from "./one.js";', "export default 1;", 'export { make } from "./one.js";']
)
def test_what_is_not_understood_is_refused(folder: Path, line: str) -> None:
    entry = folder / "entry.js"
    entry.write_text(f'import {{ make }} from "./one.js";\n{line}\nmake();\n')
    with pytest.raises(CannotBundle):
        bundle(entry)


def test_every_script_of_ours_can_be_one(tmp_path: Path) -> None:
    for path in [SOURCE / "sw.js", *sorted((SOURCE / "js").glob("*.js"))]:
        script = tmp_path / path.name.replace(".js", ".mjs")
        script.write_text(bundle(path))
        subprocess.run(["node", "--check", str(script)], check=True)
