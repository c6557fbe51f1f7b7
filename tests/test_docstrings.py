"""Docstrings of functions begin with a verb in the imperative: "Return the share", not "The share"."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ROOT

FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
PROPERTIES = {"property", "cached_property"}
DETERMINERS = """
    a an the this that these those every each all both either neither no any some several many most few fewer more less
    another other others such same own enough
"""
PRONOUNS = """
    i we you he she it they them one ones nobody everybody somebody anybody everyone someone anyone everything something
    nothing anything none whoever whatever whichever
"""
QUESTION_WORDS = "what which who whom whose how why when where whether"
NUMERALS = "zero one two three four five six seven eight nine ten half first second third next last"
PREPOSITIONS = """
    about above across after against along among around as at before behind below beneath beside besides between beyond
    by during for from in inside into of off on onto out outside over per since than through to towards under until
    upon via with within without
"""
ADVERBS_AND_CONJUNCTIONS = """
    again almost already also always and because but else even exactly far here if like nearly never not now often once
    only or otherwise perhaps roughly so soon still then there therefore though thus too twice while yet
"""
NOUNS = "peil day mean moment name normal number page rule sha text true false value word"
NO_VERBS = frozenset(
    " ".join((DETERMINERS, PRONOUNS, QUESTION_WORDS, NUMERALS, PREPOSITIONS, ADVERBS_AND_CONJUNCTIONS, NOUNS)).split()
)
VERBS_IN_ING = {"bring", "ping", "ring", "sing", "spring", "string", "swing"}
VERBS_IN_S = {"bias", "focus"}


def begins_with_verb(docstring: str) -> bool:
    """Return whether the first word can be an imperative: none of the lists above, no third person, no gerund."""
    first = docstring.split(maxsplit=1)[0].strip(",.:;!?…")
    word = first.lower()
    if not first[:1].isupper() or not word.replace("-", "").isalpha() or word in NO_VERBS:
        return False
    third_person_or_plural = word.endswith("s") and not word.endswith("ss") and word not in VERBS_IN_S
    return not third_person_or_plural and not (word.endswith("ing") and word not in VERBS_IN_ING)


def is_property(node: FUNCTIONS) -> bool:
    """Return whether a method is a property, for which a noun may read better."""
    return any(isinstance(each, ast.Name) and each.id in PROPERTIES for each in node.decorator_list)


def docstrings_of(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each function with a docstring, as its place and that docstring; properties are left out."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, FUNCTIONS) and not is_property(node) and (text := ast.get_docstring(node)):
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", text


def test_docstring_of_every_function_begins_with_a_verb() -> None:
    """A newcomer reads at once what a function does; a noun, a clause or a number makes a riddle of it."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    found = [
        f'{place}: "{text.splitlines()[0]}"'
        for path in paths
        for place, text in docstrings_of(path)
        if not begins_with_verb(text)
    ]
    assert found == []


def test_first_line_of_every_docstring_is_a_whole_sentence() -> None:
    """The first line ends with a full stop, question mark or colon: tools that list functions show that line alone."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    found = [
        f'{place}: "{text.splitlines()[0]}"'
        for path in paths
        for place, text in docstrings_of(path)
        if not text.splitlines()[0].rstrip(" )\"'`”").endswith((".", "?", ":"))
    ]
    assert found == []


@pytest.mark.parametrize(
    "docstring",
    [
        "The share of a group.",
        "Every release, the oldest first.",
        "It returns a share.",
        "What was published.",
        "Whether somebody may see it.",
        "Two words for a browser.",
        "32 bytes that look random.",
        "`ltr` or `rtl`.",
        "Raises SecretMissing.",
        "Returns the share.",
        "Counting the ballots.",
        "In the order of the names.",
        "Only for staff.",
    ],
)
def test_other_beginnings_are_refused(docstring: str) -> None:
    """Determiners, pronouns, question words, numbers, code, third persons and gerunds are no verbs."""
    assert not begins_with_verb(docstring)


@pytest.mark.parametrize("docstring", ["Return the share.", "Compress it.", "Bring a share.", "Re-read the outcome."])
def test_verbs_are_accepted(docstring: str) -> None:
    """Also those that look like a plural or a gerund."""
    assert begins_with_verb(docstring)
