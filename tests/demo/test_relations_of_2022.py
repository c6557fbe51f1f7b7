"""The relations of the 2022 measurement show in what simulated people answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from statistics import mean
from typing import Any

import pytest

from app.demo.simulated_people import SimulatedPerson
from tests.demo.conftest import Sample

Answers = Mapping[str, Any]
GROUPS: dict[str, Callable[[SimulatedPerson, Answers], object]] = {
    "kind": lambda person, _: person.org_type,
    "experience": lambda person, _: "0-3" if person.profile["experience"] == "0-3" else "longer",
}
FAVOURABLE = {"ample", "sufficient", "large", "fairly_large"}
LOW = {"insufficient", "very_insufficient"}


def grouped(sample: Sample, by: str, *, of: str) -> dict[object, list[Any]]:
    """Answers to `of` in all waves, per kind, experience or answer to another item; the two lowest steps as one."""
    found: dict[object, list[Any]] = {}
    for wave in sample.answers.values():
        for person, answers in zip(sample.people, wave, strict=True):
            group = GROUPS[by](person, answers) if by in GROUPS else answers.get(by)
            if answers.get(of, "_declined") != "_declined":
                found.setdefault("low" if group in LOW else group, []).append(answers[of])
    return found


def share(answers: list[Any], *, among: set[str]) -> float:
    return mean(answer in among for answer in answers)


@pytest.mark.parametrize(
    ("by", "published"),
    [
        ("kind", {"specialist": 6.9, "certified": 7.2, "municipal": 7.7}),
        ("professional_space", {"low": 6.2, "sufficient": 7.0, "ample": 8.0}),
        ("invest_in_relationship", {"low": 6.9, "sufficient": 7.4, "ample": 8.2}),
        ("rules_negative_influence", {"strong": 6.8, "some": 7.8, "hardly_or_not": 8.3}),
        ("workload", {"hardly_or_not": 8.1, "some": 7.4, "strong": 6.2}),
    ],
)
def test_the_grade_for_enjoyment_follows_what_was_published(
    sample: Sample, by: str, published: Mapping[str, float]
) -> None:
    """Means by kind of organisation and by answer lie near those of the report (F007-F009, F138-F146, F181-F183)."""
    grades = grouped(sample, by, of="work_enjoyment")
    assert {key: mean(grades[key]) for key in published} == pytest.approx(published, abs=0.4)


def test_whoever_has_little_room_enjoys_the_work_clearly_less(sample: Sample) -> None:
    """The order is never in doubt: a demonstration that does not show it demonstrates nothing."""
    grades = grouped(sample, "professional_space", of="work_enjoyment")
    assert mean(grades["low"]) + 0.6 < mean(grades["sufficient"]) < mean(grades["ample"]) - 0.6


def test_certified_institutions_have_least_room_for_what_is_needed(sample: Sample) -> None:
    """REL05."""
    room = grouped(sample, "kind", of="do_what_is_needed")
    shares = {kind: share(answers, among=FAVOURABLE) for kind, answers in room.items()}
    assert shares["certified"] < shares["specialist"] < shares["municipal"]


def test_beginners_are_hindered_less_by_rules(sample: Sample) -> None:
    """REL12: 29 % strongly against 63 %."""
    rules = grouped(sample, "experience", of="rules_negative_influence")
    assert share(rules["0-3"], among={"strong"}) < share(rules["longer"], among={"strong"}) - 0.12


def test_workload_differs_by_kind_of_organisation(sample: Sample) -> None:
    """REL27: strong for 37, 26 and 9 %."""
    load = grouped(sample, "kind", of="workload")
    strong = {kind: share(answers, among={"strong"}) for kind, answers in load.items()}
    assert strong == pytest.approx({"certified": 0.37, "specialist": 0.26, "municipal": 0.09}, abs=0.06)


@pytest.mark.parametrize("by", ["professional_space", "do_what_is_needed"])
def test_more_room_means_a_larger_chance_of_staying(sample: Sample, by: str) -> None:
    """REL22, REL23."""
    stay = grouped(sample, by, of="stay_one_year")
    shares = [share(stay[room], among=FAVOURABLE) for room in ("low", "sufficient", "ample")]
    assert shares == sorted(shares)
    assert shares[-1] - shares[0] > 0.15
