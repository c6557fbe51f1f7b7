"""A region with two releases and the people who may look, for the tests of reports."""

from __future__ import annotations

from tests.boards.conftest import released, released_once, visitors

__all__ = ["released", "released_once", "visitors"]
