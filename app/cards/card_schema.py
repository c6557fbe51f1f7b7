"""The fields of a card file and the conditions that a card's rule may contain.

Decides which fields and conditions exist. Must not know any questionnaire (`rule_names` checks the names of
items and options), any participant, or when a condition holds (`rule_evaluation`).
"""

from functools import cached_property
from typing import Annotated, Literal, Self, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    StringConstraints,
    Tag,
    model_validator,
)

from app.content.contact_kinds import ContactKind

Item = TypeVar("Item")


def _some(values: tuple[Item, ...]) -> tuple[Item, ...]:
    """Raise ValueError for an empty list; runs after the parts were checked, so that a faulty part is reported once."""
    if not values:
        raise ValueError("name at least one")
    return values


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
Share = Annotated[float, Field(ge=0, le=1)]
Options = Annotated[tuple[str, ...], AfterValidator(_some)]
Text = dict[str, Line]
"""The same sentence per language: {nl: …, en: …}."""

Kind = Literal["people", "do", "talk", "learn", "ask", "organise"]
"""What a card's step is: go to people, do something alone, talk about it, learn, ask, or arrange it."""

Audience = Literal["professional", "starter", "team", "manager", "organisation", "policy", "education"]
PERSONAL_AUDIENCES: frozenset[Audience] = frozenset({"professional", "starter"})


class _Content(BaseModel):
    """The base of every piece of a content file: immutable, and refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class _Bounded(_Content):
    """The base of conditions with exactly one bound: `in`, `at_most` or `at_least`."""

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        fields = ("among", "at_most", "at_least")
        if sum(getattr(self, field, None) is not None for field in fields) != 1:
            raise ValueError("write exactly one of in, at_most, at_least (numbers take no in)")
        return self


class Expected(_Bounded):
    """What an answer must be for a condition to hold: `in` for options, `at_most` or `at_least` for numbers."""

    among: Annotated[Options | None, Field(alias="in")] = None
    at_most: float | None = None
    at_least: float | None = None


class Difference(_Bounded):
    """How far a number must have moved, in the item's own unit, within the last `within` answers.

    A rise is counted from the lowest earlier answer, a fall from the highest.
    """

    at_most: float | None = None
    at_least: float | None = None
    within: Annotated[int, Field(ge=2, le=6)] = 2


class Repeated(Expected):
    """What each of the last `times` answers must be for a condition to hold."""

    times: Annotated[int, Field(ge=2, le=6)] = 2


class Latest(_Content):
    """Condition on the latest answer to an item. An answer of several options fulfils it when one of them does."""

    item: str
    latest: Expected


class Run(_Content):
    """Condition on each of the last few answers to an item."""

    item: str
    run: Repeated


class Change(_Content):
    """Condition that the latest number has moved since earlier ones, as far as `change` says."""

    item: str
    change: Difference


class AgainstRegion(_Content):
    """Condition that the person's latest answer differs from most answers in the region (see `rule_evaluation`)."""

    item: str
    against_region: Literal["below", "above"]
    option: str = "favourable"


class Profile(_Content):
    """Condition that a background field, such as years of experience, has one of these values."""

    profile: str
    among: Annotated[Options, Field(alias="in")]


class GroupShareRule(_Bounded):
    """Condition that both published bounds of an option's share are at most, or at least, this share (0 to 1)."""

    group: str
    option: str = "favourable"
    at_most: Share | None = None
    at_least: Share | None = None


class Always(_Content):
    """Condition that always holds, for general cards with a low priority."""

    always: Literal[True]


class All(_Content):
    """Condition that holds when each of its parts holds."""

    all: Annotated[tuple["Rule", ...], AfterValidator(_some)]


class AnyOf(_Content):
    """Condition that holds when at least one of its parts holds."""

    any: Annotated[tuple["Rule", ...], AfterValidator(_some)]


class Not(_Content):
    """Condition that holds when its part does not. It gives no reason, so a rule needs another condition beside it."""

    negated: Annotated["Rule", Field(alias="not")]


SHAPES = ("all", "any", "not", "always", "profile", "group", "latest", "run", "change", "against_region")


def _shape(rule: object) -> str | None:
    """Return which field tells the kind of this condition, so that a fault names that kind only; None when unknown."""
    return next((shape for shape in SHAPES if shape in rule), None) if isinstance(rule, dict) else None


Rule = Annotated[
    Annotated[All, Tag("all")]
    | Annotated[AnyOf, Tag("any")]
    | Annotated[Not, Tag("not")]
    | Annotated[Always, Tag("always")]
    | Annotated[Profile, Tag("profile")]
    | Annotated[GroupShareRule, Tag("group")]
    | Annotated[Latest, Tag("latest")]
    | Annotated[Run, Tag("run")]
    | Annotated[Change, Tag("change")]
    | Annotated[AgainstRegion, Tag("against_region")],
    Discriminator(
        _shape,
        custom_error_type="unknown_rule",
        custom_error_message="a rule has one of these fields: " + ", ".join(SHAPES),
    ),
]


