"""Words are looked at in the questionnaire that comes with Peil, on the mirror's region where a page is needed."""

from tests.mirror.conftest import in_english, now, peo

__all__ = ["in_english", "now", "peo"]
