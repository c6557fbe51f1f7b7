"""Cuts a list into pages and says where each stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode


def page_of(found: Sequence[Any], asked: Mapping[str, Any], *, address: str) -> tuple[Sequence[Any], dict[str, Any]]:
    """Return the page of the list `found` that the query asks for, and its paging as `PageSchema` names it.

    `asked`: the query, with `page` and `page_size`; the addresses of the next and previous page keep the rest of it.
    """
    page, size = asked["page"], asked["page_size"]
    pages = -(-len(found) // size)

    def neighbour(number: int) -> str | None:
        query = urlencode({**asked, "page": number})
        return f"{address}?{query}" if 1 <= number <= pages else None

    place = {"page": page, "page_size": size, "pages": pages, "total": len(found)}
    around = {"next": neighbour(page + 1), "previous": neighbour(page - 1)}
    return found[(page - 1) * size : page * size], place | around
