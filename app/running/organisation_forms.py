"""The forms with which staff manage organisations and teams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, HiddenField, SelectField, SelectMultipleField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from app.organisations.handing_out import CARDS_AT_ONCE
from app.organisations.import_csv import MOST_PEOPLE, KnownTeam
from app.running.typed import day_field, name_field, number_field
from app.web.forms import FROM_LIST, Form
from app.web.language import say

ORGANISATION_THERE = _("There is an organisation with this name already.")
TEAM_THERE = _("There is a team with this name already.")
OLD_NAME_STAYS = _("The open period and earlier results keep the old name.")


class OrganisationForm(Form):
    """The form for a new organisation."""

    taken = ORGANISATION_THERE
    name = name_field(_("Name"))
    org_type = SelectField(_("Kind"), [InputRequired(_("Choose what kind of organisation this is."))], **FROM_LIST)

    def offer(self, types: Mapping[str, Mapping[str, str]]) -> OrganisationForm:
        """Set the kinds of organisation to choose from, by their key; return the form."""
        self.org_type.choices = [SelectChoice("", _("Choose"))]
        self.org_type.choices += [SelectChoice(key, say(text)) for key, text in types.items()]
        return self


class NameForm(Form):
    """The form that gives an organisation another name."""

    taken = ORGANISATION_THERE
    name = name_field(_("Name"), OLD_NAME_STAYS)


class NewTeamForm(Form):
    """The form for a new team, with its number of people."""

    taken = TEAM_THERE
    name = name_field(_("Name of the team"), id="team-name")
    declared_size = number_field(
        _("How many people does the team count?"),
        _(
            "So many places can be given out at a time, and so many accounts can there be. "
            "Members see on the page “Who sees what” how many accounts there are."
        ),
        low=1,
        high=MOST_PEOPLE,
        id="team-declared_size",
    )


class TeamForm(Form):
    """The form that changes a team's name or size."""

    taken = TEAM_THERE
    name = name_field(_("Name of the team"), OLD_NAME_STAYS)
    declared_size = number_field(_("How many people does the team count?"), low=1, high=MOST_PEOPLE)


class MoveForm(Form):
    """The form that moves a team to another organisation."""

    organisation = SelectField(_("Organisation"), [InputRequired(_("Choose where the team goes."))], **FROM_LIST)

    def offer(self, organisations: Iterable[tuple[str, str]]) -> MoveForm:
        """Set the organisations that the team can go to, as pairs of id and name; return the form."""
        self.organisation.choices = [SelectChoice(*each) for each in organisations]
        return self


class CloseForm(Form):
    """The form that closes a team or organisation, with a box to tick."""

    confirm = BooleanField(
        _("I have read what closing does."), [DataRequired(_("Tick that you have read what closing does."))]
    )


class ReopenForm(Form):
    """The form that reopens a team; it has nothing to fill in, but it can be refused."""

    reopen = HiddenField()


class WithdrawForm(Form):
    """The form that withdraws invitation cards and links, with a box to tick: printed sheets stop working."""

    withdraw = BooleanField(
        _("I have read what withdrawing does."), [DataRequired(_("Tick that you have read what withdrawing does."))]
    )


class PlacesForm(Form):
    """The form for a shared invitation link: for how many people, and the last day it works.

    `given`: how many places were handed out when the page was made.
    """

    places = number_field(_("For how many people?"), low=1, high=MOST_PEOPLE, id="link-places")
    expires_on = day_field(_("Last day it works"), id="link-expires_on")
    given = HiddenField()


class CardsForm(Form):
    """The form for one-time invitation cards: how many, and the last day they work.
    `given`: how many places were handed out when the page was made.
    """

    places = number_field(
        _("How many cards?"),
        _("Eight on a sheet, at most 64 at once."),
        low=1,
        high=CARDS_AT_ONCE,
        id="cards-places",
    )
    expires_on = day_field(_("Last day they work"), id="cards-expires_on")
    given = HiddenField()


class AllCardsForm(Form):
    """The form for invitation cards of every team: the last day they work.
    `given`: how many cards the page said there would be.
    """

    expires_on = day_field(_("Last day they work"))
    given = HiddenField()


class ImportForm(Form):
    """The form that uploads a file with organisations and teams."""

    file = FileField(_("File"), render_kw={"accept": ".xlsx,.csv,text/csv,text/plain"})


class ConfirmImportForm(Form):
    """The form that confirms an import: the rows that were shown, and a box to tick for each team to close.

    `shown`: the digest of the changes that were shown.
    """

    rows = TextAreaField(_("Teams in the file"))
    shown = HiddenField()
    close = SelectMultipleField(_("Teams to close"), validate_choice=False)

    def offer(self, gone: Iterable[KnownTeam]) -> ConfirmImportForm:
        """Set the teams that can be closed, which the file leaves out; return the form."""
        self.close.choices = [
            SelectChoice(
                team.id, _("Close %(team)s of %(organisation)s", team=team.name, organisation=team.organisation)
            )
            for team in gone
        ]
        return self
