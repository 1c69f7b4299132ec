"""Money and homes of one household, counted from the rows themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from portal.audit.records import table
from portal.kernel.database import db


@dataclass(frozen=True)
class MoneyRow:
    """One line: what, in which period, how often, fen altogether, and what the check says."""

    what: str
    period: str
    times: int
    fen: int
    family: str
    check: str


def _rows(name: str, column: str, value: str) -> list[Any]:
    found = table(name)
    if found is None:
        return []
    return list(db.session.execute(select(found).where(found.c[column] == value)))


def _period(months: list[str]) -> str:
    if not months:
        return _("no month")
    first, last = min(months), max(months)
    return first if first == last else f"{first} – {last}"


def _subsidy(paid: list[Any]) -> MoneyRow:
    months = [row.month for row in paid if row.kind != "correction"]
    twice = len(months) != len(set(months))
    return MoneyRow(
        _("Rental subsidy"), _period([row.month for row in paid]), len(paid),
        sum(row.fen for row in paid), "late" if twice else "good",
        _("A month was paid twice") if twice else _("Each month once"),
    )  # fmt: skip


def _lease(leases: list[Any], paid: list[Any]) -> MoneyRow:
    double = sum(
        1
        for lease in leases
        for row in paid
        if lease.handed_over_on
        and row.month > f"{lease.handed_over_on:%Y-%m}"
        and (lease.ended_on is None or row.month <= f"{lease.ended_on:%Y-%m}")
    )
    days = [f"{row.starts_on:%Y-%m}" for row in leases if row.starts_on]
    return MoneyRow(
        _("Home let"), _period(days), len(leases), 0, "late" if double else "good",
        _("Subsidy paid while housed") if double else _("No double benefit"),
    )  # fmt: skip


def _recovered(rows: list[Any]) -> MoneyRow:
    alone = any(row.decided_by in (None, row.proposed_by) for row in rows)
    return MoneyRow(
        _("Subsidy to come back"), _period([f"{row.proposed_on:%Y-%m}" for row in rows]),
        len(rows), sum(row.fen for row in rows), "late" if alone else "good",
        _("One person alone") if alone else _("Two people each time"),
    )  # fmt: skip


def money_of(household_uid: str) -> list[MoneyRow]:
    """Subsidies paid, taken back and to come back, homes let, rent billed."""
    payments = _rows("subsidy_payment", "household_uid", household_uid)
    paid = [row for row in payments if row.state == "paid"]
    back = [row for row in payments if row.state == "returned"]
    leases = [
        row for row in _rows("lease", "household_uid", household_uid)
        if row.state in ("signed", "occupied", "ended")
    ]  # fmt: skip
    bills = [
        bill
        for lease in leases
        for bill in _rows("rent_bill", "lease_uid", lease.uid)
        if not _rows("rent_cancelled", "bill_uid", bill.uid)
    ]
    recoveries = [
        row for row in _rows("subsidy_recovery", "household_uid", household_uid)
        if row.state in ("confirmed", "settled")
    ]  # fmt: skip
    found = [_subsidy(paid)]
    if back:
        found.append(
            MoneyRow(
                _("Payments that came back"), _period([row.month for row in back]), len(back),
                sum(row.fen for row in back), "good", _("Not counted as paid"),
            )
        )  # fmt: skip
    if recoveries:
        found.append(_recovered(recoveries))
    found.append(_lease(leases, paid))
    found.append(
        MoneyRow(
            _("Rent billed"), _period([row.month for row in bills]), len(bills),
            sum(row.fen for row in bills), "good", _("From the monthly bills"),
        )
    )  # fmt: skip
    return found
