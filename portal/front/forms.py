"""What a visitor types to see whether applying makes sense; nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from wtforms.validators import NumberRange, Optional, StopValidation

from portal.kernel.web.fields import (
    AreaField,
    CheckboxesField,
    Choice,
    DateField,
    Form,
    MoneyField,
    NumberField,
    RadiosField,
    Required,
    SelectField,
)

_l: Any = lazy_gettext

HUKOU = (
    ("urban", _l("Here, in town")),
    ("rural", _l("Here, in the country")),
    ("elsewhere", _l("In another city")),
)
CATEGORIES = (
    ("none", _l("No")),
    ("dibao", _l("Minimum living allowance")),
    ("tekun", _l("Extreme-hardship support")),
    ("low_income", _l("Low-income certificate")),
    ("marginal", _l("Marginal low-income certificate")),
)
OWNED = (
    Choice("car", _l("A car")),
    Choice("shop", _l("A shop, office or warehouse")),
    Choice("benefit", _l("Public housing or a rental subsidy already")),
    Choice("barred", _l("A decision that we may not apply for some years")),
    Choice("none", _l("None of these")),
)


def fits_in_household(form: Any, field: Any) -> None:
    """Not more of one kind than there are people."""
    if field.data and form.people.data and field.data > form.people.data:
        raise StopValidation(_l("That is more than the people in your household."))


def none_stands_alone(form: Any, field: Any) -> None:
    """“None of these” together with something else says two things."""
    if "none" in (field.data or ()) and len(field.data) > 1:
        raise StopValidation(_l("Choose “None of these” alone, or what applies."))


def not_to_come(form: Any, field: Any) -> None:
    """A day that was."""
    if field.data and field.data > form.today:
        raise StopValidation(_l("This day is still to come."))


class CheckForm(Form):
    """Few enough for two minutes; only age and people must be told."""

    today: date

    age = NumberField(
        _l("How old are you?"), [Required(), NumberRange(0, 120, _l("Write an age such as 36."))]
    )
    people = NumberField(
        _l("How many people would live together, with you?"),
        [Required(), NumberRange(1, 20, _l("Write a number from 1 to 20."))],
    )
    children = NumberField("", [Optional(), fits_in_household])
    elders = NumberField("", [Optional(), fits_in_household])
    hukou = RadiosField(_l("Where is your hukou?"), [Optional()], choices=HUKOU)
    category = SelectField(_l("Do you get social assistance?"), [Optional()],
                           choices=(("", _l("I do not want to say")), *CATEGORIES))  # fmt: skip
    income = MoneyField(
        _l("What did all of you earn last year, together?"), [Optional()],
        description=_l("Before tax, wages and pensions. A good guess is enough."),
    )  # fmt: skip
    area = AreaField(
        _l("How much floor area do you own in this city?"), [Optional()],
        description=_l("All homes of all of you together. None: write 0."),
    )  # fmt: skip
    owned = CheckboxesField(_l("Does anyone of you have one of these?"),
                            [Optional(), none_stands_alone], choices=OWNED)  # fmt: skip
    graduated = DateField(_l("Did you graduate in the last years? When?"),
                          [Optional(), not_to_come])  # fmt: skip
    pension = NumberField(_l("For how many months in a row have you paid pension contributions?"),
                          [Optional()])  # fmt: skip
    pension_total = NumberField(_l("And for how many months in all?"), [Optional()])
    permit = RadiosField(_l("Do you have a residence permit of this city?"), [Optional()],
                         choices=(("yes", _l("Yes")), ("no", _l("No"))))  # fmt: skip

    def of_day(self, today: date, elderly: int, grown: int) -> None:
        """The day, and the ages at which the city's lines lie."""
        self.today = today
        self.children.label.text = _("How many of them are under %(age)s?", age=grown)
        self.elders.label.text = _("How many are %(age)s or older?", age=elderly)

    def told(self) -> dict[str, Any]:
        """What was typed, by field; an unticked list is nothing said."""
        given = {name: field.data for name, field in self._fields.items()}
        return {**given, "owned": given["owned"] or None}
