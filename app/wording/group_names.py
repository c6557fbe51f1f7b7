"""What a group is called: in a sentence, in short beside a chart, and at the beginning of a sentence about it."""

from __future__ import annotations

from app.wording.translated import _


def the_region() -> str:
    """Return the region as it is called in a sentence."""
    return _("the region")


def own_group(choice: str) -> str:
    """Return a group that a participant belongs to, as it is called in a sentence or a heading.

    `choice`: `region`, `orgtype`, `experience` or `team`.
    """
    match choice:
        case "region":
            return the_region()
        case "experience":
            return _("people with your experience")
    return own_group_in_short(choice)


def own_group_in_short(choice: str) -> str:
    """Return the same for the switch and the chart."""
    match choice:
        case "region":
            return _("region")
        case "orgtype":
            return _("your kind of organisation")
        case "experience":
            return _("your experience")
    return _("your team")


def within_own_group(choice: str) -> str:
    """Return where a figure holds, as a sentence about that group begins."""
    match choice:
        case "region":
            return _("In the region")
        case "orgtype":
            return _("In your kind of organisation")
        case "experience":
            return _("Among people with your experience")
    return _("In your team")
