"""Form fields that speak our words, take what people really type, and print themselves whole.

``{{ form.phone }}`` prints label, hint, error and input. ``description=`` is the hint.
Full-width digits and spaces are accepted everywhere; what a value means is for the package's form.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import wtforms
from flask_babel import get_locale, gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField as UploadField
from flask_wtf.file import MultipleFileField as UploadsField
from markupsafe import Markup
from wtforms.validators import InputRequired, StopValidation
from wtforms.widgets import HiddenInput

from portal.kernel.web.typed import (
    AreaField,
    CodeField,
    HundredthsField,
    IdNumberField,
    MoneyField,
    NumberField,
    PasswordField,
    PhoneField,
    SqueezedField,
    TextAreaField,
    TextField,
    VersionField,
    squeeze,
)
from portal.kernel.web.widgets import (
    ChoicesWidget,
    DateWidget,
    FileWidget,
    SelectWidget,
    problems,
)
from portal.kernel.web.words import FORM_MESSAGES

__all__ = [
    "AreaField",
    "CheckboxesField",
    "Choice",
    "CodeField",
    "DateField",
    "FileField",
    "FilesField",
    "Form",
    "HundredthsField",
    "IdNumberField",
    "MoneyField",
    "NumberField",
    "PasswordField",
    "PhoneField",
    "RadiosField",
    "Required",
    "SelectField",
    "SqueezedField",
    "TextAreaField",
    "TextField",
    "VersionField",
    "squeeze",
]


class Form(FlaskForm):  # type: ignore[misc]
    """Base of every form: CSRF on, messages in the page's language."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]
        """Where WTForms finds its messages."""

        def get_translations(self, form: Any) -> Any:
            """Return our catalogue, with the library's behind it."""
            del form
            return FORM_MESSAGES

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[no-untyped-call]

    def is_submitted(self) -> bool:
        """Did this page come by a post?"""
        return bool(super().is_submitted())  # type: ignore[no-untyped-call]

    @property
    def problems(self) -> list[dict[str, str]]:
        """The errors for the summary: text and address of the field."""
        return problems(self)

    def hidden_tag(self, *names: str) -> Markup:
        """Print the hidden fields without ids, so that two forms may share a page.

        With them goes the form token, so that sending the form twice is done once.
        """
        hidden = [self[name] for name in names] or [
            field for field in self if isinstance(field.widget, HiddenInput)
        ]
        token = Markup('<input type="hidden" name="form_token" value="{}">').format(
            secrets.token_urlsafe(18)
        )
        return Markup("").join([*(field(id=False) for field in hidden), token])

    def refuse(self, field: str | None, message: str) -> None:
        """Put a refusal of the house beside a field, or over the form when it has none."""
        if field is not None and field in self:
            self[field].errors = [*self[field].errors, message]
        else:
            self.form_errors.append(message)


