"""Runs every attack on published figures in full and writes what it found to docs/evidence/disclosure.md.

The short form attacks a few regions and leaves the document alone; the long form takes some ten minutes on
one core.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from app.releases.rules.aggregate import Tally
from app.releases.rules.audit import audit
from app.releases.rules.noise import SeededNoise
from app.releases.rules.policy import Policy
from app.releases.rules.protect import protect
from tests.attacks.bayes import SURE, Course, Outcome, follow_many, sureness_after, sureness_of_leaver
from tests.attacks.naive import remainder_rule, with_filters
from tests.attacks.simulated import Figure, Region, as_figures, publish, simulate
from tests.attacks.test_colluders import exposed, polarised, unanimous
from tests.attacks.test_differencing import Recovered, recover
from tests.attacks.together import FORMER, Shape, Watch, among_divided, surest
from tests.attacks.usefulness import coverage, errors, power, regions
from tests.releases.regions import SPACE, snapshot, vote

ROOT = Path(__file__).parent.parent
EVIDENCE = ROOT / "docs" / "evidence" / "disclosure.md"
Table = tuple[str, Sequence[str], list[list[object]]]


def ours(policy: Policy, seed: int) -> Callable[[Region], list[Figure]]:
    """Our whole-group figures, as their strongest reader sees them."""
    return lambda region: as_figures(
        region, [row for row in publish(region, policy=policy, seed=seed) if not row.breakdown], policy
    )


def differencing(seeds: range) -> Table:
    """Attacks 1, 2, 3 and 7: one release, by counting."""
    people = [simulate(seed) for seed in seeds]
    schemes: dict[str, Callable[[Region], list[Figure]]] = {
        "naive k = 5 with filters": with_filters,
        "remainder rule, k = 5": remainder_rule,
        "ours (c = 2, k = 7)": ours(Policy(), seeds.start),
    }
    rows: list[list[object]] = []
    for name, scheme in schemes.items():
        found = [recover(region, scheme(region)) for region in people]
        duo = fmean(exposed(region, scheme(region), colluders=2) / len(region.people) for region in people)
        rows.append([name, *_shares(found), _percent(duo)])
    crossed = [
        recover(region, as_figures(region, publish(region, policy=Policy(), seed=1), Policy())) for region in people
    ]
    rows.append(["ours, crossed with experience bands", *_shares(crossed), "–"])
    head = (
        "scheme",
        "recovered by anybody",
        "by a colleague",
        "smallest group known exactly",
        "proven to two colluders",
    )
    return "One release: people whose answer is proven", head, rows


def _shares(found: Sequence[Recovered]) -> list[object]:
    smallest = [each.smallest for each in found if each.smallest]
    return [
        _percent(fmean(each.outsider for each in found)),
        _percent(fmean(each.insider for each in found)),
        min(smallest, default="none"),
    ]


def moods(seeds: range) -> Table:
    """Attack 4: unanimous and polarised regions."""
    rows: list[list[object]] = []
    for name, change in (
        ("everybody yes", lambda region: unanimous(region, yes=True)),
        ("everybody no", lambda region: unanimous(region, yes=False)),
        ("teams against each other", polarised),
    ):
        proven = [
            exposed(change(region), ours(Policy(), 1)(change(region)), colluders=2) for region in map(simulate, seeds)
        ]
        rows.append([name, sum(proven)])
    return "Unanimous and polarised regions: people proven to two colluders", ("region", "people"), rows


def over_time(teams: int, seed: int) -> Table:
    """Attack 5: an exact Bayesian attacker who knows the method, the members and who answered each time."""
    sizes = [8 + place % 6 for place in range(teams)]
    half_a_year = Course(releases=6, keep=1.0, response=0.9)
    naive = Course(releases=13, keep=1.0, response=0.9, exact=True, smallest=5)
    courses: list[tuple[str, Course]] = []
    for keep in (0.8, 0.95, 1.0):
        courses.append((f"26 weeks, naive every fortnight, {keep:.0%} keep", replace(naive, keep=keep)))
        courses.append((f"26 weeks, ours every four weeks, {keep:.0%} keep", replace(half_a_year, keep=keep)))
    for releases in (12, 26):
        steady = replace(half_a_year, releases=releases, response=1.0)
        courses.append((f"{releases} periods frozen, all answer", steady))
        courses.append((f"{releases} periods frozen, 90 % answer", replace(steady, response=0.9)))
    rows = [[name, *_beliefs(follow_many(sizes, course, seed=seed))] for name, course in courses]
    head = ("course", "inferred at 95 %", "guessed right", "majority guess", "people")
    return "Over time: what an exact Bayesian attacker believes at the end", head, rows


def _beliefs(found: Outcome) -> list[object]:
    shares = (found.sure, found.right, found.majority)
    return [*(_percent(each / found.people) for each in shares), found.people]


def worst_cases() -> Table:
    """Attack 5, worst case: unanimous blocks of every size from k to 400 that never change."""
    rows: list[list[object]] = []
    for colluders in (1, 2, 3):
        for end_percent in (0, 8, 12, 15):
            policy = Policy(colluders=colluders, end_percent=end_percent)
            sizes = range(policy.min_group, 400)
            sure = [
                max(
                    sureness_after(times, size, policy, allies=allies)
                    for size in sizes
                    for allies in range(colluders + 1)
                )
                for times in (12, 26)
            ]
            leaver = max(sureness_of_leaver(size, policy) for size in range(policy.min_group + 1, 120))
            rows.append(
                [f"{colluders}, {policy.min_group}, {end_percent} %", *(f"{each:.4f}" for each in (*sure, leaver))]
            )
    head = ("c, k, outer bins beyond c + 2", "12 periods", "26 periods", "leaver, two releases")
    return "Worst cases: the most sure anybody can get of one answer (0.95 and more counts as inferred)", head, rows


TOGETHER: dict[str, tuple[Shape, int, int]] = {
    "organisation of 4 × 10": ((10,) * 4, 1, 0),
    "two organisations of 2 × 20": (((20, 20), (20, 20)), 1, 0),
    "four nested figures, 8 × 12": ((((12, 12), (12, 12)), ((12, 12), (12, 12))), 1, 0),
    "the same, three cuts": ((((12, 12), (12, 12)), ((12, 12), (12, 12))), 3, 0),
    "2 × 50": ((50, 50), 1, 0),
    "2 × 50, three cuts": ((50, 50), 3, 0),
    "one block of 20, two breakdowns": ((20,), 1, 2),
    "one block of 24, two breakdowns": ((24,), 1, 2),
    "one block of 40, three cuts, two breakdowns": ((40,), 3, 2),
    "4 × 10, three cuts, two breakdowns": ((10,) * 4, 3, 2),
    "15 × 10": ((10,) * 15, 1, 0),
    "20 × 10": ((10,) * 20, 1, 0),
    "30 × 10": ((10,) * 30, 1, 0),
}


def together() -> Table:
    """Attack 5, several draws: a unanimous group that never changes, all figures in their lowest bins 26 times.

    "All alike": for who takes every team of the group to be like the others; computed for up to 100 people.
    """
    rows: list[list[object]] = []
    for name, (shape, cuts, breakdowns) in TOGETHER.items():
        before, now = (surest(shape, Watch(each, cuts=cuts, breakdowns=breakdowns)) for each in (FORMER, Policy()))
        alike: object = "–"
        if cuts == 1 and not breakdowns and len(shape if isinstance(shape, tuple) else ()) < 10:
            alike = f"{surest(shape, Watch(Policy(), alike=True)):.4f}"
        shown = "not broken down" if name.startswith("one block of 20") else f"{now:.4f}"
        rows.append([name, f"{before:.4f}", shown, alike])
    head = ("group", "before rule 16", "now", "now, all taken to be alike")
    return "Several draws together: how sure anybody can get after 26 periods", head, rows


def divided(times: int) -> Table:
    """Attack 5, several draws: a unanimous team whose organisation is divided and never changes."""
    rows: list[list[object]] = []
    for teams in ((10,) * 2, (10,) * 3, (10,) * 4, (20,) * 2, (30,) * 2, (16,) * 4, (8, 11, 14, 9), (12,) * 8):
        row: list[object] = [" + ".join(map(str, teams))]
        for periods in (6, 26):
            for policy in (FORMER, Policy()):
                found = among_divided(teams, policy, periods=periods, seed=1, times=times)
                row.append(_percent(float(np.mean(found >= SURE))))
        rows.append(row)
    head = ("teams, the first unanimous", "half a year, before", "now", "two years, before", "now ")
    return "A unanimous team beside divided ones, nobody moves: how often it is known at 95 %", head, rows


def costs(count: int) -> Table:
    """Attack 12 beside attack 5: what rule 16 costs."""
    rows: list[list[object]] = []
    for people, sizes in (("4 to 15", (4, 15)), ("4 to 25", (4, 25))):
        simulated = regions(range(count), sizes=sizes)
        for name, policy in (("before", FORMER), ("now", Policy())):
            shown = coverage(range(1), policy=policy)
            off = errors(simulated, policy=policy)
            figures = (off.team, off.organisation, off.orgtype, off.region)
            seen = _percent(fmean(shown[size] for size in range(8, sizes[1] + 1)))
            rows.append([f"teams of {people}, {name}", seen, *(f"{each:.4f}" for each in figures)])
    head = ("region", "teams of 8 and more shown", "error team", "organisation", "type", "region")
    return "What rule 16 costs: teams shown, and the mean error of a bin's middle", head, rows


class OtherNoise:
    """Discrete Laplace noise with another α, to see what it would cost."""

    def __init__(self, seed: int, *, alpha: float) -> None:
        self._chance = np.random.default_rng(seed)
        self._alpha = alpha

    def draw(self) -> int:
        up, down = self._chance.geometric(1 - self._alpha, 2)
        return int(up - down)


def noises(count: int) -> Table:
    """Attacks 5 and 12: what more or less noise would do."""
    small, policy = regions(range(count)), Policy()
    rows: list[list[object]] = []
    for name, alpha in (("1/5", 1 / 5), ("1/4", 1 / 4), ("1/3", 1 / 3), ("1/2", 1 / 2)):
        sizes = range(policy.min_group, 400)
        year, two = (max(sureness_after(times, size, policy, alpha=alpha) for size in sizes) for times in (12, 26))
        leaver = max(sureness_of_leaver(size, policy, alpha=alpha) for size in range(policy.min_group + 1, 120))
        off = errors(small, policy=policy, noise=partial(OtherNoise, alpha=alpha))
        figures = (year, two, leaver, off.team, off.organisation, off.region)
        rows.append([name, f"{(2 * alpha) ** 0.5 / (1 - alpha):.2f}", *(f"{each:.4f}" for each in figures)])
    head = ("α", "sd", "12 periods", "26 periods", "leaver", "error team", "organisation", "region")
    return "Noise (c = 2): how sure anybody can get, and the mean error of a share", head, rows


def settings(count: int) -> Table:
    """Attack 12: what other settings would cost and give."""
    small, mixed = regions(range(count)), regions(range(count), sizes=(4, 25))
    rows: list[list[object]] = []
    for colluders in (1, 2, 3):
        for end_percent in (0, 12):
            policy = Policy(colluders=colluders, end_percent=end_percent)
            shown = coverage(range(1), policy=policy)
            off, wide = errors(small, policy=policy), errors(mixed, policy=policy)
            figures = (off.team, off.organisation, off.region, wide.team, wide.organisation)
            seen = [_percent(fmean(shown[size] for size in range(low, 16))) for low in (4, 8)]
            rows.append([f"{colluders}, {end_percent} %", *seen, *(f"{each:.3f}" for each in figures)])
    head = (
        "c, outer bins",
        "teams of 4–15 shown",
        "of 8–15",
        "error team",
        "organisation",
        "region",
        "team (4–25)",
        "organisation (4–25)",
    )
    return "Usefulness: teams that see a figure, and the mean error of a share", head, rows


def coverage_by_size() -> Table:
    """Attack 12: which teams see a figure."""
    shown = coverage(range(1), policy=Policy())
    rows: list[list[object]] = [[size, _percent(shown[size])] for size in (6, 7, 8, 9, 10, 12, 15)]
    return "Teams that see a figure, by members (91 % answer one of two waves)", ("members", "shown"), rows


def powers() -> Table:
    """Attack 12: what a drop from 75 to 40 % looks like."""
    rows: list[list[object]] = []
    for people in (8, 12, 18, 30, 60, 150, 400):
        found = power(people, policy=Policy())
        rows.append([people, _percent(found.seen), _percent(found.supported)])
    return "A drop from 75 to 40 % between two releases", ("people", "shown lower", "supported by a test"), rows


def running_times() -> Table:
    """Protection and audit, with sizes, of one item with one option, by number of teams."""
    rows: list[list[object]] = []
    for teams in (40, 500, 1000, 5000):
        tally = Tally()
        names = [f"t{place}" for place in range(teams)]
        for place, name in enumerate(names):
            for person in range(3 + place * 7 % 19):
                vote(tally, "space", name, yes=("favourable",) if (person * 5 + place) % 7 > 1 else ())
        tree = snapshot({f"o{start}": names[start : start + 8] for start in range(0, teams, 8)})
        started = time.perf_counter()
        release = protect(tree, tally, policy=Policy(), items=[SPACE], noise=SeededNoise(1))
        protected = time.perf_counter()
        report = audit(release, policy=Policy(), sizes=tally.sizes())
        audited = time.perf_counter() - protected
        rows.append([teams, f"{protected - started:.3f} s", f"{audited:.2f} s", report.figures["programs"], report.ok])
    return (
        "Running times for one yes/no figure per group",
        ("teams", "protect", "audit", "integer programs", "sound"),
        rows,
    )


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"


def markdown(tables: Sequence[Table], *, seed: int, count: int) -> Iterator[str]:
    """The tables as one document."""
    yield "# Evidence: nobody can be taken out of the figures"
    yield ""
    today = f"{datetime.now(UTC):%d %B %Y}"
    yield f"Written by `python -m bench disclosure --full` (seed {seed}, {count} regions) on {today}."
    yield "Regions are simulated: 20 teams of 4 to 15 people, 70 % of whom answer a wave. The programs are in"
    yield "`tests/attacks/`; [method.md](../method.md) explains the scheme and what these figures do not show."
    for title, head, rows in tables:
        yield from ("", f"## {title}", "", f"| {' | '.join(head)} |", f"|{'---|' * len(head)}")
        yield from (f"| {' | '.join(map(str, row))} |" for row in rows)


def run(*, full: bool = False, seed: int = 1, count: int = 0) -> dict[str, Any]:
    """Attack 4 regions, or 20 when `full`; only the full form replaces the document."""
    count = count or (20 if full else 4)
    seeds = range(seed, seed + count)
    tables = [
        differencing(seeds),
        moods(seeds[: count // 4 + 1]),
        over_time(3 * count, seed),
        worst_cases(),
        together(),
        divided(10 * count),
        costs(4 * count),
        noises(count),
        settings(count),
        coverage_by_size(),
        powers(),
        running_times(),
    ]
    if full:
        EVIDENCE.write_text("\n".join(markdown(tables, seed=seed, count=count)) + "\n", encoding="utf-8")
    found = {
        title: {str(row[0]): dict(zip(head[1:], row[1:], strict=True)) for row in rows} for title, head, rows in tables
    }
    return {"seed": seed, "regions": count, "policy": asdict(Policy()), **found}
