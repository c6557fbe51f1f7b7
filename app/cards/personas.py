"""Invented typical people, and which card each of them gets wave after wave.

Decides whether the card of each wave is what the author expected. Reads a content file; must not know any
participant.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.cards.card_choice import cards_over_waves, needs_people
from app.cards.card_schema import Card, Key, Kind, Line
from app.cards.rule_names import KnownNames, unknown
from app.cards.situation import DECLINED, AnsweredWave, CardState, ChosenCard, Situation, State
from app.config import ROOT
from app.content.reading import ContentFault, Fault, LinedDocument, Place, read_yaml_with_lines, validated

FOLDER = ROOT / "app" / "content"
FILES = "personas*.yaml"

Favourable = Mapping[str, Mapping[str, bool]]
Value = int | str | tuple[str, ...] | None
Verdict = Literal["right", "harmless", "wrong"]


class _PersonaContent(BaseModel):
    """The base of every piece of the personas file: immutable, and refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Persona(_PersonaContent):
    """One invented person; `answers` has one value per wave for each item.
    `expects`, `did`: by wave number from 1, the kinds of card that should come, and what the person did with it.

    `never`: cards that may not come as new.
    """

    key: Key
    who: Line
    profile: dict[str, str]
    answers: Annotated[dict[str, tuple[Value, ...]], Field(min_length=1)]
    did: dict[int, State] = {}
    expects: dict[int, tuple[Kind | Literal["none"], ...]] = {}
    never: tuple[str, ...] = ()

    @property
    def waves(self) -> int:
        """Return the number of waves that this person has answers for."""
        return len(next(iter(self.answers.values())))

    @model_validator(mode="after")
    def _of_one_length(self) -> Self:
        if len({len(values) for values in self.answers.values()}) != 1:
            raise ValueError("give each item one value a round, the same number for all")
        if not 6 <= self.waves <= 13:
            raise ValueError("give six to thirteen rounds")
        if any(not 1 <= wave <= self.waves for wave in (*self.did, *self.expects)):
            raise ValueError("expects and did are for rounds that there are")
        return self


