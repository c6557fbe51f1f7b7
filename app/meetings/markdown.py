"""Markdown of staff as safe HTML: paragraphs, lists, emphasis, quotes and links; everything else stays text or goes."""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "blockquote", "a"}
_parser = MarkdownIt("commonmark", {"html": False, "breaks": True}).disable(
    ["heading", "lheading", "hr", "code", "fence", "backticks", "image", "html_block", "html_inline"]
)


def safe_html(text: str) -> Markup:
    """Return the text as HTML of the safe subset: no script, style, image, form or address but https, http
    and mailto.
    """
    html = nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "http", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    return Markup(html)  # noqa: S704  # Cleaned by nh3 in the line above.
