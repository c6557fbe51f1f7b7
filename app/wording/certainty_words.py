"""Words for how certain a difference is, its direction and whether it changed: one wording per grade everywhere."""

from __future__ import annotations

from app.web.language import percent
from app.wording.group_names import the_region
from app.wording.translated import _, ngettext


def grade_words(name: str) -> str:
    """Return the words for how certain a difference is (`name`: sure, likely, notable or too_small): "likely"."""
    return {
        "sure": _("certain"),
        "likely": _("likely"),
        "notable": _("notable, not yet certain"),
        "too_small": _("too small to say"),
    }[name]


def grade_in_one_word(name: str) -> str:
    """Return how certain a difference is (`name`: sure, likely or notable), short enough for a list or a meeting."""
    return {"sure": _("certain"), "likely": _("likely"), "notable": _("notable")}[name]


def why_grade(name: str, chance: float) -> str:
    """Return the sentence that explains how certain a difference was called (`name`: sure, likely or notable).
    `chance`: the probability, 0 to 1, that the difference has this direction.
    """
    told = percent(min(0.99, chance))
    if name == "notable":
        return _(
            "The blurred figures lie apart, but with chance counted in it holds in %(chance)s of cases. "
            "Another round tells more.",
            chance=told,
        )
    if chance > 0.99:
        return _("The chance that it is so is over %(chance)s.", chance=told)
    return _("The chance that it is so is %(chance)s.", chance=told)


def difference_words(*, higher: bool, whom: str) -> str:
    """Return how a figure differs from another group's: "higher than the region"."""
    return _("higher than %(whom)s", whom=whom) if higher else _("lower than %(whom)s", whom=whom)


def graded_difference(*, higher: bool, grade: str) -> str:
    """Return how a figure differs from the region's and how certain that is: "higher than the region: certain"."""
    return f"{difference_words(higher=higher, whom=the_region())}: {grade_words(grade)}"


def signal_words(direction: str, *, since: str, grade: str) -> tuple[str, str]:
    """Return a difference in words, twice: "has risen since March", to end a sentence, and short, "risen since March".
    `direction`: "higher" or "lower" than the region, "up" or "down" since the month `since`. `grade`: a difference that
    is only notable is said to seem so.
    """
    if grade == "notable":
        return _seeming(direction, since=since)
    match direction:
        case "higher":
            return _("is higher here than in the region"), difference_words(higher=True, whom=the_region())
        case "lower":
            return _("is lower here than in the region"), difference_words(higher=False, whom=the_region())
        case "up":
            return _("has risen since %(month)s", month=since), _("risen since %(month)s", month=since)
    return _("has fallen since %(month)s", month=since), _("fallen since %(month)s", month=since)


def _seeming(direction: str, *, since: str) -> tuple[str, str]:
    """Return the two wordings of `signal_words` for a difference that may well be chance."""
    match direction:
        case "higher":
            return _("seems higher here than in the region"), _("seems higher than the region")
        case "lower":
            return _("seems lower here than in the region"), _("seems lower than the region")
        case "up":
            return _("seems to have risen since %(month)s", month=since), _("seems risen since %(month)s", month=since)
    return _("seems to have fallen since %(month)s", month=since), _("seems fallen since %(month)s", month=since)


def not_yet_known() -> str:
    """Return "Being worked out", the words shown while estimates are still being computed."""
    return _("Being worked out")


def no_movement(*, asked_before: bool) -> str:
    """Return "No movement to be seen", or "Asked with Peil for the first time"."""
    return _("No movement to be seen") if asked_before else _("Asked with Peil for the first time")


def no_difference() -> str:
    """Return "No difference to be seen", the words shown where two groups do not certainly differ."""
    return _("No difference to be seen")


def unfavourable() -> str:
    """Return "high is unfavourable", the note at questions where a high figure is bad news, such as workload."""
    return _("high is unfavourable")


def then_and_now(then: str, now: str, *, sure: bool | None) -> str:
    """Return the earlier and the present figure of one answer as a sentence, and whether the change can be chance.
    `sure`: True when it is more than chance, False when it can be chance, None when that is not known.
    """
    if sure is None:
        return _("Then %(then)s, now %(now)s.", then=then, now=now)
    if sure:
        return _("Then %(then)s, now %(now)s. That is more than chance.", then=then, now=now)
    return _("Then %(then)s, now %(now)s. That can be chance.", then=then, now=now)


def answer_then_and_now(answer: str, then: str, now: str) -> str:
    """Return a sentence with the earlier and the present figure of an answer whose change is more than chance.
    `answer`, `then`, `now`: in words.
    """
    return _("%(answer)s: then %(then)s, now %(now)s. That is more than chance.", answer=answer, then=then, now=now)


def more_moved(figures: int) -> str:
    """Return the sentence "3 more figures moved for certain"; `figures`: that number, at least 1."""
    return ngettext("%(num)s more figure moved for certain.", "%(num)s more figures moved for certain.", figures)


def others_still(figures: int) -> str:
    """Return the sentence "The 3 other figures did not move for certain"; `figures`: that number, at least 1."""
    return ngettext(
        "The other figure did not move for certain.", "The %(num)s other figures did not move for certain.", figures
    )


def all_still(figures: int) -> str:
    """Return the sentence "None of its 3 figures moved for certain" about a question; `figures`: how many it has."""
    return ngettext("Its figure did not move for certain.", "None of its %(num)s figures moved for certain.", figures)


def not_shown() -> str:
    """Return the words that stand in a sentence in place of a withheld figure: "not shown"."""
    return _("not shown")
