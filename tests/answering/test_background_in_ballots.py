"""What somebody tells about their work goes into no ballot beside their team, also in a full measurement."""

from __future__ import annotations

import json

from app.answering.ballots import TEAM, ballots_for
from app.instrument.answers import read_form
from app.instrument.installed import instrument_of
from app.programme.plan_changes import NOT_ASKED_AGAIN
from app.releases.rules.period_plan import item_plans

PROFILE = {"experience": "10+", "function": "trainer"}
OWN_TEAM = "team-of-nine"
FILLED_IN = {
    "fte": ["0,37"],
    "experience": ["10+"],
    "function": ["trainer"],
    "org_type": ["other"],
    "org_type.other_text": ["Een eigen praktijk"],
    "professional_space": ["ample"],
    "workload": ["some"],
}


def full() -> list[str]:
    return [item.key for item in instrument_of("peo").items if item.key not in NOT_ASKED_AGAIN]


def test_no_ballot_holds_a_background_beside_a_team() -> None:
    """Nine colleagues of whom one is a trainer: in the opened pile no paper says both team and trainer."""
    instrument = instrument_of("peo")
    answers = read_form(instrument.items_named(full()), FILLED_IN).answers
    assert answers["fte"] == 0.37
    assert not {"experience", "function", "org_type"} & answers.keys()
    ballots = ballots_for(instrument, answers, team_id=OWN_TEAM, profile=PROFILE, asked=full())
    assert {place.item for place in ballots} >= {"professional_space", "workload"}
    for place, content in ballots.items():
        written = json.dumps(content)
        assert (OWN_TEAM in written) == (place.channel == TEAM)
        for question, said in PROFILE.items():
            assert (f'"g": "{said}"' in written) == (place.channel == question)
        assert "0.37" not in written


def test_no_figure_is_about_a_background() -> None:
    """A full measurement publishes nothing about job, experience, kind of organisation or size of the job."""
    published = {plan.item.partition(".")[0] for plan in item_plans(instrument_of("peo"), full())}
    assert not published & {"fte", "experience", "function", "org_type"}
