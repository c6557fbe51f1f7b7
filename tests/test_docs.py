"""What the documents point at is there: files, tests, commands and other documents."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from app.commands.peil import all_commands
from app.config import ROOT
from app.releases.rules.policy import Policy

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
FILE = re.compile(r"`((?:app|bench(?!/results)|docs|migrations|static|templates|tests)/[\w/.-]+)(?:::(\w+))?`")
BARE = re.compile(r"`(\w+\.py)`")
NAMES = {path.name for folder in ("app", "bench", "migrations", "tests") for path in (ROOT / folder).rglob("*.py")}
READERS_OWN = {"check.py"}
"""What a document tells its reader to write."""
LINK = re.compile(r"\]\(([\w./-]+)(?:#[\w-]+)?\)")
TEST = re.compile(r"`(?:[\w/.]+::)?(test_\w+)`")
COMMAND = re.compile(r"`peil ([a-z-]+)(?: ([a-z-]+))?")
TESTS = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_document_names_exists(document: Path) -> None:
    """Files by their path in the project, links to other documents, and tests by their name."""
    text = document.read_text()
    missing = [path for path, _test in FILE.findall(text) if not (ROOT / path).exists()]
    missing += [name for name in BARE.findall(text) if name not in NAMES | READERS_OWN]
    missing += [link for link in LINK.findall(text) if not (document.parent / link).exists()]
    missing += [name for name in TEST.findall(text) if f"def {name}(" not in TESTS]
    assert missing == []


def test_every_command_that_a_document_names_exists() -> None:
    """Whoever types it after the document is not told that there is no such command."""
    known: set[str] = set()
    groups = set()
    peil = all_commands()
    context = click.Context(peil, obj=object())
    for name in peil.list_commands(context):
        known.add(name)
        command = peil.get_command(context, name)
        if isinstance(command, click.Group):
            groups.add(name)
            known |= {f"{name} {each}" for each in command.commands}
    named = {found for document in DOCUMENTS for found in COMMAND.findall(document.read_text())}
    typed = {f"{name} {part}" if name in groups and part else name for name, part in named}
    assert typed - known == set()


def test_the_page_about_privacy_says_the_numbers_of_the_policy() -> None:
    """Rule 8 told of categories of 10 people where the release asks 12."""
    rules = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    policy = Policy()
    for number, fewest in ((8, policy.category_group), (9, policy.large_group)):
        rule = next(line for line in rules.splitlines() if line.startswith(f"{number}. **"))
        assert f"n ≥ {fewest}" in rule, rule
    assert f"**k = {policy.min_group}**" in rules
