"""Small regions to test disclosure control on: a tree, answers that are counts, and noise that can be chosen."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle

from hypothesis import strategies as st

from app.releases.rules.aggregate import Breakdown, Snapshot, SnapshotTeam, Tally, Vote
from app.releases.rules.cells import Published, Row
from app.releases.rules.item_plan import ItemPlan, MeanPlan

GRADE = ItemPlan(
    item="grade",
    everywhere=(">=7",),
    distribution=tuple(f">={cut}" for cut in (2, 3, 4, 5, 6, 8, 9, 10)),
    breakdowns=True,
    mean=MeanPlan(1, tuple(f">={cut}" for cut in range(2, 11))),
)
SPACE = ItemPlan(item="space", everywhere=("favourable",), breakdowns=True)
EXPERIENCE = Breakdown("experience", ("0-3", "3-6", "6-10", "10+"))


class ChosenNoise:
    """The draws given, over and over; none at all by default."""

    def __init__(self, *draws: int) -> None:
        self.drawn = 0
        self._draws = cycle(draws or (0,))

    def draw(self) -> int:
        self.drawn += 1
        return next(self._draws)


def snapshot(organisations: Mapping[str, Sequence[str]], *, types: Mapping[str, str] | None = None) -> Snapshot:
    """A region of these organisations and their teams, all of type "care" unless `types` says otherwise."""
    return Snapshot(
        region="north",
        region_name="North",
        teams=tuple(
            SnapshotTeam(
                team=team,
                team_name=team.title(),
                organisation=organisation,
                organisation_name=organisation.title(),
                org_type=(types or {}).get(organisation, "care"),
                org_type_name=(types or {}).get(organisation, "care").title(),
            )
            for organisation, teams in organisations.items()
            for team in teams
        ),
        breakdowns=(EXPERIENCE,),
    )


def vote(tally: Tally, item: str, group: str, *, yes: Iterable[str], channel: str = "team") -> None:
    """One ballot that says yes to these options."""
    tally.add(Vote(channel=channel, item=item, group=group, marks=tuple((option, True) for option in yes)))


def tally_of(
    counts: Mapping[str, tuple[int, int]], *, item: str = "space", channel: str = "team", into: Tally | None = None
) -> Tally:
    """A tally in which of each group so many people answered, and so many of them favourably."""
    tally = into or Tally()
    for group, (people, favourable) in counts.items():
        for place in range(people):
            vote(tally, item, group, yes=("favourable",) if place < favourable else (), channel=channel)
    return tally


def cell(rows: Iterable[Row], group: str, *, option: str = "favourable", category: str = "") -> Published | None:
    """The figure of a group, or None if it is withheld. Fails if there is no such row, or more than one."""
    found = [row for row in rows if (row.group, row.option, row.category) == (group, option, category)]
    assert len(found) == 1, found
    return found[0].cell if isinstance(found[0].cell, Published) else None


@st.composite
def regions(draw: st.DrawFn, *, most_teams: int = 12) -> tuple[Snapshot, dict[str, int]]:
    """A region of any shape, and how many people of each team answered: 0 to 60, mostly few."""
    sizes = draw(st.lists(st.one_of(st.integers(0, 16), st.integers(0, 60)), min_size=1, max_size=most_teams))
    organisations = draw(st.lists(st.integers(0, 4), min_size=len(sizes), max_size=len(sizes)))
    kinds = draw(st.lists(st.sampled_from(("care", "court", "city")), min_size=5, max_size=5))
    teams: dict[str, list[str]] = {}
    for place, organisation in enumerate(organisations):
        teams.setdefault(f"org{organisation}", []).append(f"team{place}")
    tree = snapshot(teams, types={f"org{place}": kind for place, kind in enumerate(kinds)})
    return tree, {f"team{place}": size for place, size in enumerate(sizes)}


@st.composite
def answers(draw: st.DrawFn, people: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """Favourable answers for these sizes; often everybody alike."""
    shape = draw(st.sampled_from(("none", "all", "polarised", "any")))
    counts: dict[str, tuple[int, int]] = {}
    for place, (team, size) in enumerate(people.items()):
        extreme = {"none": 0, "all": size, "polarised": size if place % 2 else 0}
        counts[team] = (size, extreme[shape] if shape in extreme else draw(st.integers(0, size)))
    return counts
