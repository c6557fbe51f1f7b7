"""The fields of a questionnaire file: what its author may write and what the rest of Peil reads.

Decides which fields an item of each type has. Must not know files, forms or figures; whether items fit
together (rules, rotation, languages) is checked in `coherence`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_serializer,
)

from app.instrument.routing_rules import Rule

ItemType = Literal["single", "multi", "grid", "scale", "percent", "number", "text", "yes_no_per_choice"]

Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
OptionKey = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_+-]{0,63}$")]
Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _in_every_language(wording: dict[str, str], info: ValidationInfo) -> dict[str, str]:
    given = info.context or {}
    languages: tuple[str, ...] = given.get("languages", ())
    missing = [language for language in languages if language not in wording]
    foreign = [each for each in wording if languages and each not in (*languages, *given.get("begun", ()))]
    if missing:
        raise ValueError(f"the wording in '{', '.join(missing)}' is missing")
    if foreign:
        raise ValueError(f"'{', '.join(foreign)}' is not one of the instrument's languages, and has no catalogue")
    return wording


Wording = Annotated[dict[str, Sentence], AfterValidator(_in_every_language)]
"""A text by language: complete languages must be there, languages still being translated may be."""


def _named_alike(source: object, info: ValidationInfo) -> object:
    """Return a name that is the same in every language by language; anything else as it is."""
    if not isinstance(source, str):
        return source
    if not source.strip():
        raise ValueError("say where the questions come from")
    return dict.fromkeys(info.data.get("languages", ()), source) or source


class UnknownItem(LookupError):
    """The instrument has no item with this key."""


class _Part(BaseModel):
    """The base of every part of a questionnaire: immutable, and refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class GridLine(_Part):
    """One row of a grid; `open_text`: the person may type what "other" is."""

    key: OptionKey
    text: Wording
    open_text: bool = False


class Option(GridLine):
    """One answer to choose. `rank` orders the steps of a scale; None for an option outside it, such as "don't know".
    `or_higher`: what this step and all above it are together, where "no or higher" says it badly. It is left out where
    it is empty, so that a questionnaire without it has the digest it had.
    """

    rank: int | None = None
    favourable: bool = False
    exclusive: bool = False
    or_higher: Wording | None = Field(default=None, exclude_if=lambda words: words is None)


class Scale(_Part):
    """A scale that several items share: options in the order shown, or numbered steps with words at some of them."""

    options: tuple[Option, ...] = ()
    min: int | None = None
    max: int | None = None
    anchors: dict[int, Wording] = {}
    favourable_from: int | None = None


class Item(_Part):
    """One question of the questionnaire.

    After loading, the `options` (or steps) of its scale stand in the item itself. `short` is the title of
    what it measures; `seconds` the estimated time to answer. `required` is False unless decided otherwise:
    skipping is always allowed. `cuts` are the percentages from which a count is made. `escape` is an answer
    to a grid as a whole. `adds_up_with` names a percentage that together with this one cannot pass 100. An
    item `piped_from` another asks about what was chosen there: its `rows`.
    """

    key: Key
    block: Key
    number: Sentence
    measures: Key | None = None
    type: ItemType
    short: Wording
    text: Wording
    hint: Wording | None = None
    scale: Key | None = None
    options: tuple[Option, ...] = ()
    rows: tuple[GridLine, ...] = ()
    escape: Option | None = None
    max_choices: int | None = Field(default=None, ge=1)
    piped_from: Key | None = None
    adds_up_with: Key | None = None
    min: float | None = None
    max: float | None = None
    decimals: int = Field(default=0, ge=0, le=6)
    max_length: int = Field(default=1000, ge=1, le=4000)
    anchors: dict[int, Wording] = {}
    favourable_from: int | None = None
    cuts: tuple[int, ...] = ()
    comment: bool = False
    shown_if: Rule | None = None
    required: bool = False
    seconds: int = Field(default=8, ge=1, le=600)

    def __hash__(self) -> int:
        """Return a hash of the block and the key, so that what is computed from an item can be cached."""
        return hash((self.block, self.key))

    @property
    def construct_key(self) -> str:
        """Return the key of what the item measures: its own key unless several items measure the same."""
        return self.measures or self.key

    @property
    def option_keys(self) -> tuple[str, ...]:
        """Return the keys of the options, in the order shown."""
        return tuple(option.key for option in self.options)

    @property
    def row_keys(self) -> tuple[str, ...]:
        """Return the keys of the grid's rows, in the order shown."""
        return tuple(row.key for row in self.rows)

    @property
    def has_open_text(self) -> bool:
        """Return whether one of the options or rows is an "other" with a text field."""
        return any(option.open_text for option in self.options) or any(row.open_text for row in self.rows)


