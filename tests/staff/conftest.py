"""Staff are tested in the region of the boards they sign in for."""

from tests.boards.conftest import fresh_requests, released, released_once, visitors

__all__ = ["fresh_requests", "released", "released_once", "visitors"]
