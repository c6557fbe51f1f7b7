"""A process of the server keeps its memory in one pool, whatever its threads ask for."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

THREADS = """
import ctypes, sys, threading
from app.commands import web_server
if "spare" in sys.argv:
    web_server.spare_memory()
def work():
    for size in range(1000, 60_000, 7):
        ctypes.CDLL(None).free(ctypes.c_void_p(allocate(size)))
allocate = ctypes.CDLL(None).malloc
allocate.restype = ctypes.c_void_p
threads = [threading.Thread(target=work) for _ in range(4)]
for each in threads:
    each.start()
for each in threads:
    each.join()
library = ctypes.CDLL(None)
library.fdopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(library.fdopen(1, b"w"))
library.malloc_info(0, out)
library.fflush(out)
"""


def pools(*options: str) -> int:
    """How many pools of memory four threads leave behind, as the C library counts them."""
    done = subprocess.run([sys.executable, "-c", THREADS, *options], capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc has pools for threads")
def test_threads_share_one_pool_of_memory() -> None:
    """Without it each thread has its own, whose free parts nobody else can use: 8 MB of a process."""
    assert pools("spare") == 1
    assert pools() > 1
