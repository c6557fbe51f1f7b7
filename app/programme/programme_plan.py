"""All settings of a programme as one value. Must not know sessions, days or people."""

from __future__ import annotations

from dataclasses import dataclass

from app.instrument.installed import instrument_of
from app.instrument.rotation import turns, whole_anchors
from app.programme.models import Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The settings of a programme; see `Programme` for their meaning and units."""

    name: str
    wave_days: int
    waves_per_period: int
    open_days: int | None
    skips_free_days: bool
    items_per_wave: int
    theme: str | None
    anchors: tuple[str, ...] | None = None
    min_group: int
    school_holidays: str | None = None
    remarks_box: bool = False


def plan_of(programme: Programme) -> Plan:
    """Return the present settings of a programme."""
    return Plan(
        name=programme.name,
        wave_days=programme.wave_days,
        waves_per_period=programme.waves_per_period,
        open_days=programme.open_days,
        skips_free_days=programme.skips_free_days,
        items_per_wave=programme.items_per_wave,
        theme=programme.theme,
        anchors=None if programme.anchors is None else tuple(programme.anchors),
        min_group=programme.min_group,
        school_holidays=programme.school_holidays,
        remarks_box=programme.remarks_box,
    )


def set_plan(programme: Programme, plan: Plan) -> None:
    """Copy the settings to the programme, except `min_group`, which has rules of its own (`plan_changes`).

    Raises TooFewQuestions, UnknownTheme, UnknownAnchor or NoAnchor before anything is changed.
    """
    instrument = instrument_of(programme.instrument_key)
    turns(instrument, per_wave=plan.items_per_wave, theme=plan.theme, anchors=plan.anchors)
    programme.name = plan.name
    programme.wave_days, programme.waves_per_period = plan.wave_days, plan.waves_per_period
    programme.open_days, programme.skips_free_days = plan.open_days, plan.skips_free_days
    programme.school_holidays, programme.remarks_box = plan.school_holidays, plan.remarks_box
    programme.items_per_wave, programme.theme = plan.items_per_wave, plan.theme
    programme.anchors = None if plan.anchors is None else list(whole_anchors(instrument, plan.anchors))


def anchors_of(programme: Programme) -> tuple[str, ...]:
    """Return the keys of the items that every wave of the programme asks."""
    own = programme.anchors
    return instrument_of(programme.instrument_key).pulse.anchors if own is None else tuple(own)
