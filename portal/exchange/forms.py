"""What the desk sends on a matter; the verb judges it."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Length

from portal.exchange.codes import Outcome
from portal.exchange.words import OUTCOMES
from portal.kernel.web.fields import Choice, Form, RadiosField, Required, TextAreaField


class SettleForm(Form):
    """What a person made of a notice."""

    version = HiddenField()
    outcome = RadiosField(
        _l("What came of it?"),
        [Required(_l("Choose what came of it."))],
        choices=[Choice(each.value, OUTCOMES[each]) for each in Outcome],
    )
    text = TextAreaField(
        _l("What you found and did"),
        [Required(_l("Write down what you found and what you did.")), Length(max=2000)],
        description=_l("Changes to the file itself are made there."),
    )
