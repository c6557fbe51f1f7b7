"""The forms with which staff run organisations and teams."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import BooleanField, FileField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired

from app.organisations.handing_out import CARDS_AT_ONCE
from app.organisations.import_csv import MOST_PEOPLE
from app.running.typed import Day, WholeNumber, name_field
from app.web.forms import Form

Choices = Sequence[tuple[str, str]]


class OrganisationForm(Form):
    """A new organisation."""

    name = name_field()
    org_type = SelectField(validators=[InputRequired(_("Choose what kind of organisation this is."))])

    def offer(self, types: Choices) -> OrganisationForm:
        self.org_type.choices = [("", ""), *types]
        return self


class NameForm(Form):
    """Another name."""

    name = name_field()


class TeamForm(NameForm):
    """A team with how many people it counts."""

    declared_size = StringField(validators=[WholeNumber(1, MOST_PEOPLE)])


class MoveForm(Form):
    """Another organisation for a team."""

    organisation = SelectField(validators=[InputRequired(_("Choose where the team goes."))])

    def offer(self, organisations: Choices) -> MoveForm:
        self.organisation.choices = list(organisations)
        return self


class CloseForm(Form):
    """Closing asks for one deliberate tick."""

    confirm = BooleanField(validators=[DataRequired(_("Tick that you have read what closing does."))])


class WithdrawForm(Form):
    """So does making a sheet that was printed, and perhaps lies in a bowl, worth nothing."""

    withdraw = BooleanField(validators=[DataRequired(_("Tick that you have read what withdrawing does."))])


class PlacesForm(Form):
    """How many places to give out, and the last day they work. `given`: how many were given when the page was made."""

    places = StringField(validators=[WholeNumber(1, MOST_PEOPLE)])
    expires_on = StringField(validators=[Day()])
    given = HiddenField()


class CardsForm(Form):
    """How many one-time cards to print, and the last day they work. `given` as in PlacesForm."""

    places = StringField(validators=[WholeNumber(1, CARDS_AT_ONCE)])
    expires_on = StringField(validators=[Day()])
    given = HiddenField()


class AllCardsForm(Form):
    """Cards for every team at once: the last day they work. `given` as in PlacesForm, of all teams together."""

    expires_on = StringField(validators=[Day()])
    given = HiddenField()


class ImportForm(Form):
    """A file with organisations and teams."""

    file = FileField()


class ConfirmImportForm(Form):
    """The rows that were shown, to be written now. `shown`: the digest of their changes; `close`: ids of teams."""

    rows = TextAreaField()
    shown = HiddenField()
    close = SelectMultipleField(validate_choice=False)
