"""Regions side by side: the newest public figures of this region and of those whose releases were imported.

Decides what is compared: the headline counts that any region published, and the plain average of the regions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from app.db import AnySession
from app.earlier.taking_in import public_rows, taken_in
from app.instrument.indicators import indicators
from app.instrument.schema import Instrument
from app.organisations.models import Region
from app.releases.read import released_periods, rows_of
from app.releases.rules.cells import Published, Row
from app.web.language import percent
from app.wording.figure_words import share_words
from app.wording.phrases import Phrases

Count = tuple[str, str]
Figures = Mapping[Count, Published]


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """The newest public figures of one region. `own`: whether the region is measured on this server."""

    name: str
    figures: Figures
    own: bool = False


@dataclass(frozen=True, slots=True)
class CountBeside:
    """One row of the table of regions: the share of an answer in each region, in words, and the regions' average.
    `figures`: one for each column, "" where it is not shown. `average`: "" where fewer than two are shown.
    """

    title: str
    about: str
    figures: tuple[str, ...]
    average: str


@dataclass(frozen=True, slots=True)
class RegionsBeside:
    """A table that compares regions. `names`: the region of each column; `counts`: the rows."""

    names: tuple[str, ...]
    counts: tuple[CountBeside, ...]


def regions_beside(session: AnySession, instrument: Instrument) -> RegionsBeside | None:
    """Return the table that compares our regions with imported ones; None while there is nothing to compare.
    `instrument`: the questionnaire whose counts are compared; other questionnaires stand in no table together.
    """
    others = _foreign(session, instrument.key)
    if not others:
        return None
    regions = [*_own(session), *others]
    counts = tuple(_counts(regions, instrument))
    return RegionsBeside(tuple(each.name for each in regions), counts) if counts else None


def average_of(figures: Sequence[Published]) -> float | None:
    """Return the unweighted average of the regions' figures; None for fewer than two.
    Unweighted, because exact sizes of regions are not published.
    """
    return sum(each.value for each in figures) / len(figures) if len(figures) > 1 else None


def _own(session: AnySession) -> list[RegionFigures]:
    found = []
    for region in session.query(Region).order_by(Region.name):
        periods = released_periods(session, region_id=region.id)
        figures: dict[Count, Published] = {}
        for period in periods:
            figures |= _figures(rows_of(session, period.id, level="region"))
        if figures:
            found.append(RegionFigures(region.name, figures, own=True))
    return found


def _foreign(session: AnySession, questionnaire: str) -> list[RegionFigures]:
    """Return the newest release of every other region that asked this questionnaire."""
    found: dict[str, RegionFigures] = {}
    for release in taken_in(session):
        if release.region_name not in found and release.instrument_key == questionnaire:
            rows = [row for row in public_rows(release) if row.level == "region"]
            found[release.region_name] = RegionFigures(release.region_name, _figures(rows))
    return list(found.values())


def _figures(rows: Sequence[Row]) -> Figures:
    return {
        (row.item, row.option): row.cell
        for row in rows
        if isinstance(row.cell, Published) and row.statistic == "share" and not row.breakdown
    }


def _counts(regions: Sequence[RegionFigures], instrument: Instrument) -> list[CountBeside]:
    phrases = Phrases(instrument)
    counts = [(each.base, each.option) for item in instrument.items for each in indicators(item) if each.everywhere]
    found = []
    for count in counts:
        cells = [region.figures.get(count) for region in regions]
        known = [cell for cell in cells if cell is not None]
        if known:
            average = average_of(known)
            words = tuple(share_words(cell) if cell else "" for cell in cells)
            mean = "" if average is None else percent(average)
            found.append(CountBeside(phrases.title(count[0]), phrases.what(*count), words, mean))
    return found