def specificity(rule: "Rule") -> int:
    """Return how specific a rule is: the smallest number of conditions with which it can hold; 0 for `always`.

    Of two cards with equal priority, the one with the more specific rule goes first.
    """
    match rule:
        case All():
            return sum(specificity(part) for part in rule.all)
        case AnyOf():
            return min(specificity(part) for part in rule.any)
        case Always():
            return 0
        case Run():
            return rule.run.times
        case Change():
            return 2
        case _:
            return 1


def strength_at_most(rule: "Rule") -> int:
    """Return the highest strength, 1 to 4, that a reason of this rule can have (see `Reason` and `rule_evaluation`).

    An answer in words lies at most at the end of its scale, so it is never stronger than 2; numbers and runs can be 4.
    """
    match rule:
        case All(all=parts) | AnyOf(any=parts):
            return max(strength_at_most(part) for part in parts)
        case Always() | Profile() | Not():
            return 1
        case AgainstRegion() | GroupShareRule():
            return 2
        case Latest() if rule.latest.among is not None:
            return 2
        case _:
            return 4


def looks_at_answers(rule: "Rule") -> bool:
    """Return whether one of the conditions of a rule is about the person's own answers."""
    match rule:
        case All():
            return any(looks_at_answers(part) for part in rule.all)
        case AnyOf():
            return any(looks_at_answers(part) for part in rule.any)
        case _:
            return isinstance(rule, Latest | Run | Change | AgainstRegion)


class Source(_Content):
    """Where a card's advice comes from. `document`: a key of `documents.yaml`; `section`: in that document.
    `recommendations`: ids of the document's recommendations on which the card rests.
    """

    document: str
    section: Text
    recommendations: tuple[Annotated[str, StringConstraints(pattern=r"^R\d{3}-\d{3}$")], ...] = ()


class Card(_Content):
    """One recommendation card: its texts, audience and sources, and the rules that decide who gets it.

    `rule` selects it for a person, `group_rule` for the readers of a group's figures. `not_for`: people for
    whom this rule holds do not get the card, such as people without clients. `before_tips`: a card about
    people to turn to, which comes before every other card while its rule holds. `contact`: whose number or
    address stands with such a card, where staff wrote one down. `priority`: 1 (general) to 9 (first).
    `cool_down_waves`: how many waves must pass before a card without a reaction may be the new card again.
    """

    key: Key
    kind: Kind
    audience: Annotated[tuple[Audience, ...], AfterValidator(_some)]
    title: Text
    text: Text
    step: Text
    evidence: Text
    constructs: Annotated[tuple[Key, ...], AfterValidator(_some)]
    sources: Annotated[tuple[Source, ...], AfterValidator(_some)]
    rule: Rule | None = None
    group_rule: Rule | None = None
    not_for: Rule | None = None
    before_tips: bool = False
    contact: ContactKind | None = None
    priority: Annotated[int, Field(ge=1, le=9)]
    cool_down_waves: Annotated[int, Field(ge=1, le=52)]

    @property
    def is_personal(self) -> bool:
        """Return whether a participant can get this card."""
        return any(audience in PERSONAL_AUDIENCES for audience in self.audience)

    @property
    def is_for_groups(self) -> bool:
        """Return whether readers of a group's figures can get this card."""
        return any(audience not in PERSONAL_AUDIENCES for audience in self.audience)

    @cached_property
    def conditions_needed(self) -> int:
        """Return the smallest number of conditions with which the card's `rule` can hold; 0 without a rule."""
        return specificity(self.rule) if self.rule is not None else 0

    @cached_property
    def strength_at_most(self) -> int:
        """Return the highest strength that a reason of the card's `rule` can have; 0 without a rule."""
        return strength_at_most(self.rule) if self.rule is not None else 0

    @property
    def answers_bring_it_up(self) -> bool:
        """Return whether the rule has a condition on the person's own answers; else the card is never new in a wave."""
        return self.rule is not None and looks_at_answers(self.rule)

    @model_validator(mode="after")
    def _a_rule_for_each_kind_of_reader(self) -> Self:
        if (self.rule is not None) != self.is_personal:
            raise ValueError("rule is for professional and starter: give it with them, and only then")
        if (self.group_rule is not None) != self.is_for_groups:
            raise ValueError("group_rule is for team, manager and further: give it with them, and only then")
        if self.before_tips and (self.kind != "people" or self.is_for_groups):
            raise ValueError("before_tips is for cards of the kind people that only a person gets")
        if self.contact is not None and not self.before_tips:
            raise ValueError("contact is for cards with before_tips: people to turn to")
        if self.not_for is not None and not self.is_personal:
            raise ValueError("not_for is for professional and starter: give it with rule")
        return self


class CardFile(_Content):
    """One file of cards about one subject; `subject` is that subject's title in the list of cards."""

    subject: Text
    cards: Annotated[tuple[Card, ...], AfterValidator(_some)]


class Document(_Content):
    """A report that cards cite as their source."""

    title: Text
    year: Line


class Library(_Content):
    """The contents of `documents.yaml`: for which questionnaire the cards of its folder are, the languages they need,
    the constructs they may name, and the documents they cite.
    """

    questionnaire: Key
    constructs: Annotated[tuple[Key, ...], AfterValidator(_some)]
    languages: Annotated[tuple[str, ...], AfterValidator(_some)]
    documents: dict[str, Document]


for _recursive in (All, AnyOf, Not, Card, CardFile):
    _recursive.model_rebuild()
