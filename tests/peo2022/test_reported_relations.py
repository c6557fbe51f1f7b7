"""Every relation that the report of 2022 speaks of comes out as it was reported, or is explained."""

from __future__ import annotations

import pytest

from tests.peo2022.measurement import Collected
from tests.peo2022.pile import NotInBallots
from tests.peo2022.reported import ALPHA, NOT_TESTED, TESTS, outcomes, read_relations


def test_every_reported_relation_is_tested_or_explained() -> None:
    """36 of them, each once."""
    assert {each.id for each in read_relations()} == TESTS.keys() | NOT_TESTED.keys()
    assert not TESTS.keys() & NOT_TESTED.keys()


def test_verdicts_are_those_of_the_report(collected: Collected) -> None:
    """A reported difference is significant at 5 %, and one that is called none is not.

    But for 2022 against 2021 (C11): 92 against 86 % is not significant as two by two, whoever answered.
    """
    found = outcomes(collected.pile)
    unlike = {
        each.id: found[each.id].p
        for each in read_relations()
        if each.difference is not None and each.id in found and (found[each.id].p < ALPHA) is not each.difference
    }
    assert unlike.keys() == {"REL03"}


def test_the_retests_of_the_published_counts_come_out(collected: Collected) -> None:
    """Where the report's numbers determine the table, its test has one value (relations.csv)."""
    found = outcomes(collected.pile)
    known = {"REL03": 0.085, "REL08": 0.16, "REL09": 0.016, "REL10": 0.001, "REL12": 0.0009}
    for name, p in known.items():
        assert found[name].p == pytest.approx(p, abs=0.005), name


def test_no_ballot_crosses_experience_with_the_kind_of_organisation(collected: Collected) -> None:
    """So nobody can test that relation, not even who holds the key of the period."""
    with pytest.raises(NotInBallots):
        collected.pile.by_answer("experience", "org_type")
