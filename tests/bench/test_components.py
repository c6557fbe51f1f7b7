"""What Peil is made of is known: every package with version, digests and a licence that goes with ours."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from bench import components as parts

LOCKED = {each.name for each in parts.components()}


def test_the_bill_of_materials_names_every_locked_package(tmp_path: Path) -> None:
    """As CycloneDX 1.6 that any tool reads, with the SHA-256 digests that an installation checks."""
    bill, licences = (path.read_text(encoding="utf-8") for path in parts.write(tmp_path))
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(bill) is None
    found = json.loads(bill)
    assert {each["name"] for each in found["components"]} == LOCKED
    for each in found["components"]:
        assert each["purl"].startswith(f"pkg:pypi/{each['name']}@")
        assert {key["alg"] for source in each["externalReferences"] for key in source["hashes"]} == {"SHA-256"}
        assert each["licenses"]
    assert found["metadata"]["component"]["name"] == "peil"
    assert all(f"| {name} |" in licences for name in LOCKED)


def test_every_licence_goes_with_ours() -> None:
    """A package with an unknown licence, or one that forbids a use, is not brought in unseen."""
    assert parts.without_usable_licence(parts.components()) == []
    assert parts.without_usable_licence([parts.Component("x", "1", ""), parts.Component("y", "1", "Proprietary")])


def test_each_package_comes_from_the_index_with_its_digest() -> None:
    """No address of a repository, no folder, no package without digest."""
    text = parts.LOCK.read_text(encoding="utf-8")
    assert not re.search(r"^(-e|git\+|https?:|file:|\.|/)|@ ", text, re.MULTILINE)
    entries = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    ("packages", "status", "words"),
    [
        ([{"name": "a", "version": "1", "vulns": []}], 0, "Known weaknesses: 0 in 1 of 1"),
        ([{"name": "a", "skip_reason": "not found"}], 0, "Not looked for known weaknesses"),
        (
            [
                {"name": "a", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]},
                {"name": "b", "skip_reason": "?"},
            ],
            1,
            "a 1: PYSEC-1, mended in 2\nKnown weaknesses: 1 in 1 of 2",
        ),
    ],
)  # fmt: skip  # A report a line.
def test_silence_is_not_taken_for_health(packages: list[dict[str, object]], status: int, words: str) -> None:
    """A weakness fails the check; without an answer it says that nobody looked, and fails nothing."""
    found, said = parts.audit_words({"dependencies": packages})
    assert found == status
    assert said.startswith(words)


def test_without_the_tool_nothing_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that reaches no network still checks everything else."""
    monkeypatch.setattr(sys, "executable", "/nonexistent/python")
    assert parts.audit() == (0, f"Not looked for known weaknesses: {parts.UNREACHABLE}.")
