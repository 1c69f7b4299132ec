"""The worklist as a table: what its page shows, and nothing that its page covers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask_babel import gettext as _

from portal.applications.review.caseload import CaseRow, whole_caseload
from portal.applications.review.selecting import Filters
from portal.households import masked_numbers
from portal.kernel.act import Duty
from portal.kernel.directory import staff_names
from portal.kernel.regions import region
from portal.kernel.sheets import Row


def columns() -> tuple[str, ...]:
    """The heads, in the page's language."""
    return (
        _("Application number"), _("Applicant"), _("ID number"), _("How many people"), _("Region"),
        _("Class"), _("Groups"), _("Met"), _("Not met"), _("Not known yet"), _("State"),
        _("Applied on"), _("Due on"), _("Days left"), _("Counted in"), _("With whom"),
    )  # fmt: skip


def rows(duty: Duty, filters: Filters, on: date, me: str) -> Iterator[Row]:
    """One row per file, in the order of the page; ID numbers with their middle covered."""
    for part in whole_caseload(duty, filters, on, me):
        numbers = masked_numbers(row.person for row in part)
        names = staff_names({row.assignee for row in part if row.assignee})
        yield from (_row(row, numbers, names) for row in part)


def _row(row: CaseRow, numbers: dict[str, str], names: dict[str, str]) -> Row:
    due = row.due
    return (
        row.number, row.name, numbers.get(row.person, ""), row.size, region(row.place).label(),
        row.kind, row.groups, row.met, row.not_met, row.unknown, row.label,
        row.received, due.due if due else None, due.left if due else None,
        _unit(due.unit) if due else "", names.get(row.assignee or "", ""),
    )  # fmt: skip


def _unit(code: str) -> str:
    return _("working days") if code == "working_day" else _("calendar days")
