"""What a rule may look at: one person's answers, the region's released figures, and what became of cards.

Decides what counts as the latest answer. Must not know where any of it came from: the caller opens the diary
and reads the releases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from app.cards.schema import Card

DECLINED = "_declined"

RECENT_WAVES = 8
"""An answer this many waves old no longer says how someone is now; a rotation comes round sooner."""

Bounds = tuple[float, float]
Figures = Mapping[tuple[str, str], Bounds]
"""Published lower and upper bound of a share, 0 to 1, by item and option; what is withheld is absent."""

State = Literal["shown", "saved", "done", "refused"]


@dataclass(frozen=True, slots=True)
class Moment:
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
    """What became of a card. `wave_number`: when it was the new card; None when found under Kaarten."""

    state: State
    wave_number: int | None = None

    def turned(self, state: State) -> "CardState":
        """Keep the wave, so that saving or refusing the new card does not make room for another one."""
        return replace(self, state=state)


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a card is chosen by.

    `history`: oldest first. `profile`: background field to value. `card_states`: by card key.
    `favourable`: per item, which option is favourable and which is not; one that is neither ("don't know")
    is absent.
    """

    wave_number: int
    history: tuple[Moment, ...] = ()
    region: Figures = field(default_factory=dict)
    favourable: Mapping[str, Mapping[str, bool]]
    profile: Mapping[str, str] = field(default_factory=dict)
    card_states: Mapping[str, CardState] = field(default_factory=dict)

    def given(self, item: str) -> tuple[Answer, ...]:
        """The answers to an item (`grid.row` for a row), oldest first; none when the last is too old.

        Whoever prefers not to say now has no earlier answer either: it is not brought up again.
        """
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
    """The answer under the item's name, or of one row of a grid; None when it was not given."""
    grid, _, row = item.partition(".")
    value = answers.get(item, answers.get(grid))
    return value.get(row) if row and isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True)
class Reason:
    """One condition that held, to be worded in the reader's language.

    `kind`: `latest`, `run`, `change`, `below_region`, `above_region`, `profile`, `group` or `always`.
    `params`: what the sentence needs; see docs/cards.md.
    """

    kind: str
    item: str = ""
    params: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choice:
    """A card and why it is shown: all that held, nothing that did not."""

    card: Card
    reasons: tuple[Reason, ...]
