"""Every sentence that somebody reads can be found in the catalogue: what is put together on the way never is."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.config import ROOT
from tests.look.pages import source_of, template_names

ONE = {"_", "gettext", "lazy_gettext", "pgettext"}
TWO = {"ngettext", "lazy_ngettext"}
AT_ONCE = {"gettext", "ngettext"}
MODULES = sorted((ROOT / "app").rglob("*.py"))
IN_EVERY_LANGUAGE = {"· Peil", "Peil", "JSON", "CSV"}


def calls_of(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in ONE | TWO:
                yield name, node


def not_in_a_catalogue(source: str) -> list[int]:
    """The lines on which a sentence is not one plain text."""
    return [
        call.lineno
        for name, call in calls_of(ast.parse(source))
        for sentence in call.args[: 2 if name in TWO else 1]
        if not (isinstance(sentence, ast.Constant) and isinstance(sentence.value, str))
    ]


def inside_an_f_string(source: str) -> list[int]:
    """The lines on which words are looked up within an f-string: what collects sentences for the catalogue skips it."""
    return [
        string.lineno
        for string in ast.walk(ast.parse(source))
        if isinstance(string, ast.JoinedStr) and any(calls_of(string))
    ]


def glued(source: str) -> list[int]:
    """The lines on which what was translated is put together by hand: added, joined, filled in, or within an f-string.

    Other languages order the pieces otherwise. `app.wording.joined_words` puts whole sentences and lists together.
    """
    tree = ast.parse(source)
    found = {line_of(node) for node in ast.walk(tree) if _puts_together(node) and any(calls_of(node))}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            told = _translated_names(function)
            found |= {line_of(node) for node in ast.walk(function) if _uses(node, told)}
    return sorted(found)


def line_of(node: ast.AST) -> int:
    return int(getattr(node, "lineno", 0))


def _puts_together(node: ast.AST) -> bool:
    """A sum or `%` with a sentence in it, or `join` and `format` of one."""
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, ast.Add | ast.Mod)
    return isinstance(node, ast.Call) and getattr(node.func, "attr", "") in {"format", "format_map", "join"}


def _translated_names(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Names within a function that are given a sentence, or one of several."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign) and _is_sentence(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _is_sentence(value: ast.expr) -> bool:
    if isinstance(value, ast.IfExp):
        return _is_sentence(value.body) or _is_sentence(value.orelse)
    if isinstance(value, ast.Dict):
        return any(_is_sentence(each) for each in value.values)
    return isinstance(value, ast.Call) and any(call is value for _name, call in calls_of(value))


def _uses(node: ast.AST, told: set[str]) -> bool:
    """Whether this puts together something that has one of these names."""
    if isinstance(node, ast.JoinedStr):
        parts = [each.value for each in node.values if isinstance(each, ast.FormattedValue)]
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        parts = [node.left, node.right]
    elif _puts_together(node) and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        parts = [node.func.value, *node.args, *(each for part in node.args for each in getattr(part, "elts", ()))]
    else:
        return False
    names = [part.value if isinstance(part, ast.Subscript) else part for part in parts]
    return any(isinstance(name, ast.Name) and name.id in told for name in names)


def said_while_starting(source: str) -> list[int]:
    """The lines outside any function that ask for the words at once: in the language of nobody, kept for everybody."""
    tree = ast.parse(source)
    hurried = {
        each.asname or each.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for each in node.names
        if each.name in AT_ONCE or (node.module == "app.wording.translated" and each.name == "_")
    }
    inside = {
        id(each)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for part in (function.body if isinstance(function.body, list) else [function.body])
        for each in ast.walk(part)
    }
    return [call.lineno for name, call in calls_of(tree) if name in hurried and id(call) not in inside]


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_sentence_in_code_is_one_plain_text(path: Path) -> None:
    """No f-string, sum or variable inside `_()`: the catalogue would not know it, and Dutch pages would be English."""
    assert not_in_a_catalogue(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_stands_inside_an_f_string(path: Path) -> None:
    """`f"{_('…')}"` never reaches the catalogue: two such sentences stood in English on Dutch pages."""
    assert inside_an_f_string(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_glued_from_pieces(path: Path) -> None:
    """A piece of a sentence has no place of its own in another language: sentences are whole, values have names."""
    assert glued(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_sentence_is_said_before_there_is_a_reader(path: Path) -> None:
    """At the top of a module and in defaults only `lazy_gettext` will do."""
    assert said_while_starting(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("name", template_names())
def test_a_sentence_in_a_template_is_one_plain_text(name: str) -> None:
    """The same for `{{ _(...) }}` and `{{ ngettext(...) }}`."""
    for call in template(name).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ONE | TWO:
            for sentence in call.args[: 2 if call.node.name in TWO else 1]:
                assert isinstance(sentence, nodes.Const), f"line {call.lineno}"


@pytest.mark.parametrize("name", template_names())
def test_no_sentence_is_glued_in_a_template(name: str) -> None:
    """Nor `{{ _("In") ~ " " ~ place }}`, a sum, `%` or `|format` of a sentence."""
    assert glued_in(template(name)) == []


@pytest.mark.parametrize("name", template_names())
def test_no_word_stands_in_a_template_without_a_translation(name: str) -> None:
    """Between tags, and in what is read aloud, nothing but what is the same in every language."""
    parts = [part for output in template(name).find_all(nodes.Output) for part in output.nodes]
    text = "".join(part.data if isinstance(part, nodes.TemplateData) else "\0" for part in parts)
    text = re.sub(r"<(script|style|svg|code)\b.*?</\1>", "", text, flags=re.S)  # What a person types is no word.
    spoken = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"\0]*[A-Za-z]{3}[^"\0]*)"', text)
    bare = [each.strip("\0 ") for each in re.sub(r"<[^>]*>?", "\n", text).split("\n")]
    words = [each for each in bare if re.search(r"[A-Za-z]{3}", each) and "=" not in each]
    assert [each for each in (*spoken, *words) if each not in IN_EVERY_LANGUAGE] == []


@pytest.mark.parametrize(
    "source", ['_(f"Hi {name}")', '_("Hi " + name)', '_("Hi %s" % name)', "_(words)", 'ngettext("One", f"{n}", n)']
)
def test_what_is_put_together_is_found(source: str) -> None:
    """The check itself sees an f-string, a sum, a filled-in text and a variable."""
    assert not_in_a_catalogue(source) == [1]


def test_an_f_string_around_a_sentence_is_found() -> None:
    """Also around several forms, and deep inside; a sentence beside an f-string is none of them."""
    assert inside_an_f_string("f\"{_('Hi')}!\"") == [1]
    assert inside_an_f_string("f\"{len(ngettext('One', 'Several', 2))}\"") == [1]
    assert inside_an_f_string('words = _("Hi")\nf"{words}!"') == []


@pytest.mark.parametrize(
    "source",
    [
        '_("In") + " " + place',
        '_("In %s") % place',
        '_("In {}").format(place)',
        '_(" or ").join(words)',
        '" ".join([_("In"), place])',
        'def say():\n    words = _("In")\n    return f"{words} {place}"',
        'def say():\n    words = _("In") if near else _("Out of")\n    return words + place',
        'def say():\n    words = _("In")\n    return " ".join([words, place])',
        'def say():\n    words = {"in": _("In")}\n    return f"{words[where]} {place}"',
        'def say():\n    words = place\n    words += _(" is near")',
        'def say():\n    words = ngettext("One", "%(num)s", n)\n    return "{} {}".format(words, place)',
    ],
)
def test_pieces_of_sentences_are_found(source: str) -> None:
    """However they are put together, also by way of a name."""
    assert glued(source) == [source.count("\n") + 1]


def test_what_is_whole_is_not_found() -> None:
    """A sentence with its values, one after another as `sentences` says them, and what only lies beside a sentence."""
    assert glued('_("In %(place)s", place=f"{a} {b}")') == []
    assert glued('sentences(_("One."), _("Two."))') == []
    assert glued('def say():\n    faults[f"name_{n}"] = _("Empty")\n    return f"{n}"') == []


@pytest.mark.parametrize("source", ['{{ _("In") ~ place }}', '{{ _("In") + place }}', '{{ _("In %s")|format(place) }}'])
def test_pieces_of_sentences_in_templates_are_found(source: str) -> None:
    """And a sentence as an argument of a macro beside an added name is none."""
    assert glued_in(parsed(source)) == [1]
    assert glued_in(parsed('{{ line("name_" ~ number, _("Who")) }}')) == []


def glued_in(tree: nodes.Template) -> list[int]:
    """The lines of a template on which a sentence is put together with something else."""
    parts: list[tuple[int, nodes.Node | None]] = []
    parts += [(each.lineno, part) for each in tree.find_all(nodes.Concat) for part in each.nodes]
    parts += [(each.lineno, part) for each in tree.find_all((nodes.Add, nodes.Mod)) for part in (each.left, each.right)]
    parts += [(each.lineno, each.node) for each in tree.find_all(nodes.Filter) if each.name == "format"]
    return sorted(
        {
            line
            for line, part in parts
            if isinstance(part, nodes.Call) and isinstance(part.node, nodes.Name) and part.node.name in ONE | TWO
        }
    )


def template(name: str) -> nodes.Template:
    return parsed(source_of(name))


def parsed(source: str) -> nodes.Template:
    surroundings = Environment(  # Nothing is rendered here.
        extensions=["jinja2.ext.i18n"], trim_blocks=True, lstrip_blocks=True
    )
    return surroundings.parse(source)
