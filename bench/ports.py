"""Ports for servers that are started by their number, in another process than the one that chose it."""

from __future__ import annotations

import contextlib
import random
import socket

HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)
"""Below those that systems hand out to whoever connects: such a port could be gone again before the server has it."""
TRIES = 200


class NoPortFree(Exception):
    """Nothing among many tries; something on this machine listens everywhere."""


def free_port() -> int:
    """A port on which nobody listens. By lot, so that two runs on one machine do not choose the same at once."""
    for port in random.SystemRandom().sample(PORTS, TRIES):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((HOST, port))
            return port
    raise NoPortFree(f"{TRIES} ports from {PORTS[0]} to {PORTS[-1]} are taken")
