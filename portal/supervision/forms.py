"""Forms of the monthly report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms.validators import Length, Regexp

from portal.kernel.web.fields import (
    Form,
    NumberField,
    Required,
    TextAreaField,
    TextField,
    VersionField,
)
from portal.supervision.words import WORDS, label


class PrepareForm(Form):
    """Which month."""

    period = TextField(
        _l("Month of the report"),
        [Required(WORDS["period_wrong"]),
         Regexp(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", message=WORDS["period_wrong"])],  # type: ignore[arg-type]
        description=_l("For example 2026-03."),
    )  # fmt: skip


class VersionForm(Form):
    """A button that knows which version it was made from."""

    version = VersionField()


class ReturnForm(VersionForm):
    """Why it goes back."""

    reason = TextAreaField(
        _l("Why do you return it?"),
        [Required(WORDS["return_reason_missing"]), Length(max=300)],
        description=_l("The city reads this."),
    )


class FiguresForm(VersionForm):
    """Figures by hand; its fields are made for the report's metrics."""

    def given(self, metrics: Sequence[str]) -> dict[str, tuple[int | None, str]]:
        """metric → (number, note) as typed."""
        return {
            metric: (self[f"manual_{metric}"].data, self[f"note_{metric}"].data or "")
            for metric in metrics
        }


def figures_form(
    figures: Sequence[Mapping[str, Any]], names: Mapping[str, Mapping[str, Any]], **given: Any
) -> FiguresForm:
    """The form for these figures, filled with what was written before."""
    fields: dict[str, Any] = {}
    for figure in figures:
        code = figure["metric"]
        title = label(names[code]) if code in names else code
        computed = figure["computed"] is not None
        fields[f"manual_{code}"] = NumberField(
            title,
            description=_l("Leave empty to report the computed figure.") if computed else "",
            default=figure["manual"],
        )
        fields[f"note_{code}"] = TextField(
            _l("Where it is from: %(name)s", name=title), [Length(max=200)], default=figure["note"]
        )
    made = type("MadeFiguresForm", (FiguresForm,), fields)
    form: FiguresForm = made(**given)
    return form
