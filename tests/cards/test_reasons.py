"""Explanations are true: every reason can be checked against the diary and the release by hand."""

from collections.abc import Callable, Mapping

from hypothesis import given
from hypothesis import strategies as st

from app.cards import Reason, Situation, fitting_cards
from app.cards.card_deck import Deck
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
    """Whether the diary and the release say what the reason says."""
    said, answers = reason.params, own(situation, reason.item)
    truth: dict[str, Callable[[], object]] = {
        "always": lambda: reason == Reason("always"),
        "profile": lambda: situation.profile[reason.item] == said["value"],
        "latest": lambda: answers[-1] == said["value"] if "value" in said else _chose(said["options"], answers[-1]),
        "run": lambda: _gave_each(said, answers),
        "change": lambda: _moved(said, situation, reason.item),
        "below_region": lambda: _stands_apart(reason, situation),
        "above_region": lambda: _stands_apart(reason, situation),
    }
    return bool(truth[reason.kind]())


def _chose(options: object, answer: object) -> bool:
    chosen = answer if isinstance(answer, list) else [answer]
    assert isinstance(options, tuple)
    return bool(options) and set(options) <= set(chosen)


def _gave_each(said: Mapping[str, object], answers: list[object]) -> bool:
    if "values" in said:
        return tuple(answers[-int(str(said["times"])) :]) == said["values"]
    return _chose_each(said["options"], answers)


def _moved(said: Mapping[str, object], situation: Situation, item: str) -> bool:
    given = {moment.wave_number: moment.answers.get(item) for moment in situation.history}
    waves = said["wave_numbers"]
    assert isinstance(waves, tuple)
    return [given[wave] for wave in waves] == [said["before"], said["now"]] and waves[1] == max(
        wave for wave, value in given.items() if value is not None
    )


def _chose_each(runs: object, answers: list[object]) -> bool:
    assert isinstance(runs, tuple)
    return len(runs) >= 2 and all(map(_chose, runs, answers[-len(runs) :]))


def _stands_apart(reason: Reason, situation: Situation) -> bool:
    lower, upper = situation.region[reason.item, "favourable"]
    favourable = own(situation, reason.item)[-1] in {"ample", "sufficient"}
    beyond = (lower > 0.5 and not favourable) if reason.kind == "below_region" else (upper < 0.5 and favourable)
    return beyond and (reason.params["lower"], reason.params["upper"]) == (lower, upper)


@given(
    history=st.lists(st.fixed_dictionaries({}, optional=ANSWERS), max_size=4),
    region=REGIONS,
)
def test_every_reason_of_every_card_is_true(
    deck: Deck, history: list[dict[str, object]], region: dict[tuple[str, str], tuple[float, float]]
) -> None:
    """Whatever someone answered, nothing is claimed that is not so, and no card comes without a reason."""
    situation = person(*history, region=region, profile={"experience": "0-3"})
    for choice in fitting_cards(deck.cards, situation):
        assert choice.reasons
        assert all(is_true(reason, situation) for reason in choice.reasons), choice
