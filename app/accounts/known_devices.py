"""What a browser calls itself, in two words that its owner recognises. Pure; keeps nothing else of it."""

from __future__ import annotations

BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "Linux"),
)


def device_words(user_agent: str) -> str:
    """`Firefox · Windows`; empty when the browser says nothing that we know."""
    found = (next((word for sign, word in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS))
    return " · ".join(word for word in found if word)
