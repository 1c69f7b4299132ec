"""A month's run: made by one person, approved by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from portal.kernel import blobs, claims, deadlines, ledger
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.canonical import fingerprint
from portal.kernel.clock import Period, Unit
from portal.kernel.database import db, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.money import Fen
from portal.kernel.outbox import enqueue
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.references import city_letters
from portal.kernel.workings import stored
from portal.subsidy import bank_file
from portal.subsidy.codes import (
    BANK,
    EXPENSE,
    GROUND,
    PAY_KIND,
    SUBSIDY,
    SUBSIDY_MONTH,
    HoldReason,
    PayeeState,
    PaymentState,
    Permission,
    RunState,
    State,
)
from portal.subsidy.formulas import Amount, Basis, amount_for
from portal.subsidy.machine import PAYMENT, RUN
from portal.subsidy.models import Agreement, Hold, Payee, Payment, Run
from portal.subsidy.months import first_day, month_of, pay_by
from portal.subsidy.queries import current_payee, payments_in, terms_for
from portal.subsidy.services.holding import why_held
from portal.subsidy.services.recovering import keep_set_offs, planned_set_offs, set_off_lines

SEND_JOB, LIST_JOB = "subsidy.send_run", "subsidy.list_run"
TOGETHER = 2
"""Households listed in one write."""

_ENTITLED = (State.ACTIVE, State.SUSPENDED, State.STOPPED)
_LIVE = (PaymentState.LISTED, PaymentState.SENT, PaymentState.PAID)


@dataclass(frozen=True)
class _Case:
    """One household of a run, with what it would get."""

    agreement: Agreement
    payee: Payee | None
    basis: Basis
    amount: Amount
    set_offs: list[tuple[str, Fen]]

    @property
    def fen(self) -> Fen:
        """What goes out: the amount, less what is set off."""
        return self.amount.fen - sum(fen for _recovery, fen in self.set_offs)


def compute_run(act: Act, *, city: str, month: str) -> Run:
    """Begin the list of a month from what is true now; a later run takes up who was held.

    The first households are listed at once; a job goes on with the others, some at a time, so
    that no transaction grows with the city. The list is whole once it has its ``list_hash``.
    Raises ``Refused``: ``month_in_future``, ``nothing_to_pay``; ``Conflict("run_open")``
    while another run of the month is on its way; ``NotYours``.
    """
    start = first_day(month)
    if month > month_of(act.on):
        raise Refused("month_in_future", field="month")
    rules = rulebook(city, on=start)
    run = _new_run(act, city, month, rules)
    require(act.by, Permission.COMPUTE, run)
    RUN.begin(run, act, policy=rules.fingerprint, only="run_open")
    if not _entitled(run, 1):
        raise Refused("nothing_to_pay", field="month")
    list_more(act, run_uid=run.uid)
    return run


def list_more(act: Act, *, run_uid: str) -> bool:
    """List the next households of a run in the making; is anybody left?

    Whoever is listed or held is no longer found, so it may be broken off anywhere and asked
    for twice.
    """
    run = lock(Run, run_uid)
    if run.state != RunState.COMPUTED or run.list_hash:
        return False
    rules = rulebook(run.city, on=first_day(run.month))
    left = _entitled(run, TOGETHER + 1)
    for agreement in left[:TOGETHER]:
        case = _case(agreement, run.month, rules)
        reason = why_held(case.agreement, case.payee, case.basis, case.amount, act.on, run)
        reason = reason or (HoldReason.ACCOUNT_SHARED if _shared(run, case.payee) else None)
        payment = None if reason else _list(act, run, case, run.count + 1)
        if payment is not None:
            run.count, run.total_fen = run.count + 1, run.total_fen + payment.fen
        else:
            _hold(run, case, reason or HoldReason.PAID_ELSEWHERE)
            run.held += 1
    if len(left) > TOGETHER:
        done = run.count + run.held
        enqueue(LIST_JOB, {"run": run.uid}, key=f"subsidy-list:{run.uid}:{done}", act=act)
        return True
    db.session.flush()
    run.list_hash = list_hash(_lines(run.uid))
    _open_pay_deadline(act, run)
    return False


def list_on(payload: dict[str, Any], act: Act) -> None:
    """The job that goes on with a list."""
    list_more(act, run_uid=payload["run"])


def _new_run(act: Act, city: str, month: str, rules: Rulebook) -> Run:
    turn = 1 + int(
        db.session.scalar(
            select(func.coalesce(func.max(Run.turn), 0)).where(Run.city == city, Run.month == month)
        )
        or 0
    )
    ends = rules.rows("subsidy.year_end_due")[0]
    year_end = date(first_day(month).year, ends["month"], ends["day"])
    return Run(
        uid=new_uid(), city=city, month=month, turn=turn,
        batch=f"{city_letters(city)}-{month.replace('-', '')}-{turn:02d}",
        template=bank_file.NEWEST, count=0, total_fen=0, held=0, list_hash="",
        pay_by=pay_by(month, year_end), policy=rules.fingerprint, computed_by=act.by.uid,
        computed_at=act.at, computed_on=act.on,
    )  # fmt: skip


def _covered(city: str, month: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Agreement.city == city,
        Agreement.state.in_(_ENTITLED),
        Agreement.checked_on.is_not(None),
        Agreement.first_month <= month,
        or_(Agreement.last_month.is_(None), Agreement.last_month >= month),
        Agreement.ends_on >= first_day(month),
    )


def _paid(run: Run) -> Select[str]:
    return select(Payment.agreement_uid).where(
        Payment.city == run.city, Payment.month == run.month, Payment.state.in_(_LIVE)
    )


def _entitled(run: Run, most: int) -> Sequence[Agreement]:
    """The next agreements that cover the month, have no live payment for it and are not held."""
    held = select(Hold.agreement_uid).where(Hold.run_uid == run.uid)
    return db.session.scalars(
        select(Agreement)
        .where(
            *_covered(run.city, run.month),
            Agreement.uid.not_in(_paid(run)), Agreement.uid.not_in(held),
        )
        .order_by(Agreement.number)
        .limit(most)
    ).all()  # fmt: skip


def _shared(run: Run, payee: Payee | None) -> bool:
    """Would the same run pay another household into that account?"""
    if payee is None:
        return False
    other = (
        select(Payee.uid)
        .join(Agreement, Agreement.uid == Payee.agreement_uid)
        .where(
            *_covered(run.city, run.month),
            Agreement.uid != payee.agreement_uid,
            Agreement.uid.not_in(_paid(run).where(Payment.run_uid != run.uid)),
            Payee.standing == PayeeState.CURRENT,
            Payee.account_blind == payee.account_blind,
        )
    )
    return db.session.scalar(other.limit(1)) is not None


def _case(agreement: Agreement, month: str, rules: Rulebook) -> _Case:
    basis = Basis.from_dict(terms_for(agreement.uid, month).basis)
    amount = amount_for(basis, rules)
    planned = planned_set_offs(agreement, amount.fen, rules) if amount.fen > 0 else []
    return _Case(agreement, current_payee(agreement.uid), basis, amount, planned)


def _list(act: Act, run: Run, case: _Case, seq: int) -> Payment | None:
    """The payment, holding every counted person's claim to this month; ``None`` if one is taken."""
    assert case.payee is not None
    payment = Payment(
        uid=new_uid(), city=run.city, run_uid=run.uid, seq=seq, agreement_uid=case.agreement.uid,
        household_uid=case.agreement.household_uid, person_uid=case.agreement.person_uid,
        payee_uid=case.payee.uid, month=run.month, kind=SUBSIDY, klass=case.amount.formula
        if case.basis.graduates else _klass(case.basis), persons=case.basis.persons,
        fen=case.fen, working=stored(set_off_lines(case.amount, case.set_offs)),
        policy=case.amount.policy,
    )  # fmt: skip
    try:
        for person in sorted(set(case.agreement.people)):
            claims.take(SUBSIDY_MONTH, f"{person}:{run.month}", holder=payment.uid, on=act.on)
    except Conflict:
        claims.release_all(payment.uid, on=act.on)
        return None
    PAYMENT.begin(payment, act, policy=case.amount.policy, only="month_paid")
    keep_set_offs(payment, case.set_offs)
    return payment


