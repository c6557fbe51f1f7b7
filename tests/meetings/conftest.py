"""Groups are looked at in the region of the boards."""

from tests.boards.conftest import released, released_once, visitors

__all__ = ["released", "released_once", "visitors"]
