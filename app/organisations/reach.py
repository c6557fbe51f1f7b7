"""How a contact is reached: a phone number, an e-mail address, or a page that begins with https://. Pure.

Decides what such an address may be and what a link to it says. Whatever else somebody types is refused by name, so
that no page ever offers a link that runs a program, hides a password or goes over an open line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import quote, urlsplit

from email_validator import EmailNotValidError, validate_email

MOST_LETTERS = 200
FEWEST_DIGITS, MOST_DIGITS = 3, 15
"""From a short service number to the longest number there is (ITU-T E.164)."""

_PHONE = re.compile(r"\+?[0-9(][0-9 ().\-/]*")
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


class ReachUnusable(ValueError):
    """This is no phone number, e-mail address or https address. `why`: too_long, open_line, no_page or nothing."""

    def __init__(self, why: Literal["too_long", "open_line", "no_page", "nothing"]) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to reach a contact. `shown`: as people read it; `link`: where a tap on it goes."""

    kind: Literal["phone", "mail", "page"]
    shown: str
    link: str


@lru_cache(maxsize=256)
def read_reach(text: str) -> Reach:
    """Return a typed phone number, e-mail address or https address. Raises ReachUnusable for anything else."""
    text = " ".join(text.split())
    if len(text) > MOST_LETTERS:
        raise ReachUnusable("too_long")
    if _PHONE.fullmatch(text):
        return _phone(text)
    if "://" in text or text.lower().startswith("www."):
        return _page(text)
    return _mail(text)


def _phone(text: str) -> Reach:
    digits = re.sub(r"[^0-9]", "", text.replace("(0)", "") if text.startswith("+") else text)
    if not FEWEST_DIGITS <= len(digits) <= MOST_DIGITS:
        raise ReachUnusable("nothing")
    return Reach("phone", text, "tel:" + "+" * text.startswith("+") + digits)


def _mail(text: str) -> Reach:
    try:
        address = validate_email(text, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as fault:
        raise ReachUnusable("nothing") from fault
    return Reach("mail", address, "mailto:" + quote(address, safe="@"))


def _page(text: str) -> Reach:
    if text.lower().startswith(("http://", "www.")):
        raise ReachUnusable("open_line")
    try:
        parts = urlsplit(text)
        host, _port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as fault:
        raise ReachUnusable("no_page") from fault
    plain = text.isprintable() and not any(sign in text for sign in " <>\"'`\\{}|^")
    if parts.scheme != "https":
        raise ReachUnusable("nothing")
    if not plain or not _HOST.fullmatch(host) or "@" in parts.netloc:
        raise ReachUnusable("no_page")
    netloc = host if _port is None else f"{host}:{_port}"
    return Reach("page", host, parts._replace(netloc=netloc).geturl())
