"""How many people a figure must be about, and how many colluding colleagues that withstands. Pure.

Decides the minimum group, the number of colluders, their lower limits and defaults, once for settings, forms, commands
and the database. The rules for bins that follow from them stand in `app/releases/rules/policy.py`.
"""

from __future__ import annotations


class PolicyTooWeak(ValueError):
    """The policy withstands not a single colluder, or its minimum group is below 2c + 3."""


def least_group(colluders: int) -> int:
    """Return the smallest group whose figures withstand `colluders` of its members: 2c + 3 people.

    Source: docs/privacy.md, part 2.
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
    """Refuse a minimum group that does not withstand `colluders`, or a number of colluders below 1.

    Raises PolicyTooWeak.
    """
    if colluders < 1:
        raise PolicyTooWeak(f"A policy must withstand at least 1 colluder, not {colluders}.")
    if min_group < least_group(colluders):
        raise PolicyTooWeak(
            f"To withstand {colluders} colluders a group needs {least_group(colluders)} people, not {min_group}."
        )


USUAL_COLLUDERS = 2
LEAST_GROUP, USUAL_GROUP, MOST_GROUP = least_group(1), least_group(USUAL_COLLUDERS), 100
