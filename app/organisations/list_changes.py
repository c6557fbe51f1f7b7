"""What a list would change in a region: teams that are new, changed, unchanged, or not in it. Pure; decides nothing.

A team is missed only where the list names its organisation: a list of one organisation says nothing of the others.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from app.organisations.import_csv import Existing, KnownTeam, TeamRow, folded


@dataclass(frozen=True, slots=True)
class ChangedTeam:
    """A team that a list would change: its row in the list, and the team as it is now."""

    row: TeamRow
    old: KnownTeam

    @property
    def renamed(self) -> bool:
        return self.row.team != self.old.name

    @property
    def resized(self) -> bool:
        return self.row.size != self.old.size

    @property
    def moved(self) -> bool:
        """Return whether the list names an organisation that is neither the team's own nor where it goes already."""
        return folded(self.row.organisation) not in {folded(self.old.organisation), folded(self.old.moves_to)}

    @property
    def anything(self) -> bool:
        """Return whether the list changes anything about the team."""
        return self.renamed or self.resized or self.moved


@dataclass(frozen=True, slots=True, kw_only=True)
class ListChanges:
    """What a list would change: teams that are new, changed and unchanged; `gone`: open teams that the list lacks.

    `others`: how many organisations of the region the list does not name; nothing happens to them.
    """

    new: tuple[TeamRow, ...]
    changed: tuple[ChangedTeam, ...]
    unchanged: tuple[TeamRow, ...]
    gone: tuple[KnownTeam, ...]
    others: int

    @property
    def anything(self) -> bool:
        """Return whether the list adds, changes or lacks any team."""
        return bool(self.new or self.changed or self.gone)

    @property
    def digest(self) -> str:
        """Return a digest of the changes, to check that what is saved is what was shown and confirmed."""
        about = [
            [[row.organisation, row.org_type, row.team, row.size] for row in self.new],
            [
                [each.old.id, each.old.name, each.old.size, each.row.team, each.row.size, each.row.organisation]
                for each in self.changed
            ],
            [team.id for team in self.gone],
        ]
        return hashlib.sha256(json.dumps(about).encode()).hexdigest()


def changes_of(rows: Iterable[TeamRow], existing: Existing) -> ListChanges:
    """Sort the rows of a list without faults by what they would change in the region."""
    listed, known = tuple(rows), {team.id: team for team in existing.teams}
    pairs = [ChangedTeam(row, known[row.team_id]) for row in listed if row.team_id in known]
    named, ids = {folded(row.organisation) for row in listed}, {row.team_id for row in listed}
    return ListChanges(
        new=tuple(row for row in listed if row.team_id not in known),
        changed=tuple(each for each in pairs if each.anything),
        unchanged=tuple(each.row for each in pairs if not each.anything),
        gone=tuple(
            team
            for team in existing.teams
            if not team.closed and team.id not in ids and folded(team.organisation) in named
        ),
        others=len(set(existing.types) - named - existing.closed),
    )
