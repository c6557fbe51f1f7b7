"""Who holds the shares of a period's key, as plain values: for the programme that plans and the vault that splits.

Decides which sets of holders make sense. Must not know keys, people's accounts or the database.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_HOLDERS = 5
MOST_NAME, MOST_EMAIL = 60, 254


class HoldersUnsound(ValueError):
    """These holders cannot protect anything, or nobody could ever close with them; `reason` says which, as a word.

    `none`, `too_many`, `needed`, `one_is_enough`, `same_key`, `same_name`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a share; `recipient`: the age address (`age1…`) it is sealed to.

    `email`: the staff account that brings it on a page; empty when there is none.
    """

    name: str
    recipient: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Holders:
    """The holders of one key, and how many of them are `needed` to make it whole. Raises HoldersUnsound."""

    needed: int
    all: tuple[Holder, ...]

    def __post_init__(self) -> None:
        if reason := _unsound(self.needed, self.all):
            raise HoldersUnsound(reason)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(each.name for each in self.all)


def _unsound(needed: int, holders: tuple[Holder, ...]) -> str | None:
    count = len(holders)
    rules = {
        "none": count == 0,
        "too_many": count > MOST_HOLDERS,
        "needed": not 1 <= needed <= count,
        "one_is_enough": needed == 1 and count > 1,
        "same_key": len({each.recipient for each in holders}) < count,
        "same_name": len({each.name.casefold() for each in holders}) < count,
    }
    return next((reason for reason, holds in rules.items() if holds), None)
