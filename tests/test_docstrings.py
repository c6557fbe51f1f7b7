"""Docstrings begin with a verb, say at once when a result is None or False, and name the document of a rule."""

from __future__ import annotations

import ast
import re
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


def may_return_none(node: FUNCTIONS) -> bool:
    """Return whether the annotation of the result has None beside another type: `Share | None`."""
    parts = ast.unparse(node.returns).split(" | ") if node.returns else []
    return len(parts) > 1 and "None" in parts


def first_paragraph(node: FUNCTIONS) -> str:
    """Return the first paragraph of a function's docstring, which is all that lists of functions show."""
    return (ast.get_docstring(node) or "").split("\n\n")[0]


def silent_about_none(source: str) -> list[str]:
    """Return the names of public functions whose result may be None and whose first paragraph does not say when."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_") and may_return_none(node)
        if (text := first_paragraph(node)) and "None" not in text
    ]


def silent_about_false(source: str) -> list[str]:
    """Return the names of public functions that return a bool and whose first paragraph does not say what it means."""
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, FUNCTIONS) and not node.name.startswith("_")
        if node.returns and ast.unparse(node.returns) == "bool"
        if (text := first_paragraph(node)) and not re.search(r"\b(?:whether|True|False)\b", text)
    ]


def test_docstring_says_when_the_result_is_none() -> None:
    """A caller must not have to read the code to learn what a missing result means."""
    found = {
        str(path.relative_to(ROOT)): names
        for path in sorted((ROOT / "app").rglob("*.py"))
        if (names := silent_about_none(path.read_text(encoding="utf-8")))
    }
    assert found == {}


def test_docstring_says_what_a_bool_means() -> None:
    """A function that does something and returns a bool has to say when that is False."""
    found = {
        str(path.relative_to(ROOT)): names
        for path in sorted((ROOT / "app").rglob("*.py"))
        if (names := silent_about_false(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("docstring", "silent"),
    [
        ("Delete the share.", True),
        ("Delete the share.\n\n    False when there is none.\n    ", True),
        ("Delete the share; False when there is none.", False),
        ("Return whether there is a share.", False),
    ],
)
def test_bool_is_explained_in_the_first_paragraph(docstring: str, *, silent: bool) -> None:
    """A later paragraph is not shown beside the name."""
    source = f'def delete_share() -> bool:\n    """{docstring}"""\n'
    assert silent_about_false(source) == (["delete_share"] if silent else [])


@pytest.mark.parametrize(
    ("result", "docstring", "silent"),
    [
        ("Share | None", "Return the share.", True),
        ("Share | None", "Return the share.\n\n    None where nobody answered.\n    ", True),
        ("Share | None", "Return the share; None where nobody answered.", False),
        ("Share", "Return the share.", False),
        ("None", "Store the share.", False),
        ("list[Share | None]", "Return the shares.", False),
    ],
)
def test_only_a_result_that_may_be_none_needs_that_word(result: str, docstring: str, *, silent: bool) -> None:
    """A function that returns nothing, or a container, has nothing to explain."""
    source = f'def share_of(group: str) -> {result}:\n    """{docstring}"""\n'
    assert silent_about_none(source) == (["share_of"] if silent else [])


def rules_without_their_document(source: str) -> list[str]:
    """Return the first paragraphs that name a rule by its number and not the document that holds the rule."""
    definitions = (each for each in ast.walk(ast.parse(source)) if isinstance(each, FUNCTIONS | ast.ClassDef))
    beginnings = [(ast.get_docstring(each) or "").split("\n\n")[0] for each in definitions]
    return [text for text in beginnings if re.search(r"\brules? \d", text) and "PRIVACY.md" not in text]


def test_first_paragraph_names_the_document_of_a_rule() -> None:
    """A rule's number tells a newcomer nothing without the name of the list that it is counted in."""
    paths = sorted((ROOT / "app").rglob("*.py"))
    assert [text for path in paths for text in rules_without_their_document(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    ("docstring", "faulty"),
    [("Check rule 14.", True), ("Check rules 6 and 7.", True), ("Check PRIVACY.md rule 14.", False)],
)
def test_rule_without_its_document_is_found(docstring: str, *, faulty: bool) -> None:
    """Whether one rule is named or several."""
    source = f'def findings() -> None:\n    """{docstring}"""\n'
    assert rules_without_their_document(source) == ([docstring] if faulty else [])


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
