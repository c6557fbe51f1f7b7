"""An exact Bayesian attacker: keeps the chance of every possible set of answers in a team, release after
release.

The attacker knows the whole method, who is in the team, who answered each time, how often people change their
minds and every figure ever published about the team, and starts out believing that any share of yeses is
equally likely.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

import numpy as np
from numpy.typing import NDArray

from app.releases.rules.bins import block_bins
from app.releases.rules.policy import Policy

Beliefs = NDArray[np.float64]
SURE = 0.95


def noise_up_to(persons: int, alpha: float = 1 / 3) -> float:
    """The chance that the noise is at most so many persons (rule 4)."""
    if persons >= 0:
        return float(1 - alpha ** (persons + 1) / (1 + alpha))
    return float(alpha**-persons / (1 + alpha))


def bin_chances(people: int, policy: Policy, alpha: float = 1 / 3) -> Beliefs:
    """The chance of every bin (column) given the true count (row), for a block of so many people."""
    bins = block_bins(people, policy)
    chances = np.zeros((people + 1, len(bins)))
    for count in range(people + 1):
        edges = [0.0, *(noise_up_to(each.high - count, alpha) for each in bins[:-1]), 1.0]
        chances[count] = np.diff(edges)
    return chances


def sureness_after(releases: int, people: int, policy: Policy, *, allies: int = 0, alpha: float = 1 / 3) -> float:
    """How sure the attacker gets of each person in a team in which nobody ever says yes.

    `releases` times the same people answer the same and the lowest bin is shown every time, the outcome that
    tells most. `allies` participants put in their own answers, noes too.
    """
    likely = bin_chances(people, policy, alpha)[:, 0] ** releases
    fits = np.array([comb(people - count, allies) / comb(people, allies) for count in range(people + 1)])
    beliefs = likely * fits / (likely * fits).sum()
    return float(1 - beliefs @ np.arange(people + 1) / (people - allies))


def sureness_of_leaver(people: int, policy: Policy, *, alpha: float = 1 / 3) -> float:
    """The most that two releases, one with and one without a person, can tell of that person's answer.

    The same sum serves a joiner, and a category that holds a team and one person more.
    """
    no, yes = evidence_of_leaver(people, policy, alpha=alpha)
    return float((np.maximum(no, yes) / (no + yes)).max())


def evidence_of_leaver(people: int, policy: Policy, *, alpha: float = 1 / 3) -> tuple[Beliefs, Beliefs]:
    """The chance of each pair of figures, one with and one without a person, when they said no and when they said yes.

    The group has `people` people with them; what the others said is any share, and the same both times.
    """
    with_them, without = bin_chances(people, policy, alpha), bin_chances(people - 1, policy, alpha)
    chances = np.zeros((2, with_them.shape[1], without.shape[1]))
    for others in range(people):
        for yes in (0, 1):
            ways = (others + yes if yes else people - others) / (people * (people + 1))
            chances[yes] += ways * np.outer(with_them[others + yes], without[others])
    return chances[0].ravel() * 2, chances[1].ravel() * 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of the people attacked: how many were thought known at 95 %, guessed right, and in the team's majority."""

    people: int
    sure: int
    right: int
    majority: int

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(
            self.people + other.people,
            self.sure + other.sure,
            self.right + other.right,
            self.majority + other.majority,
        )


NOBODY = Outcome(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Course:
    """How a team behaves: releases made, waves in each, how many keep their answer per release, how many answer."""

    releases: int
    keep: float
    response: float
    exact: bool = False
    smallest: int = 7


def follow(team: int, course: Course, *, chance: np.random.Generator, policy: Policy) -> Outcome:
    """Attack one team of `team` people over a course of releases, and look at what is believed at the end."""
    rate = chance.beta(3, 1.5)
    answers = chance.random(team) < rate
    states = (np.arange(2**team)[:, None] >> np.arange(team)) & 1
    beliefs = np.array([1 / ((team + 1) * comb(team, int(yes))) for yes in states.sum(axis=1)])
    for release in range(course.releases):
        if release and course.keep < 1:
            redrawn = chance.random(team) > course.keep
            answers = np.where(redrawn, chance.random(team) < rate, answers)
            beliefs = _drift(beliefs, team, keep=course.keep, rate=rate)
        answered = chance.random(team) < course.response
        if answered.sum() >= course.smallest:
            counts = states[:, answered].sum(axis=1)
            beliefs = beliefs * _likelihood(counts, answers[answered], course, chance=chance, policy=policy)
            beliefs = beliefs / beliefs.sum()
    return _outcome(beliefs @ states, answers)


def _likelihood(
    counts: NDArray[np.int64],
    answers: NDArray[np.bool_],
    course: Course,
    *,
    chance: np.random.Generator,
    policy: Policy,
) -> Beliefs:
    """How well every possible set of answers explains what is shown this time."""
    true = int(answers.sum())
    if course.exact:
        return np.asarray(counts == true, dtype=float)
    chances = bin_chances(len(answers), policy)
    shown = chance.choice(chances.shape[1], p=chances[true])
    return np.asarray(chances[counts, shown])


def _drift(beliefs: Beliefs, team: int, *, keep: float, rate: float) -> Beliefs:
    """Everybody keeps their answer with chance `keep`, or answers afresh."""
    cube = beliefs.reshape((2,) * team)
    for axis in range(team):
        total = cube.sum(axis=axis, keepdims=True)
        cube = keep * cube + (1 - keep) * np.concatenate([total * (1 - rate), total * rate], axis=axis)
    return cube.reshape(-1)


def _outcome(yes: Beliefs, answers: NDArray[np.bool_]) -> Outcome:
    sure = int((np.maximum(yes, 1 - yes) >= SURE).sum())
    agreeing = int(answers.sum())
    return Outcome(len(answers), sure, int(((yes > 0.5) == answers).sum()), max(agreeing, len(answers) - agreeing))


def follow_many(teams: Sequence[int], course: Course, *, seed: int = 1, policy: Policy | None = None) -> Outcome:
    """Attack many teams, one after another."""
    chance = np.random.default_rng(seed)
    outcomes = [follow(team, course, chance=chance, policy=policy or Policy()) for team in teams]
    return sum(outcomes, NOBODY)
