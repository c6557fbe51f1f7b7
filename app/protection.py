"""How many people a figure must be about, and how many colluding colleagues that withstands. Pure.

Decides the two numbers of a period's protection, their floor and what is usual, once for settings, forms, commands and
the database. What follows from them for bins stands in `app/releases/rules/policy.py`.
"""

from __future__ import annotations


class PolicyTooWeak(ValueError):
    """The policy would withstand nobody, or its minimum group is below 2c + 3."""


def least_group(colluders: int) -> int:
    """Return the fewest people a figure may be about to withstand `colluders` of them: 2c + 3 (docs/privacy.md, part
    2).
    """
    return 2 * colluders + 3


def colluders_withstood(min_group: int) -> int:
    """Return the most colluding colleagues that figures about `min_group` people withstand.

    Raises PolicyTooWeak below 5.
    """
    if min_group < LEAST_GROUP:
        raise PolicyTooWeak(f"A figure must be about at least {LEAST_GROUP} people, not {min_group}.")
    return (min_group - 3) // 2


def require_protection(*, min_group: int, colluders: int) -> None:
    """Refuse a minimum group that does not withstand so many colluders, or nobody at all. Raises PolicyTooWeak."""
    if colluders < 1:
        raise PolicyTooWeak(f"A policy must withstand at least 1 colluder, not {colluders}.")
    if min_group < least_group(colluders):
        raise PolicyTooWeak(
            f"To withstand {colluders} colluders a group needs {least_group(colluders)} people, not {min_group}."
        )


USUAL_COLLUDERS = 2
LEAST_GROUP, USUAL_GROUP, MOST_GROUP = least_group(1), least_group(USUAL_COLLUDERS), 100