class Block(_Part):
    """A part of the questionnaire: the background questions, the fixed part or a theme."""

    key: Key
    title: Wording


class Relation(_Part):
    """A cross-tabulation agreed before the period opens: the answers to item `of`, for each answer to item `by`."""

    of: Key
    by: Key


class Pulse(_Part):
    """The short form of a questionnaire:
    `anchors` in every wave; groups from `pool` and from the present theme take turns.

    Items of one group are always asked together.
    """

    anchors: tuple[Key, ...]
    pool: tuple[tuple[Key, ...], ...]
    theme: Key
    themes: dict[Key, tuple[tuple[Key, ...], ...]]


class InstrumentHead(_Part):
    """Every part of a questionnaire except its items.

    `version`: which edition it is, for people; no code reads it, but every stored counting plan has it, so it
    stays. `source`: whose questions they are, by language; a name that is the same in each may stand there once.
    """

    key: Key
    version: Sentence
    title: Wording
    languages: tuple[Key, ...] = Field(min_length=1)
    source: Annotated[Wording, BeforeValidator(_named_alike)]
    blocks: tuple[Block, ...] = Field(min_length=1)
    scales: dict[Key, Scale] = {}
    pulse: Pulse
    relations: tuple[Relation, ...] = ()

    @field_serializer("source")
    def _as_written(self, source: dict[str, str]) -> dict[str, str] | str:
        """Return a source that is the same in every language once, as stored counting plans have it."""
        return next(iter(source.values())) if len(set(source.values())) == 1 else source


class Instrument(InstrumentHead):
    """A questionnaire whose parts fit together: load it with `load_instrument`.

    `card_help`: what is counted of whether cards help. It stands in no form: the ballot follows from the diary. None:
    that is not counted.
    """

    items: tuple[Item, ...] = Field(min_length=1)
    card_help: Item | None = None

    @property
    def counted(self) -> tuple[Item, ...]:
        """Return the items whose answers are counted: those of the form, and whether cards helped if it asks that."""
        return (*self.items, self.card_help) if self.card_help else self.items

    def item(self, key: str) -> Item:
        """Return the item with this key. Raises UnknownItem."""
        for item in self.counted:
            if item.key == key:
                return item
        raise UnknownItem(key)

    def items_named(self, keys: Iterable[str]) -> tuple[Item, ...]:
        """Return the items with these keys in the questionnaire's own order. Raises UnknownItem."""
        wanted = {self.item(key).key for key in keys}
        return tuple(item for item in self.counted if item.key in wanted)

    def counted_with(self, asked: Iterable[str]) -> frozenset[str]:
        """Return the keys of everything that is counted in a period that asks these items.
        These are the items themselves, and the one on whether cards helped where the questionnaire has it.
        """
        return frozenset(asked) | {item.key for item in self.counted[len(self.items) :]}

    @property
    def constructs(self) -> dict[str, dict[str, str]]:
        """Return the title of each construct by its key, in the questionnaire's order.

        A construct measured by several items has the title of the first.
        """
        titles: dict[str, dict[str, str]] = {}
        for item in self.items:
            titles.setdefault(item.construct_key, item.short)
        return titles


def seconds_to_answer(items: Iterable[Item]) -> int:
    """Return the estimated time to answer these items together, in seconds, rounded up to a multiple of ten."""
    return -(-sum(item.seconds for item in items) // 10) * 10


def free_text_room(items: Iterable[Item]) -> int:
    """Return how many characters of free text the fields of these items can hold together.

    Counts texts, notes and the fields beside "other".
    """
    fields = ((item, (item.type == "text") + item.comment + item.has_open_text) for item in items)
    return sum(item.max_length * number for item, number in fields)