def _klass(basis: Basis) -> str:
    if basis.klass == "B":
        return "b"
    return "a_high" if basis.category in ("dibao", "tekun") else "a_low"


def _hold(run: Run, case: _Case, reason: HoldReason) -> None:
    db.session.add(
        Hold(
            city=run.city, run_uid=run.uid, agreement_uid=case.agreement.uid,
            person_uid=case.agreement.person_uid, reason=reason, fen=case.amount.fen,
        )
    )  # fmt: skip


def list_hash(payments: Sequence[Any]) -> str:
    """The fingerprint of a list: number, agreement, amount and account of every line."""
    return fingerprint([[p.seq, p.agreement_uid, p.fen, p.payee_uid] for p in payments])


def _lines(run_uid: str) -> Sequence[Any]:
    """Of every payment what ``list_hash`` covers, without the payments."""
    columns = (Payment.seq, Payment.agreement_uid, Payment.fen, Payment.payee_uid)
    found = select(*columns).where(Payment.run_uid == run_uid).order_by(Payment.seq)
    return db.session.execute(found).all()


def _open_pay_deadline(act: Act, run: Run) -> None:
    days = max((run.pay_by - act.on).days, 0)
    deadlines.open_deadline(
        kind=PAY_KIND, subject_kind="subsidy_run", subject_uid=run.uid, city=run.city,
        since=act.on, period=Period(days, Unit.DAY), clause=GROUND,
    )  # fmt: skip