class VersionForm(Form):
    """A button that knows which version of the thing its page showed."""

    version = VersionField()

    @property
    def shown(self) -> int:
        """That version; −1 for none, which fits nothing."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() else -1


class Required(InputRequired):
    """Must be filled in. The message says so in our words unless another is given."""

    def __init__(self, message: Any = None) -> None:
        said: Any = message or lazy_gettext("Please fill this in.")
        super().__init__(said)
        # No `required` attribute: the browser's own pop-up speaks another language.
        self.field_flags = {}
        self.own = message

    def __call__(self, form: Any, field: Any) -> None:
        """Raise StopValidation when nothing, or only spaces, was sent."""
        raw = field.raw_data
        if raw and (not isinstance(raw[0], str) or raw[0].strip()):
            return
        field.errors = []
        if self.own is None and isinstance(field, wtforms.SelectFieldBase):
            raise StopValidation(gettext("Please choose one of these answers."))
        raise StopValidation(str(self.message))


@dataclass(frozen=True)
class Choice:
    """One answer of a question: value, label, hint; ``reveals`` names the field it opens."""

    value: str
    label: Any
    hint: Any = None
    disabled: bool = False
    reveals: str | None = None


def _choices(given: Sequence[Choice | tuple[str, Any]] | None) -> list[Choice]:
    return [one if isinstance(one, Choice) else Choice(one[0], one[1]) for one in given or ()]


class _OptionsMixin:
    """Shared by radios and checkboxes: choices as ``Choice`` or (value, label)."""

    options: list[Choice]
    form: Any
    data: Any
    choices: Any

    def _take(self, choices: Any, kwargs: dict[str, Any]) -> Any:
        self.form = kwargs.get("_form")
        self.options = _choices(choices)
        return [one.value for one in self.options]

    def offer(self, choices: Sequence[Choice | tuple[str, Any]]) -> None:
        """Replace the choices, for those known only at the time of the request."""
        self.options = _choices(choices)
        self.choices = [one.value for one in self.options]

    def _allowed(self) -> set[str]:
        return {one.value for one in self.options if not one.disabled}


class _OneOfMixin(_OptionsMixin):
    """Shared by radios and the drop-down list: at most one answer."""

    def iter_options(self) -> Iterator[tuple[Choice, bool]]:
        """Yield each choice and whether it is chosen."""
        for one in self.options:
            yield one, self.data is not None and str(self.data) == one.value

    def pre_validate(self, form: Any) -> None:
        """Raise when the answer is not among those offered; no answer is for ``Required``."""
        del form
        if self.data is not None and str(self.data) not in self._allowed():
            raise StopValidation(gettext("Please choose one of these answers."))


class RadiosField(_OneOfMixin, wtforms.RadioField):
    """One answer of a few, each a card. Nothing is chosen beforehand unless ``default`` says so."""

    widget = ChoicesWidget("radios", "govukRadios")

    def __init__(
        self, label: Any = None, validators: Any = None, choices: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=self._take(choices, kwargs), **kwargs)


class CheckboxesField(_OptionsMixin, wtforms.SelectMultipleField):
    """Any of a few answers, each a card; ``data`` is a list."""

    widget = ChoicesWidget("checkboxes", "govukCheckboxes")

    def __init__(
        self, label: Any = None, validators: Any = None, choices: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=self._take(choices, kwargs), **kwargs)

    def iter_options(self) -> Iterator[tuple[Choice, bool]]:
        """Yield each choice and whether it is chosen."""
        chosen = {str(value) for value in self.data or ()}
        for one in self.options:
            yield one, one.value in chosen

    def pre_validate(self, form: Any) -> None:
        """Raise when an answer is not among those offered."""
        del form
        if {str(value) for value in self.data or ()} - self._allowed():
            raise StopValidation(gettext("Please choose from these answers."))


class SelectField(_OneOfMixin, wtforms.SelectField):
    """A drop-down list for long lists such as estates; an empty value stands for no answer."""

    widget = SelectWidget()

    def __init__(
        self, label: Any = None, validators: Any = None, choices: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(label, validators, choices=self._take(choices, kwargs), **kwargs)


class DateField(wtforms.Field):
    """A day in three boxes, in the order of the page's language; ``data`` is date or None."""

    widget = DateWidget()

    def __init__(
        self, label: Any = None, validators: Any = None, *, birthday: bool = False, **kwargs: Any
    ) -> None:
        self.birthday = birthday
        self.parts = {"year": "", "month": "", "day": ""}
        self.wrong_parts: tuple[str, ...] = ()
        super().__init__(label, validators, **kwargs)

    @staticmethod
    def order() -> tuple[str, str, str]:
        """Return the order of the boxes in the page's language."""
        return ("day", "month", "year") if str(get_locale()) == "en" else ("year", "month", "day")

    @property
    def first_id(self) -> str:
        """The box the error summary leads to."""
        return f"{self.id}-{(self.wrong_parts or self.order())[0]}"

    def autocomplete_of(self, part: str) -> str:
        """Browsers may fill in a birthday, nothing else."""
        return f"bday-{part}" if self.birthday else "off"

    def process(
        self, formdata: Any, data: Any = wtforms.utils.unset_value, extra_filters: Any = None
    ) -> None:
        """Read the three boxes; one clear error when they do not make a day."""
        super().process(None, data, extra_filters)
        if isinstance(self.data, date):
            self.parts = {part: str(getattr(self.data, part)) for part in self.parts}
        names = {part: f"{self.name}-{part}" for part in self.parts}
        if formdata is None or not any(name in formdata for name in names.values()):
            return
        self.parts = {part: str(formdata.get(name, "")).strip() for part, name in names.items()}
        self.raw_data = ["-".join(self.parts.values())] if any(self.parts.values()) else []
        self.data = None
        if self.raw_data:
            self._read()

    def _read(self) -> None:
        folded = {part: squeeze(text) for part, text in self.parts.items()}
        empty = tuple(part for part in self.order() if not folded[part])
        if empty:
            self.wrong_parts = empty
            self.process_errors = [gettext("Give the year, the month and the day.")]
            return
        try:
            if not all(re.fullmatch(r"[0-9]{1,4}", text) for text in folded.values()):
                raise ValueError("not digits")
            if len(folded["year"]) != 4:
                raise ValueError("a year has four digits")
            self.data = date(int(folded["year"]), int(folded["month"]), int(folded["day"]))
        except ValueError:
            self.wrong_parts = self.order()
            self.process_errors = [gettext("This day does not exist. Please check it.")]


class FileField(UploadField):  # type: ignore[misc]
    """One file, or a photo taken now."""

    widget = FileWidget()


class FilesField(UploadsField):  # type: ignore[misc]
    """Several files."""

    widget = FileWidget(multiple=True)
