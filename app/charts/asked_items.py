"""Finds the items that a region's waves ask or asked, also those of a questionnaire that is no longer in use."""

from __future__ import annotations

from collections.abc import Collection

from app.charts.time_axis import Timeline
from app.db import AnySession
from app.instrument.installed import instrument_of
from app.instrument.schema import Item
from app.programme.counting_plan import plan_to_show


def items_on(session: AnySession, timeline: Timeline, *, keys: Collection[str]) -> tuple[Item, ...]:
    """Return the items with these keys: in the order of the newest questionnaire, then those of earlier ones.

    An item is in the words of the newest questionnaire that has it. Earlier ones are read only when one is missing.
    """
    wanted = set(keys)
    found = {item.key: item for item in instrument_of(timeline.instrument_key).items if item.key in wanted}
    for digest, key in timeline.plans:
        if wanted <= found.keys():
            break
        for item in plan_to_show(session, digest=digest, key=key).items:
            if item.key in wanted:
                found.setdefault(item.key, item)
    return tuple(found.values())
