"""The PEO questionnaire is complete: every item of annex 1, in its order, in every language."""

from __future__ import annotations

from app.instrument.load import check
from app.instrument.schema import Instrument, seconds_to_answer
from tests.questionnaires import PEO

ANNEX = {
    "B1": "org_type",
    "B2": "function",
    "B3": "experience",
    "B4": "fte",
    "F1": "professional_space",
    "F2": "own_judgement",
    "F3": "do_what_is_needed",
    "F4": "invest_in_relationship",
    "F5": "reflection",
    "F6": "equipped",
    "F7": "direct_contact_share",
    "F8": "indirect_contact_share",
    "F9": "rules_negative_influence",
    "F10": "work_enjoyment",
    "F11": "stay_one_year",
    "F12": "worked_before_2015",
    "F13": "change_since_2015",
    "F14": "fixed_comment",
    "T1": "hours_vs_contract",
    "T2": "workload",
    "T3": "workload_task",
    "T4": "workload_cause",
    "T5": "workload_factor_influenceable",
    "T6": "workload_effect",
    "T7": "workload_comment",
    "T8": "sector_workload_cause",
    "T9": "colleague_workload_effect",
    "T10": "workload_relief",
    "T11": "workload_solution_immediate",
}
CAUSES = (
    "autonomy appreciation meaning not_right_thing complexity caseload development admin turnover "
    "waitlist_focus equipped team_support org_support other"
)
OPTIONS = {
    "org_type": "specialist certified municipal other",
    "function": "guardian_youth_protection social_pedagogical_worker ambulatory_worker family_home_parent "
    "care_coordinator youth_consultant behavioural_scientist_therapist manager trainer other",
    "experience": "0-3 3-6 6-10 10+",
    "professional_space": "ample sufficient insufficient very_insufficient",
    "reflection": "ample sufficient insufficient very_insufficient",
    "equipped": "more_than_sufficient sufficient insufficient barely",
    "rules_negative_influence": "strong some hardly_or_not",
    "stay_one_year": "large fairly_large neither fairly_small small dont_know",
    "change_since_2015": "decreased unchanged increased",
    "hours_vs_contract": "lower equal higher",
    "workload_cause": CAUSES,
    "sector_workload_cause": f"{CAUSES} not_applicable",
    "workload_factor_influenceable": "no yes",
    "workload_effect": "strong some hardly none",
}


def test_the_content_file_holds() -> None:
    """The questionnaire that ships has no faults."""
    assert check(PEO) == []


def test_every_item_of_the_annex_is_there_in_its_order(peo: Instrument) -> None:
    """Order and numbers are those of the source; the overall question stands before its aspects (A12)."""
    assert {item.number: item.key for item in peo.items} == ANNEX
    assert [item.key for item in peo.items] == list(ANNEX.values())


def test_options_have_the_keys_of_the_facts(peo: Instrument) -> None:
    """Answers are stored by key, so that order and wording may change without changing what was said."""
    for key, options in OPTIONS.items():
        assert set(peo.item(key).option_keys) == set(options.split()), key


def test_every_word_is_there_in_every_language(peo: Instrument) -> None:
    """No screen falls back to another language halfway."""
    for item in peo.items:
        parts = [*item.options, *item.rows, *([item.escape] if item.escape else [])]
        wordings = [
            item.short,
            item.text,
            *([item.hint] if item.hint else []),
            *(part.text for part in parts),
        ]
        for wording in (*wordings, *item.anchors.values()):
            assert set(wording) == {"nl", "en", "de"}, item.key
            assert all(wording.values()), item.key


def test_nothing_is_compulsory(peo: Instrument) -> None:
    """The source marks no question as required; neither does Peil."""
    assert not [item.key for item in peo.items if item.required]


def test_scales_stand_in_the_items(peo: Instrument) -> None:
    """Whoever shows or counts an item needs nothing but the item."""
    assert peo.item("work_enjoyment").min == 1
    assert peo.item("work_enjoyment").anchors[10]["nl"] == "ontzettend veel plezier"
    assert (peo.item("direct_contact_share").min, peo.item("direct_contact_share").max) == (0, 100)
    causes = peo.item("workload_cause").option_keys
    assert peo.item("workload_factor_influenceable").row_keys == causes


def test_a_pulse_takes_less_than_a_minute(peo: Instrument) -> None:
    """Promise 3: five questions of the short form are answered within a minute."""
    keys = {key for group in (peo.pulse.anchors, *peo.pulse.pool) for key in group}
    slowest = sorted(peo.items_named(keys), key=lambda item: item.seconds)[-5:]
    assert 20 <= seconds_to_answer(slowest) <= 60
