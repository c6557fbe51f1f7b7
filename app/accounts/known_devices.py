"""Names a browser in two words that its owner recognises. Pure; nothing else of the user agent is kept."""

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
    """Return browser and system in two words, `Firefox · Windows`; empty when neither is known."""
    found = (next((word for sign, word in signs if sign in user_agent), "") for signs in (BROWSERS, SYSTEMS))
    return " · ".join(word for word in found if word)
