"""The vault can be read and trusted by itself: it leans on five libraries and on five small modules of Peil."""

import ast
import sys
from pathlib import Path

import pytest

VAULT = Path(__file__).parents[2] / "app" / "vault"
ALLOWED = {
    "bech32",
    "cryptography",
    "nacl",
    "pyrage",
    "shamir_mnemonic",
    "app.vault",
    "app.file_turns",
    "app.holding",
    "app.speakable",
    "app.spreading",
    "app.whole_files",
}
GIVEN_THE_MOMENT = {"brought_shares"}
"""How long a share may wait: the caller says what time it is."""
# What would let the vault know of requests, of the moment, or of the world.
REFUSED = {"time", "datetime", "random", "socket", "sqlite3", "urllib", "http", "logging", "pickle"}


@pytest.mark.parametrize("module", sorted(VAULT.glob("*.py")), ids=lambda path: path.stem)
def test_a_module_imports_nothing_else(module: Path) -> None:
    """No framework, no database, no clock, and no randomness but the operating system's."""
    imported = _imported(module)
    foreign = {name for name in imported if name.split(".")[0] not in sys.stdlib_module_names}
    assert {name for name in foreign if not _allowed(name)} == set()
    refused = REFUSED - {"datetime"} if module.stem in GIVEN_THE_MOMENT else REFUSED
    assert imported & refused == set()


def _imported(module: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(module.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}


def _allowed(name: str) -> bool:
    return any(name == allowed or name.startswith(f"{allowed}.") for allowed in ALLOWED)