class PersonaFile(_PersonaContent):
    """The contents of a personas file: the invented people and the published bounds of their region, by item."""

    questionnaire: Key
    region: dict[str, tuple[float, float]]
    people: tuple[Persona, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """The card that one invented person got in one wave, and whether that was the kind of card expected."""

    wave_number: int
    choice: ChosenCard | None
    in_need: bool
    verdict: Verdict

    @property
    def kind(self) -> str:
        """Return the kind of the card that the person got, or "none"."""
        return self.choice.card.kind if self.choice else "none"

    @property
    def is_filler(self) -> bool:
        """Return whether the person got a card that none of their own answers calls for."""
        return self.choice is not None and not self.choice.of_own_answers


def load_personas(path: Path, known: KnownNames, *, cards: Sequence[Card]) -> PersonaFile:
    """Read and check the file of invented people. Raises ContentFault with every fault."""
    document = read_yaml_with_lines(path)
    file = validated(document, PersonaFile)
    faults = list(_faults(file, known, document, keys={card.key for card in cards}))
    if faults:
        raise ContentFault(faults)
    return file


def personas_of(questionnaire: str, known: KnownNames, *, cards: Sequence[Card]) -> PersonaFile:
    """Return the invented people who answer a questionnaire; nobody when no file is for it. Raises ContentFault."""
    for path in sorted(FOLDER.glob(FILES)):
        if validated(read_yaml_with_lines(path), PersonaFile).questionnaire == questionnaire:
            return load_personas(path, known, cards=cards)
    return PersonaFile(questionnaire=questionnaire, region={}, people=())


def follow(persona: Persona, cards: Sequence[Card], *, region: PersonaFile, favourable: Favourable) -> tuple[Step, ...]:
    """Replay the waves that an invented person answered: return the card of each, and whether its kind was expected.
    `region`: the file with the region's published bounds; `favourable`: which options are favourable, by item.
    """
    situations = situations_of(persona, region.region, favourable)
    reactions: dict[str, CardState] = {}
    steps = []
    was_in_need = False
    for place, situation in enumerate(situations, start=1):
        chosen, states = cards_over_waves(cards, situations[:place], reactions)
        choice, now = chosen[-1], replace(situation, card_states=states)
        in_need = needs_people(cards, now)
        verdict = _verdict(persona, now, choice, starts=in_need and not was_in_need)
        steps.append(Step(situation.wave_number, choice, in_need, verdict))
        was_in_need = in_need
        if choice is not None and situation.wave_number in persona.did:
            reactions[choice.card.key] = CardState(persona.did[situation.wave_number], situation.wave_number)
    return tuple(steps)


def _verdict(persona: Persona, situation: Situation, choice: ChosenCard | None, *, starts: bool) -> Verdict:
    """Return the verdict on one card.

    Wrong: it was not expected, it may never come, or it is a tip in the wave in which the person starts to
    need people.
    """
    kind = choice.card.kind if choice else "none"
    expected = persona.expects.get(situation.wave_number)
    wrong = expected is not None and kind not in expected
    wrong = wrong or (choice is not None and choice.card.key in persona.never)
    wrong = wrong or (starts and not (choice is not None and choice.card.kind == "people"))
    if wrong:
        return "wrong"
    return "right" if expected is not None or starts else "harmless"


def situations_of(
    persona: Persona, region: Mapping[str, tuple[float, float]], favourable: Favourable
) -> list[Situation]:
    """Return for each wave that this invented person answered what their card is chosen from, oldest first.
    `region`: the published bounds (lower, upper) of the region's favourable share, by item; `favourable`: the
    favourable options, by item.
    """
    moments = tuple(
        AnsweredWave(wave + 1, _nested({item: values[wave] for item, values in persona.answers.items()}))
        for wave in range(persona.waves)
    )
    return [
        Situation(
            wave_number=moment.wave_number,
            history=moments[: moment.wave_number],
            region={(item, "favourable"): bounds for item, bounds in region.items()},
            favourable=favourable,
            profile=persona.profile,
        )
        for moment in moments
        if moment.answers
    ]


def _nested(given: Mapping[str, Value]) -> dict[str, object]:
    """Return the answers of a wave as the diary stores them: rows within their grid, without what was not answered."""
    answers: dict[str, object] = {}
    for name, value in given.items():
        grid, _, row = name.partition(".")
        if value is None:
            continue
        if row:
            rows = answers.setdefault(grid, {})
            assert isinstance(rows, dict)
            rows[row] = value
        else:
            answers[name] = list(value) if isinstance(value, tuple) else value
    return answers


def _faults(file: PersonaFile, known: KnownNames, document: LinedDocument, *, keys: set[str]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, persona in enumerate(file.people):
        for where, what in _faults_of(persona, known, keys):
            yield document.fault_at(("people", place, *where), f"{persona.key}: {what}")
        if persona.key in seen:
            yield document.fault_at(("people", place, "key"), f"{persona.key}: another person has this key too")
        seen.add(persona.key)


def _faults_of(persona: Persona, known: KnownNames, keys: set[str]) -> Iterator[tuple[Place, str]]:
    for field, value in persona.profile.items():
        if value not in known.answers.get(field, frozenset()):
            yield ("profile",), unknown("background called", f"{field}: {value}", known.answers.get(field, ()))
    for item, values in persona.answers.items():
        if item not in known.answers:
            yield ("answers", item), unknown("item", item, known.answers)
            continue
        for answer in values:
            if not _can_be(answer, item, known):
                yield ("answers", item), f"'{answer}' is no answer to '{item}'"
    for card in persona.never:
        if card not in keys:
            yield ("never",), unknown("card", card, keys)


def _can_be(value: Value, item: str, known: KnownNames) -> bool:
    if value is None or value == DECLINED:
        return True
    options = known.answers[item]
    if options:
        return set(value if isinstance(value, tuple) else (value,)) <= options
    low, high = known.numbers.get(item, (0, 0))
    return isinstance(value, int) and low <= value <= high
