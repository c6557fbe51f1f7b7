"""Views of the boards, the grids and the downloads of one group; `group_access` checks who may see them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, abort, make_response, render_template, request

from app.boards.board_context import board_context, grid_context
from app.boards.grid import Grid
from app.groups.board_query import asked_for
from app.groups.kind_differences import PUBLIC, differences_of
from app.groups.no_release import no_release
from app.groups.places import Place
from app.groups.service import BoardQuery, instrument_of_period
from app.groups.writers import reads_own_words, writer
from app.other_sessions import release_session
from app.releases.files.kinds_of_file import KINDS
from app.releases.files.served import file_response, period_or_404
from app.releases.read import ReleasedPeriod, released_periods, rows_of
from app.web.fragments import render
from app.web.kept_parts import main_part
from app.web.validators import revalidated
from app.wording.file_labels import labels_of
from app.wording.period_words import span
from app.wording.phrases import Phrases


def show_board(place: Place) -> Response:
    """Show one group's board for the period in the address; 304 when the browser's copy is still right."""
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(release_session(), place, periods)
    rights = (writer(place) is not None, reads_own_words(place))
    main = main_part("board", place, asked, rights, make=lambda: _main(place, asked, periods))
    title = f"{place.name}, {span(asked.period.opens, asked.period.closes)}"
    page = render("boards/board.html", fragment="boards/_main.html", title=title, main=main)
    return revalidated(make_response(page))


def _main(place: Place, asked: BoardQuery, periods: Sequence[ReleasedPeriod]) -> str:
    context = board_context(release_session(), place, asked, periods=periods)
    return render_template("boards/_board.html", place=place, endings=KINDS, **context)


def show_grid(place: Place) -> Response:
    """Show the table of subgroups that the visitor may open, by topics; 404 without any, or for an unknown order."""
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked, sort = asked_for(release_session(), place, periods), request.args.get("sort", "")
    context = grid_context(release_session(), place, asked, periods=periods, sort=sort)
    grid = context["grid"]
    if not isinstance(grid, Grid) or grid.sort != sort:
        abort(404)
    return revalidated(make_response(render_template("boards/grid.html", place=place, **context)))


def show_differences(place: Place) -> Response:
    """Show the differences between kinds of organisation, and relations between answers, that a release supports."""
    periods = released_periods(release_session(), region_id=place.region_id)
    if not periods:
        return make_response(no_release(place))
    asked = asked_for(release_session(), place, periods)
    rows = [row for level in PUBLIC for row in rows_of(release_session(), asked.period.id, level=level)]
    instrument = instrument_of_period(release_session(), asked.period.id)
    found = differences_of(rows, instrument, Phrases(instrument))
    words = span(asked.period.opens, asked.period.closes)
    page = render_template(
        "boards/differences.html", place=place, found=found, period=asked.period, periods=periods, period_words=words
    )
    return revalidated(make_response(page))


def show_file(place: Place, period_id: str, ending: str) -> Response:
    """Send one group's released figures as a file; `ending` is csv, json, xlsx or proof.

    The public files of a region are served by `release_routes`.
    """
    period = period_or_404(period_id, region_id=place.region_id)
    return file_response(
        period,
        lambda: rows_of(release_session(), period.id, level=place.level, group=place.id),
        about=f"{place.level}-{place.id}",
        ending=ending,
        labels=lambda: labels_of(instrument_of_period(release_session(), period.id)),
    )
