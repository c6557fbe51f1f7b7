"""Compresses pages, and pads private ones so that their size says little.

Static files are compressed beforehand (static_files). A page that nobody may cache is padded to whole steps
of `STEP_BYTES`, so that who watches the network cannot read an answer from the size of a receipt. Compression
and secrets in one page are safe together where nothing that a stranger chooses is repeated: cookies are
`SameSite=Lax`, and what was typed comes back compressed only to a form that carried our token. A page with
somebody's code is never compressed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import brotli
from flask import Flask, Response, current_app, g, request

from app.web.headers import vary_by

P = ParamSpec("P")
R = TypeVar("R")

LEAST_BYTES = 600
QUALITY, QUICK_QUALITY = 5, 3
"""A form of 10 KB takes 0.4 ms to 2.8 KB, and quickly 0.1 ms to 3.1 KB, which is padded to the same size; a mirror of
23 KB would take a step of 2 KB more. Chosen by view, never by length: a size could tell what makes a page long."""
WINDOW_BITS, LARGE_WINDOW_BITS, MOST_WINDOW_BITS = 16, 18, 22
"""No private page is much longer than 64 KB, no other one than 256 KB; 4 MB, for files, takes a third more time."""
STEP_BYTES = 2048
WRITTEN_NOW = (
    "text/",
    "application/json",
    "application/manifest+json",
    "application/problem+json",
    "application/xml",
    "image/svg+xml",
)
# RFC 7932, section 9.2: an empty block (one byte after a flush), which is our padding, and the empty last block.
EMPTY_BLOCK, LAST_BLOCK = b"\x06", b"\x03"


def init_compression(app: Flask) -> None:
    """Compress and pad every response of the app."""
    app.after_request(compress)


def never_compressed(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page shows somebody's secret code: it is sent uncompressed, so that its size tells nothing."""
    view.never_compressed = True  # type: ignore[attr-defined]  # An attribute of our own, unknown to mypy.
    return view


def quickly_compressed(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view whose page is asked for often and stays within the same step of padding with less compression."""
    view.quality = QUICK_QUALITY  # type: ignore[attr-defined]  # An attribute of our own, unknown to mypy.
    return view


def filled_to(step: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Decorate a view whose page shows what a person answered: it is padded to a multiple of `step` bytes.
    So the size of the response tells nothing about the answers.
    """

    def marked(view: Callable[P, R]) -> Callable[P, R]:
        view.step_bytes = step  # type: ignore[attr-defined]  # An attribute of our own, unknown to mypy.
        return view

    return marked


def pack(body: bytes, *, window_bits: int = MOST_WINDOW_BITS) -> bytes:
    """Return the body compressed with Brotli."""
    return cast(bytes, brotli.compress(body, quality=QUALITY, lgwin=window_bits))


def takes_brotli() -> bool:
    """Return whether the browser accepts responses compressed with Brotli."""
    return bool(request.accept_encodings.quality("br"))


def is_written(media_type: str) -> bool:
    """Return whether a response of this media type is text, which is worth compressing."""
    return media_type.startswith(WRITTEN_NOW)


def compress(response: Response) -> Response:
    """Return the response with Brotli compression when the browser takes it and it helps; pad private pages."""
    if not _is_text(response) or response.is_streamed or response.direct_passthrough:
        return response
    vary_by(response, "Accept-Encoding")
    body, private = response.get_data(), _is_private(response)
    if _may_be_compressed(body):
        response.set_data(_filled_brotli(body) if private else pack(body, window_bits=LARGE_WINDOW_BITS))
        response.headers["Content-Encoding"] = "br"
    elif private:
        response.set_data(body + b"\n" * _missing(len(body)))
    etag, _weak = response.get_etag()
    if etag and "Content-Encoding" in response.headers:
        response.set_etag(etag, weak=True)  # Weak, because it is the same page in other bytes.
    return response


def _filled_brotli(body: bytes) -> bytes:
    """Return the page compressed with Brotli and padded to a whole number of steps."""
    quality = getattr(current_app.view_functions.get(request.endpoint or ""), "quality", QUALITY)
    compressor = brotli.Compressor(quality=quality, lgwin=WINDOW_BITS)
    packed = cast(bytes, compressor.process(body) + compressor.flush())
    return packed + EMPTY_BLOCK * _missing(len(packed) + len(LAST_BLOCK)) + LAST_BLOCK


def _missing(length: int) -> int:
    """Return how many bytes of padding bring this length to a whole number of steps."""
    view = current_app.view_functions.get(request.endpoint or "")
    return -length % int(getattr(view, "step_bytes", STEP_BYTES))


def _is_text(response: Response) -> bool:
    return is_written(response.mimetype or "") and "Content-Encoding" not in response.headers


def _is_private(response: Response) -> bool:
    """Return whether nobody may cache this page or file of one's own, which is so unless its view says something else.

    Other answers than pages, such as JSON, are padded only where their view is marked with `filled_to`.
    """
    marked = hasattr(current_app.view_functions.get(request.endpoint or ""), "step_bytes")
    kept = "Cache-Control" in response.headers and not response.cache_control.no_store
    return (marked or response.mimetype == "text/html") and response.status_code // 100 != 3 and not kept


def _may_be_compressed(body: bytes) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    accepted = len(body) >= LEAST_BYTES and takes_brotli()
    return accepted and not hasattr(view, "never_compressed") and "form_given_back" not in g
