"""Whom people can turn to, in words: the same for staff who write a contact down and for participants who find it."""

from __future__ import annotations

from app.content.contact_kinds import ContactKind
from app.wording.translated import _


def contact_words(kind: ContactKind) -> str:
    """Return in words who a kind of contact is, such as "Confidential adviser"."""
    match kind:
        case "lead":
            return _("Management or human resources")
        case "physician":
            return _("Occupational physician")
        case "adviser":
            return _("Confidential adviser")
    return _("Listening line")
