"""Staff run a programme in the region of the organisations' pages."""

from tests.organisations.conftest import lead, staff

__all__ = ["lead", "staff"]
