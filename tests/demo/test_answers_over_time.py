"""A person stays recognisable over the waves, and a region moves where its outline says so."""

from __future__ import annotations

from statistics import correlation, mean, pstdev

import pytest

from app.demo.outline import read_outline
from app.instrument.schema import Instrument
from tests.demo.conftest import Sample, crowd_of, sample_of


def grades(sample: Sample, first: int, second: int) -> tuple[list[int], list[int]]:
    """The grades for enjoyment of whoever gave one in both waves."""
    both = zip(sample.answers[first], sample.answers[second], strict=True)
    pairs = [(a.get("work_enjoyment"), b.get("work_enjoyment")) for a, b in both]
    kept = [(a, b) for a, b in pairs if isinstance(a, int) and isinstance(b, int)]
    return [a for a, _ in kept], [b for _, b in kept]


def test_the_next_wave_resembles_the_last(sample: Sample) -> None:
    """A trend of one's own moves slowly: that is what a mirror is for."""
    assert correlation(*grades(sample, 1, 2)) > 0.75


def test_a_year_later_a_person_has_moved_further(sample: Sample) -> None:
    """The tide drifts; otherwise every line would be flat with noise on it."""
    assert correlation(*grades(sample, 1, 13)) < correlation(*grades(sample, 1, 2)) - 0.02


def test_what_moves_in_the_region_can_be_seen(instrument: Instrument) -> None:
    """One subject improves and one worsens, each by at least ten points over the year."""
    trends = read_outline("peo").trends
    first, last = (
        sample_of(instrument, leanings={key: rate * passed for key, rate in trends.items()}, waves=(passed + 1,))
        for passed in (0, 12)
    )
    reflection = [share(each, "reflection", {"ample", "sufficient"}) for each in (first, last)]
    workload = [share(each, "workload", {"strong"}) for each in (first, last)]
    assert reflection[1] > reflection[0] + 0.10
    assert workload[1] > workload[0] + 0.10


def share(sample: Sample, item: str, options: set[str]) -> float:
    (wave,) = sample.answers.values()
    return mean(answers[item] in options for answers in wave if item in answers)


def test_a_team_that_leans_answers_differently(instrument: Instrument, sample: Sample) -> None:
    """Distinct teams make the boards of teams worth looking at."""
    leaning = sample_of(instrument, leanings={"work_enjoyment": -0.8}, waves=(1,))
    own, usual = (
        mean(a["work_enjoyment"] for a in each.answers[1] if isinstance(a.get("work_enjoyment"), int))
        for each in (leaning, sample)
    )
    assert own < usual - 0.7


def test_two_in_three_to_three_in_four_respond_and_some_more_than_others(instrument: Instrument) -> None:
    """65–75 % of the waves are answered; nobody is a machine."""
    crowd = crowd_of(instrument)
    people = [crowd.next_person("certified") for _ in range(300)]
    responses = [mean(crowd.responds(each, wave) for wave in range(1, 14)) for each in people]
    assert 0.65 <= mean(responses) <= 0.75
    assert pstdev(responses) > 0.15


@pytest.mark.parametrize("seed", [1, 7])
def test_the_same_person_gives_the_same_answers_again(instrument: Instrument, seed: int) -> None:
    """Answers follow from seed, person and wave, whatever else was asked of the crowd before."""
    items = instrument.items_named(["work_enjoyment", "reflection"])
    first, second = crowd_of(instrument, seed=seed), crowd_of(instrument, seed=seed)
    person = first.next_person("municipal")
    assert person == second.next_person("municipal")
    first.fields(person, items, wave=3, leanings={})
    assert first.fields(person, items, wave=5, leanings={}) == second.fields(person, items, wave=5, leanings={})
