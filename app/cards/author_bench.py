"""The workbench of who writes cards: every card beside typical people, worked out once.

Decides what is tried together. Must not know any participant: typical people are a content file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean

from app.cards.author_checks import Fits, Hint, card_ease, hints, rounds_that_fit
from app.cards.card_deck import deck, personal_cards
from app.cards.personas import PERSONAS, Persona, PersonaFile, Step, follow, load_personas
from app.cards.vocabulary import favourable_options, names_of
from app.instrument.load import PEO, load_instrument


@dataclass(frozen=True, slots=True)
class TriedOn:
    """A typical person whom a card fits. `fits`: numbers of the waves in which its rule holds.
    `new`: numbers of the waves in which the person gets it as their new card.
    """

    persona: Persona
    fits: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorBench:
    """The results of trying every card on every typical person in `file`.
    `followed`: by person, the card they get in each wave. `fits`: by card, the (person, wave) pairs in which its rule
    holds. `hints`: what authors of cards should look at again.
    """

    file: PersonaFile
    followed: Mapping[str, tuple[Step, ...]]
    fits: Fits
    hints: Sequence[Hint]

    def tried(self, key: str) -> tuple[TriedOn, ...]:
        """Return the invented people (`peil cards personas`) whom this card fits; empty for a card for groups only."""
        rounds = self.fits.get(key, frozenset())
        tried = (
            TriedOn(
                persona,
                tuple(sorted(wave for person, wave in rounds if person == persona.key)),
                tuple(
                    step.wave_number
                    for step in self.followed[persona.key]
                    if step.choice is not None and step.choice.card.key == key
                ),
            )
            for persona in self.file.people
        )
        return tuple(each for each in tried if each.fits)

    def hints_about(self, key: str) -> tuple[Hint, ...]:
        """Return the hints for authors about the card with this key."""
        return tuple(hint for hint in self.hints if hint.key == key)

    def reading_levels(self) -> Iterator[tuple[str, float, float]]:
        """Yield (language, mean, highest) of the reading difficulty (LIX) of all cards."""
        for language in deck().languages:
            found = [card_ease(card, language).lix for card in deck().cards]
            yield language, mean(found), max(found)


@lru_cache
def author_bench() -> AuthorBench:
    """Try every card on every typical person and return the results; takes some seconds, once. Raises ContentFault."""
    instrument = load_instrument(PEO)
    favourable = favourable_options(instrument)
    file = load_personas(PERSONAS, names_of(instrument), cards=personal_cards())
    followed = {each.key: follow(each, personal_cards(), region=file, favourable=favourable) for each in file.people}
    fits = rounds_that_fit(personal_cards(), file, favourable)
    found = hints(deck().cards, fits=fits, followed=followed, people=file.people)
    return AuthorBench(file=file, followed=followed, fits=fits, hints=found)
