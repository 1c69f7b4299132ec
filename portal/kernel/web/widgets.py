"""Draw form fields with the govuk macros, in our words; pages just print a field."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask_babel import gettext, ngettext
from markupsafe import Markup
from wtforms import Field

_ALERT = Markup(
    '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">'
    '<circle cx="12" cy="12" r="9.2"/><path d="M12 7v6M12 16.8v.1"/></svg>'
)


def call_macro(component: str, name: str, params: dict[str, Any]) -> Markup:
    """Render one govuk macro, e.g. ``call_macro("input", "govukInput", {...})``."""
    page = current_app.jinja_env.get_template(
        f"govuk_frontend_jinja/components/{component}/macro.html"
    )
    drawn: Markup = getattr(page.module, name)(params)
    return drawn


def _text(value: Any) -> str:
    return str(value) if value else ""


def error_message(field: Field) -> dict[str, Any] | None:
    """Return the macro's error parameter: mark, hidden "Error:", first message; or None."""
    if not field.errors:
        return None
    hidden = gettext("Error:")
    html = Markup('{}<span><span class="vh">{} </span>{}</span>').format(
        _ALERT, hidden, _text(field.errors[0])
    )
    # The macro writes its own hidden prefix in English unless told not to.
    return {"html": html, "visuallyHiddenText": ""}


def _common(field: Field) -> dict[str, Any]:
    params: dict[str, Any] = {"id": field.id, "name": field.name}
    if field.description:
        params["hint"] = {"text": _text(field.description)}
    error = error_message(field)
    if error is not None:
        params["errorMessage"] = error
    return params


def _attributes(field: Field, kwargs: dict[str, Any]) -> dict[str, Any]:
    given = {**(field.render_kw or {}), **kwargs}
    if field.errors:
        given["aria-invalid"] = "true"
    return given


def _settle(
    params: dict[str, Any], given: dict[str, Any], names: tuple[str, ...]
) -> dict[str, Any]:
    """Move what the macro has a name for out of the attributes."""
    for name in names:
        if name in given:
            params[name] = given.pop(name)
    given.pop("class", None)
    params["attributes"] = given
    return params


class InputWidget:
    """One line of text; ``render_kw`` may hold inputmode, autocomplete, classes, suffix."""

    def __init__(self, input_type: str = "text") -> None:
        self.input_type = input_type

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the field with label, hint and error."""
        given = _attributes(field, kwargs)
        params = {
            **_common(field),
            "label": {"text": _text(field.label.text)},
            "type": self.input_type,
        }
        # A password is never sent back.
        params["value"] = "" if self.input_type == "password" else _text(field._value())
        suffix = given.pop("suffix", None)
        if suffix:
            params["suffix"] = {"text": _text(suffix)}
        names = ("inputmode", "autocomplete", "spellcheck", "classes", "autocapitalize")
        return call_macro("input", "govukInput", _settle(params, given, names))


class TextAreaWidget:
    """Several lines. A ``maxlength`` also shows how many characters are left."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the field with label, hint and error."""
        given = _attributes(field, kwargs)
        params = {**_common(field), "label": {"text": _text(field.label.text)}}
        params["value"] = _text(field._value())
        limit = given.get("maxlength")
        if limit:
            params["formGroup"] = {"afterInput": {"html": self._count(field.id, int(limit))}}
        return call_macro(
            "textarea", "govukTextarea", _settle(params, given, ("rows", "autocomplete", "classes"))
        )

    @staticmethod
    def _count(field_id: str, limit: int) -> Markup:
        said = ngettext("At most %(num)s character", "At most %(num)s characters", limit)
        left = gettext("%(left)s characters left", left="{left}")
        return Markup('<p class="count" data-count="{}" data-words="{}">{}</p>').format(
            field_id, left, said
        )


class SelectWidget:
    """A drop-down list; for more than about seven choices, otherwise use radios."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the field with label, hint and error."""
        given = _attributes(field, kwargs)
        params = {**_common(field), "label": {"text": _text(field.label.text)}}
        params["items"] = [
            {"value": one.value, "text": _text(one.label), "selected": chosen}
            for one, chosen in field.iter_options()
        ]
        return call_macro("select", "govukSelect", _settle(params, given, ("classes",)))


