"""Staff are tested in the region of the boards they sign in for."""

from tests.boards.conftest import released, released_once, visitors

__all__ = ["released", "released_once", "visitors"]
