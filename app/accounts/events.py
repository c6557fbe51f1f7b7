"""The words on the screen for each event of the staff log. Decides no event: other parts of Peil write them.

A test finds every event that is written anywhere in `app/` and fails when one has no words here.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _

WORDS = {
    "agreement.changed": _("Changed an agreement"),
    "agreement.noted": _("Noted an agreement"),
    "contacts.changed": _("Changed the people to turn to"),
    "invitation.all_cards_made": _("Made cards for all teams"),
    "invitation.all_withdrawn": _("Withdrew all cards and links of all teams"),
    "invitation.cards_made": _("Made cards for a team"),
    "invitation.link_made": _("Made a link for a team"),
    "invitation.withdrawn": _("Withdrew all cards and links of a team"),
    "key.share_brought": _("Brought a share of a key"),
    "organisation.closed": _("Closed an organisation"),
    "organisation.created": _("Added an organisation"),
    "organisation.renamed": _("Renamed an organisation"),
    "organisation.reopened": _("Opened an organisation again"),
    "organisations.imported": _("Brought in a list of teams"),
    "programme.changed": _("Changed the plan of a programme"),
    "programme.created": _("Planned a programme"),
    "programme.duplicated": _("Duplicated a programme"),
    "programme.full_planned": _("Planned a full measurement"),
    "programme.holders_changed": _("Chose other key holders"),
    "programme.paused": _("Paused a programme"),
    "programme.started": _("Started a programme"),
    "questionnaire.begun": _("Began a questionnaire"),
    "questionnaire.thrown_away": _("Threw away a draft of a questionnaire"),
    "questionnaire.published": _("Published a version of a questionnaire"),
    "reading.written": _("Wrote a reading of a release"),
    "remark.deleted": _("Deleted a remark"),
    "report.composed": _("Composed a report"),
    "report.published": _("Published a report"),
    "staff.access_ended": _("Ended somebody’s access"),
    "staff.codes_stopped": _("Somebody with the password guessed at the code and was stopped"),
    "staff.invitation_accepted": _("Accepted an invitation"),
    "staff.invitation_withdrawn": _("Took an invitation back"),
    "staff.invited": _("Invited somebody"),
    "staff.passkey_added": _("Added a passkey"),
    "staff.passkey_removed": _("Removed a passkey"),
    "staff.password_removed": _("Removed the password"),
    "staff.password_set": _("Set a new password with its code app"),
    "staff.session_ended": _("Signed out one device"),
    "staff.sessions_ended": _("Signed out all other devices"),
    "staff.signed_in": _("Signed in"),
    "staff.signed_out": _("Signed out"),
    "staff.way_back_stopped": _("Somebody guessed at a spoken code and was stopped"),
    "staff.tries_stopped": _("Somebody guessed at the password and was stopped"),
    "team.closed": _("Closed a team"),
    "team.created": _("Added a team"),
    "team.moved": _("Moved a team to another organisation"),
    "team.renamed": _("Changed the name or size of a team"),
    "team.reopened": _("Opened a team again"),
    "theme.adopted": _("Put the chosen theme into the programme"),
    "theme.proposal_put_back": _("Put a proposal for a theme back"),
    "theme.proposal_taken_out": _("Took a proposal for a theme out"),
    "theme.round_begun": _("Let professionals choose a theme"),
    "theme.round_stopped": _("Stopped choosing a theme"),
    "wave.brought_back": _("Asked a skipped round after all"),
    "wave.extended": _("Kept a round open longer"),
    "wave.skipped": _("Skipped a round"),
}
"""The words of each event, by its constant name."""


def event_words(event: str) -> str:
    """Return an event of the log as words for the screen; a name that is not known is shown itself, with spaces."""
    return str(WORDS.get(event) or event.replace(".", ": ").replace("_", " "))


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """Return the words for an event's subject: ids of groups and roles are replaced by their `names`."""
    return " · ".join(names.get(part, part) for part in subject.split())
