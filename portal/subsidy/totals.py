"""Sums over many payments: for budgets, reports and supervision."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from portal.kernel.database import db
from portal.kernel.money import Fen
from portal.kernel.regions import at_or_below
from portal.subsidy.codes import PaymentState
from portal.subsidy.models import Payment


def paid_sum(city: str, year: int) -> Fen:
    """What arrived for months of a year."""
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(Payment.fen), 0)).where(
                Payment.city == city,
                Payment.month.like(f"{year}-%"),
                Payment.state == PaymentState.PAID,
            )
        )
        or 0
    )


def households_paid(code: str, year: int, *, until: date | None = None) -> int:
    """Households that got a subsidy in a year (at most to ``until``) in a region of any level."""
    question = select(func.count(func.distinct(Payment.household_uid))).where(
        Payment.city.in_(at_or_below(code)),
        Payment.month.like(f"{year}-%"),
        Payment.state == PaymentState.PAID,
    )
    if until is not None:
        question = question.where(Payment.paid_on <= until)
    return int(db.session.scalar(question) or 0)
