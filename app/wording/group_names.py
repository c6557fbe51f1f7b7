"""Names of groups: in a sentence, in short beside a chart, and at the beginning of a sentence."""

from __future__ import annotations

from app.wording.translated import _


def the_region() -> str:
    """Return the name of the region inside a sentence."""
    return _("the region")


def own_group(choice: str) -> str:
    """Return the name of one of the participant's groups inside a sentence or a heading.

    `choice`: `region`, `orgtype`, `experience` or `team`.
    """
    match choice:
        case "region":
            return the_region()
        case "experience":
            return _("people with your experience")
    return own_group_in_short(choice)


def own_group_in_short(choice: str) -> str:
    """Return the short name of one of the participant's groups, for the choice of group and for charts."""
    match choice:
        case "region":
            return _("region")
        case "orgtype":
            return _("your kind of organisation")
        case "experience":
            return _("your experience")
    return _("your team")


def within_own_group(choice: str) -> str:
    """Return the beginning of a sentence about one of the participant's groups: "In your team"."""
    match choice:
        case "region":
            return _("In the region")
        case "orgtype":
            return _("In your kind of organisation")
        case "experience":
            return _("Among people with your experience")
    return _("In your team")
