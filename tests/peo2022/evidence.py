"""Writes what the reproduction of 2022 found as docs/evidence/peo-2022.md (`python -m bench peo_2022 --full`)."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import mean
from textwrap import wrap

from app.groups.kind_differences import Key, published_shares
from app.instrument.indicators import chain, indicators
from app.releases.rules.cells import Row
from app.releases.rules.joint_counts import four_of
from app.statistics.contrasts import (
    Contrast,
    Figure,
    adjusted,
    grade_of,
    means_apart,
    orders_apart,
    shares_apart,
    sides_apart,
)
from tests.peo2022.measurement import Collected
from tests.peo2022.published import PublishedFigure, read_figures
from tests.peo2022.released import REASONS, Given, NotGiven, Release
from tests.peo2022.reported import NOT_TESTED, Reported, outcomes, read_relations
from tests.peo2022.respondents import FOLDER

KINDS = ("certified", "municipal", "specialist")
BY_KIND = {
    "REL01": "professional_space",
    "REL05": "do_what_is_needed",
    "REL06": "invest_in_relationship",
    "REL07": "reflection",
    "REL08": "worked_before_2015",
    "REL09": "direct_contact_share",
    "REL10": "indirect_contact_share",
    "REL11": "rules_negative_influence",
    "REL14": "work_enjoyment",
    "REL25": "stay_one_year",
    "REL27": "workload",
    "REL31": "workload_cause",
    "REL33": "workload_task.workload_task_time_registration",
    "REL34": "workload_task.workload_task_complaints",
}
BY_EXPERIENCE = {"REL02": "professional_space", "REL12": "rules_negative_influence"}
JOINT = {
    **{
        f"REL{number}": ("work_enjoyment", by)
        for number, by in zip(
            range(15, 22),
            (
                "professional_space",
                "invest_in_relationship",
                "own_judgement",
                "do_what_is_needed",
                "reflection",
                "rules_negative_influence",
                "workload",
            ),
            strict=True,
        )
    },
    "REL22": ("stay_one_year", "professional_space"),
    "REL23": ("stay_one_year", "do_what_is_needed"),
    "REL24": ("stay_one_year", "invest_in_relationship"),
    "REL26": ("workload", "hours_vs_contract"),
    "REL28": ("workload", "do_what_is_needed"),
    "REL29": ("workload", "invest_in_relationship"),
    "REL30": ("workload", "reflection"),
}


@dataclass
class Compared:
    """Every published figure beside what was counted, exact and in several protected releases."""

    collected: Collected
    exact: Sequence[Row]
    protected: Sequence[Sequence[Row]]
    figures: tuple[PublishedFigure, ...] = field(default_factory=read_figures)

    def given(self, rows: Sequence[Row], figure: PublishedFigure) -> Given | str:
        """Return a release's own figure, or the key of the reason why it gives none."""
        try:
            return Release(rows, self.collected.instrument).given(figure)
        except NotGiven as refused:
            return refused.reason

    def summary(self) -> dict[str, object]:
        """Return the figures that the benchmark keeps."""
        pile = self.collected.pile
        equal = Counter(_kind(each) for each in self.figures if each.agrees(pile.computed(each)))
        all_of = Counter(map(_kind, self.figures))
        given = self.given_by_protected()
        moves = [abs(found.value - pile.computed(each)) for each, found in given if each.kind == "percent"]
        inside = [_inside(found, pile.computed(each)) for each, found in given]
        return {
            "ballots": pile.ballots,
            "equal": {kind: f"{equal[kind]} of {all_of[kind]}" for kind in all_of},
            "given_by_a_protected_release": len({each.id for each, _ in given}),
            "moved_on_average_points": round(mean(moves), 2),
            "moved_at_most_points": round(max(moves), 1),
            "within_bounds_percent": round(100 * sum(inside) / len(inside), 1),
            "draws": len(self.protected),
        }

    def given_by_protected(self) -> list[tuple[PublishedFigure, Given]]:
        """Return what each protected release gives over the report's own base."""
        releases = [Release(rows, self.collected.instrument) for rows in self.protected]
        found = []
        for release in releases:
            for each in self.figures:
                try:
                    given = release.given(each)
                except NotGiven:
                    continue
                if not given.over:
                    found.append((each, given))
        return found


