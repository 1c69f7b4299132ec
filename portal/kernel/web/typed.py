"""Fields one types into: text, numbers, money, numbers of papers and phones.

Full-width digits and spaces are accepted everywhere; a refused form shows what was typed.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import wtforms
from flask_babel import gettext, lazy_gettext

from portal.kernel.identifiers import id_text
from portal.kernel.identifiers import squeeze as squeeze
from portal.kernel.web.widgets import InputWidget, TextAreaWidget


class TextField(wtforms.StringField):
    """One line of text, stripped and NFC."""

    widget: Any = InputWidget()

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep the text without spaces around it."""
        if valuelist:
            self.data = unicodedata.normalize("NFC", str(valuelist[0])).strip()


class VersionField(wtforms.HiddenField):
    """The version of the thing a page showed, in digits; anything else that is sent fits none."""

    data: Any

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Keep digits; "0" stands for what is no number of ours."""
        if valuelist:
            sent = str(valuelist[0])
            self.data = sent if not sent or re.fullmatch(r"[0-9]{1,9}", sent) else "0"


class TextAreaField(TextField):
    """Several lines of text."""

    widget = TextAreaWidget()


class PasswordField(wtforms.StringField):
    """A password; taken as typed, never sent back."""

    widget = InputWidget("password")

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        given = {"autocomplete": "current-password", "spellcheck": "false"}
        kwargs["render_kw"] = {**given, **(kwargs.get("render_kw") or {})}
        super().__init__(label, validators, **kwargs)


class SqueezedField(wtforms.StringField):
    """Text in which spaces and full-width forms mean nothing; ``data`` holds the folded text."""

    widget = InputWidget()
    defaults: dict[str, Any] = {}
    data: Any

    def __init__(self, label: Any = None, validators: Any = None, **kwargs: Any) -> None:
        kwargs["render_kw"] = {**self.defaults, **(kwargs.get("render_kw") or {})}
        super().__init__(label, validators, **kwargs)

    def fold(self, text: str) -> str:
        """Return what is kept of what was typed."""
        return squeeze(text)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Fold what was typed."""
        if valuelist:
            self.data = self.fold(str(valuelist[0]))

    def _value(self) -> str:
        # A refused form shows what the person typed, not what we made of it.
        return str(self.raw_data[0]) if self.raw_data else str(self.data or "")


class IdNumberField(SqueezedField):
    """A citizen's ID number, upper case, no separators; its check digit is the package's."""

    defaults = {
        "inputmode": "text",
        "autocomplete": "off",
        "spellcheck": "false",
        "autocapitalize": "characters",
    }

    def fold(self, text: str) -> str:
        """Drop separators, fold to upper case."""
        return id_text(text)


class PhoneField(SqueezedField):
    """A phone number; digits only, without +86."""

    defaults = {"inputmode": "tel", "autocomplete": "tel", "spellcheck": "false"}

    def fold(self, text: str) -> str:
        """Drop separators and the country code."""
        digits = re.sub(r"[-‐-―().]", "", squeeze(text))
        return re.sub(r"^(\+86|0086)", "", digits)


class CodeField(SqueezedField):
    """A one-time code sent to a phone or shown by an app."""

    defaults = {
        "inputmode": "numeric",
        "autocomplete": "one-time-code",
        "spellcheck": "false",
        "classes": "govuk-input--width-10",
    }


class NumberField(SqueezedField):
    """A whole number ≥ 0; ``data`` is int or None."""

    defaults = {"inputmode": "numeric", "autocomplete": "off", "classes": "govuk-input--width-10"}

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the digits; raises ValueError for anything else."""
        self.data = None
        text = squeeze(str(valuelist[0])).replace(",", "") if valuelist else ""
        if not text:
            return
        if not re.fullmatch(r"[0-9]{1,12}", text):
            raise ValueError(gettext("Write a whole number, such as 3."))
        self.data = int(text)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


class HundredthsField(SqueezedField):
    """A number with at most two decimals; ``data`` is an int of hundredths or None."""

    defaults = {"inputmode": "decimal", "autocomplete": "off", "classes": "govuk-input--width-10"}
    example = lazy_gettext("Write a number such as 36.5, with at most two decimals.")

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the amount exactly; raises ValueError for anything but digits and one point."""
        self.data = None
        text = re.sub(r"[,¥元㎡]", "", squeeze(str(valuelist[0]))) if valuelist else ""
        if not text:
            return
        match = re.fullmatch(r"([0-9]{1,12})(?:\.([0-9]{1,2}))?", text)
        if match is None:
            raise ValueError(str(self.example))
        self.data = int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return f"{self.data // 100}.{self.data % 100:02d}"


class MoneyField(HundredthsField):
    """An amount typed in yuan; ``data`` is fen."""

    defaults = {**HundredthsField.defaults, "suffix": lazy_gettext("yuan")}
    example = lazy_gettext("Write an amount such as 900 or 900.50.")


class AreaField(HundredthsField):
    """A floor area typed in m²; ``data`` is hundredths of m²."""

    defaults = {**HundredthsField.defaults, "suffix": "㎡"}
