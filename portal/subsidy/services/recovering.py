"""Taking back what was paid too much: proposed by one, confirmed by another, never twice.

A recovery is a debt of the household in the ledger from the day it is confirmed. It comes
back out of coming months, at most ``subsidy.set_off_max`` of each, or at the counter. What is
revoked falls away, and what had come back goes out again with the next month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from portal.kernel import claims, deadlines, ledger, payloads
from portal.kernel.access import require
from portal.kernel.act import Act, house_act
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.money import Fen, yuan_text
from portal.kernel.numbers import next_number
from portal.kernel.outbox import publish
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.references import city_letters
from portal.kernel.workings import Line, Unit
from portal.subsidy.codes import (
    EXPENSE,
    RECEIVABLE,
    RECOVERED,
    REPAY_KIND,
    TILL,
    PaymentState,
    Permission,
    RecoveryState,
    State,
    Way,
)
from portal.subsidy.events import RecoveryConfirmed, RecoveryRevoked, RepaymentDue
from portal.subsidy.formulas import Amount
from portal.subsidy.machine import RECOVERY
from portal.subsidy.models import (
    Agreement,
    Payment,
    Recovery,
    RecoveryMonth,
    Repayment,
    SetOff,
)
from portal.subsidy.recovered import (
    open_of,
    outstanding,
    recoveries_of,
    set_offs_of,
    worth,
)

METHODS = ("cash", "card", "transfer")


def propose_recovery(
    act: Act, *, agreement_uid: str, months: Mapping[str, Fen], ground: str, way: str, text: str
) -> Recovery:
    """Say which payments (uid → fen) were too much by how much, on which ground, and why.

    Raises ``Refused``: ``recovery_nothing``, ``recovery_not_paid``, ``recovery_too_much``,
    ``recovery_ground``, ``recovery_way``, ``recovery_no_months`` (nothing comes to set off
    from), ``reason_missing``; ``Conflict("recovered_already")``; ``NotYours``.
    """
    agreement = lock(Agreement, agreement_uid)
    require(act.by, Permission.PROPOSE_RECOVERY, agreement)
    rules = rulebook(agreement.city, on=act.on)
    basis = _basis(rules, ground)
    if way not in set(Way):
        raise Refused("recovery_way", field="way")
    if way == Way.SET_OFF and agreement.state not in (State.ACTIVE, State.SUSPENDED):
        raise Refused("recovery_no_months", field="way")
    if not text.strip():
        raise Refused("reason_missing", field="text")
    wanted = {uid: fen for uid, fen in months.items() if fen}
    if not wanted:
        raise Refused("recovery_nothing")
    payments = [_payment(agreement, uid, fen) for uid, fen in sorted(wanted.items())]
    number = next_number(f"{agreement.city}-recovery", act.on.year)
    kept = payloads.keep("subsidy.recovery", {"text": text.strip()}, at=act.at)
    db.session.flush()
    row = Recovery(
        uid=new_uid(), city=agreement.city, place=agreement.place,
        number=f"{city_letters(agreement.city)}{act.on.year}-T-{number:06d}",
        agreement_uid=agreement.uid, household_uid=agreement.household_uid,
        person_uid=agreement.person_uid, ground=ground, clause=basis, policy=rules.fingerprint,
        reasons_uid=kept.uid, fen=sum(wanted.values()), way=str(way), proposed_by=act.by.uid,
        proposed_on=act.on,
    )  # fmt: skip
    RECOVERY.begin(row, act, reason=ground, policy=rules.fingerprint)
    for payment in payments:
        _claim(row, payment, act)
        db.session.add(
            RecoveryMonth(
                city=row.city, recovery_uid=row.uid, payment_uid=payment.uid,
                month=payment.month, fen=wanted[payment.uid],
            )
        )  # fmt: skip
    db.session.flush()
    db.session.refresh(row, ["months"])
    return row


def _basis(rules: Rulebook, ground: str) -> str:
    for one in rules.rows("subsidy.recovery_grounds"):
        if one["code"] == ground:
            return str(one["basis"])
    raise Refused("recovery_ground", field="ground")


def _payment(agreement: Agreement, uid: str, fen: Fen) -> Payment:
    payment = db.session.get(Payment, uid)
    if payment is None or payment.agreement_uid != agreement.uid:
        raise Refused("recovery_not_paid")
    if payment.state != PaymentState.PAID:
        raise Refused("recovery_not_paid")
    most = worth(payment)
    if not 0 < fen <= most:
        raise Refused("recovery_too_much", month=payment.month, most=yuan_text(most))
    return payment


def _claim(recovery: Recovery, payment: Payment, act: Act) -> None:
    try:
        claims.take(RECOVERED, payment.uid, holder=recovery.uid, on=act.on)
    except Conflict as conflict:
        raise Conflict("recovered_already", uid=payment.uid) from conflict


def confirm_recovery(act: Act, *, recovery_uid: str, version: int) -> Recovery:
    """Another person confirms: the household owes it from today and is told, with its remedies.

    Raises ``Refused("own_work")``, ``Conflict``.
    """
    row = _take(recovery_uid, version)
    RECOVERY.advance(row, "confirm", act, reason=row.ground, policy=row.policy, clause=row.clause)
    row.decided_by, row.decided_on = act.by.uid, act.on
    for month in row.months:
        ledger.post(
            act, key=_key(row, month), debit=_receivable(row),
            credit=ledger.account(EXPENSE, city=row.city), fen=month.fen,
            kind=RECOVERED, subject=row.uid,
        )  # fmt: skip
    if row.way == Way.PAY_BACK:
        _ask_back(act, row)
    publish(RecoveryConfirmed(*_told(row)), act)
    return row


def reject_recovery(act: Act, *, recovery_uid: str, version: int, reason: str) -> Recovery:
    """The second person does not confirm: nothing is owed, the months are free again."""
    row = _take(recovery_uid, version)
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    RECOVERY.advance(row, "reject", act, reason=reason.strip()[:60])
    row.decided_by, row.decided_on = act.by.uid, act.on
    claims.release_all(row.uid, on=act.on)
    return row


def revoke_recovery(act: Act, *, recovery_uid: str, version: int, reason: str) -> Recovery:
    """It was wrong (say, after a re-examination): the debt falls away, what came back is owed us.

    Raises ``Refused("reason_missing")``, ``Conflict``.
    """
    row = _take(recovery_uid, version)
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    RECOVERY.advance(row, "revoke", act, reason=reason.strip()[:60])
    row.revoked_on = act.on
    for month in row.months:
        posted = ledger.find_transfer(_key(row, month))
        assert posted is not None
        ledger.reverse(act, posted, key=f"{posted.key}=revoked")
    claims.release_all(row.uid, on=act.on)
    _close(act, row, "revoked")
    publish(RecoveryRevoked(*_told(row)), act)
    return row


def take_repayment(act: Act, *, recovery_uid: str, fen: Fen, method: str) -> Repayment:
    """Record what the household paid back, in whole or part, and give a receipt number.

    Raises ``Refused``: ``repayment_missing``, ``repayment_too_much``, ``method_unknown``;
    ``Conflict("not_from_here")`` unless confirmed; ``NotYours``.
    """
    row = lock(Recovery, recovery_uid)
    require(act.by, Permission.TAKE_REPAYMENT, row)
    if row.state != RecoveryState.CONFIRMED:
        raise Conflict("not_from_here")
    if fen <= 0:
        raise Refused("repayment_missing", field="amount")
    if method not in METHODS:
        raise Refused("method_unknown", field="method")
    left = open_of(row)
    if fen > left:
        raise Refused("repayment_too_much", field="amount", left=yuan_text(left))
    uid, number = new_uid(), next_number(f"{row.city}-repayment-receipt", act.on.year)
    transfer = ledger.post(
        act, key=f"repaid:{uid}", debit=ledger.account(TILL, city=row.city),
        credit=_receivable(row), fen=fen, kind="subsidy_repaid", subject=row.uid,
    )  # fmt: skip
    repayment = Repayment(
        uid=uid, city=row.city, recovery_uid=row.uid, fen=fen, method=method,
        receipt=f"{row.city}-{act.on.year}-T-{number:06d}", taken_by=act.by.uid, on=act.on,
        at=act.at, transfer_uid=transfer.uid,
    )  # fmt: skip
    db.session.add(repayment)
    db.session.flush()
    _settle_if_back(act, row)
    return repayment


# --- what a month's run does with it ---------------------------------------------


def planned_set_offs(agreement: Agreement, fen: Fen, rules: Rulebook) -> list[tuple[str, Fen]]:
    """(recovery, fen) to be taken from a month worth ``fen``, the oldest first.

    Together at most ``subsidy.set_off_max`` of the month, and never all of it. Below 0: what a
    revoked recovery took goes back whole.
    """
    planned = []
    share = rules.value("subsidy.set_off_max")
    room = min(fen * share[0] // share[1], fen - 1)
    for known in recoveries_of(agreement.uid, RecoveryState.CONFIRMED, RecoveryState.REVOKED):
        # Locked, so that runs of two months at once never take the same fen.
        row = lock(Recovery, known.uid)
        left = open_of(row)
        if row.state == RecoveryState.CONFIRMED:
            left = min(left, room) if row.way == Way.SET_OFF else 0
            left = max(left, 0)
            room -= left
        if left:
            planned.append((row.uid, left))
    return planned


def set_off_lines(amount: Amount, planned: Sequence[tuple[str, Fen]]) -> list[Line]:
    """The working of a payment: of the month, and of what is set off from it."""
    if not planned:
        return list(amount.lines)
    cuts = [
        Line("set_off" if fen > 0 else "given_back", Unit.FEN, -fen) for _recovery, fen in planned
    ]
    return [*amount.lines, Line("month_worth", Unit.FEN, amount.fen), *cuts]


def keep_set_offs(payment: Payment, planned: Sequence[tuple[str, Fen]]) -> None:
    """Write down what a listed payment was cut by."""
    for recovery_uid, fen in planned:
        db.session.add(
            SetOff(city=payment.city, recovery_uid=recovery_uid, payment_uid=payment.uid, fen=fen)
        )
    db.session.flush()


def book_set_offs(act: Act, payment: Payment) -> None:
    """The payment arrived: what it was cut by is back, what it gave back is out."""
    for one in set_offs_of(payment.uid):
        row = lock(Recovery, one.recovery_uid)
        expense, debt = ledger.account(EXPENSE, city=row.city), _receivable(row)
        ledger.post(
            act, key=_set_off_key(one), debit=expense if one.fen > 0 else debt,
            credit=debt if one.fen > 0 else expense, fen=abs(one.fen), kind="subsidy_set_off",
            subject=row.uid,
        )  # fmt: skip
        _settle_if_back(act, row)


def undo_set_offs(act: Act, payment: Payment) -> None:
    """The payment came back after all: so did what it was cut by."""
    for one in set_offs_of(payment.uid):
        posted = ledger.find_transfer(_set_off_key(one))
        assert posted is not None
        ledger.reverse(act, posted, key=f"{posted.key}=taken_back")
        row = lock(Recovery, one.recovery_uid)
        if row.state == RecoveryState.SETTLED and outstanding(row) > 0:
            RECOVERY.advance(row, "reopen", house_act(act), reason="payment_came_back")
            row.settled_on = None
            if row.way == Way.PAY_BACK:
                _ask_back(act, row)


def _no_more_months(act: Act) -> list[str]:
    rows = (
        select(Recovery.uid)
        .join(Agreement, Agreement.uid == Recovery.agreement_uid)
        .where(
            Recovery.state == RecoveryState.CONFIRMED, Recovery.way == Way.SET_OFF,
            Agreement.state == State.STOPPED,
        )
        .order_by(Recovery.uid)
    )  # fmt: skip
    return list(db.session.scalars(rows))


@daily(_no_more_months)
def recoveries_due(act: Act, recovery_uid: str) -> None:
    """Where the subsidy has ended, what was to be set off is to be paid back."""
    row = lock(Recovery, recovery_uid)
    if row.state == RecoveryState.CONFIRMED and row.way == Way.SET_OFF and open_of(row) > 0:
        row.way = Way.PAY_BACK
        _ask_back(act, row)
        publish(RepaymentDue(*_told(row)), act)


def _settle_if_back(act: Act, row: Recovery) -> None:
    if row.state == RecoveryState.CONFIRMED and outstanding(row) <= 0:
        RECOVERY.advance(row, "settle", house_act(act))
        row.settled_on = act.on
        _close(act, row, "settled")


def _ask_back(act: Act, row: Recovery) -> None:
    rules = rulebook(row.city, on=act.on)
    row.due_on = deadlines.open_deadline(
        kind=REPAY_KIND, subject_kind="subsidy_recovery", subject_uid=row.uid, city=row.city,
        since=act.on, period=rules.period("subsidy.overpaid"), roll=True,
        clause=rules.get("subsidy.overpaid").clause or "subsidy.overpaid",
    ).due  # fmt: skip


def _close(act: Act, row: Recovery, why: str) -> None:
    running = deadlines.running(REPAY_KIND, row.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)


def _take(uid: str, version: int) -> Recovery:
    row = lock(Recovery, uid)
    if row.version != int(version):
        raise Conflict("changed_meanwhile", uid=uid)
    return row


def _told(row: Recovery) -> tuple[str, str, str, str, str]:
    return row.uid, row.city, row.agreement_uid, row.household_uid, row.person_uid


def _receivable(row: Recovery) -> ledger.Account:
    return ledger.account(RECEIVABLE, owner=row.agreement_uid, city=row.city)


def _key(row: Recovery, month: RecoveryMonth) -> str:
    return f"recovery:{row.uid}:{month.payment_uid}"


def _set_off_key(one: SetOff) -> str:
    return f"set-off:{one.payment_uid}:{one.recovery_uid}"
