"""Whatever an operator mistypes, the answer is one line that names the mend and exit status 2: never a traceback."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from app.commands.peil import all_commands
from app.config import ROOT, Settings
from tests.commands.conftest import Outcome, Peil

NEVER = ("Traceback", "Error:", 'File "', "sqlalchemy", "SELECT ", "INSERT ")


def refused(done: Outcome, *words: str) -> None:
    """Status 2, nothing on the first channel, and what is wrong on the other."""
    assert done.status == 2, done
    assert done.told == ""
    assert done.complained.startswith("peil: ") or done.complained.startswith("Usage: "), done.complained
    assert not [each for each in NEVER if each in done.complained], done.complained
    for word in words:
        assert word in done.complained, done.complained


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command that does something, with the words to type."""
    if isinstance(command, click.Group):
        context = click.Context(command, obj=object())
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found, name
            yield from leaves(found, (*path, name))
    else:
        yield path, command


LEAVES = dict(leaves(all_commands()))
GROUPS = sorted({path[:-1] for path in LEAVES if path[:-1]})


def test_there_are_commands_to_look_at() -> None:
    """So that what follows does not hold of nothing."""
    assert len(LEAVES) > 25


@pytest.mark.parametrize("path", sorted(LEAVES), ids=" ".join)
def test_every_command_explains_itself(peil: Peil, path: tuple[str, ...]) -> None:
    """`--help` ends with 0, begins with how it is used, and says what it does in a whole sentence."""
    done = peil(*path, "--help")
    assert (done.status, done.complained) == (0, "")
    assert done.told.startswith(f"Usage: peil {' '.join(path)}")
    assert (LEAVES[path].help or "").strip().splitlines()[0].rstrip().endswith((".", ":", ";", ","))


@pytest.mark.parametrize("path", sorted(LEAVES), ids=" ".join)
def test_every_command_refuses_an_option_it_does_not_have(peil: Peil, path: tuple[str, ...]) -> None:
    """Before it begins with anything: a slip of the pen changes nothing."""
    refused(peil(*path, "--colour", "red"), "--colour")


@pytest.mark.parametrize("path", sorted(LEAVES), ids=" ".join)
def test_every_command_refuses_a_word_too_many(peil: Peil, path: tuple[str, ...]) -> None:
    """A name with a blank in it, without quotation marks, is not taken for another."""
    takes = sum(isinstance(each, click.Argument) for each in LEAVES[path].params)
    refused(peil(*path, *["x"] * (takes + 1)))


@pytest.mark.parametrize("path", [(), *GROUPS], ids=lambda path: " ".join(path) or "peil")
def test_a_command_that_does_not_exist_is_named(peil: Peil, path: tuple[str, ...]) -> None:
    """And so is a group of commands without any of them."""
    refused(peil(*path, "nosuchthing"), "nosuchthing")
    assert peil(*path).status == 2


BAD_VALUES = [
    (("serve", "--port", "-1"), "--port"),
    (("serve", "--port", "65536"), "--port"),
    (("serve", "--workers", "none"), "--workers"),
    (("tick", "--at", "tomorrow"), "2026-11-30T00:00:00Z"),
    (("tick", "--at", ""), "2026-11-30T00:00:00Z"),
    (("tick", "--at", "2026-13-01"), "is not a moment"),
    (("tick", "--at", "9999-12-31", "--yes-the-clock-is-right"), "from 2000 to 2199"),
    (("tick", "--at", "0226-11-30"), "from 2000 to 2199"),
    (("demo", "build", "--waves", "-1"), "--waves"),
    (("demo", "build", "--waves", "261"), "--waves"),
    (("demo", "build", "--teams", "0"), "--teams"),
    (("demo", "build", "--teams", "41000"), "--teams"),
    (("demo", "build", "--seed", "seven"), "--seed"),
    (("demo", "start", "--port", "http"), "--port"),
    (("demo", "start"), "peil demo build"),
    (("cards", "try", "nosuchcard"), "app/content/cards"),
    (("cards", "try", ""), "app/content/cards"),
    (("instrument", "check", "nosuchfile.yaml"), "nosuchfile.yaml"),
    (("instrument", "check", "."), "directory"),
    (("instrument", "export", "nosuch"), "nosuch"),
    (("instrument", "export", "peo", "--format", "pdf"), "--format"),
    (("language", "check", "klingon"), "two or three letters"),
    (("language", "check", "../nl"), "two or three letters"),
    (("language", "start", "en"), "needs no catalogue"),
    (("language", "check", "fy"), "no catalogue"),
    (("release", "audit"), "--all"),
    (("release", "audit", "p1", "--all"), "--all"),
    (("release", "audit", "--file", "nosuchfile.csv"), "nosuchfile.csv"),
    (("release", "estimate", "--kind", "a=b"), "--file"),
    (("release", "export", "p1", "--format", "pdf"), "pdf"),
    (("holder", "set"), "--holder"),
    (("holder", "open-share", "nosuchfile", "--key", "pyproject.toml"), "nosuchfile"),
    (("staff", "add", "a@b.nl", "--role", "king", "--scope", "x"), "king"),
    (("staff", "add", "a@b.nl", "--role", "team"), "--scope"),
]


@pytest.mark.parametrize(("arguments", "word"), BAD_VALUES, ids=[" ".join(each)[:40] for each, _ in BAD_VALUES])
def test_a_value_that_cannot_be_is_refused_by_name(peil: Peil, arguments: tuple[str, ...], word: str) -> None:
    """The line says which one, and what would do."""
    done = peil(*arguments)
    if arguments[0] == "holder" and arguments[1] == "set":
        assert done.status == 2
        return
    refused(done, word)


