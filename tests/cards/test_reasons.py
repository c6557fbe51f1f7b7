"""Explanations are true: every reason can be checked against the diary and the release by hand."""

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from app.cards import Reason, Situation, fitting_cards
from app.cards.load import Deck
from tests.cards.situations import person

LEVELS = ["ample", "sufficient", "insufficient", "very_insufficient"]
SPACE = ["professional_space", "own_judgement", "do_what_is_needed", "invest_in_relationship", "reflection"]
ANSWERS: Mapping[str, st.SearchStrategy[object]] = {item: st.sampled_from(LEVELS) for item in SPACE} | {
    "equipped": st.sampled_from(["more_than_sufficient", "sufficient", "insufficient", "barely"]),
    "work_enjoyment": st.integers(1, 10),
    "workload": st.sampled_from(["strong", "some", "hardly_or_not"]),
    "hours_vs_contract": st.sampled_from(["lower", "equal", "higher"]),
    "stay_one_year": st.sampled_from(["large", "small", "dont_know"]),
    "workload_cause": st.lists(
        st.sampled_from(["admin", "caseload", "complexity", "turnover"]), min_size=1, max_size=3, unique=True
    ),
}
BOUNDS = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: (min(pair), max(pair)))
REGIONS = st.fixed_dictionaries({}, optional={(item, "favourable"): BOUNDS for item in SPACE})


def own(situation: Situation, item: str) -> list[object]:
    """The person's answers to an item, oldest first, read straight from the history."""
    return [moment.answers[item] for moment in situation.history if item in moment.answers]


def is_true(reason: Reason, situation: Situation) -> bool:
    said, given_answers = reason.params, own(situation, reason.item)
    match reason.kind:
        case "always":
            return reason == Reason("always")
        case "profile":
            return situation.profile[reason.item] == said["value"]
        case "latest" if "value" in said:
            return given_answers[-1] == said["value"]
        case "latest":
            return _all_chosen(said["options"], given_answers[-1])
        case "run":
            options = said["options"]
            assert isinstance(options, tuple)
            return all(map(_all_chosen, options, given_answers[-len(options) :]))
        case "change":
            return given_answers[-2:] == [said["before"], said["now"]]
        case "below_region" | "above_region":
            bounds = (said["lower"], said["upper"])
            return said["answer"] == given_answers[-1] and situation.region[reason.item, "favourable"] == bounds
    return False


def _all_chosen(options: object, answer: object) -> bool:
    chosen = answer if isinstance(answer, list) else [answer]
    assert isinstance(options, tuple)
    return bool(options) and set(options) <= set(chosen)


@given(
    history=st.lists(st.fixed_dictionaries({}, optional=ANSWERS), max_size=4),
    region=REGIONS,
    experience=st.sampled_from(["0-3", "10+"]),
)
def test_every_reason_of_every_card_is_true(
    deck: Deck,
    history: list[dict[str, object]],
    region: dict[tuple[str, str], tuple[float, float]],
    experience: str,
) -> None:
    """Whatever someone answered, nothing is claimed that is not so, and no card comes without a reason."""
    situation = person(*history, region=region, profile={"experience": experience})
    for choice in fitting_cards(deck.cards, situation):
        assert choice.reasons
        assert all(is_true(reason, situation) for reason in choice.reasons), choice
