"""Says what is wrong with a draft in the reader's language and by the words of its questions.

The checks of content files name keys, in English, for whoever writes a file. On a page a question has no key that its
author knows. What only a file can cause stays in the words of the checks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from re import Match

from flask_babel import gettext as _

from app.content.plain_text import NOT_PLAIN
from app.instrument.questionnaire_drafts import Content
from app.web.language import say


@dataclass(frozen=True, slots=True)
class FaultWords:
    """What is wrong, and whether it is said in the reader's language; else in that of the checks."""

    text: str
    own_language: bool


def fault_words(message: str, content: Content) -> FaultWords:
    """Return the words for a fault of a draft with this `content`; `message`: as the checks of content files say it."""
    sentence = re.sub(r"^items › [a-z0-9_]+: ", "", message)
    titles = {str(item.get("key")): say(item["text"]) for item in content["items"] if item.get("text")}
    for pattern, words in _SENTENCES.items():
        if found := re.fullmatch(pattern, sentence):
            return FaultWords(words(found, titles), own_language=True)
    return FaultWords(message, own_language=False)


def _about(found: Match[str], titles: Mapping[str, str]) -> str:
    """Return the words of the question that a fault names; its key when it has none."""
    return titles.get(found[1], found[1])


_SENTENCES: Mapping[str, Callable[[Match[str], Mapping[str, str]], str]] = {
    r"depends on '(\w+)', which comes later": lambda found, titles: _(
        "This depends on the question “%(question)s”, which comes later. Move this question down, or that one up.",
        question=_about(found, titles),
    ),
    r"there is no item '(\w+)'": lambda _found, _titles: _(
        "This depends on a question that is no longer there. "
        "Choose again who is asked this, or add that question again."
    ),
    r"'(\w+)' has no option '\w+'": lambda found, titles: _(
        "This depends on an answer to “%(question)s” that is no longer there. Choose again who is asked this.",
        question=_about(found, titles),
    ),
    r"'(\w+)' has no options to choose from: only 'answered' can be said of it": lambda found, titles: _(
        "This depends on an answer to “%(question)s”, which no longer has a list of answers. "
        "Choose again who is asked this.",
        question=_about(found, titles),
    ),
    r"nobody is ever asked this: no answers to earlier questions fulfil the rule": lambda _found, _titles: _(
        "Nobody is ever asked this: no answers to earlier questions fit. Choose again who is asked this."
    ),
    r"'(\w+)' is not a question of type multi": lambda found, titles: _(
        "This asks about each answer to “%(question)s”, which has to be a question with several answers from a list.",
        question=_about(found, titles),
    ),
    r"'(\w+)' is not a question of type percent": lambda found, titles: _(
        "This is added to the answer to “%(question)s”, which has to be a percentage.", question=_about(found, titles)
    ),
    r"the question '(\w+)' is missing": lambda found, titles: _(
        "Figures are broken down by “%(question)s”: it has to be there, with one answer from a list.",
        question=_about(found, titles),
    ),
    rf".*{re.escape(NOT_PLAIN)}": lambda _found, _titles: _(
        "Here stands markup or a sign that nobody sees, such as ** or <b>. Type plain words."
    ),
    r"there is no question of your own yet": lambda _found, _titles: _("There is no question of your own yet."),
}
