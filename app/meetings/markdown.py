"""Turns the Markdown of staff into safe HTML: paragraphs, lists, emphasis, quotes and links.

Every other mark-up is shown as text or left out.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "a"}


def safe_html(text: str) -> Markup:
    """Return the Markdown text as safe HTML: no script, style, image or form; links to https, http and mailto only."""
    import nh3  # At use, as the parser: few processes ever show a text of staff.

    html = nh3.clean(
        _parser().render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704  # Cleaned by nh3 in the line above.


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
        ["heading", "lheading", "hr", "code", "fence", "backticks", "image", "html_block", "html_inline"]
    )
