"""Decides who may write notes beside a group's figures, and who may read them.

The lead of a group writes; everybody else reads. What a team wrote is for the team: its participants and its
lead, not for the organisation or region above it. Larger groups write for everybody who may open their page.
"""

from __future__ import annotations

from app.accounts.rights import LEVEL, may
from app.accounts.service import Staff
from app.accounts.staff_identity import signed_in
from app.groups.places import Place


def writer(place: Place) -> Staff | None:
    """Return the signed-in lead of exactly this group; None for everybody else."""
    staff = signed_in()
    if staff is None or (LEVEL[staff.role], staff.scope) != (place.level, place.id):
        return None
    return staff if may(staff.role, "boards.note", changes=True) else None


def reads_own_words(place: Place) -> bool:
    """Return whether this visitor may read the group's agreements and reading notes."""
    return place.level != "team" or signed_in() is None or writer(place) is not None
