"""The holders of the shares of a period's key, as plain values shared by the programme and the vault.

Decides which sets of holders make sense. Must not know keys, people's accounts or the database.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_HOLDERS = 5
MOST_NAME, MOST_EMAIL = 60, 254


class HoldersUnsound(ValueError):
    """This choice of holders protects nothing, or could never close a period; `reason` names the fault.

    `none`, `too_many`, `needed`, `one_is_enough`, `same_key`, `same_name`.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who holds a share of a key; `recipient` is the age address (`age1…`) that the share is encrypted to.

    `email`: the staff account that brings it on a page; empty when there is none.
    """

    name: str
    recipient: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Holders:
    """The holders of one key, and how many of their shares restore it (`needed`). Raises HoldersUnsound."""

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