def document(compared: Compared) -> str:
    """Return the whole document."""
    return "\n".join(
        [
            *_head(compared),
            *_differing(compared),
            *_reasons(compared),
            *_moves(compared),
            *_relations(compared),
            *_all(compared),
            "",
        ]
    )


def _head(compared: Compared) -> Iterator[str]:
    summary = compared.summary()
    yield "# The published survey of April 2022, held again in Peil"
    yield ""
    yield from wrap(
        "Written by `python -m bench peo_2022 --full`, not by hand. 150 invented people, whose answers "
        "fit the margins that the report published (`tests/peo2022/microdata_2022.csv`), join thirteen "
        "teams, answer the full measurement through the server's own form reader and services, and seal "
        f"{summary['ballots']} ballots. The period is closed, counted and released twice: with protection "
        "switched to *exact, for verification*, which exists in `tests/` alone "
        "(`tests/peo2022/test_exact_is_for_tests.py` tries every setting, command and argument), and "
        "protected as always (c = 2, k = 7). The teams are an assumption: the report has none.",
        120,
    )
    yield ""
    yield "| what was published | equal |"
    yield "|---|---|"
    names = {
        "percent": "percentages, after rounding",
        "mean": "means",
        "n": "numbers of people",
        "near": "figures in words (“almost half”)",
    }
    for kind, words in names.items():
        yield f"| {words} | {summary['equal'][kind]} |"  # type: ignore[index]  # A mapping.
    yield f"| protected: figures given | {summary['given_by_a_protected_release']} of {len(compared.figures)} |"
    yield (
        f"| protected: a percentage moves | {summary['moved_on_average_points']} points on average, at most "
        f"{summary['moved_at_most_points']} ({summary['draws']} draws of noise) |"
    )
    yield f"| protected: the true figure lies within the bounds | {summary['within_bounds_percent']} % |"
    yield ""


def _differing(compared: Compared) -> Iterator[str]:
    with (FOLDER / "contradictions.csv").open(encoding="utf-8", newline="") as file:
        known = {row["id"]: row for row in csv.DictReader(file)}
    yield "## What does not come out, and why"
    yield ""
    yield "| figure | about | published | counted | because |"
    yield "|---|---|---|---|---|"
    for each in compared.figures:
        computed = compared.collected.pile.computed(each)
        if not each.agrees(computed):
            because = "; ".join(f"{name}: {known[name]['reading']}" for name in each.contradictions)
            yield f"| {each.id} | {_about(each)} | {each.near}{each.value:g} | {computed:.2f} | {because} |"
    yield ""
    yield "All contradictions and unclear points of the sources, so that nobody finds them by surprise:"
    yield ""
    yield "| id | where | what | likely reading |"
    yield "|---|---|---|---|"
    yield from (f"| {row['id']} | {row['where']} | {row['what']} | {row['reading']} |" for row in known.values())
    yield ""


def _reasons(compared: Compared) -> Iterator[str]:
    yield "## What a release does not give"
    yield ""
    yield "| figures | reason, and what would give it |"
    yield "|---|---|"
    found: dict[str, list[str]] = {}
    for each in compared.figures:
        given = compared.given(compared.protected[0], each)
        reason = given if isinstance(given, str) else given.over
        if reason:
            found.setdefault(reason, []).append(each.id)
    for reason, ids in found.items():
        yield f"| {len(ids)}: {', '.join(ids)} | {REASONS[reason]} |"
    yield ""


