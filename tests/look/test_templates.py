"""Every template compiles, is small, and is a page with a title or a fragment that says what it needs."""

from __future__ import annotations

import re

import pytest

from tests.look.pages import own_source, page_names, plain_environment, source_of, template_names

LINES_AT_MOST = 120


@pytest.mark.parametrize("name", template_names())
def test_every_template_compiles(name: str) -> None:
    """A slip of the pen is found here, not by the first reader."""
    environment = plain_environment()
    environment.filters.update(day=str, long_day=str, dateformat=str)
    environment.compile(source_of(name), name=name)


@pytest.mark.parametrize("name", page_names())
def test_every_page_has_a_title_and_a_place_to_skip_to(name: str) -> None:
    """A title of its own and `id="main"`, the target of the skip link."""
    source = own_source(name)
    assert re.search(r"{% block title %}.+?{% endblock", source, re.S), "no title"
    assert 'id="main"' in source, "no main"


@pytest.mark.parametrize("name", template_names())
def test_a_template_says_first_what_it_is(name: str) -> None:
    """The first line is a comment: what this is and what it needs."""
    assert source_of(name).startswith("{#")


@pytest.mark.parametrize("name", template_names())
def test_a_template_fits_on_a_page(name: str) -> None:
    assert source_of(name).count("\n") <= LINES_AT_MOST
