"""Verbs of the monthly report: prepare, fill in, hand in, accept, return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, lock, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.regions import city_of
from portal.supervision.codes import Permission, State
from portal.supervision.machine import REPORT
from portal.supervision.models import MonthlyReport, ReportVersion
from portal.supervision.progress import done, metrics, rules

OPEN = (State.DRAFTED, State.RETURNED)


@dataclass(frozen=True)
class Place:
    """A city, as a thing to ask permission for."""

    city: str


def due_day(period: str, on: date) -> date:
    """The day a month's report is due (the region's rule)."""
    year, month = (int(part) for part in period.split("-"))
    return date(year, month, rules(on).value("supervision.report_due_day"))


def _until(period: str, on: date) -> date:
    year, month = (int(part) for part in period.split("-"))
    end = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return min(on, end)


def _computed(city: str, period: str, on: date, kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """This year's figures so far, as facts tell them; what was filled in by hand stays."""
    found = []
    until = _until(period, on)
    for metric in metrics(on):
        before = kept.get(metric["code"], {})
        figure = done(metric["code"], city, int(period[:4]), until)
        by_facts = figure.origin.value in ("leases", "payments")
        found.append(
            {
                "metric": metric["code"],
                "computed": figure.value if by_facts else None,
                "origin": figure.origin.value if by_facts else "nowhere",
                "manual": before.get("manual"),
                "note": before.get("note", ""),
            }
        )
    return found


def prepare_report(act: Act, *, city: str, period: str) -> MonthlyReport:
    """Begin a month's report with the figures the facts tell.

    Raises ``NotYours``; ``Refused('period_to_come')``; ``Conflict('report_exists')``.
    """
    city = city_of(city)
    require(act.by, Permission.PREPARE, Place(city))
    if period > f"{act.on:%Y-%m}":
        raise Refused("period_to_come", field="period")

    def insert() -> MonthlyReport:
        row = MonthlyReport(
            city=city, period=period, figures=_computed(city, period, act.on, {}),
            due_on=due_day(period, act.on), prepared_by=act.by.uid, prepared_on=act.on,
            policy=rules(act.on).fingerprint,
        )  # fmt: skip
        REPORT.begin(row, act, policy=row.policy)
        return row

    return one_winner(insert, "monthly_report_exists")


def fill_in(
    act: Act, *, report_uid: str, version: int, given: Mapping[str, tuple[int | None, str]]
) -> MonthlyReport:
    """Write figures by hand: metric → (number or none, note).

    A number beside a computed one, and every number by hand, needs a note that says where it
    comes from: raises ``Refused('note_missing')`` with the field; ``Conflict`` when the report
    is not open or was changed meanwhile.
    """
    row = lock(MonthlyReport, report_uid)
    require(act.by, Permission.PREPARE, row)
    if row.version != version:
        raise Conflict("changed_meanwhile")
    if row.state not in {each.value for each in OPEN}:
        raise Conflict("monthly_report_closed")
    figures = []
    for figure in row.figures:
        manual, note = given.get(figure["metric"], (figure["manual"], figure["note"]))
        if manual is not None and not note.strip():
            raise Refused("figure_note_missing", field=f"note_{figure['metric']}")
        figures.append(
            {**figure, "manual": manual, "note": note.strip() if manual is not None else ""}
        )
    row.figures = figures
    log(act, "monthly_report.fill_in", row.uid, {"figures": figures})
    db.session.flush()
    return row


def submit_report(act: Act, *, report_uid: str, version: int) -> MonthlyReport:
    """Hand in: computed figures are taken anew, this version is kept for good.

    Raises ``Refused('figures_missing')``, ``Conflict``, ``NotYours``.
    """
    row = lock(MonthlyReport, report_uid)
    if row.version != version:
        raise Conflict("changed_meanwhile")
    kept = {figure["metric"]: figure for figure in row.figures}
    row.figures = _computed(row.city, row.period, act.on, kept)
    row.turn += 1
    row.submitted_by, row.submitted_on, row.submitted_at = act.by.uid, act.on, act.at
    row.decided_by = row.decided_on = None
    REPORT.advance(row, "submit", act, policy=rules(act.on).fingerprint)
    db.session.add(
        ReportVersion(
            city=row.city,
            report_uid=row.uid,
            turn=row.turn,
            figures=row.figures,
            by_uid=act.by.uid,
            on=act.on,
            at=act.at,
        )
    )
    log(act, "monthly_report.figures", row.uid, {"turn": row.turn, "figures": row.figures})
    return row


def accept_report(act: Act, *, report_uid: str, version: int) -> MonthlyReport:
    """The region takes the report; from now on it is locked. Raises ``Conflict``, ``NotYours``."""
    row = lock(MonthlyReport, report_uid)
    if row.version != version:
        raise Conflict("changed_meanwhile")
    REPORT.advance(row, "accept", act, policy=row.policy)
    row.decided_by, row.decided_on, row.return_reason = act.by.uid, act.on, ""
    return row


def return_report(act: Act, *, report_uid: str, version: int, reason: str) -> MonthlyReport:
    """Give it back with a reason. Raises ``Refused('reason_missing')``, ``Conflict``."""
    row = lock(MonthlyReport, report_uid)
    if row.version != version:
        raise Conflict("changed_meanwhile")
    if not reason.strip():
        raise Refused("return_reason_missing", field="reason")
    REPORT.advance(row, "return", act, policy=row.policy)
    row.decided_by, row.decided_on = act.by.uid, act.on
    row.return_reason = reason.strip()[:300]
    return row