class ChoicesWidget:
    """Radios or checkboxes as cards, each with its hint and what it reveals."""

    def __init__(self, component: str, macro: str) -> None:
        self.component = component
        self.macro = macro

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the field with label, hint and error."""
        given = _attributes(field, kwargs)
        params = {**_common(field), "idPrefix": field.id}
        params["items"] = [
            self._item(field, choice, checked) for choice, checked in field.iter_options()
        ]
        params["fieldset"] = {"legend": {"text": _text(field.label.text)}}
        given.pop("aria-invalid", None)
        return call_macro(self.component, self.macro, _settle(params, given, ("classes",)))

    @staticmethod
    def _item(field: Any, choice: Any, checked: bool) -> dict[str, Any]:
        item: dict[str, Any] = {
            "value": choice.value,
            "text": _text(choice.label),
            "checked": checked,
        }
        if choice.hint:
            item["hint"] = {"text": _text(choice.hint)}
        if choice.disabled:
            item["disabled"] = True
        if choice.reveals and field.form is not None:
            item["conditional"] = {"html": field.form[choice.reveals]()}
        return item


class DateWidget:
    """Year, month and day in the order of the page's language."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the field with label, hint and error."""
        del kwargs
        names = {"year": gettext("Year"), "month": gettext("Month"), "day": gettext("Day")}
        params = _common(field)
        params["fieldset"] = {"legend": {"text": _text(field.label.text)}}
        params["items"] = [self._item(field, part, names[part]) for part in field.order()]
        return call_macro("date-input", "govukDateInput", params)

    @staticmethod
    def _item(field: Any, part: str, label: str) -> dict[str, Any]:
        attributes = {"aria-invalid": "true"} if part in field.wrong_parts else {}
        wrong = " govuk-input--error" if part in field.wrong_parts else ""
        return {
            "id": f"{field.id}-{part}",
            "name": f"{field.name}-{part}",
            "label": label,
            "value": field.parts[part],
            "classes": ("govuk-input--width-4" if part == "year" else "govuk-input--width-2")
            + wrong,
            "inputmode": "numeric",
            "autocomplete": field.autocomplete_of(part),
            "attributes": attributes,
        }


class FileWidget:
    """A file or a photo of a paper. ``multiple`` and ``accept`` go into ``render_kw``."""

    def __init__(self, multiple: bool = False) -> None:
        self.multiple = multiple

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        """Return the field with label, hint and error."""
        given = _attributes(field, kwargs)
        if self.multiple:
            given["multiple"] = True
        params = {**_common(field), "label": {"text": _text(field.label.text)}}
        return call_macro("file-upload", "govukFileUpload", _settle(params, given, ("classes",)))


def problems(form: Any) -> list[dict[str, str]]:
    """List a form's errors for the summary: ``text`` and ``href`` of the field each belongs to.

    Nested forms and lists of forms are opened. The text starts with the field's label.
    """
    found: list[dict[str, str]] = []
    for message in getattr(form, "form_errors", []):
        found.append({"text": str(message), "href": ""})
    for field in form:
        found.extend(_problems_of(field))
    return found


def _problems_of(field: Any) -> list[dict[str, str]]:
    if hasattr(field, "entries"):
        inner = [row for entry in field.entries for row in _problems_of(entry)]
        own = [error for error in field.errors if isinstance(error, str)]
        return [{"text": text, "href": f"#{field.id}"} for text in own] + inner
    if hasattr(field, "form") and hasattr(field.form, "_fields") and field.type == "FormField":
        return problems(field.form)
    if not field.errors:
        return []
    label, message = _text(field.label.text), str(field.errors[0])
    if not label or label in message:
        said = message
    elif label[-1] in "?？":
        said = f"{label} {message}"
    else:
        said = gettext("%(label)s: %(message)s", label=label, message=message)
    return [{"text": said, "href": f"#{getattr(field, 'first_id', field.id)}"}]
