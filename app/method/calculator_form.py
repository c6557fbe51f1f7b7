"""The form of the calculators: read from the address, so that a calculation can be passed on as a link."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import SelectField, StringField
from wtforms.validators import StopValidation

from app.running.typed import number_field
from app.web.forms import FROM_LIST, Form

MOST_TEAMS = 60
USUAL_VALUES = {
    "level": "team",
    "people": "12",
    "population": "150",
    "margin": "5",
    "colluders": "2",
    "sizes": "12 8 5 4",
}


class CalculatorForm(Form):
    """The form of the calculators on the method page; every field has a default."""

    level = SelectField(
        _("Which group?"),
        choices=[("team", _("A team")), ("organisation", _("An organisation")), ("region", _("A region"))],
        **FROM_LIST,
    )
    people = number_field(_("How many people answer in it?"), low=1, high=100_000)
    population = number_field(_("How many people are there in all?"), low=1, high=999_999)
    margin = number_field(
        _("How many points may a figure be off?"), _("5 means: between 45 and 55% when it says 50%."), low=1, high=49
    )
    colluders = number_field(
        _("How many colleagues may put what they know together?"),
        _("Without learning what another said. Two is usual."),
        low=1,
        high=20,
    )
    sizes = StringField(
        _("How many people answer in each team of an organisation?"),
        description=_("Numbers with a space or comma between them."),
    )

    def validate_sizes(self, _field: Any) -> None:
        """Raise StopValidation unless the field holds a list of team sizes."""
        if not self.team_sizes:
            raise StopValidation(_("Type one to %(most)s numbers from 0 to 999, such as: 12 8 5.", most=MOST_TEAMS))

    @property
    def team_sizes(self) -> tuple[int, ...]:
        """Return the sizes that were typed; empty when they cannot be read."""
        parts = re.split(r"[\s,;]+", (self.sizes.data or "").strip())[: MOST_TEAMS + 1]
        good = len(parts) <= MOST_TEAMS and all(re.fullmatch(r"[0-9]{1,3}", part) for part in parts)
        return tuple(int(part) for part in parts) if good else ()
