"""Simulated people and their answers, wave after wave. Pure; every draw comes from the seed.

A person is modelled on one invented respondent of the same kind of organisation (`respondents`). Each answer of that
respondent becomes a normal score: where it ranks among the answers of its kind (Blom's normal scores; ties are spread
evenly). In each wave the score is mixed with the person's slow change (tide) and the mood of the day, and turned back
into the answer with that rank. Shares and means per kind of organisation therefore stay those of the file; relations
between items stay too, weakened by the mood of the day and kept up by the tide, which moves all items of a person
together. Teams and trends shift the score.

Source of the mixture: the threshold model for ordinal answers (Agresti, Analysis of Ordinal Categorical Data, 2nd ed.,
section 3.3); the tide is a first-order autoregressive process.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from math import sqrt
from statistics import NormalDist

from app.demo.outline import Leanings
from app.demo.respondents import Kind, Respondent, Value
from app.demo.seeded_chance import Chance
from app.instrument.answers import DECLINED
from app.instrument.schema import Instrument, Item

# The parts of an answer's variance that come from the person, the tide and the day; together 1.
OWN, TIDE, DAY = 0.74, 0.16, 0.10
TIDE_STAYS = 0.9  # Correlation of a person's tide with the tide one wave earlier.
RATHER_NOT, SKIPPED = 0.02, 0.01
STANDARD = NormalDist()


@dataclass(frozen=True, slots=True)
class SimulatedPerson:
    """A simulated professional. `scores`: standard deviations from the middle of their kind of organisation, per item.
    `fixed`: answers outside a scale, which stay as they are. `several`: what they choose where several
    choices fit. `tides`: by wave, how much better or worse things go for them than usual, in standard deviations.
    `response`: the chance that they answer a wave.
    """

    number: int
    org_type: str
    profile: Mapping[str, str]
    scores: Mapping[str, float]
    fixed: Mapping[str, Value]
    several: Mapping[str, tuple[str, ...]]
    tides: tuple[float, ...]
    response: float


class Crowd:
    """Makes the simulated people of a demonstration region, one after another in the order in which they join."""

    def __init__(
        self,
        instrument: Instrument,
        kinds: Mapping[str, Kind],
        *,
        chance: Chance,
        waves: int,
        against: Mapping[str, int] | None = None,
    ) -> None:
        """Prepare the people. `waves`: how many they can answer, the open one included.

        `against`: whether a high tide lowers an item's answer (-1) or leaves it (0); it raises every other.
        """
        self._against = against or {}
        self._instrument = instrument
        self._kinds = kinds
        self._chance = chance
        self._waves = waves
        self._models = {org_type: self._deal(org_type) for org_type in kinds}
        self._number = 0

    def next_person(self, org_type: str) -> SimulatedPerson:
        """Make a new person for an organisation of this kind. Raises KeyError for a kind without respondents."""
        self._number += 1
        draws = self._chance.stream("person", self._number)
        model, kind = next(self._models[org_type]), self._kinds[org_type]
        return SimulatedPerson(
            number=self._number,
            org_type=org_type,
            profile=model.profile,
            scores=_scores(model, kind, draws),
            fixed={key: value for key, value in model.answers.items() if value not in kind.ranked[key]},
            several={key: given or draws.choice(kind.chosen(key)) for key, given in model.several.items()},
            tides=tuple(islice(_tides(draws), self._waves)),
            response=draws.betavariate(7, 3),
        )

    def responds(self, person: SimulatedPerson, wave: int, *, share: float = 1.0) -> bool:
        """Return whether this person has answered wave `wave` (from 1) when `share` (0…1) of its time has passed."""
        return self._chance.stream("response", person.number, wave).random() < person.response * share

    def fields(
        self, person: SimulatedPerson, items: Sequence[Item], *, wave: int, leanings: Leanings
    ) -> dict[str, list[str]]:
        """Return the form as this person fills it in: values by control name.

        `leanings`: of their team, trends included.
        """
        draws = self._chance.stream("wave", person.number, wave)
        answers: dict[str, list[str]] = {}
        for item in items:
            mood, whim = draws.gauss(), draws.random()
            if whim < RATHER_NOT:
                answers[item.key] = [DECLINED]
            elif whim >= RATHER_NOT + SKIPPED and (
                given := self._answer(person, item, wave=wave, shift=sqrt(DAY) * mood + leanings.get(item.key, 0.0))
            ):
                answers[item.key] = given
        return _possible(answers, items)

    def _answer(self, person: SimulatedPerson, item: Item, *, wave: int, shift: float) -> list[str]:
        if item.key in person.several:
            return list(person.several[item.key])
        if item.key in person.fixed:
            return [str(person.fixed[item.key])]
        ranked = self._kinds[person.org_type].ranked.get(item.key)
        if not ranked:
            return []
        tide = self._against.get(item.key, 1) * person.tides[wave - 1]
        score = sqrt(OWN) * person.scores[item.key] + sqrt(TIDE) * tide + shift
        place = STANDARD.cdf(score) * len(ranked)
        return [str(ranked[min(int(place), len(ranked) - 1)])]

    def _deal(self, org_type: str) -> Iterator[Respondent]:
        """Return the respondents in a random order, again and again, so that each is used equally often."""
        respondents = list(self._kinds[org_type].respondents)
        self._chance.stream("deal", org_type).shuffle(respondents)
        return cycle(respondents)


def _scores(model: Respondent, kind: Kind, draws: random.Random) -> dict[str, float]:
    """Return a person's normal score per item; a random one for an item that the respondent left open."""
    return {key: _score(model.answers.get(key), ranked, draws.random()) for key, ranked in kind.ranked.items()}


def _score(answer: Value | None, ranked: Sequence[Value], chance: float) -> float:
    if answer is None or answer not in ranked:
        low, high = 0, len(ranked)
    else:
        low = ranked.index(answer)
        high = low + ranked.count(answer)
    return STANDARD.inv_cdf((low + max(chance, 1e-9) * (high - low)) / len(ranked))


def _tides(draws: random.Random) -> Iterator[float]:
    """Yield a person's tide for each wave: standard normal, strongly correlated with the wave before."""
    tide = draws.gauss()
    while True:
        yield tide
        tide = TIDE_STAYS * tide + sqrt(1 - TIDE_STAYS**2) * draws.gauss()


def _possible(answers: dict[str, list[str]], items: Sequence[Item]) -> dict[str, list[str]]:
    """Correct the answers so that shares that add up are at most 100 % together."""
    for item in items:
        if item.adds_up_with is None:
            continue
        first, second = (answers.get(key, [DECLINED])[0] for key in (item.adds_up_with, item.key))
        if DECLINED not in {first, second} and int(first) + int(second) > 100:
            answers[item.key] = [str(100 - int(first))]
    return answers
