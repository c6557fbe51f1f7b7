"""What a text in a content file may hold: words alone, no markup and no characters that nobody sees."""

import re

NOT_PLAIN = "is plain text: leave out HTML and other markup, and characters that nobody sees"

_MARKUP = re.compile(r"<[^>\s]|&[a-z][a-z0-9]*;|&#|\]\(|\*\*", re.IGNORECASE)
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Control characters, breaks within a line, and signs that turn the direction of writing around."""


def seen(words: str) -> str:
    """Return the text without control characters and signs that turn the direction of writing around; lines stay."""
    return "\n".join(_UNSEEN.sub("", line) for line in words.splitlines())


def is_plain(words: str) -> bool:
    """Return whether a text holds neither markup nor invisible characters."""
    return not _MARKUP.search(words) and not _UNSEEN.search(words)
