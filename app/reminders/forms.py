"""The form with which a calendar feed is withdrawn."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from wtforms import StringField

from app.web.forms import Form


class FeedAddressForm(Form):
    """The form that asks for the address of a calendar feed, as it stands in somebody's calendar."""

    takes_focus = True

    address = StringField(
        _("The address in your calendar"),
        filters=[lambda text: (text or "")[:500]],
        description=_(
            "Did somebody get hold of it? They only see the dates of rounds. Still, you can make it useless."
        ),
        render_kw={"maxlength": 500, "autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"},
    )
