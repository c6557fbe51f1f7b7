"""The outline of the demonstration region: its organisations and teams as written in the content file.

Decides the file's shape and which teams a smaller region has. Must not know people, dates or the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from app.config import ROOT
from app.content.reading import read_yaml_with_lines, validated

CONTENT = ROOT / "app" / "content" / "demo"
REGION = "region.yaml"
Leanings = Mapping[str, float]
"""Item → how far a group's mean lies from that of its kind of organisation, in standard deviations."""


class _OutlinePart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TeamOutline(_OutlinePart):
    """A team; `size`: people at the start; `profile`: by item, the distance of its answers from the average, in SDs."""

    name: str
    size: int = Field(ge=1, le=60)
    profile: dict[str, float] = {}


class OrganisationOutline(_OutlinePart):
    """An organisation with its teams; `org_type` is an option of the instrument's item `org_type`."""

    name: str
    org_type: str
    teams: tuple[TeamOutline, ...] = Field(min_length=1)


class NeighbourOutline(_OutlinePart):
    """A region of one team beside the demonstration region, which is asked a full measurement while that has its pulse.

    `org_type`: an option of the instrument's item `org_type`. `size`: the people who take part.
    """

    name: str
    programme: str
    organisation: str
    org_type: str
    team: str
    size: int = Field(ge=1, le=60)


class MeasuredOutline(_OutlinePart):
    """A region beside the demonstration region whose full measurement is over: its people are those of `measured.csv`.

    Their number and kinds fit the teams: the file has a row for each, in the order of the teams of their kind.
    """

    name: str
    programme: str
    organisations: tuple[OrganisationOutline, ...] = Field(min_length=1)


class RegionOutline(_OutlinePart):
    """The demonstration region, read from its content file.
    `trends`: by item, the change of all answers per wave, in standard deviations.

    `programme`: the name of its programme. `questionnaire`: the key of what it asks. `against`: how an item moves when
    things go better for somebody: -1 down, 0 not; +1, up, for every item not named.

    `done_cards`: the keys of cards that some people did.
    """

    questionnaire: str
    against: dict[str, Literal[-1, 0]] = {}
    done_cards: tuple[str, ...] = ()
    name: str
    programme: str
    trends: dict[str, float] = {}
    organisations: tuple[OrganisationOutline, ...] = Field(min_length=1)
    neighbour: NeighbourOutline
    measured: MeasuredOutline | None = None

    @property
    def region_names(self) -> frozenset[str]:
        """Return the names of the regions that a demonstration of this outline has."""
        return frozenset({self.name, self.neighbour.name, *([self.measured.name] if self.measured else [])})

    @property
    def measured_region(self) -> RegionOutline | None:
        """Return the outline of the region whose full measurement is over; None where there is none."""
        if self.measured is None:
            return None
        return self.model_copy(update={**dict(self.measured), "trends": {}, "done_cards": (), "measured": None})

    @property
    def team_count(self) -> int:
        return sum(len(organisation.teams) for organisation in self.organisations)

    def smaller(self, teams: int) -> RegionOutline:
        """Return the region with only `teams` teams, taken two at a time from each organisation in turn."""
        pairs = [
            [each.teams[first : first + 2] for first in range(0, len(each.teams), 2)] for each in self.organisations
        ]
        in_turn = [team for turn in zip_longest(*pairs, fillvalue=()) for pair in turn for team in pair]
        kept = in_turn[:teams]
        organisations = [
            organisation.model_copy(update={"teams": tuple(team for team in organisation.teams if team in kept)})
            for organisation in self.organisations
        ]
        return self.model_copy(update={"organisations": tuple(each for each in organisations if each.teams)})


@lru_cache
def demonstrations() -> Mapping[str, Path]:
    """Return the folder of each demonstration region by the key of the questionnaire it asks. Raises ContentFault."""
    return {
        validated(read_yaml_with_lines(path), RegionOutline).questionnaire: path.parent
        for path in sorted(CONTENT.rglob(REGION))
    }


@lru_cache
def read_outline(questionnaire: str) -> RegionOutline:
    """Read the demonstration region of a questionnaire from its content file. Raises ContentFault."""
    return validated(read_yaml_with_lines(demonstrations()[questionnaire] / REGION), RegionOutline)
