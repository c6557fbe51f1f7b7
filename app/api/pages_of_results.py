"""Cuts a list into pages and says where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode


def page_of(found: Sequence[Any], asked: Mapping[str, Any], *, address: str) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return the asked page of a list, and its place: number, size, how many there are, addresses of its neighbours.

    `asked`: the query, with `page` and `page_size`; the neighbours keep the rest of it.
    """
    page, size = asked["page"], asked["page_size"]
    pages = -(-len(found) // size)

    def neighbour(number: int) -> str | None:
        query = urlencode({**asked, "page": number})
        return f"{address}?{query}" if 1 <= number <= pages else None

    place = {"page": page, "page_size": size, "pages": pages, "total": len(found)}
    around = {"next": neighbour(page + 1), "previous": neighbour(page - 1)}
    return found[(page - 1) * size : page * size], place | around
