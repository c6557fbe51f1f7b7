"""How many of the demonstration's people have a new card in each wave. Pure: no database, nobody's diary.

The same simulated people answer the same waves as in the demonstration. Nobody joins, leaves or reacts to a card, and
the region has published nothing, so that rules which compare with the region never hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.cards import AnsweredWave, Card, Situation, cards_over_waves
from app.cards.situation import ChosenCard
from app.cards.vocabulary import favourable_options
from app.demo.outline import Leanings, RegionOutline
from app.demo.respondents import read_respondents
from app.demo.seeded_chance import Chance
from app.demo.simulated_people import Crowd, SimulatedPerson
from app.instrument.answers import read_form
from app.instrument.rotation import items_of_wave
from app.instrument.schema import Instrument


@dataclass(slots=True)
class WaveOfCards:
    """How many of the invented people who answered one wave got a new card, and of which kinds.
    `people`: how many answered; `fresh`: how many new cards rest on an answer of this very wave; `kinds`: how many new
    cards there are of each kind.
    """

    number: int
    people: int = 0
    fresh: int = 0
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def with_card(self) -> int:
        """Return how many people got a new card in this wave."""
        return self.kinds.total()

    def add(self, choice: ChosenCard | None) -> None:
        """Count one person who answered. `choice`: their new card in this wave; None without one."""
        self.people += 1
        if choice is not None:
            self.kinds[choice.card.kind] += 1
            self.fresh += any(reason.wave_number == self.number for reason in choice.reasons)


def cards_of_the_crowd(
    outline: RegionOutline, instrument: Instrument, cards: Sequence[Card], *, seed: int, waves: int
) -> tuple[WaveOfCards, ...]:
    """Simulate everybody in the region for this many waves; return, wave by wave, how many got which new cards."""
    crowd = Crowd(instrument, read_respondents(instrument), chance=Chance(seed), waves=waves, against=outline.against)
    favourable = favourable_options(instrument)
    found = {number: WaveOfCards(number) for number in range(1, waves + 1)}
    for person, leanings in _everybody(outline, crowd):
        history = tuple(
            _answered(crowd, person, instrument, leanings={n: _in_wave(n, leanings, outline) for n in found})
        )
        situations = [
            Situation(
                wave_number=each.wave_number, history=history[:place], favourable=favourable, profile=person.profile
            )
            for place, each in enumerate(history, start=1)
        ]
        chosen, _states = cards_over_waves(cards, situations, {})
        for answered, choice in zip(history, chosen, strict=True):
            found[answered.wave_number].add(choice)
    return tuple(found.values())


def _everybody(outline: RegionOutline, crowd: Crowd) -> Iterator[tuple[SimulatedPerson, Leanings]]:
    for organisation in outline.organisations:
        for team in organisation.teams:
            for _ in range(team.size):
                yield crowd.next_person(organisation.org_type), team.profile


def _in_wave(number: int, team: Leanings, outline: RegionOutline) -> Leanings:
    """Return how a team and the region's trend shift the answers in this wave, in standard deviations."""
    trends = {item: rate * (number - 1) for item, rate in outline.trends.items()}
    return {item: team.get(item, 0.0) + trends.get(item, 0.0) for item in {*team, *trends}}


def _answered(
    crowd: Crowd, person: SimulatedPerson, instrument: Instrument, *, leanings: Mapping[int, Leanings]
) -> Iterator[AnsweredWave]:
    """Yield the answers of this person, for each wave in `leanings` that they respond to."""
    for number, shifts in leanings.items():
        if crowd.responds(person, number):
            items = instrument.items_named(items_of_wave(instrument, wave_number=number))
            fields = crowd.fields(person, items, wave=number, leanings=shifts)
            yield AnsweredWave(number, read_form(items, fields).answers)
