"""Copies a PostgreSQL database into one file and back, with PostgreSQL's own `pg_dump` and `psql`.

The copy is SQL text of one moment. The rows of each table stand in it in the order of their contents, because the order
in which the database keeps them tells which were written together. Must not know what is in a row but its random name.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, BinaryIO

from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import OperationalError

from app.storage_faults import storage_cause
from app.vault.left_rows import left_digest

MIXED_SECONDS = 600
"""Mixing rewrites a large table in far less: whoever locks it longer hangs."""
PACKAGE = "apt-get install postgresql-client"
_HEAD = re.compile(rb'COPY public\."?(\w+)"? \((.*)\) FROM stdin;\n')
_END = b"\\.\n"
_COMPLETE = b"-- PostgreSQL database dump complete"

Rows = Iterator[bytes]
Change = Callable[[str, tuple[str, ...], Rows], Iterable[bytes]]
"""What becomes of the rows of a table: its name, its columns, and its rows as lines of PostgreSQL's text format."""


class DumpFailed(Exception):
    """One of PostgreSQL's programs is missing or refused; the message says so in one line."""


def dump_postgres(url: str, target: Path) -> None:
    """Write the database at `url` as SQL text, as it was at one moment, while others go on writing. Raises DumpFailed.

    Roles and rights are not in it. What has to be sorted passes through the folder of `target`.
    """

    def sort(_table: str, _columns: tuple[str, ...], rows: Rows) -> Iterable[bytes]:
        return _sorted_rows(rows, folder=target.parent)

    with _held(url) as snapshot, target.open("wb") as file:
        command = ["pg_dump", "--format=plain", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
        # Whoever wants a table for themselves stands between our lock and its own, and each would wait for the other.
        command.append(f"--lock-wait-timeout={int(MIXED_SECONDS * 1000)}")
        with _running(command, url, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as own:
            assert own.stdout is not None
            _rewrite(own.stdout, file, change=sort)


def load_postgres(source: Path, url: str, *, names: Mapping[str, str], digests: set[str]) -> int:
    """Fill the empty database at `url` from a copy, in one transaction, without the rows of people who left.
    Return how many rows were left out. Raises DumpFailed; the database is as it was then.

    `names`: by table the column with the random name of a row. `digests`: of the names of rows that people who left
    had.
    """
    left_out = 0

    def without_left(table: str, columns: tuple[str, ...], rows: Rows) -> Iterable[bytes]:
        nonlocal left_out
        where = columns.index(names[table]) if table in names else None
        for row in rows:
            if where is not None and left_digest(_bytes_in(row, where)) in digests:
                left_out += 1
            else:
                yield row

    command = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--file=-"]
    with (
        source.open("rb") as file,
        _running(command, url, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as own,
        _fed(own) as pipe,
    ):
        _rewrite(file, pipe, change=without_left)
    return left_out


def revision_in(copy: Path) -> str:
    """Return the newest migration of a copied database. Raises DumpFailed when the copy holds none, or is cut off."""
    found: list[str] = []

    def look(table: str, _columns: tuple[str, ...], rows: Rows) -> Iterable[bytes]:
        found.extend(row.decode().strip() for row in rows if table == "alembic_version")
        return ()

    with copy.open("rb") as source, Path(os.devnull).open("wb") as nowhere:
        _rewrite(source, nowhere, change=look)
    if len(found) != 1 or _COMPLETE not in _end_of(copy):
        raise DumpFailed("it holds no whole database of Peil")
    return found[0]


def _end_of(copy: Path) -> bytes:
    """Return the last of a file, in which `pg_dump` says that it came to its end."""
    with copy.open("rb") as file:
        file.seek(max(0, copy.stat().st_size - 500))
        return file.read()


def _rewrite(source: IO[bytes], target: IO[bytes], *, change: Change) -> None:
    """Copy SQL text line by line; the rows of each table as `change` gives them back."""
    for line in source:
        target.write(line)
        if head := _HEAD.fullmatch(line):
            columns = tuple(each.strip('"') for each in head[2].decode().split(", "))
            rows = takewhile(lambda each: each != _END, source)
            target.writelines(change(head[1].decode(), columns, rows))
            for _rest in rows:  # Of a change that did not read all of them.
                pass
            target.write(_END)


def _sorted_rows(rows: Rows, *, folder: Path) -> Iterator[bytes]:
    """Yield rows in the order of their bytes, however many; what does not fit in memory is drafted in `folder`."""
    command = ["sort", f"--temporary-directory={folder}"]
    environment = os.environ | {"LC_ALL": "C"}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment) as own:  # noqa: S603  # No word of others.
        assert own.stdout is not None
        with _fed(own) as pipe:
            pipe.writelines(rows)
        yield from own.stdout
    if own.returncode:
        raise DumpFailed("the rows could not be sorted; is the disk full?")


@contextmanager
def _fed(own: subprocess.Popen[bytes]) -> Iterator[IO[bytes]]:
    """Give what a program reads, and close it; that the program stopped at a fault, its exit status tells."""
    assert own.stdin is not None
    with suppress(BrokenPipeError):
        try:
            yield own.stdin
        finally:
            own.stdin.close()


def _bytes_in(row: bytes, where: int) -> bytes:
    """Return the bytes in a column of a row in text format, which writes them as `\\\\x` and hexadecimal digits."""
    return bytes.fromhex(row.rstrip(b"\n").split(b"\t")[where].removeprefix(b"\\\\x").decode())


@contextmanager
def _held(url: str) -> Iterator[str]:
    """Give a snapshot in which no table is being rewritten, and let none be until the block ends.

    Mixing replaces a table's file: whoever looks from a moment before finds the table empty. So first the locks, which
    wait for a mixing under way, and then the moment.
    """
    engine = create_engine(url)
    try:
        tables = ", ".join(map(engine.dialect.identifier_preparer.quote, inspect(engine).get_table_names()))
        with engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            connection.execute(text(f"SET LOCAL lock_timeout = {int(MIXED_SECONDS * 1000)}"))
            try:
                connection.execute(text(f"LOCK TABLE {tables} IN ACCESS SHARE MODE"))
            except OperationalError as fault:
                if storage_cause(fault) != "busy":
                    raise
                raise DumpFailed(f"a table was locked for {MIXED_SECONDS} seconds; look who uses it") from None
            yield str(connection.scalar(text("SELECT pg_export_snapshot()")))
    finally:
        engine.dispose()


@contextmanager
def _running(command: list[str], url: str, *, stdin: int, stdout: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run one of PostgreSQL's programs on the database at `url`. Raises DumpFailed when it did not succeed."""
    from psycopg.conninfo import make_conninfo

    parts = make_url(url)
    where = {**parts.translate_connect_args(username="user", database="dbname"), **parts.query}
    password = where.pop("password", None)  # In the environment: everybody may read the words of a command.
    environment = os.environ | ({"PGPASSWORD": str(password)} if password else {}) | {"LC_ALL": "C.UTF-8"}
    words = [*command, f"--dbname={make_conninfo(**where)}", "--no-password"]
    with TemporaryFile() as said:
        try:
            own = subprocess.Popen(words, stdin=stdin, stdout=stdout, stderr=said, env=environment)  # noqa: S603  # The operator's address.
        except FileNotFoundError:
            raise DumpFailed(f"{command[0]} is not installed: {PACKAGE}") from None
        try:
            with own:
                yield own
        except BaseException:
            own.kill()
            raise
        if own.returncode:
            raise DumpFailed(f"{command[0]} refused: {_last_line(said)}")


def _last_line(said: BinaryIO | IO[bytes]) -> str:
    """Return the first line with a fault; later ones only follow from it. Never a row: those come as DETAIL."""
    said.seek(0)
    lines = said.read().decode(errors="replace").splitlines()
    faults = [line for line in lines if re.search("error|fatal", line, re.IGNORECASE)]
    return (faults or lines or ["no reason was given"])[0].strip()
