"""How certain something is, which way it differs and whether it moved: one word per grade, wherever it stands."""

from __future__ import annotations

from app.web.language import percent
from app.wording.group_names import the_region
from app.wording.translated import _, ngettext


def grade_words(name: str) -> str:
    """Return how certain something is: `sure`, `likely`, `notable`, or `too_small` to be shown."""
    return {
        "sure": _("certain"),
        "likely": _("likely"),
        "notable": _("notable, not yet certain"),
        "too_small": _("too small to say"),
    }[name]


def why_grade(name: str, chance: float) -> str:
    """Return why a signal has its grade; `chance` 0…1 that it has the direction it is said to have."""
    told = percent(min(0.99, chance))
    if name == "notable":
        return _(
            "The bounds do not overlap, but the chance that it is so is %(chance)s. Another round tells more.",
            chance=told,
        )
    if chance > 0.99:
        return _("The chance that it is so is over %(chance)s.", chance=told)
    return _("The chance that it is so is %(chance)s.", chance=told)


def difference_words(*, higher: bool, whom: str) -> str:
    """Return which way a figure differs from that of another group: "higher than the region"."""
    return _("higher than %(whom)s", whom=whom) if higher else _("lower than %(whom)s", whom=whom)


def graded_difference(*, higher: bool, grade: str) -> str:
    """Return what the sign in one place of the grid says: "higher than the region: certain"."""
    return f"{difference_words(higher=higher, whom=the_region())}: {grade_words(grade)}"


def signal_words(direction: str, *, since: str) -> tuple[str, str]:
    """Return what stands out, to follow the name of its topic, and in short. `since`: the month of the time before."""
    match direction:
        case "higher":
            return _("is higher here than in the region"), difference_words(higher=True, whom=the_region())
        case "lower":
            return _("is lower here than in the region"), difference_words(higher=False, whom=the_region())
        case "up":
            return _("has risen since %(month)s", month=since), _("risen since %(month)s", month=since)
    return _("has fallen since %(month)s", month=since), _("fallen since %(month)s", month=since)


def not_yet_known() -> str:
    """Return what stands where estimates are still worked out."""
    return _("Being worked out")


def no_movement(*, asked_before: bool) -> str:
    """Return what is said of a topic that did not move, or that was not asked before."""
    return _("No movement to be seen") if asked_before else _("The first time this was asked")


def no_difference() -> str:
    """Return what is said of a topic on which two groups do not differ."""
    return _("No difference to be seen")


def unfavourable() -> str:
    """Return what is said of a topic of which a high figure is bad news."""
    return _("high is unfavourable")


def then_and_now(then: str, now: str, *, sure: bool | None) -> str:
    """Return two figures of one count in words, and whether chance can explain it; `sure` None: that is not known."""
    if sure is None:
        return _("Then %(then)s, now %(now)s.", then=then, now=now)
    if sure:
        return _("Then %(then)s, now %(now)s. That is more than chance.", then=then, now=now)
    return _("Then %(then)s, now %(now)s. That can be chance.", then=then, now=now)


def answer_then_and_now(answer: str, then: str, now: str) -> str:
    """Return the same of one answer among many, which moved for certain."""
    return _("%(answer)s: then %(then)s, now %(now)s. That is more than chance.", answer=answer, then=then, now=now)


def more_moved(figures: int) -> str:
    """Return how many figures of a question moved for certain too, and are not named."""
    return ngettext("%(num)s more figure moved for certain.", "%(num)s more figures moved for certain.", figures)


def others_still(figures: int) -> str:
    """Return how many figures of a question did not move for certain, beside those that did."""
    return ngettext(
        "The other figure did not move for certain.", "The %(num)s other figures did not move for certain.", figures
    )


def all_still(figures: int) -> str:
    """Return that no figure of a question moved for certain."""
    return ngettext("Its figure did not move for certain.", "None of its %(num)s figures moved for certain.", figures)


def not_shown() -> str:
    """Return what stands in a sentence in the place of a withheld figure."""
    return _("not shown")
