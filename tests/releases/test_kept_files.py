"""A file of a release is written once, however many ask for it at the same moment, and memory stays bounded."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

from app.releases.files.kept_files import KeptFiles

READERS = 16


def writer(content: bytes, times: list[bytes]) -> Callable[[], bytes]:
    def write() -> bytes:
        times.append(content)
        return content

    return write


def test_many_readers_of_a_new_file_wait_for_one_writing() -> None:
    """Sixteen at once: each gets the file, one wrote it."""
    kept, times, found = KeptFiles(), list[bytes](), list[bytes]()
    gate = Barrier(READERS)

    def read() -> None:
        gate.wait()
        found.append(kept.file("a", writer(b"content", times)).content)

    readers = [Thread(target=read) for _reader in range(READERS)]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    assert found == [b"content"] * READERS
    assert len(times) == 1


def test_a_file_is_found_by_everything_it_depends_on() -> None:
    """Another release, other rows, another language, another format: another file."""
    kept, times = KeptFiles(), list[bytes]()
    for asked in (("d1", "region", "csv", "nl"), ("d2", "region", "csv", "nl"), ("d1", "team-a", "csv", "nl")):
        kept.file(asked, writer(repr(asked).encode(), times))
    assert kept.file(("d1", "region", "csv", "nl"), writer(b"other", times)).content == b"('d1', 'region', 'csv', 'nl')"
    assert len(times) == 3


def test_what_was_asked_longest_ago_is_dropped_first() -> None:
    """Never more bytes than agreed; a file that alone is larger is sent and not cached."""
    kept, times = KeptFiles(most_bytes=25), list[bytes]()
    kept.file("a", writer(b"a" * 10, times))
    kept.file("b", writer(b"b" * 10, times))
    kept.file("a", writer(b"a" * 10, times))
    kept.file("c", writer(b"c" * 10, times))
    assert kept.size == 20
    assert kept.file("a", writer(b"new", times)).content == b"a" * 10
    assert kept.file("b", writer(b"new", times)).content == b"new"
    assert kept.file("large", writer(b"x" * 100, times)).content == b"x" * 100
    assert kept.size <= 25
    assert vars(kept)["_writing"] == {}


def test_a_writing_that_fails_leaves_nothing_behind() -> None:
    """The next reader tries again."""
    kept, times = KeptFiles(), list[bytes]()

    def fail() -> bytes:
        raise RuntimeError

    for _try in range(2):
        try:
            kept.file("a", fail)
        except RuntimeError:
            times.append(b"failed")
    assert (times, vars(kept)["_writing"]) == ([b"failed"] * 2, {})
    assert kept.file("a", writer(b"content", times)).content == b"content"