@pytest.mark.parametrize(
    ("name", "value", "word"),
    [
        ("PEIL_DATABASE_URL", "mysql://x", "PEIL_DATABASE_URL"),
        ("PEIL_DATABASE_URL", "postgresql://127.0.0.1:1/peil?connect_timeout=1", "PEIL_DATABASE_URL"),
        ("PEIL_BASE_URL", "peil.example", "PEIL_BASE_URL"),
        ("PEIL_LANGUAGES", "nl,klingon", "PEIL_LANGUAGES"),
        ("PEIL_MIN_GROUP", "4", "PEIL_MIN_GROUP"),
        ("PEIL_MIN_GROUP", "seven", "PEIL_MIN_GROUP"),
        ("PEIL_TRUSTED_PROXIES", "-1", "PEIL_TRUSTED_PROXIES"),
        ("PEIL_PUSH_HOSTS", "http://x", "PEIL_PUSH_HOSTS"),
    ],
)
def test_a_setting_that_cannot_be_is_named(
    *, peil: Peil, installed: Settings, monkeypatch: pytest.MonkeyPatch, name: str, value: str, word: str
) -> None:
    """By the name it has in the environment, with what it may be."""
    monkeypatch.setenv(name, value)
    refused(peil("release", "list"), word)


@pytest.mark.parametrize(
    "arguments",
    [("release", "list"), ("tick",), ("staff", "link", "a@b.nl"), ("holder", "status"), ("region", "create", "X")],
    ids=" ".join,
)
def test_without_an_installation_every_command_says_how_to_make_one(peil: Peil, arguments: tuple[str, ...]) -> None:
    """Nothing is made by accident."""
    refused(peil(*arguments), "peil init")


def test_keys_inside_the_folder_of_backups_are_refused(
    peil: Peil, instance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every backup would carry them."""
    monkeypatch.setenv("PEIL_KEYS", str(instance / "keys"))
    refused(peil("init"), "PEIL_KEYS")


@pytest.mark.parametrize("arguments", [("init",), ("upgrade",), ("demo", "build")], ids=" ".join)
def test_a_folder_that_cannot_be_made_is_named(
    peil: Peil, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    """A file stands where the folder should be: one line, with its name."""
    (tmp_path / "taken").write_text("a file")
    monkeypatch.setenv("PEIL_INSTANCE", str(tmp_path / "taken" / "instance"))
    refused(peil(*arguments), "taken")


PROVIDER = ("--issuer", "https://a.nl", "--client-id", "c", "--client-secret", "s")
UNKNOWN = [
    (("period", "close", "nosuchperiod"), "peil release list"),
    (("period", "give-up", "nosuchperiod"), "nosuchperiod"),
    (("period", "give-up", "nosuchperiod", "--yes"), "nosuchperiod"),
    (("theme", "close", "nosuchround"), "nosuchround"),
    (("release", "export", "nosuchperiod"), "peil release list"),
    (("release", "audit", "nosuchperiod"), "peil release list"),
    (("release", "estimate", "nosuchperiod"), "peil release list"),
    (("holder", "share", "nosuchkey", "1", "--out", "x"), "peil holder status"),
    (("holder", "share", "nosuchkey", "0", "--out", "x"), "0"),
    (("holder", "set", "--nobody", "--programme", "nosuchprogramme"), "no such programme"),
    (("holder", "set", "--holder", "name"), "NAME=age1"),
    (("holder", "set", "--holder", "name=age1nonsense"), "NAME=age1"),
    (("holder", "set", "--holder", "="), "NAME=age1"),
    (("staff", "link", "nobody@example.org"), "nobody@example.org"),
    (("staff", "link", ""), "no staff account"),
    (("staff", "add", "not an address", "--role", "region", "--scope", "x"), "typo"),
    (("staff", "add", "a@example.org", "--role", "region", "--scope", "nosuchregion"), "nosuchregion"),
    (("staff", "single-sign-on", "set", "x", *PROVIDER), "no organisation"),
    (("staff", "single-sign-on", "remove", "nosuchorganisation"), "no organisation"),
    (("staff", "single-sign-on", "remove", "../secret"), "no organisation"),
    (("region", "create", ""), "1 to"),
    (("region", "create", "Testregio"), "already"),
    (("region", "create", "=1+1"), "letter"),
    (("region", "create", "x" * 200), "1 to"),
    (("region", "create", "a\x07b"), "can be read"),
    (("init",), "was made before"),
]  # fmt: skip  # A table of cases.


@pytest.mark.parametrize(
    ("arguments", "word"), UNKNOWN, ids=[" ".join(each)[:48].replace("\x07", "") for each, _ in UNKNOWN]
)
def test_what_does_not_exist_is_refused_with_where_to_look(
    peil: Peil, installed: Settings, arguments: tuple[str, ...], word: str
) -> None:
    """And nothing is changed."""
    before = {path: path.stat().st_mtime_ns for path in installed.keys.iterdir()}
    refused(peil(*arguments), word)
    assert {path: path.stat().st_mtime_ns for path in installed.keys.iterdir()} == before


def test_every_command_stands_in_the_manual() -> None:
    """Whoever reads docs/ finds each of them by the words to type."""
    manual = "".join(path.read_text(encoding="utf-8") for path in [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])
    assert [path for path in sorted(LEAVES) if f"peil {' '.join(path)}" not in manual] == []


def test_a_server_that_could_store_nothing_does_not_start(
    peil: Peil, installed: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says which folder, before it listens."""
    monkeypatch.setattr("app.condition.can_write", lambda folder: folder != installed.instance)
    refused(peil("serve", "--port", "0"), "PEIL_INSTANCE", "cannot be written")
