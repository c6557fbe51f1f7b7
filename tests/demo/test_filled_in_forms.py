"""Simulated people send forms that a real person could send."""

from __future__ import annotations

import pytest

from app.instrument.answers import DECLINED, read_form
from app.instrument.rotation import turns
from app.instrument.schema import Instrument
from tests.demo.conftest import crowd_of


@pytest.mark.parametrize("wave", [1, 2, 3, 4])
def test_every_pulse_can_be_filled_in(instrument: Instrument, wave: int) -> None:
    """No faults, no warnings, and next to nothing left open, in every turn of the rotation."""
    crowd = crowd_of(instrument)
    items = instrument.items_named(turns(instrument)[wave % 4])
    for _ in range(60):
        person = crowd.next_person("specialist")
        reading = read_form(items, crowd.fields(person, items, wave=wave, leanings={}))
        assert not reading.faults
        assert not reading.warnings
        assert len(reading.answers) >= len(items) - 3


def test_some_would_rather_not_say(instrument: Instrument) -> None:
    """Item non-response belongs to a survey: about one answer in fifty is declined."""
    crowd = crowd_of(instrument)
    items = instrument.items_named(["work_enjoyment", "reflection", "equipped"])
    people = [crowd.next_person("municipal") for _ in range(400)]
    given = [values[0] for each in people for values in crowd.fields(each, items, wave=1, leanings={}).values()]
    assert 0.005 < given.count(DECLINED) / len(given) < 0.04


def test_causes_of_workload_go_with_workload(instrument: Instrument) -> None:
    """Who hardly has any workload is not asked for its causes, and nobody names more than three."""
    crowd = crowd_of(instrument)
    items = instrument.items_named(["workload", "workload_cause"])
    for _ in range(100):
        answers = read_form(items, crowd.fields(crowd.next_person("certified"), items, wave=1, leanings={})).answers
        causes = answers.get("workload_cause")
        assert not (causes and answers.get("workload") == "hardly_or_not")
        assert causes is None or isinstance(causes, str) or (isinstance(causes, list) and 1 <= len(causes) <= 3)
