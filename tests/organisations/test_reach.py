"""A contact is a phone number, an e-mail address or an https page; anything else is refused by name."""

from __future__ import annotations

import pytest

from app.organisations.reach import Reach, ReachUnusable, read_reach


@pytest.mark.parametrize(
    ("typed", "kind", "link"),
    [
        ("070 123 45 67", "phone", "tel:0701234567"),
        ("(070) 123-4567", "phone", "tel:0701234567"),
        ("+31 (0)70 123 4567", "phone", "tel:+31701234567"),
        ("113", "phone", "tel:113"),
        (" help@example.org ", "mail", "mailto:help@example.org"),
        ("a?bcc=x@example.org", "mail", "mailto:a%3Fbcc%3Dx@example.org"),
        ("https://example.org/help?to=us", "page", "https://example.org/help?to=us"),
        ("https://exämple.org", "page", "https://xn--exmple-cua.org"),
    ],
)
def test_a_way_to_reach_somebody_becomes_a_link(typed: str, kind: str, link: str) -> None:
    """One tap calls, writes or opens; nothing that was typed can add to the link."""
    reach = read_reach(typed)
    assert (reach.kind, reach.link) == (kind, link)


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "nothing"),
        ("ask at the desk", "nothing"),
        ("12", "nothing"),
        ("0123456789012345", "nothing"),
        ("javascript:alert(1)", "nothing"),
        ("data:text/html,x", "nothing"),
        ("ftp://example.org", "nothing"),
        ("javascript://example.org/%0aalert(1)", "nothing"),
        ("nobody@", "nothing"),
        ("http://example.org", "open_line"),
        ("www.example.org", "open_line"),
        ("https://name:secret@example.org", "no_page"),
        ("https://localhost", "no_page"),
        ("https://127.0.0.1/x", "no_page"),
        ("https://[::1", "no_page"),
        ("https://example.org/a b", "no_page"),
        ('https://example.org/"onclick="x', "no_page"),
        ("https://example.org/\u202egro", "no_page"),
        ("https://example.org:99999", "no_page"),
        ("https://example.org/" + "x" * 200, "too_long"),
    ],
)
def test_what_is_none_of_the_three_is_refused(typed: str, why: str) -> None:
    """With what is the matter, so that the page can say how to mend it."""
    with pytest.raises(ReachUnusable) as refused:
        read_reach(typed)
    assert refused.value.why == why


def test_a_page_is_shown_by_its_host() -> None:
    """A reader sees where a tap leads before it is made."""
    assert read_reach("https://example.org/a/long/way") == Reach(
        "page", "example.org", "https://example.org/a/long/way"
    )
