"""Attack 3: c participants, anywhere, put their own answers together. Attack 4: teams that all agree, or are split."""

from collections.abc import Sequence

from app.releases.rules.cells import Published
from app.releases.rules.policy import Policy
from tests.attacks.counting import count
from tests.attacks.naive import exact, remainder_rule
from tests.attacks.simulated import Figure, Person, Region, as_figures, publish, simulate

POLICY = Policy()


def exposed(region: Region, figures: Sequence[Figure], *, colluders: int) -> int:
    """How many people's answers are proven to the best-placed `colluders` of their own group."""
    proven = 0
    for each in count(figures):
        yes = region.yes(each.people)
        for own in range(max(0, colluders - each.size + yes), min(colluders, yes) + 1):
            others = each.size - colluders
            if others > 0 and (each.high - own <= 0 or each.low - own >= others):
                proven += others
                break
    return proven


def unanimous(region: Region, *, yes: bool) -> Region:
    """The same people, all of one mind."""
    return Region(region.snapshot, tuple(_with(person, yes=yes) for person in region.people))


def polarised(region: Region) -> Region:
    """The same people, each team of one mind and every second team of the other."""
    teams = sorted({person.team for person in region.people})
    return Region(
        region.snapshot,
        tuple(_with(person, yes=bool(teams.index(person.team) % 2)) for person in region.people),
    )


def _with(person: Person, *, yes: bool) -> Person:
    return Person(person.team, person.organisation, person.org_type, person.band, yes)


def test_two_colluders_learn_answers_from_exact_counts() -> None:
    """Where all but the two agree, the others are proven."""
    assert sum(exposed(region, remainder_rule(region), colluders=2) for region in map(simulate, range(4))) > 20


def test_no_colluders_up_to_c_learn_anything_from_us() -> None:
    """In ordinary, unanimous and polarised regions, wherever they sit, whatever they answered."""
    for seed in range(3):
        region = simulate(seed)
        for mood in (region, unanimous(region, yes=True), unanimous(region, yes=False), polarised(region)):
            figures = as_figures(mood, publish(mood, policy=POLICY, seed=seed), POLICY)
            assert [exposed(mood, figures, colluders=own) for own in range(POLICY.colluders + 1)] == [0, 0, 0]


def test_hiding_unanimous_teams_would_announce_them() -> None:
    """A withheld team of ten can only be unanimous; so sizes alone may decide."""
    region = unanimous(simulate(1), yes=True)
    large = [team for team in _by_team(region) if len(team) >= POLICY.min_group]
    hidden = [team for team in large if exact(region, team).low in {0, len(team)}]
    assert hidden == large


def test_the_pattern_of_what_is_shown_does_not_change_with_the_answers() -> None:
    region = simulate(2)
    moods = (region, unanimous(region, yes=True), unanimous(region, yes=False), polarised(region))
    patterns = {
        tuple(
            (row.group, row.category, isinstance(row.cell, Published)) for row in publish(mood, policy=POLICY, seed=3)
        )
        for mood in moods
    }
    assert len(patterns) == 1


def test_no_figure_is_a_zero_or_a_unanimity() -> None:
    """A bin that touches nobody or everybody always leaves room for c + 1 who differ."""
    region = unanimous(simulate(3), yes=True)
    for figure in as_figures(region, publish(region, policy=POLICY, seed=1), POLICY):
        assert figure.low <= len(figure.people) - POLICY.colluders - 1
        assert figure.high >= POLICY.colluders + 1


def _by_team(region: Region) -> list[frozenset[int]]:
    teams = sorted({person.team for person in region.people})
    return [region.where(team=team) for team in teams]
