"""Questions to agreements, runs and payments."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from portal.kernel.database import db, load
from portal.kernel.errors import Missing
from portal.kernel.money import Fen
from portal.kernel.policy import Text
from portal.kernel.regions import lies_in
from portal.kernel.workings import Line, read_lines
from portal.subsidy.codes import PayeeState, PaymentState, RunState, State
from portal.subsidy.formulas import Basis
from portal.subsidy.models import Agreement as Agreement
from portal.subsidy.models import (
    AgreementTerms,
    Hold,
    Payee,
    Payment,
    ReturnFile,
)
from portal.subsidy.models import ReturnOddity as ReturnOddity
from portal.subsidy.models import Run as Run


@dataclass(frozen=True)
class AgreementCard:
    """An agreement for other packages; ``fen`` a month as it stands."""

    uid: str
    city: str
    place: str
    number: str
    state: str
    application_uid: str
    household_uid: str
    person_uid: str
    fen: Fen
    first_month: str | None
    last_month: str | None
    ends_on: date | None
    signed_on: date | None
    stopped_on: date | None
    basis: Basis


def text_hash(text: Text) -> str:
    """What a signature stands for: SHA-256 over version and both languages."""
    return hashlib.sha256(f"{text.version}\n{text.zh}\n{text.en}".encode()).hexdigest()


# --- agreements ---------------------------------------------------------------


def agreement_row(uid: str) -> Agreement:
    """The row itself, for views and verbs; or ``Missing``."""
    return load(Agreement, uid)


def live_agreement(household_uid: str) -> Agreement | None:
    """The agreement of a household that is drafted, signed, active or suspended."""
    return db.session.scalar(
        select(Agreement).where(
            Agreement.household_uid == household_uid, Agreement.state != State.STOPPED
        )
    )


def agreement_of_household(household_uid: str) -> AgreementCard | None:
    """The live agreement, else the newest stopped one."""
    found = live_agreement(household_uid) or db.session.scalar(
        select(Agreement)
        .where(Agreement.household_uid == household_uid)
        .order_by(Agreement.drafted_on.desc(), Agreement.uid)
        .limit(1)
    )
    return card(found) if found else None


def agreement_of_person(person_uid: str) -> Agreement | None:
    """The agreement that counts a person, a live one first."""
    stopped = Agreement.state == State.STOPPED
    return db.session.scalar(
        select(Agreement)
        .where((Agreement.person_uid == person_uid) | Agreement.members.any(person_uid=person_uid))
        .order_by(stopped, Agreement.drafted_on.desc(), Agreement.uid)
        .limit(1)
    )


def card(agreement: Agreement) -> AgreementCard:
    """The read model of an agreement."""
    terms = newest_terms(agreement.uid)
    return AgreementCard(
        agreement.uid, agreement.city, agreement.place, agreement.number, str(agreement.state),
        agreement.application_uid, agreement.household_uid, agreement.person_uid, terms.fen,
        agreement.first_month, agreement.last_month, agreement.ends_on, agreement.signed_on,
        agreement.stopped_on, Basis.from_dict(terms.basis),
    )  # fmt: skip


def newest_terms(agreement_uid: str) -> AgreementTerms:
    """The terms set last, also if they begin later; ``Missing`` before there are any."""
    return _terms(agreement_uid, None)


def terms_for(agreement_uid: str, month: str) -> AgreementTerms:
    """The terms that count in a month; ``Missing`` if none had begun."""
    return _terms(agreement_uid, month)


def _terms(agreement_uid: str, month: str | None) -> AgreementTerms:
    question = select(AgreementTerms).where(AgreementTerms.agreement_uid == agreement_uid)
    if month is not None:
        question = question.where(AgreementTerms.from_month <= month)
    found = db.session.scalar(
        question.order_by(
            AgreementTerms.from_month.desc(), AgreementTerms.at.desc(), AgreementTerms.uid
        ).limit(1)
    )
    if found is None:
        raise Missing("agreement_terms")
    return found


def agreements_in(region: str, state: str | None = None, limit: int = 200) -> Sequence[Agreement]:
    """Agreements of a region, oldest drafts first."""
    question = select(Agreement).where(lies_in(Agreement, region))
    if state:
        question = question.where(Agreement.state == state)
    return db.session.scalars(
        question.order_by(Agreement.drafted_on, Agreement.uid).limit(limit)
    ).all()


def payee_row(uid: str) -> Payee:
    """An account by uid, in use or former; or ``Missing``."""
    return load(Payee, uid)


def oddity_row(uid: str) -> ReturnOddity:
    """An odd return line by uid, or ``Missing``."""
    return load(ReturnOddity, uid)


def current_payee(agreement_uid: str) -> Payee | None:
    """The account in use."""
    return _payee(agreement_uid, PayeeState.CURRENT)


def asked_payee(agreement_uid: str) -> Payee | None:
    """The account that waits for a second person."""
    return _payee(agreement_uid, PayeeState.ASKED)


def _payee(agreement_uid: str, standing: PayeeState) -> Payee | None:
    return db.session.scalar(
        select(Payee).where(Payee.agreement_uid == agreement_uid, Payee.standing == standing)
    )


def asked_payees(city: str) -> Sequence[Payee]:
    """Accounts that wait for a second person in a city."""
    return db.session.scalars(
        select(Payee)
        .where(Payee.city == city, Payee.standing == PayeeState.ASKED)
        .order_by(Payee.named_on, Payee.uid)
    ).all()


# --- runs and payments ----------------------------------------------------------


def run_row(uid: str) -> Run:
    """The row itself; or ``Missing``."""
    return load(Run, uid)


def runs_of(city: str) -> Sequence[Run]:
    """All runs of a city, newest month first."""
    return db.session.scalars(
        select(Run).where(Run.city == city).order_by(Run.month.desc(), Run.turn.desc())
    ).all()


def newest_run(city: str, month: str) -> Run | None:
    """The last run of a month that was not sent back, else the last at all."""
    rank = Run.state == RunState.VOID
    return db.session.scalar(
        select(Run)
        .where(Run.city == city, Run.month == month)
        .order_by(rank, Run.turn.desc())
        .limit(1)
    )


def payments_in(run_uid: str) -> Sequence[Payment]:
    """The payments of a run, by number."""
    return db.session.scalars(
        select(Payment).where(Payment.run_uid == run_uid).order_by(Payment.seq)
    ).all()


def holds_in(run_uid: str) -> Sequence[Hold]:
    """Who was left out of a run."""
    return db.session.scalars(
        select(Hold).where(Hold.run_uid == run_uid).order_by(Hold.reason, Hold.uid)
    ).all()


def payments_of(agreement_uid: str) -> Sequence[Payment]:
    """All payments of an agreement, newest first; dropped ones left out."""
    return db.session.scalars(
        select(Payment)
        .where(Payment.agreement_uid == agreement_uid, Payment.state != PaymentState.VOID)
        .order_by(Payment.month.desc(), Payment.seq.desc(), Payment.uid)
    ).all()


def working_of(payment: Payment) -> tuple[Line, ...]:
    """How a payment was worked out."""
    return read_lines(payment.working)


def unanswered(run_uid: str) -> int:
    """Payments of a run of which the bank has not told the outcome."""
    return _count(Payment, Payment.run_uid == run_uid, Payment.state == PaymentState.SENT)


def open_oddities(run_uid: str) -> int:
    """Odd return lines nobody has looked at."""
    return _count(ReturnOddity, ReturnOddity.run_uid == run_uid, ReturnOddity.settled_on.is_(None))


def oddities_in(city: str, *, only_open: bool = True) -> Sequence[ReturnOddity]:
    """Odd return lines of a city."""
    question = select(ReturnOddity).where(ReturnOddity.city == city)
    if only_open:
        question = question.where(ReturnOddity.settled_on.is_(None))
    return db.session.scalars(question.order_by(ReturnOddity.run_uid, ReturnOddity.line)).all()


def returned_payments(city: str) -> Sequence[Payment]:
    """Payments that came back and were not paid since, newest month first."""
    again = select(Payment.agreement_uid, Payment.month).where(
        Payment.state.in_((PaymentState.LISTED, PaymentState.SENT, PaymentState.PAID))
    )
    live = {(uid, month) for uid, month in db.session.execute(again.where(Payment.city == city))}
    rows = db.session.scalars(
        select(Payment)
        .where(Payment.city == city, Payment.state == PaymentState.RETURNED)
        .order_by(Payment.month.desc(), Payment.seq)
    )
    return [row for row in rows if (row.agreement_uid, row.month) not in live]


def return_files(run_uid: str) -> Sequence[ReturnFile]:
    """The bank's answers to a run, oldest first."""
    return db.session.scalars(
        select(ReturnFile).where(ReturnFile.run_uid == run_uid).order_by(ReturnFile.at)
    ).all()


def _count(model: type, *conditions: object) -> int:
    return int(
        db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0  # type: ignore[arg-type]
    )
