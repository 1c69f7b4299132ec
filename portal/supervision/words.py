"""Words of supervision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import get_locale
from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from portal.supervision.codes import Origin, Pace, State

WORDS: dict[str, LazyString] = {
    "figures_missing": _l("A figure is missing. Fill it in by hand and write where it is from."),
    "own_report": _l("You handed this report in. Another person has to decide on it."),
    "period_to_come": _l("This month has not begun."),
    "monthly_report_exists": _l("There is a report for this month already."),
    "monthly_report_closed": _l(
        "This report was handed in. It can be changed when it is returned."
    ),
    "figure_note_missing": _l("Write where this figure comes from."),
    "return_reason_missing": _l("Write why you return it."),
    "period_wrong": _l("Write the month like 2026-03."),
}

STATES: dict[str, tuple[LazyString, str]] = {
    State.DRAFTED.value: (_l("Report in preparation"), "draft"),
    State.SUBMITTED.value: (_l("Report handed in"), "hand"),
    State.RETURNED.value: (_l("Returned"), "need"),
    State.ACCEPTED.value: (_l("Accepted, locked"), "good"),
}

PACES: dict[Pace, tuple[LazyString, str]] = {
    Pace.DONE: (_l("Reached"), "good"),
    Pace.ON: (_l("On course"), "hand"),
    Pace.SLOW: (_l("A little slow"), "need"),
    Pace.BEHIND: (_l("Behind"), "late"),
    Pace.NO_FIGURE: (_l("Not reported"), "draft"),
    Pace.NO_TARGET: (_l("No target"), "draft"),
}

ORIGINS: dict[Origin, LazyString] = {
    Origin.LEASES: _l("Counted from leases that both sides signed."),
    Origin.PAYMENTS: _l("Counted from households whose subsidy arrived."),
    Origin.REPORTS: _l("Added up from monthly reports that the region accepted."),
    Origin.NOWHERE: _l("Nothing in the system tells this figure; it comes with monthly reports."),
}

UNITS: dict[str, LazyString] = {"unit": _l("homes"), "household": _l("households")}


def label(row: Mapping[str, Any]) -> str:
    """The name of a metric or milestone in the reader's language."""
    locale = get_locale()
    english = locale is not None and locale.language == "en"
    return str(row["name_en"] if english else row["name"])
