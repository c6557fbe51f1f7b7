"""The data that a card's rule is evaluated on: one person's answers, released figures, and the state of cards.

Decides what counts as the latest answer. Must not know where the data came from: the caller opens the diary
and reads the releases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from statistics import NormalDist
from typing import Literal

from app.cards.card_schema import Card
from app.statistics.grades import Grade, graded

DECLINED = "_declined"

RECENT_WAVES = 8
"""An answer this many waves old is no longer used; every item is asked again sooner than that."""

HALF_95 = NormalDist().inv_cdf(0.975)
"""From the middle of a normal law to the end of its 95 % interval, in standard deviations."""

Bounds = tuple[float, float]
Figures = Mapping[tuple[str, str], Bounds]
"""Published lower and upper bound of a share, 0 to 1, by item and option; what is withheld is absent."""

Estimates = Mapping[tuple[str, str], "ShareEstimate"]
"""What is estimated of a group, by item and option; what is withheld is absent."""

State = Literal["shown", "saved", "done", "refused", "later"]
Helped = Literal["yes", "a_bit", "no"]


@dataclass(frozen=True, slots=True)
class ShareEstimate:
    """A group's estimated share 0…1 with its 95 % interval."""

    share: float
    lower: float
    upper: float

    def grade(self, *, at_most: float | None = None, at_least: float | None = None) -> Grade:
        """Return how certain it is that the share is at most, or at least, a bound: "sure", "likely" or "none".

        Each side of the interval is read as half a normal law, so it is certain (97.5 %) where the whole interval lies
        on the named side; the same two grades as for signals.
        """
        if at_most is not None:
            return _one_sided(at_most - self.share, spread=self.upper - self.share)
        return _one_sided(self.share - (at_least or 0.0), spread=self.share - self.lower)


def _one_sided(room: float, *, spread: float) -> Grade:
    """Return the grade of lying before a bound that is `room` away; `spread`: from the middle to the interval's end."""
    if room < 0:
        return "none"
    chance = NormalDist(sigma=max(spread, 1e-9) / HALF_95).cdf(room)
    return graded(round(chance, 9), apart=False)  # An interval that ends at the bound lies before it.


@dataclass(frozen=True, slots=True)
class AnsweredWave:
    """One person's answers in one wave, as the diary stores them; a grid is a mapping of its rows."""

    wave_number: int
    answers: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to an item, with the number of the wave in which it was given."""

    wave_number: int
    value: object


@dataclass(frozen=True, slots=True)
class CardState:
    """What a person did with a card (saved, done, refused and so on), and the waves in which it was their new card.
    `wave_number`: the last wave in which it was the new card; None when they found it in the list of cards.
    `also_new_in`: the last wave but one in which it was the new card; None when it was so only once. `done_in`: the
    wave in which they said they did it. `helped`: whether they said it helped, asked in wave `helped_in`.
    """

    state: State
    wave_number: int | None = None
    done_in: int | None = None
    helped: Helped | None = None
    helped_in: int = 0
    also_new_in: int | None = None

    @property
    def new_in(self) -> tuple[int, ...]:
        """Return the numbers of the last waves, two at most, in which this card was the person's new card."""
        return tuple(number for number in (self.also_new_in, self.wave_number) if number is not None)

    def turned(self, state: State) -> "CardState":
        """Return a copy in which only `state` differs, for when the person reacts to the card, such as by saving it."""
        return replace(self, state=state)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything about a person or group by which cards are chosen.

    `history`: oldest first. `profile`: background field to value. `card_states`: by card key. `favourable`:
    per item, whether each option is favourable; an option that is neither, such as "don't know", is absent.
    `estimates`: of the group, for its cards; a person has none.
    """

    wave_number: int
    history: tuple[AnsweredWave, ...] = ()
    region: Figures = field(default_factory=dict)
    estimates: Estimates = field(default_factory=dict)
    favourable: Mapping[str, Mapping[str, bool]]
    profile: Mapping[str, str] = field(default_factory=dict)
    card_states: Mapping[str, CardState] = field(default_factory=dict)

    @cached_property
    def evaluated(self) -> dict[int, tuple[object, "tuple[Reason, ...] | None"]]:
        """Return the cache of what each rule came to, by its identity, with the rule itself, so that it stays alive."""
        return {}

    @cached_property
    def _asked(self) -> dict[str, tuple[Answer, ...]]:
        """Return the cache of answers by item: many rules ask for the same item."""
        return {}

    def given(self, item: str) -> tuple[Answer, ...]:
        """Return the answers to an item (`grid.row` in a grid), oldest first; empty when the last one is too old.

        When the person preferred not to answer, the earlier answers are left out too: the subject is not
        brought up again.
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
    value = answers.get(item)
    if "." not in item:
        return value
    grid, _, row = item.partition(".")
    value = answers.get(grid) if value is None else value
    return value.get(row) if isinstance(value, Mapping) else value


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for choosing a card: one condition of its rule that holds, with the values for its sentence.

    `kind`: `latest`, `run`, `change`, `below_region`, `above_region`, `profile`, `group` or `always`.
    `params`: the values that the sentence needs; see docs/cards.md. `strength`: how far beyond its bound, 1
    (just) to 4.
    """

    kind: str
    item: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    strength: int = field(default=1, compare=False)

    @property
    def of_own_answers(self) -> bool:
        """Return whether the reason rests on one of the person's own answers."""
        return self.kind in {"latest", "run", "change", "below_region", "above_region"}

    @property
    def waves(self) -> tuple[int, ...]:
        """Return the numbers of the waves whose answers support the reason, oldest first; empty without an answer."""
        several, one = self.params.get("wave_numbers"), self.params.get("wave_number")
        return several if isinstance(several, tuple) else (one,) if isinstance(one, int) else ()

    @property
    def wave_number(self) -> int | None:
        """Return the number of the latest wave with an answer that this reason rests on; None when it rests on none."""
        return self.waves[-1] if self.waves else None


@dataclass(frozen=True, slots=True)
class ChosenCard:
    """A card whose rule holds for a person or group, with a reason for each condition of the rule that holds."""

    card: Card
    reasons: tuple[Reason, ...]

    @property
    def of_own_answers(self) -> bool:
        """Return whether one of the person's own answers supports the card; only such a card can be new."""
        return any(reason.of_own_answers for reason in self.reasons)
