"""How figures are commonly published elsewhere: what the attacks must succeed against."""

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, product

from tests.attacks.simulated import Figure, Region
from tests.releases.regions import EXPERIENCE

K = 5


def exact(region: Region, people: frozenset[int]) -> Figure:
    """A share without bounds: whoever knows the size knows the count."""
    return Figure(people, region.yes(people), region.yes(people))


def with_filters(region: Region) -> list[Figure]:
    """A dashboard: every group at every level, whole or filtered by experience, if at least five answered."""
    filters = [region.where(), *(region.where(band=band) for band in EXPERIENCE.categories)]
    groups = [group & filtered for group, filtered in product(_groups(region), filters)]
    return [exact(region, people) for people in groups if len(people) >= K]


def remainder_rule(region: Region) -> list[Figure]:
    """Groups of five and more, and no group that leaves a remainder of one to four beside it: exact counts."""
    shown: list[Figure] = []
    for organisation in sorted({person.organisation for person in region.people}):
        everyone = region.where(organisation=organisation)
        teams = sorted((team for team in _split(region, everyone) if len(team) >= K), key=len)
        while teams and 0 < len(everyone) - sum(map(len, teams)) < K:
            teams = teams[1:]
        shown += [exact(region, people) for people in (everyone, *teams) if len(people) >= K]
    return [*shown, exact(region, region.where())]


def bounded_noise(region: Region, *, draw: Callable[[], int]) -> list[Figure]:
    """Our groups, each with its count plus or minus one."""
    return [
        Figure(each.people, max(0, each.low + drawn - 1), min(len(each.people), each.low + drawn + 1))
        for each in remainder_rule(region)
        for drawn in [max(-1, min(1, draw()))]
    ]


def bins_per_level(region: Region, *, width: int = 3) -> list[Figure]:
    """Every group's count in bins from nobody to everybody, whatever the bins of the groups within it."""
    return [_in_bin(each, width) for each in remainder_rule(region)]


def _in_bin(figure: Figure, width: int) -> Figure:
    starts = [*range(0, len(figure.people), width), len(figure.people) + 1]
    low, stop = next((low, stop) for low, stop in pairwise(starts) if low <= figure.low < stop)
    return Figure(figure.people, low, stop - 1)


def _groups(region: Region) -> Iterator[frozenset[int]]:
    yield region.where()
    for field in ("org_type", "organisation", "team"):
        for name in sorted({str(getattr(person, field)) for person in region.people}):
            yield region.where(**{field: name})


def _split(region: Region, people: Iterable[int]) -> list[frozenset[int]]:
    teams: dict[str, set[int]] = {}
    for place in people:
        teams.setdefault(region.people[place].team, set()).add(place)
    return [frozenset(team) for team in teams.values()]
