"""Nothing in a template needs an exception from the content security policy."""

from __future__ import annotations

import re

import pytest

from tests.look.pages import source_of, template_names

FORBIDDEN = {
    "a style attribute": r"\sstyle\s*=",
    "a style element": r"<style\b",
    "an event handler": r"<[^>]*\son[a-z]+\s*=",
    "a script address": r"javascript:",
    "a script in the page": r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")",
    "a file from elsewhere": r"(?:src|href)=\"(?:https?:)?//",
    "htmx that evaluates": r"\shx-(?:on|vals=['\"]js:)",
}


def faults_in(source: str) -> list[str]:
    return [what for what, pattern in FORBIDDEN.items() if re.search(pattern, source)]


@pytest.mark.parametrize("name", template_names())
def test_a_template_holds_no_code_of_its_own(name: str) -> None:
    """Styles and scripts live in files; the policy allows nothing else."""
    assert faults_in(source_of(name)) == []


@pytest.mark.parametrize(
    "source",
    ['<p style="color: red">', '<button onclick="go()">', "<script>go()</script>", '<img src="//elsewhere/x.png">'],
)
def test_code_in_a_template_is_noticed(source: str) -> None:
    """The rule above can fail."""
    assert faults_in(source)
