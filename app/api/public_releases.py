"""What the API tells: public releases, their figures and the codebook. Reads nothing but releases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.api.api_schemas import PUBLIC_LEVELS
from app.db import AnySession
from app.organisations.models import Region
from app.programme.models import Period, Programme
from app.releases.files.json_stat import days_of
from app.releases.read import ReleasedPeriod, released_periods, rows_of
from app.releases.rules.cells import Level, Published, Row
from app.releases.rules.csv_table import WordedLabels
from app.web.problems import NoSuchCategory

DIMENSIONS = ("level", "group", "breakdown", "category", "item", "statistic", "option")
FIGURES = ("value", "lower", "upper", "bin_lower", "bin_upper")
FILES = ("csv", "json", "xlsx", "sav", "R", "proof")
LEVELS: tuple[Level, ...] = ("region", "orgtype")


def described_releases(session: AnySession, *, region: str | None = None) -> list[dict[str, Any]]:
    """Return every release, the newest first; of one region or of all.

    Raises NoSuchCategory when the region with this id has no release.
    """
    regions = _regions(session)
    found = released_periods(session, region_id=region)
    if region is not None and not found:
        raise NoSuchCategory("region", sorted({regions[each.id][0] for each in released_periods(session)}))
    return [described_release(each, regions[each.id]) for each in reversed(found)]


def region_of(session: AnySession, period_id: str) -> tuple[str, str]:
    """Return the id and name of a period's region."""
    return _regions(session, period_id)[period_id]


def described_release(period: ReleasedPeriod, region: tuple[str, str]) -> dict[str, Any]:
    """Return one release as the object that the API answers. `region`: id and name."""
    first, last = days_of(period)
    own, files = f"/api/v1/releases/{period.id}", f"/releases/{period.id}"
    return {
        "id": period.id,
        "region": {"id": region[0], "name": region[1]},
        "first_day": first,
        "last_day": last,
        "published_on": period.published_on,
        "min_group": period.min_group,
        "digest": period.digest,
        "previous": period.previous,
        "links": {
            "self": own,
            "figures": f"{own}/figures",
            "codebook": f"{own}/codebook",
            "ddi": f"{files}/codebook.xml",
            **{ending: f"{files}.{ending}" for ending in FILES},
        },
    }


def _regions(session: AnySession, period_id: str | None = None) -> dict[str, tuple[str, str]]:
    query = (
        select(Period.id, Region.id, Region.name)
        .join(Programme, Programme.id == Period.programme_id)
        .join(Region, Region.id == Programme.region_id)
    )
    if period_id is not None:
        query = query.where(Period.id == period_id)
    return {period: (region, name) for period, region, name in session.execute(query)}


def public_rows(session: AnySession, period_id: str) -> list[Row]:
    """Return the rows of a release that everybody may see: those of the region and of kinds of organisation."""
    return [row for level in LEVELS for row in rows_of(session, period_id, level=level)]


def chosen_rows(rows: Sequence[Row], asked: Mapping[str, Any]) -> list[Row]:
    """Return the rows that have the value given in the query `asked` for each dimension (level, group, item and so on).

    Raises NoSuchCategory when no row of the release has that value.
    """
    wanted = {name: asked[name] for name in DIMENSIONS if name in asked}
    for name, value in wanted.items():
        known = sorted({getattr(row, name) for row in rows} | (set(PUBLIC_LEVELS) if name == "level" else set()))
        if value not in known:
            raise NoSuchCategory(name, known)
    return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


def described_figure(row: Row, labels: WordedLabels) -> dict[str, Any]:
    """Return one figure as the object that the API answers; all numbers of a withheld figure are None."""
    cell = row.cell if isinstance(row.cell, Published) else None
    item, option, category = labels(row)
    place = {name: getattr(row, name) for name in (*DIMENSIONS, "group_name", "parent")}
    return {
        "id": "|".join(getattr(row, name) for name in DIMENSIONS),
        **place,
        "size_class": cell.size_class if cell else "",
        **{name: getattr(cell, name) if cell else None for name in FIGURES},
        "withheld": cell is None,
        "group_label": labels.group(row),
        "item_label": item,
        "option_label": option,
        "category_label": category,
    }
