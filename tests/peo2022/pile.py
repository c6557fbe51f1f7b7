"""The opened ballots of the measurement, as nobody but a test ever sees them: what the data itself says.

Knows what one ballot knows: an answer and one group. So nothing can be computed here that crosses experience with the
kind of organisation, for no ballot holds both.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.answering.ballots import relation_channel
from tests.peo2022.published import PublishedFigure, is_among, item_and_row

Content = Mapping[str, Any]
Answers = list[tuple[Any, Any]]
"""Group and answer of each ballot; None: not named."""


class NotInBallots(Exception):
    """No ballot holds what this figure needs."""


class Pile:
    """Every content with the number of ballots that have it; `org_types` by team."""

    def __init__(self, contents: Iterable[tuple[Content, int]], *, org_types: Mapping[str, str]) -> None:
        self._org_types = org_types
        self._found: dict[tuple[str, str], Answers] = {}
        for content, times in contents:
            answers = self._found.setdefault((content["c"], content["i"]), [])
            answers.extend([(content["g"], content["v"])] * times)

    @property
    def ballots(self) -> int:
        """Return how many ballots there are."""
        return sum(map(len, self._found.values()))

    def by_org_type(self, item: str) -> Answers:
        """Return the answers to an item, each with its kind of organisation."""
        return [(self._org_types[team], value) for team, value in self._of("team", item)]

    def by_background(self, channel: str, item: str) -> Answers:
        """Return the answers to an item, each with a category of experience or function."""
        return self._of(channel, item)

    def by_answer(self, by: str, of: str) -> Answers:
        """Return the answers to `of`, each with the answer to `by`. Raises NotInBallots for a pair not agreed."""
        if (relation_channel(by, of), of) in self._found:
            return self._of(relation_channel(by, of), of)
        return [(value, group) for group, value in self._of(relation_channel(of, by), by)]

    def computed(self, figure: PublishedFigure) -> float:
        """Return a published figure as these ballots have it, in its own unit. Raises NotInBallots."""
        if figure.construct in {"org_type", "experience", "function", "respondents"}:
            return self._of_people(figure)
        item, row = item_and_row(figure.construct)
        parts = [_part(value, row) for value in self._values(item, figure)]
        values = [part for part in parts if part is not None]  # Whoever skipped a row is not asked about it.
        if figure.kind == "mean":
            return float(sum(values)) / len(values)
        if figure.options == ("n",):
            return len(values)
        named = sum(any(is_among(value, option) for option in figure.options) for value in values)
        return named if figure.kind == "n" else 100 * named / len(values)

    def _values(self, item: str, figure: PublishedFigure) -> list[Any]:
        """Return the answers of those whom the figure is about."""
        found = self.by_org_type(item)
        for name, keys in figure.conditions:
            if name == "org_type":
                found = [(group, value) for group, value in found if group in keys]
            elif name == "experience":
                found = [(group, value) for group, value in self._of(name, item) if group in keys]
            elif name.startswith("workload_cause_"):
                chosen = name.removeprefix("workload_cause_")
                return [value[chosen] for _, value in found if value and chosen in value]
            elif name not in {"theme_followup_answered", "worked_before_2015"}:
                found = [(group, value) for group, value in self.by_answer(name, item) if group in keys]
        return [value for _, value in found if value is not None]

    def _of_people(self, figure: PublishedFigure) -> float:
        channel = figure.construct if figure.construct in {"experience", "function"} else "team"
        everybody = "worked_before_2015" if figure.conditions else "professional_space"
        answers = self.by_org_type(everybody) if channel == "team" else self._of(channel, everybody)
        groups = [group for group, value in answers if not figure.conditions or value == "yes"]
        if figure.kind == "n":
            return len(groups)
        return 100 * sum(group in figure.options for group in groups) / len(groups)

    def _of(self, channel: str, item: str) -> Answers:
        if (channel, item) not in self._found:
            raise NotInBallots(f"{channel} {item}")
        return self._found[channel, item]


def _part(value: Any, row: str) -> Any:
    """Return the answer to a row of a grid, "chosen" for a choice among several, or the answer itself."""
    if isinstance(value, Mapping):
        return value.get(row) if row else value
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "chosen" if row in value else "left"
    return value
