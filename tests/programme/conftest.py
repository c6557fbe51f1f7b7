"""Staff run a region here as they do on its pages."""

from tests.running.conftest import lead, staff

__all__ = ["lead", "staff"]