def _moves(compared: Compared) -> Iterator[str]:
    pile = compared.collected.pile
    moved: dict[str, list[float]] = {}
    held: dict[str, list[bool]] = {}
    for each, given in compared.given_by_protected():  # The same module.
        place = "mean" if each.kind == "mean" else (dict(each.conditions).keys() and "part") or "region"
        moved.setdefault(place, []).append(abs(given.value - pile.computed(each)))
        held.setdefault(place, []).append(_inside(given, pile.computed(each)))
    yield "## How far protection moves a figure"
    yield ""
    yield "| figures | mean distance from the truth | largest | true figure within the bounds |"
    yield "|---|---|---|---|"
    words = {
        "region": "percentages of the region",
        "part": "percentages of a kind, a category or among some",
        "mean": "means (grade)",
    }
    for place, name in words.items():
        distances = moved.get(place, [0.0])
        yield f"| {name} | {mean(distances):.2f} | {max(distances):.1f} | {100 * mean(held.get(place, [True])):.0f} % |"
    yield ""
    yield from wrap(
        "A difference between two cuts (“30 to 40 %”) carries the noise of both, a ratio that of both "
        "its parts. Of a small part (who named a cause, and then may change it) next to nothing can be "
        "said: its bounds are wide, as they should be.",
        120,
    )
    yield ""


def _relations(compared: Compared) -> Iterator[str]:
    tests = outcomes(compared.collected.pile)
    verdicts = protected_verdicts(compared)
    yield "## The relations that the report speaks of"
    yield ""
    yield from wrap(
        "“Counted”: classical tests on the exact answers at 5 %, as the report must have tested (it "
        "names no test). “Published”: what the protected rows allow by `app/statistics/contrasts.py`, as "
        "the page /region/differences says it: the size of the most certain difference, and its grade "
        "after correction for the number of comparisons (false discovery rate). Kinds are compared on "
        "the whole scale, relations by headline: the favourable options, 7 or higher, the top step.",
        120,
    )
    yield ""
    yield "| id | between | report | counted | published |"
    yield "|---|---|---|---|---|"
    for each in read_relations():
        test = tests.get(each.id)
        counted = f"{test.name}, p = {_p(test.p)}" if test else NOT_TESTED[each.id]
        between = f"{each.first} × {each.second}".replace("|", " / ")
        yield f"| {each.id} | {between} | {_said(each)} | {counted} | {verdicts.get(each.id, '–')} |"
    yield ""
    reported = [each.id for each in read_relations() if each.difference and each.id in verdicts]
    seen = [name for name in reported if "; certain" in verdicts[name] or "; likely" in verdicts[name]]
    denied = [each.id for each in read_relations() if each.difference is False and each.id in verdicts]
    wrong = [name for name in denied if "; certain" in verdicts[name] or "; likely" in verdicts[name]]
    yield from wrap(
        f"Of {len(reported)} reported differences {len(seen)} can still be seen through the protection; of "
        f"{len(denied)} that the report denies {len(wrong)} are called certain or likely. REL03 is not "
        "reproduced by any answers (C11). "
        "No ballot holds both experience and the kind of organisation, so that half of REL08 "
        "cannot be tested by anybody, not even by who holds the key.",
        120,
    )
    yield ""


def _said(each: Reported) -> str:
    return {True: "difference", False: "no difference", None: "describes"}[each.difference]


def protected_verdicts(compared: Compared) -> dict[str, str]:
    """Return what the protected rows say about each relation, in a few words."""
    rows = compared.protected[0]
    tried = _contrasts(compared, rows)
    found = {name: best for name, pairs in tried.items() if (best := _surest(pairs))}
    levels = dict(zip(found, adjusted([each.p for each in found.values()]), strict=True))
    said = {name: f"{each.size}; {_grade(levels[name])}" for name, each in found.items()}
    return said | {name: "too few people on one side" for name in tried if name not in found}


def _grade(p: float) -> str:
    return {"sure": "certain", "likely": "likely"}.get(grade_of(p), "no certain difference")


def _surest(pairs: Sequence[Contrast | None]) -> Contrast | None:
    """Return the most certain of several contrasts, corrected for how many there are; None when none may be given."""
    known = [each for each in pairs if each]
    if not known:
        return None
    best = min(known, key=lambda each: each.p)
    return Contrast(best.difference, best.lower, best.upper, min(adjusted([each.p for each in known])), best.size)


