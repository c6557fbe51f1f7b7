"""The small picture in a row of the mirror: a group's distribution on a horizontal scale, one's own answers marked.

All in pixels, in a box of 120 × 26. What is of the group is drawn once and kept, because a release never changes;
the marks of a person are drawn anew for each page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from app.charts.distribution import Distribution
from app.charts.frame import Zone, depth
from app.charts.gauge import Gauge, gauge_of
from app.mirror.choice_shares import is_own
from app.mirror.mirror_subject import MirrorSubject
from app.mirror.own_trend import OwnMovement
from app.releases.rules.cells import Cell, Published

WIDTH, MARGIN = 120, 8


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Mini:
    """The small picture of one question, which a template shows as SVG.

    `group`: the scale, and the parts of it that are filled the more, the more people answered so. `filled`: whether
    there are any. `you`, `was`: position of the last answer and of the one before it; None without one.
    `chosen`: positions of the options that were chosen, for a question with several answers.
    """

    construct: str
    group: Markup
    filled: bool
    you: float | None = None
    was: float | None = None
    chosen: tuple[float, ...] = ()

    def __repr__(self) -> str:
        return "Mini(hidden)"

    def __html__(self) -> Markup:
        """Return the picture as SVG, hidden from screen readers: the words beside it say the same."""
        shared = ' data-shared-scale="1"' if self.filled else ""
        was = "" if self.was is None else f'<path d="M{self.was - 5:g} 2h10l-5 8z" class="was"/>'
        you = "" if self.you is None else f'<path d="M{self.you - 7:g} 1h14l-7 11z" class="you"/>'
        chosen = "".join(f'<path d="M{at - 5:g} 3h10l-5 8z" class="you"/>' for at in self.chosen)
        return Markup(  # noqa: S704  # Numbers, a drawing of ours and the key of a construct: nothing that was typed.
            f'<svg class="mini" viewBox="0 0 120 26" aria-hidden="true" data-construct="{self.construct}"{shared}>'
            f"{self.group}{was}{you}{chosen}</svg>"
        )


def mini_of(subject: MirrorSubject) -> Mini | None:
    """Return the small picture of one question for its row in the mirror; None for a question without a scale."""
    gauge = gauge_of(subject.item)
    if gauge is None:
        return None
    distribution, own = subject.last_published[1], subject.last_own
    zones = distribution.zones if isinstance(distribution, Distribution) else ()
    return Mini(
        construct=subject.item.construct_key,
        group=_group_on_scale(gauge, zones),
        filled=bool(zones),
        you=_along(gauge, own.level) if own and own.level is not None else None,
        was=_was(gauge, subject.movement),
    )


def mini_of_choices(subject: MirrorSubject, shares: Mapping[str, Cell]) -> Mini:
    """Return the small picture of several answers: a cell for each option, the most chosen first, own ones marked."""
    own, each = subject.last_own, (WIDTH - 2 * MARGIN) / len(shares)
    places = [round(MARGIN + each * place, 1) for place in range(len(shares))]
    water = [
        (left + 0.75, round(each - 1.5, 1), depth(cell.value))
        for left, cell in zip(places, shares.values(), strict=True)
        if isinstance(cell, Published)
    ]
    return Mini(
        construct=subject.item.construct_key,
        group=_drawn(water, ticks=()),
        filled=bool(water),
        chosen=tuple(
            round(left + each / 2, 1)
            for left, option in zip(places, shares, strict=True)
            if own and is_own(subject.item, option, own.value)
        ),
    )


@lru_cache(maxsize=4096)
def _group_on_scale(gauge: Gauge, zones: tuple[Zone, ...]) -> Markup:
    """Return the part of a picture that is the same for everybody who is compared with one group."""
    ticks = () if gauge.kind == "percent" else tuple(_along(gauge, unit) for unit in gauge.units)
    return _drawn([_lying(gauge, zone) for zone in zones], ticks=ticks)


def _drawn(water: list[tuple[float, float, float]], *, ticks: tuple[float, ...]) -> Markup:
    """Return a scale with its filled parts as SVG. `water`: left edge, width and opacity (0…1) of each part."""
    parts = "".join(
        f'<path d="M{left:g} 10h{width:g}v13h-{width:g}z" fill-opacity="{opacity:g}"/>'
        for left, width, opacity in water
    )
    marks = "".join(f"M{at:g} 24.5v-3" for at in ticks)
    filled = f'<g fill="var(--water-3)">{parts}</g>' if parts else ""
    return Markup(f'{filled}<path d="M8 24.5H112{marks}" class="tide"/>')  # noqa: S704  # Numbers only.


def _was(gauge: Gauge, movement: OwnMovement | None) -> float | None:
    """Return the position of the answer before the last; None when it was the same."""
    if movement is None or not movement.size or movement.before.level is None:
        return None
    return _along(gauge, movement.before.level)


def _along(gauge: Gauge, level: float) -> float:
    low, high = gauge.ends
    return round(MARGIN + (WIDTH - 2 * MARGIN) * (level - low) / (high - low), 1)


def _lying(gauge: Gauge, zone: Zone) -> tuple[float, float, float]:
    left, right = _along(gauge, zone.low), _along(gauge, zone.high)
    return round(left + 0.75, 1), round(right - left - 1.5, 1), depth(zone.share)
