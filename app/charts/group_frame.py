"""Makes the background of an item's chart: its scale, a group's released distributions, and earlier surveys. Pure."""

from __future__ import annotations

from functools import lru_cache

from app.charts.distribution import Distribution, Distributions, distribution_of
from app.charts.frame import Frame, Landmark, Stretch
from app.charts.gauge import Gauge, gauge_of, headline_of
from app.charts.time_axis import Timeline
from app.instrument.reference import ReferenceValue, reference_values
from app.instrument.schema import Item
from app.releases.rules.cells import Group, Published, Withheld


def landmarks_of(item: Item, *, group: Group, questionnaire: str) -> tuple[ReferenceValue, ...]:
    """Return what earlier surveys published about an item, for this group's kind; empty without any.
    For an item answered with a grade they are means, else shares of the answers that charts show (`headline_of`).
    """
    option = "" if item.type == "scale" else headline_of(item)
    return tuple(each for each in _references(item.key, _kind(group), questionnaire) if each.option == option)


def drawn_from(item: Item, *, group: Group, questionnaire: str) -> tuple[ReferenceValue, ...]:
    """Return every figure of earlier surveys from which the columns beside an item's chart are drawn, oldest first."""
    statistic = "mean" if item.type == "scale" else "share"
    return tuple(each for each in _references(item.key, _kind(group), questionnaire) if each.statistic == statistic)


def _kind(group: Group) -> tuple[str, str] | None:
    """Return a group's breakdown and category, both empty for everybody; None where nothing was published."""
    match group.level:
        case "region":
            return group.breakdown, group.category
        case "orgtype":
            return "org_type", group.id
    return None


@lru_cache(maxsize=1024)
def _references(item: str, kind: tuple[str, str] | None, questionnaire: str) -> tuple[ReferenceValue, ...]:
    found = [
        each for each in reference_values(item, questionnaire=questionnaire) if (each.breakdown, each.category) == kind
    ]
    return tuple(sorted(found, key=lambda each: each.year))


@lru_cache(maxsize=1024)
def _earlier(item: Item, kind: tuple[str, str] | None, questionnaire: str) -> tuple[Landmark, ...]:
    """Return the columns of earlier surveys: the mean of a grade, else the distribution between published cuts."""
    found = _references(item.key, kind, questionnaire)
    landmarks = []
    for year in sorted({each.year for each in found}):
        shares = {each.option: _as_cell(each) for each in found if each.year == year and each.statistic == "share"}
        means = [each.value for each in found if each.year == year and each.statistic == "mean"]
        distribution = distribution_of(item, shares)
        if item.type == "scale" and means:
            landmarks.append(Landmark(year=year, mean=means[0]))
        elif isinstance(distribution, Distribution):
            landmarks.append(Landmark(year=year, zones=distribution.zones))
    return tuple(landmarks)


def _as_cell(value: ReferenceValue) -> Published:
    return Published(size_class="", value=value.value, lower=value.value, upper=value.value)


def frame_of(item: Item, distributions: Distributions, *, group: Group, timeline: Timeline) -> Frame | None:
    """Return a chart's background for an item: its scale and a group's distributions; None without a scale."""
    gauge = gauge_of(item)
    if gauge is None:
        return None
    return Frame(
        gauge=_plain(gauge),
        stretches=tuple(_stretch(distributions.get(period.id)) for period in timeline.shown),
        landmarks=_earlier(item, _kind(group), timeline.questionnaire_of(item.key)),
    )


def _plain(gauge: Gauge) -> Gauge:
    return Gauge(kind=gauge.kind, low=float(gauge.low), high=float(gauge.high), unit=float(gauge.unit))


def _stretch(distribution: Distribution | Withheld | None) -> Stretch:
    match distribution:
        case Distribution():
            return Stretch(zones=distribution.zones)
        case Withheld():
            return Stretch(withheld=True)
    return Stretch()