def approve_run(act: Act, *, run_uid: str, version: int, shown_hash: str) -> Run:
    """Another person approves the list they were shown; the file is made and sent.

    Raises ``Refused("own_work")`` to the maker, ``Refused("nothing_to_pay")``,
    ``Conflict("changed_meanwhile")`` when the list is not the one shown.
    """
    run = lock(Run, run_uid)
    payments = payments_in(run.uid)
    if run.version != int(version) or not shown_hash == run.list_hash == list_hash(payments):
        raise Conflict("changed_meanwhile", uid=run.uid)
    if not payments:
        raise Refused("nothing_to_pay")
    RUN.advance(run, "approve", act, policy=run.policy)
    run.approved_by, run.approved_at, run.approved_on = act.by.uid, act.at, act.on
    content = bank_file.write([_line(payment) for payment in payments], run.template)
    totals = bank_file.totals(content, run.template)
    if (totals.count, totals.fen) != (run.count, run.total_fen):
        raise Conflict("changed_meanwhile", uid=run.uid)
    kept = blobs.put(content, media_type="text/csv", at=act.at)
    db.session.flush()
    run.file_uid, run.file_hash = kept.uid, totals.digest
    expense = ledger.account(EXPENSE, city=run.city)
    bank = ledger.account(BANK, city=run.city)
    for payment in payments:
        ledger.pending(
            act, key=transfer_key(run, payment), debit=expense, credit=bank, fen=payment.fen,
            kind=SUBSIDY, subject=payment.uid,
        )  # fmt: skip
    enqueue(SEND_JOB, {"run": run.uid}, key=f"subsidy-send:{run.uid}", act=act)
    return run


def transfer_key(run: Run, payment: Payment) -> str:
    """The natural key of a payment in the ledger."""
    return ledger.month_key(SUBSIDY, payment.agreement_uid, payment.month, run.turn)


def _line(payment: Payment) -> bank_file.PaymentLine:
    payee = db.session.get_one(Payee, payment.payee_uid)
    assert payee.account is not None
    assert payee.holder is not None
    return bank_file.PaymentLine(
        payment.seq, payee.account, payee.holder, payment.fen, f"ZLBT{payment.month}"
    )


def send_back_run(act: Act, *, run_uid: str, version: int, reason: str) -> Run:
    """The approver sends the list back: it is void, its months are free for a new list."""
    run = lock(Run, run_uid)
    if run.version != int(version):
        raise Conflict("changed_meanwhile", uid=run.uid)
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    RUN.advance(run, "send_back", act, reason=reason.strip()[:60])
    for payment in payments_in(run.uid):
        PAYMENT.advance(payment, "drop", act)
        claims.release_all(payment.uid, on=act.on)
    _close_pay_deadline(act, run, "sent_back")
    return run


def close_run(act: Act, *, run_uid: str, version: int) -> Run:
    """Every payment has its answer and every odd line was looked at: the run is closed.

    Raises ``Refused``: ``payments_unanswered``, ``oddities_open``.
    """
    run = lock(Run, run_uid)
    if run.version != int(version):
        raise Conflict("changed_meanwhile", uid=run.uid)
    RUN.advance(run, "close", act)
    _close_pay_deadline(act, run, "closed")
    return run


def _close_pay_deadline(act: Act, run: Run, why: str) -> None:
    running = deadlines.running(PAY_KIND, run.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)
