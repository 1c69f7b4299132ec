"""Why a household is left out of a run: what is asked anew before every payment."""

from __future__ import annotations

from datetime import date

from portal import households
from portal.kernel import claims
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add
from portal.kernel.policy import rulebook
from portal.subsidy.bank_file import printable
from portal.subsidy.codes import LIVE_ASSISTANCE, HoldReason, State
from portal.subsidy.formulas import Amount, Basis
from portal.subsidy.models import Agreement, Payee, Run
from portal.subsidy.months import first_day, month_of
from portal.subsidy.queries import asked_payee


def why_held(
    agreement: Agreement, payee: Payee | None, basis: Basis, amount: Amount, on: date, run: Run
) -> HoldReason | None:
    """The first reason not to pay this household in that run, or ``None``."""
    return (
        _people(agreement, basis, on, run)
        or _other_help(agreement)
        or _account(agreement, payee)
        or (HoldReason.NOTHING_DUE if amount.fen <= 0 else None)
    )


def _people(agreement: Agreement, basis: Basis, on: date, run: Run) -> HoldReason | None:
    """Nobody counted had died before, and the household is still the one that was judged."""
    deaths = [one.dead_on for one in households.persons(agreement.people)]
    if any(day is not None and run.month >= _first_unpaid(day, run) for day in deaths):
        return HoldReason.MEMBER_DIED
    if agreement.state == State.SUSPENDED:
        return HoldReason.SUSPENDED
    alive = len(households.composition(agreement.household_uid, on))
    if agreement.state != State.STOPPED and alive != basis.persons:
        return HoldReason.HOUSEHOLD_CHANGED
    return None


def _first_unpaid(died_on: date, run: Run) -> str:
    """The month from which a death counts: the month of it is still paid."""
    after = rulebook(run.city, on=first_day(run.month)).period("subsidy.after_death")
    return month_of(add(first_day(month_of(died_on)), after, load_calendar()).date)


def _other_help(agreement: Agreement) -> HoldReason | None:
    """No adult lives in a public home or is in another subsidy at the same time."""
    for member in agreement.members:
        holder = claims.holder_of(LIVE_ASSISTANCE, member.person_uid)
        if holder is not None and holder != agreement.uid:
            return HoldReason.LIVE_LEASE
    return None


def _account(agreement: Agreement, payee: Payee | None) -> HoldReason | None:
    if payee is None or payee.account is None:
        return HoldReason.NO_PAYEE
    if asked_payee(agreement.uid) is not None:
        return HoldReason.PAYEE_CHANGING
    if not printable(payee.holder or ""):
        return HoldReason.NAME_UNPRINTABLE
    return None