def _contrasts(compared: Compared, rows: Sequence[Row]) -> Mapping[str, list[Contrast | None]]:
    """Return every comparison that the published rows allow about each relation."""
    figures = published_shares(rows)
    found: dict[str, list[Contrast | None]] = {}
    for name, item in BY_KIND.items():
        found[name] = _between([((kind, "", ""), item) for kind in KINDS], compared, figures, name=name)
    for name, item in BY_EXPERIENCE.items():
        places = [(("", "experience", category), item) for category in ("0-3", "3-6", "6-10", "10+")]
        found[name] = _between(places, compared, figures, name=name)
    for name, (of, by) in JOINT.items():
        pair = (_headline(compared, by), _headline(compared, of))
        four = [figures.get(("", by, sides.category, of, sides.option)) for sides in four_of(*pair)]
        known = [each for each in four if each]
        both = sides_apart(known) if len(known) == 4 else None
        found[name] = [shares_apart(*both)] if both else []
    return found


Place = tuple[tuple[str, str, str], str]
"""Group, breakdown and category, and the item."""


def _between(
    places: Sequence[Place], compared: Compared, figures: Mapping[Key, Figure], *, name: str
) -> list[Contrast | None]:
    """Compare every two places on the whole scale, or on the headline where the scale is not published."""
    item = places[0][1]
    asked = compared.collected.instrument.item(item.partition(".")[0])
    cuts = () if name == "REL31" else next((each for each in chain(asked) if asked.type not in {"grid", "multi"}), ())
    whole = [[figures.get((*place, item, cut)) for cut in cuts] for place, _ in places]
    if cuts and all(None not in side for side in whole):
        compare = means_apart if asked.type == "scale" else orders_apart
        sides = [[each for each in side if each] for side in whole]
        return [compare(one, other) for one, other in combinations(sides, 2)]
    option = "caseload" if name == "REL31" else _headline(compared, item)
    heads = [figures.get((*place, item, option)) for place, _ in places]
    return [shares_apart(one, other) for one, other in combinations([each for each in heads if each], 2)]


def _headline(compared: Compared, item: str) -> str:
    counts = indicators(compared.collected.instrument.item(item.partition(".")[0]))
    found = [each.option for each in counts if each.everywhere and item in (each.item, each.base)]
    return found[len(found) // 2]


def _all(compared: Compared) -> Iterator[str]:
    yield "## Every figure"
    yield ""
    yield "“Moved”: the protected figure of this draw less the counted one, in points (means in grades)."
    yield ""
    yield "| id | about | published | counted | protected (bounds) | moved |"
    yield "|---|---|---|---|---|---|"
    for each in compared.figures:
        computed = compared.collected.pile.computed(each)
        given = compared.given(compared.protected[0], each)
        if isinstance(given, str):
            shown, moved = {"withheld": "not shown"}.get(given, f"not given: {given}"), ""
        else:
            shown = f"{given.value:.1f} ({given.lower:.1f} to {given.upper:.1f})" + (
                " over all with workload" if given.over else ""
            )
            moved = "" if given.over else f"{given.value - computed:+.1f}"
        yield f"| {each.id} | {_about(each)} | {each.near}{each.value:g} | {computed:.2f} | {shown} | {moved} |"


def _about(each: PublishedFigure) -> str:
    parts = [f"{name} = {' or '.join(keys)}" for name, keys in each.conditions]
    return f"{each.construct}, {' or '.join(each.options)}" + (f" ({'; '.join(parts)})" if parts else "")


def _kind(each: PublishedFigure) -> str:
    return "near" if each.near else each.kind


def _inside(given: Given, computed: float) -> bool:
    return given.lower - 1e-9 <= computed <= given.upper + 1e-9


def _p(p: float) -> str:
    return "< .0001" if p < 0.0001 else f"{p:.4f}".lstrip("0")
