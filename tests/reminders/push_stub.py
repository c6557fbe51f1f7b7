"""A push service on 127.0.0.1 in a process of its own: takes everything, remembers how often each path was asked.

`python -m tests.reminders.push_stub` prints its port. GET /seen tells the counts; POST /moved redirects to /inside,
/marked sets a cookie.
"""

from __future__ import annotations

import asyncio
import json
from collections import Counter

seen: Counter[str] = Counter()


async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """One connection, kept open as long as the client likes."""
    while head := await _head(reader):
        method, path, _ = head[0].split(" ", 2)
        size = next((int(line.partition(":")[2]) for line in head if line.lower().startswith("content-length:")), 0)
        await reader.readexactly(size)
        writer.write(_answer(method, path))
        await writer.drain()
    writer.close()


async def _head(reader: asyncio.StreamReader) -> list[str]:
    try:
        return (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        return []


def _answer(method: str, path: str) -> bytes:
    if method == "GET":
        body = json.dumps(seen).encode()
        return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body)
    seen[path] += 1
    if path == "/moved":
        return b"HTTP/1.1 307 Moved\r\nLocation: /inside\r\nContent-Length: 0\r\n\r\n"
    if path == "/marked":
        return b"HTTP/1.1 201 Created\r\nSet-Cookie: who=1\r\nContent-Length: 0\r\n\r\n"
    return b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n"


async def main() -> None:
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
