"""The bank's answer, line by line: what fits settles a payment, what does not is set apart."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select

from portal.kernel import blobs, claims, ledger
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.outbox import publish
from portal.subsidy import bank_file
from portal.subsidy.bank_file import BadFile, ReturnLine
from portal.subsidy.codes import RECOVERED, Oddity, PaymentState, Permission, RunState
from portal.subsidy.events import SubsidyPaid, SubsidyReturned
from portal.subsidy.machine import PAYMENT, RUN
from portal.subsidy.models import Payee, Payment, ReturnFile, ReturnOddity, Run
from portal.subsidy.queries import payments_in
from portal.subsidy.services.recovering import book_set_offs, undo_set_offs
from portal.subsidy.services.runs import transfer_key

_OUTCOMES = {"paid": PaymentState.PAID, "returned": PaymentState.RETURNED}


def read_return(act: Act, *, run_uid: str, content: bytes) -> ReturnFile:
    """Read a return file; the same bytes again are nothing new.

    Raises ``Refused("return_unreadable", field="file")``, ``Conflict("run_not_sent")``.
    """
    run = lock(Run, run_uid)
    require(act.by, Permission.SETTLE, run)
    digest = hashlib.sha256(content).hexdigest()
    known = db.session.scalar(
        select(ReturnFile).where(ReturnFile.run_uid == run.uid, ReturnFile.digest == digest)
    )
    if known is not None:
        return known
    if run.state not in (RunState.SENT, RunState.RETURNED):
        raise Conflict("run_not_sent")
    try:
        lines = bank_file.read_returns(content, run.template)
    except BadFile as error:
        raise Refused("return_unreadable", field="file", line=error.line) from error
    odd, fitting = _sort(lines, payments_in(run.uid))
    file = _keep(act, run, content, digest, len(lines), len(lines) - len(odd))
    for line, code in odd:
        db.session.add(
            ReturnOddity(
                city=run.city, run_uid=run.uid, file_uid=file.uid, line=line.line,
                seq=line.seq, code=code,
            )
        )  # fmt: skip
    if run.state == RunState.SENT:
        RUN.advance(run, "return", act, reason=digest[:16])
        run.returned_on = act.on
    for payment, line in fitting:
        _settle(act, run, payment, _OUTCOMES[line.status], line.reason)
    return file


def _keep(act: Act, run: Run, content: bytes, digest: str, lines: int, matched: int) -> ReturnFile:
    blob = blobs.put(content, media_type="text/csv", at=act.at)
    db.session.flush()
    file = ReturnFile(
        uid=new_uid(), city=run.city, run_uid=run.uid, digest=digest, blob_uid=blob.uid,
        lines=lines, matched=matched, read_on=act.on, at=act.at,
    )  # fmt: skip
    db.session.add(file)
    db.session.flush()
    log(act, "subsidy.return", run.uid, {"digest": digest, "lines": lines, "matched": matched})
    return file


def _sort(
    lines: Sequence[ReturnLine], payments: Sequence[Payment]
) -> tuple[list[tuple[ReturnLine, Oddity]], list[tuple[Payment, ReturnLine]]]:
    """Odd lines with what is wrong; and the payments still open with their answer."""
    by_seq = {payment.seq: payment for payment in payments}
    told: dict[int, list[ReturnLine]] = defaultdict(list)
    odd: list[tuple[ReturnLine, Oddity]] = []
    for line in lines:
        seq = int(line.seq) if line.seq.isascii() and line.seq.isdigit() else -1
        code = _oddity(line, by_seq.get(seq))
        if code is not None:
            odd.append((line, code))
        else:
            told[seq].append(line)
    fitting = []
    for seq, same in told.items():
        if len({line.status for line in same}) > 1:
            # Two answers to one payment: neither counts until a person has looked.
            odd += [(line, Oddity.CONTRADICTS) for line in same]
            continue
        odd += [(line, Oddity.DUPLICATE) for line in same[1:]]
        if by_seq[seq].state == PaymentState.SENT:
            fitting.append((by_seq[seq], same[0]))
    return odd, fitting


def _oddity(line: ReturnLine, payment: Payment | None) -> Oddity | None:
    if payment is None:
        return Oddity.UNKNOWN
    outcome = _OUTCOMES.get(line.status)
    if outcome is None:
        return Oddity.STATUS
    if line.fen is not None and line.fen != payment.fen:
        return Oddity.AMOUNT
    if line.account is not None:
        payee = db.session.get_one(Payee, payment.payee_uid)
        if line.account != payee.account:
            return Oddity.ACCOUNT
    if payment.state != PaymentState.SENT and payment.state != outcome:
        return Oddity.CONTRADICTS
    return None


def _settle(act: Act, run: Run, payment: Payment, outcome: PaymentState, reason: str) -> None:
    transfer = ledger.find_transfer(transfer_key(run, payment))
    assert transfer is not None
    facts = (
        payment.uid, payment.city, payment.agreement_uid, payment.household_uid,
        payment.person_uid, payment.month,
    )  # fmt: skip
    if outcome is PaymentState.PAID:
        PAYMENT.advance(payment, "pay", act)
        payment.paid_on = act.on
        ledger.settle(act, transfer)
        book_set_offs(act, payment)
        publish(SubsidyPaid(*facts), act)
    else:
        PAYMENT.advance(payment, "return", act, reason=reason[:40])
        payment.return_code = reason[:40] or None
        ledger.void(act, transfer)
        claims.release_all(payment.uid, on=act.on)
        publish(SubsidyReturned(*facts), act)


def settle_by_hand(act: Act, *, payment_uid: str, outcome: str, reason: str) -> Payment:
    """A person asked the bank: a payment without an answer was paid or came back.

    Raises ``Refused``: ``reason_missing``, ``own_work`` (maker of the run), ``Conflict``.
    """
    payment = lock(Payment, payment_uid)
    run = lock(Run, payment.run_uid)
    require(act.by, Permission.SETTLE, payment)
    if act.by.uid == run.computed_by:
        raise Refused("own_work")
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    if payment.state != PaymentState.SENT:
        raise Conflict("payment_settled")
    _settle(act, run, payment, _OUTCOMES[outcome], reason.strip())
    if run.state == RunState.SENT:
        RUN.advance(run, "return", act, reason="by_hand")
        run.returned_on = act.on
    return payment


def take_back(act: Act, *, payment_uid: str, reason: str) -> Payment:
    """The bank sent money back after all (late return): the ledger is corrected, the month free.

    Raises ``Refused``: ``reason_missing``, ``own_work``, ``recovery_stands`` (a recovery rests
    on it); ``Conflict("not_from_here")``.
    """
    payment = lock(Payment, payment_uid)
    run = lock(Run, payment.run_uid)
    if act.by.uid == run.computed_by:
        raise Refused("own_work")
    if not reason.strip():
        raise Refused("reason_missing", field="reason")
    if claims.holder_of(RECOVERED, payment.uid) is not None:
        raise Refused("recovery_stands")
    PAYMENT.advance(payment, "take_back", act, reason=reason.strip()[:40])
    payment.return_code = reason.strip()[:40]
    pending = ledger.find_transfer(transfer_key(run, payment))
    assert pending is not None
    ledger.reverse(act, ledger.settle(act, pending), key=f"{pending.key}=taken_back")
    undo_set_offs(act, payment)
    claims.release_all(payment.uid, on=act.on)
    publish(
        SubsidyReturned(
            payment.uid, payment.city, payment.agreement_uid, payment.household_uid,
            payment.person_uid, payment.month,
        ),
        act,
    )  # fmt: skip
    return payment


def settle_oddity(act: Act, *, oddity_uid: str, finding: str) -> ReturnOddity:
    """A person has looked at an odd line and says what it was.

    Raises ``Refused("reason_missing", field="finding")``, ``Conflict("oddity_settled")``.
    """
    oddity = lock(ReturnOddity, oddity_uid)
    require(act.by, Permission.SETTLE, oddity)
    if oddity.settled_on is not None:
        raise Conflict("oddity_settled")
    if not finding.strip():
        raise Refused("reason_missing", field="finding")
    oddity.settled_on, oddity.settled_by = act.on, act.by.uid
    oddity.finding = finding.strip()[:30]
    db.session.flush()
    log(act, "subsidy.oddity", oddity.uid, {"code": oddity.code, "finding": oddity.finding})
    return oddity
