"""What a rule may look at: one person's answers, the region's released figures, and what became of cards.

Decides what counts as the latest answer. Must not know where any of it came from: the caller opens the diary
and reads the releases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

from app.cards.card_schema import Card

DECLINED = "_declined"

RECENT_WAVES = 8
"""An answer this many waves old no longer says how someone is now; a rotation comes round sooner."""

Bounds = tuple[float, float]
Figures = Mapping[tuple[str, str], Bounds]
"""Published lower and upper bound of a share, 0 to 1, by item and option; what is withheld is absent."""

State = Literal["shown", "saved", "done", "refused", "later"]
Helped = Literal["yes", "a_bit", "no"]


@dataclass(frozen=True, slots=True)
class AnsweredWave:
    """One person's answers in one wave, as the diary keeps them; a grid is a mapping of its rows."""

    wave_number: int
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that was given."""

    wave_number: int
    value: object


@dataclass(frozen=True, slots=True)
class CardState:
    """What became of a card. `wave_number`: when it was the new card; None when found under Kaarten.

    `done_in`: the wave in which it was called done. `helped`: what its owner said about that in wave `helped_in`.
    """

    state: State
    wave_number: int | None = None
    done_in: int | None = None
    helped: Helped | None = None
    helped_in: int = 0

    def turned(self, state: State) -> "CardState":
        """Keep the wave, so that saving or refusing the new card does not make room for another one."""
        return replace(self, state=state)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """All that a card is chosen by.

    `history`: oldest first. `profile`: background field to value. `card_states`: by card key.
    `favourable`: per item, which option is favourable and which is not; one that is neither ("don't know")
    is absent.
    """

    wave_number: int
    history: tuple[AnsweredWave, ...] = ()
    region: Figures = field(default_factory=dict)
    favourable: Mapping[str, Mapping[str, bool]]
    profile: Mapping[str, str] = field(default_factory=dict)
    card_states: Mapping[str, CardState] = field(default_factory=dict)

    @cached_property
    def _asked(self) -> dict[str, tuple[Answer, ...]]:
        """Return what was looked up before: many rules ask for the same item."""
        return {}

    def given(self, item: str) -> tuple[Answer, ...]:
        """Return the answers to an item (`grid.row` for a row), oldest first; none when the last is too old.

        Whoever prefers not to say now has no earlier answer either: it is not brought up again.
        """
        if item not in self._asked:
            self._asked[item] = self._given(item)
        return self._asked[item]

    def _given(self, item: str) -> tuple[Answer, ...]:
        answers: list[Answer] = []
        for moment in self.history:
            value = _value(moment.answers, item)
            if value == DECLINED:
                answers.clear()
            elif value is not None:
                answers.append(Answer(moment.wave_number, value))
        recent = answers and self.wave_number - answers[-1].wave_number < RECENT_WAVES
        return tuple(answers) if recent else ()


def _value(answers: Mapping[str, object], item: str) -> object:
    """Return the answer under the item's name, or of one row of a grid; None when it was not given."""
    grid, _, row = item.partition(".")
    value = answers.get(item, answers.get(grid))
    return value.get(row) if row and isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that held, to be worded in the reader's language.

    `kind`: `latest`, `run`, `change`, `below_region`, `above_region`, `profile`, `group` or `always`.
    `params`: what the sentence needs; see docs/cards.md. `strength`: how far beyond its bound, 1 (just) to 4.
    """

    kind: str
    item: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    strength: int = field(default=1, compare=False)

    @property
    def of_own_answers(self) -> bool:
        """Return whether something that this person answered carries it."""
        return self.kind in {"latest", "run", "change", "below_region", "above_region"}

    @property
    def waves(self) -> tuple[int, ...]:
        """Return the waves of the answers that carry it, oldest first; none without an answer."""
        several, one = self.params.get("wave_numbers"), self.params.get("wave_number")
        return several if isinstance(several, tuple) else (one,) if isinstance(one, int) else ()

    @property
    def wave_number(self) -> int | None:
        """Return the wave of the latest answer that carries it; None without an answer."""
        return self.waves[-1] if self.waves else None


@dataclass(frozen=True, slots=True)
class ChosenCard:
    """A card and why it is shown: all that held, nothing that did not."""

    card: Card
    reasons: tuple[Reason, ...]

    @property
    def of_own_answers(self) -> bool:
        """Return whether something that this person answered brought it up: only such a card is ever new."""
        return any(reason.of_own_answers for reason in self.reasons)
