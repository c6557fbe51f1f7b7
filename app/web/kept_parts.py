"""A cache of the main parts of pages about groups, in memory, valid while the data read for them is the same.

The reads are noted while a part is made, by listening to the database, and repeated before the part is used
again: nobody has to remember what a page depends on. Must not know what is on a page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from marshal import dumps as to_bytes
from threading import Lock
from typing import Any, cast

from flask import Flask, current_app
from markupsafe import Markup
from sqlalchemy import Connection, event

from app import clock
from app.other_sessions import connections_for_pages, expire_for_pages
from app.web.language import reader_language

_KEPT = "peil.kept_parts"
MOST_KEPT = 64
"""The most parts cached in one process, up to 110 KB each; the oldest is dropped first."""
EQUAL_WHEN_EQUAL = 2
"""The newest format of `marshal` in which equal values always become equal bytes."""

Reads = tuple[tuple[int, str, Any], ...]
"""SQL statements with their parameters, as the database driver got them; first which connection it was."""


@dataclass(frozen=True, slots=True)
class KeptPart:
    """A cached part of a page: its HTML, the database reads it was made from, and a digest of their results.

    `html` None: it is not certain that the HTML fits its reads.
    """

    reads: Reads
    state: str
    html: Markup | None


class KeptParts:
    """The cache of one process: HTML of main parts of pages, by the parameters of the page."""

    def __init__(self) -> None:
        self._parts: dict[str, KeptPart] = {}
        self._lock = Lock()

    def part(self, asked: str, make: Callable[[], str], *, connections: Sequence[Connection]) -> Markup:
        """Return the cached HTML for these page parameters (`asked`), or make it anew when its data changed.

        It is cached only when the same reads gave the same results before and after it was made; what was released
        is read once in a process (`released_figures`), so the second making may read less than the first.
        """
        known = self._parts.get(asked)
        before = _state(connections, known.reads) if known else ""
        if known and known.html is not None and before == known.state:
            return known.html
        with _noted(connections) as reads:
            html = Markup(make())  # noqa: S704  # Our own template, which has escaped what it was given.
        covered = known is not None and all(read in known.reads for read in reads)
        noted = known.reads if known and covered else tuple(reads)
        after = _state(connections, noted)
        sure = covered and before == after
        with self._lock:
            self._parts[asked] = KeptPart(noted, after, html if sure else None)
            while len(self._parts) > MOST_KEPT:
                del self._parts[next(iter(self._parts))]
        return html


def keep_parts(app: Flask) -> None:
    """Give the app an empty cache for parts of pages."""
    app.extensions[_KEPT] = KeptParts()


def main_part(*asked: object, make: Callable[[], str]) -> Markup:
    """Return the main part of a page as HTML: cached, or newly made by `make` when data that it was read from changed.

    `asked`: everything it depends on besides the database, the day and the reader's language.
    """
    key = repr((*asked, clock.today(), reader_language()))
    expire_for_pages()  # Read again what this request has read before, so that it is noted.
    kept = cast(KeptParts, current_app.extensions[_KEPT])
    return kept.part(key, make, connections=connections_for_pages())


@contextmanager
def _noted(connections: Sequence[Connection]) -> Iterator[list[tuple[int, str, Any]]]:
    """Collect the SQL statements, with their parameters, that these connections run within a `with` block."""
    reads: list[tuple[int, str, Any]] = []

    def noting(number: int) -> Callable[..., None]:
        def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
            reads.append((number, statement, parameters))

        return note

    listening = [(connection, noting(number)) for number, connection in enumerate(connections)]
    for connection, note in listening:
        event.listen(connection, "before_cursor_execute", note)
    try:
        yield reads
    finally:
        for connection, note in listening:
            event.remove(connection, "before_cursor_execute", note)


def _state(connections: Sequence[Connection], reads: Reads) -> str:
    """Return a digest of the results of these reads, made by the driver alone: they are repeated for each page."""
    found = hashlib.sha256()
    for number, statement, parameters in reads:
        with closing(connections[number].connection.cursor()) as cursor:
            cursor.execute(statement, parameters)
            found.update(_written(cursor.fetchall()))
    return found.hexdigest()


def _written(rows: Any) -> bytes:
    """Return these rows as bytes, equal for equal rows; a driver may give values that `marshal` does not know."""
    try:
        return to_bytes(rows, EQUAL_WHEN_EQUAL)
    except ValueError:
        return repr(rows).encode()
