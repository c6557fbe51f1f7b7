"""Makes wording functions available in templates."""

from __future__ import annotations

from flask import Flask

from app.wording.certainty_words import grade_words
from app.wording.period_words import span
from app.wording.progress_words import short_place_words


def init_wording(app: Flask) -> None:
    """Add `grade_words`, `period_span` and `short_place_words` to every template."""
    app.jinja_env.globals.update(grade_words=grade_words, period_span=span, short_place_words=short_place_words)
