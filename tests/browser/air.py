"""The air between a phone and the server: a relay of plain TCP that can go quiet or swallow answers.

A service worker's requests pass here too, so what a test sees is what a phone in a basement sees.
"""

from __future__ import annotations

import re
import socket
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

State = Literal["open", "cut", "deaf", "silent"]
PIECE = 65536


ASKED = re.compile(rb"(?:GET|POST) (\S+) HTTP")


@dataclass
class Fetched:
    """A request that passed: when it was asked (seconds since 1970), and the bytes that came back for it."""

    path: str
    at: float
    octets: int = 0


class Air:
    """Listens on a port of its own and carries every connection on to `target` while it is `open`.

    `cut`: nothing gets through, present connections break. `silent`: connections stand and nobody answers. `deaf`:
    what is posted arrives at the server, and the answer to it is lost; `swallowed` tells when.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.state: State = "open"
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.swallowed = threading.Event()
        self.fetched: list[Fetched] = []
        self._last: dict[socket.socket, Fetched] = {}
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def turn(self, state: State) -> None:
        """Change what gets through; connections that stand are broken, as on a phone that leaves a room."""
        self.state = state
        self.swallowed.clear()
        for each in list(self._open):
            _break(each)

    def close(self) -> None:
        self.turn("cut")
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                phone, _ = self._listener.accept()
                threading.Thread(target=self._carry, args=(phone,), daemon=True).start()

    def _carry(self, phone: socket.socket) -> None:
        if self.state == "cut":
            _break(phone)
            return
        if self.state == "silent":
            self._open.add(phone)
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            _break(phone)
            return
        self._open |= {phone, server}
        sent = threading.Event()
        threading.Thread(target=self._upward, args=(phone, server, sent), daemon=True).start()
        threading.Thread(target=self._downward, args=(server, phone, sent), daemon=True).start()

    def _upward(self, phone: socket.socket, server: socket.socket, sent: threading.Event) -> None:
        with suppress(OSError):
            while piece := phone.recv(PIECE):
                if asked := ASKED.match(piece):
                    self._last[server] = Fetched(asked[1].decode(), time.time())
                    self.fetched.append(self._last[server])
                if piece.startswith(b"POST "):
                    sent.set()
                server.sendall(piece)
        self._end(phone, server)

    def _downward(self, server: socket.socket, phone: socket.socket, sent: threading.Event) -> None:
        with suppress(OSError):
            while piece := server.recv(PIECE):
                if self.state == "deaf" and sent.is_set():
                    self.swallowed.set()
                    break
                if server in self._last:
                    self._last[server].octets += len(piece)
                phone.sendall(piece)
        self._end(phone, server)

    def _end(self, *both: socket.socket) -> None:
        for each in both:
            _break(each)
            self._open.discard(each)


def _break(each: socket.socket) -> None:
    with suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()
