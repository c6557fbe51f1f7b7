"""The boards and the files beside them, for who may see the group."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, make_response, render_template

from app.boards import words
from app.boards.asking import asked_for
from app.boards.certainty import concluded
from app.boards.freshness import board_tag, board_version, is_fresh, main_part, tagged, written_beside
from app.boards.labels import labels_of
from app.boards.pages import board_context
from app.boards.places import Place
from app.boards.service import Asked, first_release_on, instrument_of_period
from app.boards.trend import gauges, shown_periods
from app.boards.writing import reads_own_words, writer
from app.db import db
from app.instrument.reference import reference_values
from app.releases.files import KINDS
from app.releases.read import ReleasedPeriod, released_periods, rows_of
from app.releases.served import file_response, period_or_404
from app.web.fragments import render


def show_board(place: Place) -> Response:
    """One group's board; 304 when the browser has it."""
    periods = released_periods(db.session, region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(db.session, place, periods)
    drawn = bool(asked.construct) and len(gauges(db.session, periods=len(shown_periods(periods, upto=asked.period))))
    reads = reads_own_words(place)
    written = written_beside(db.session, place, period_id=asked.period.id, own=reads)
    tested = concluded(db.session, asked.period.id)
    rights = (writer(place) is not None, reads)
    version = board_version(place, asked, periods[-1].digest, tested, drawn, written, rights)
    tag = board_tag(version)
    if is_fresh(tag):
        return tagged(Response(status=304), tag)
    main = main_part(version, lambda: _main(place, asked, periods))
    title = f"{place.name}, {words.span(asked.period.opens, asked.period.closes)}"
    page = render("boards/board.html", fragment="boards/_main.html", title=title, main=main)
    return tagged(make_response(page), tag)


def _main(place: Place, asked: Asked, periods: Sequence[ReleasedPeriod]) -> str:
    context = board_context(db.session, place, asked, periods=periods)
    return render_template("boards/_board.html", place=place, endings=KINDS, **context)


def no_release(place: Place) -> str:
    """The page of a group before its region's first release."""
    known = [value for value in reference_values("professional_space") if value.option == "favourable"]
    return render_template(
        "boards/no_release.html",
        place=place,
        opens=first_release_on(db.session, place.region_id),
        known=[value for value in known if not value.breakdown],
    )


def show_file(place: Place, period_id: str, ending: str) -> Response:
    """The same figures as a file. The region's is public and stands elsewhere."""
    period = period_or_404(period_id, region_id=place.region_id)
    return file_response(
        period,
        lambda: rows_of(db.session, period.id, level=place.level, group=place.id),
        about=f"{place.level}-{place.id}",
        ending=ending,
        labels=lambda: labels_of(instrument_of_period(db.session, period.id)),
    )
