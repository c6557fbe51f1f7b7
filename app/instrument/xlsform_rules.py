"""Writes routing rules and limits as XLSForm expressions, and reads them back.

Decides which part of XLSForm's language Peil has: `selected`, equality with a text, empty or not, `and`, `or`, `not`.
Must not know workbooks. Source: the XLSForm reference, https://xlsform.org.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import accumulate

from app.instrument.routing_rules import Rule

LOOKS_LIKE = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\u202f": " "})
"""Signs that a word processor puts in an expression, and what was meant."""

_TOKEN = re.compile(
    r"\s*(?:\$\{\s*(?P<item>[^}]*?)\s*\}|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign>!=|=|\(|\)|,)|(?P<word>[^\s()=!,$'\"]+|\S))"
)
_NUMBER = r"(-?\d+(?:\.\d+)?)"
_LIMITS: Mapping[str, re.Pattern[str]] = {
    "min": re.compile(rf"\.\s*>=\s*{_NUMBER}"),
    "max": re.compile(rf"\.\s*<=\s*{_NUMBER}"),
    "max_choices": re.compile(r"count-selected\(\s*\.\s*\)\s*<=\s*(\d+)"),
    "max_length": re.compile(r"string-length\(\s*\.\s*\)\s*<=\s*(\d+)"),
    "exclusive": re.compile(
        r"not\(\s*selected\(\s*\.\s*,\s*['\"]([^'\"]+)['\"]\s*\)\s+and\s+count-selected\(\s*\.\s*\)\s*>\s*1\s*\)"
    ),
}


MOST_BRACKETS = 20
"""How deep brackets may lie in each other."""


class ExpressionRefused(ValueError):
    """An XLSForm expression states something that Peil has no rule for; the message names it."""


def expression_of(rule: Rule) -> str:
    """Return a routing rule as an XLSForm expression that is true for the same answers."""
    if rule.every is not None:
        return " and ".join(_enclosed(part) for part in rule.every)
    if rule.some is not None:
        return " or ".join(_enclosed(part) for part in rule.some)
    if rule.unless is not None:
        return f"not({expression_of(rule.unless)})"
    item = f"${{{rule.item}}}"
    if rule.among is None:
        return f"{item} {'!=' if rule.answered else '='} ''"
    return " or ".join(f"selected({item}, '{key}')" for key in rule.among)


def rule_of(expression: str) -> Rule:
    """Return the routing rule that an XLSForm expression states. Raises ExpressionRefused if Peil has no such rule."""
    return _ExpressionReader(expression.translate(LOOKS_LIKE)).whole()


def limits_of(constraint: str) -> dict[str, list[str]]:
    """Return what a constraint limits: `min`, `max`, `max_choices`, `max_length`, `exclusive`, each with its values.

    Raises ExpressionRefused for a part that limits something else.
    """
    found: dict[str, list[str]] = {}
    for part in _conjuncts(constraint.translate(LOOKS_LIKE)):
        name = next((name for name, limit in _LIMITS.items() if limit.fullmatch(part)), None)
        if name is None:
            raise ExpressionRefused(f"Peil has no limit such as '{part}'")
        match = _LIMITS[name].fullmatch(part)
        found.setdefault(name, []).append(match[1] if match else "")
    return found


def _enclosed(rule: Rule) -> str:
    several = rule.every or rule.some or (rule.among if rule.among and len(rule.among) > 1 else None)
    return f"({expression_of(rule)})" if several else expression_of(rule)


def _conjuncts(constraint: str) -> Iterator[str]:
    """Yield the parts that `and` joins outside all brackets."""
    depth, part = 0, ""
    for piece in re.split(r"(\(|\)|\s+and\s+)", constraint):
        depth += (piece == "(") - (piece == ")")
        if depth == 0 and piece.strip() == "and":
            yield part.strip()
            part = ""
        else:
            part += piece
    yield part.strip()


class _ExpressionReader:
    """Reads one expression from left to right; `not` binds before `and`, `and` before `or`."""

    def __init__(self, expression: str) -> None:
        self.tokens: list[tuple[str, str]] = [
            (str(match.lastgroup), match[str(match.lastgroup)]) for match in _TOKEN.finditer(expression.strip())
        ]
        self.place = 0

    def whole(self) -> Rule:
        depths = accumulate((text == "(") - (text == ")") for kind, text in self.tokens if kind == "sign")
        if max(depths, default=0) > MOST_BRACKETS:
            raise ExpressionRefused(f"brackets lie more than {MOST_BRACKETS} deep in each other")
        rule = self._any()
        if self.place < len(self.tokens):
            raise ExpressionRefused(f"Peil does not understand '{self._now()[1]}' here")
        return rule

    def _any(self) -> Rule:
        parts = [self._all()]
        while self._takes("word", "or"):
            parts.append(self._all())
        merged = _merged(parts)
        return merged[0] if len(merged) == 1 else Rule(some=tuple(merged))

    def _all(self) -> Rule:
        parts = [self._one()]
        while self._takes("word", "and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else Rule(every=tuple(parts))

    def _one(self) -> Rule:
        if self._takes("sign", "("):
            return self._until_closed(self._any())
        if self._takes("word", "not"):
            self._expects("sign", "(")
            return Rule(unless=self._until_closed(self._any()))
        if self._takes("word", "selected"):
            self._expects("sign", "(")
            item = self._expects("item")
            self._expects("sign", ",")
            return self._until_closed(Rule(item=item, among=(self._expects("text")[1:-1],)))
        return self._comparison(self._expects("item"))

    def _comparison(self, item: str) -> Rule:
        equal = self._takes("sign", "=")
        if not equal:
            self._expects("sign", "!=")
        text = self._expects("text")[1:-1]
        if not text:
            return Rule(item=item, answered=not equal)
        rule = Rule(item=item, among=(text,))
        return rule if equal else Rule(unless=rule)

    def _until_closed(self, rule: Rule) -> Rule:
        self._expects("sign", ")")
        return rule

    def _now(self) -> tuple[str, str]:
        return self.tokens[self.place] if self.place < len(self.tokens) else ("end", "the end")

    def _takes(self, kind: str, value: str) -> bool:
        found = self._now() == (kind, value)
        self.place += found
        return found

    def _expects(self, kind: str, value: str = "") -> str:
        now = self._now()
        if now[0] != kind or (value and now[1] != value):
            raise ExpressionRefused(
                f"Peil has no rule with '{now[1]}' here: use selected(${{item}}, 'option'), = '', != '', and, or, not()"
            )
        self.place += 1
        return now[1]


def _merged(parts: list[Rule]) -> list[Rule]:
    """Return the rules with neighbours about options of one item made into one."""
    merged: list[Rule] = []
    for part in parts:
        last = merged[-1] if merged else None
        if last is not None and last.among and part.among and last.item == part.item:
            merged[-1] = Rule(
                item=part.item, among=(*last.among, *(key for key in part.among if key not in last.among))
            )
        else:
            merged.append(part)
    return merged
