"""The workbench of who writes cards: every card beside typical people, worked out once.

Decides what is tried together. Must not know any participant: typical people are a content file.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import mean

from app.cards.author_checks import Fits, Hint, card_ease, hints, rounds_that_fit
from app.cards.card_deck import Deck
from app.cards.personas import Persona, PersonaFile, Step, follow, personas_of
from app.cards.taken_over import TakenOver, deck_for, personal_cards, taken_over
from app.cards.vocabulary import favourable_options, names_of
from app.instrument.installed import installed_keys, instrument_of, is_own


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
    """All typical people with the card each would get in each wave (`followed`), and hints for authors of cards.
    `deck`: the cards that were tried.
    """

    deck: Deck
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
        for language in self.deck.languages:
            found = [card_ease(card, language).lix for card in self.deck.cards]
            yield language, mean(found), max(found)


@lru_cache
def author_bench(questionnaire: str) -> AuthorBench:
    """Try every card of a questionnaire on every typical person: some seconds, done once. Raises ContentFault.

    One that was written on a page is tried on the typical people of the library, as far as they answer its questions;
    it gets no hints, because its cards are not its author's.
    """
    instrument, cards, whole = instrument_of(questionnaire), personal_cards(questionnaire), deck_for(questionnaire)
    favourable = favourable_options(instrument)
    file = typical_people(questionnaire)
    followed = {each.key: follow(each, cards, region=file, favourable=favourable) for each in file.people}
    fits = rounds_that_fit(cards, file, favourable)
    hinted = file.people and not is_own(questionnaire)
    found = hints(whole.cards, fits=fits, followed=followed, people=file.people) if hinted else []
    return AuthorBench(deck=whole, file=file, followed=followed, fits=fits, hints=found)


def typical_people(questionnaire: str) -> PersonaFile:
    """Return the typical people for a questionnaire, with their answers to its questions; nobody when there are none.

    Of one that was written on a page: those of the library, with their answers to questions that were taken over
    unchanged. What card they should get is left out, because fewer questions bring up other cards. Raises ContentFault.
    """
    if not is_own(questionnaire):
        return _people_of(questionnaire)
    own = instrument_of(questionnaire)
    region: dict[str, tuple[float, float]] = {}
    people: list[Persona] = []
    for key in installed_keys():
        file, known = _people_of(key), taken_over(own.items, instrument_of(key), languages=own.languages)
        region |= {item: bounds for item, bounds in file.region.items() if item.partition(".")[0] in known.questions}
        people += [left for each in file.people if (left := _left_of(each, known)) is not None]
    return PersonaFile(questionnaire=questionnaire, region=region, people=tuple(people))


def _people_of(questionnaire: str) -> PersonaFile:
    return personas_of(questionnaire, names_of(instrument_of(questionnaire)), cards=personal_cards(questionnaire))


def _left_of(persona: Persona, known: TakenOver) -> Persona | None:
    """Return a typical person with the answers and the background that were taken over; None without an answer."""
    answers = {item: values for item, values in persona.answers.items() if item.partition(".")[0] in known.questions}
    if not answers:
        return None
    profile = {item: value for item, value in persona.profile.items() if value in known.answers.get(item, ())}
    return persona.model_copy(update={"answers": answers, "profile": profile, "expects": {}, "never": ()})
