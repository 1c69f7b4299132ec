"""Questions to leases and rent."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select, tuple_
from sqlalchemy.orm import selectinload

from portal.kernel import ledger
from portal.kernel.database import db, load
from portal.kernel.directory import people
from portal.kernel.money import Fen
from portal.kernel.policy import Text
from portal.kernel.regions import lies_in
from portal.kernel.workings import Line, read_lines
from portal.tenancy.codes import CREDITED, LIVE, OPEN, State
from portal.tenancy.models import Lease as Lease
from portal.tenancy.models import LeaseMember, RentBill, RentCancelled, RentPayment

RECEIVABLE = "rent_receivable"
PAGE = 50


@dataclass(frozen=True)
class LeaseCard:
    """A lease for other packages; money in fen a month."""

    uid: str
    city: str
    place: str
    number: str
    state: str
    unit_uid: str
    household_uid: str
    person_uid: str
    entry_uid: str
    application_uid: str
    rent_fen: Fen
    starts_on: date | None
    ends_on: date | None
    countersigned_on: date | None
    handed_over_on: date | None
    ended_on: date | None


@dataclass(frozen=True)
class BillCard:
    """A month's bill with what was paid on it; ``kind`` is a ``BillKind``."""

    uid: str
    month: str
    kind: str
    fen: Fen
    due_on: date
    paid: Fen
    days: int
    of_days: int
    cancelled: bool
    lines: tuple[Line, ...]

    @property
    def open(self) -> Fen:
        """What is still to be paid."""
        return 0 if self.cancelled else self.fen - self.paid

    def is_late(self, on: date) -> bool:
        """Still open after the due day."""
        return self.open > 0 and self.due_on < on


@dataclass(frozen=True)
class Arrears:
    """What is overdue under a lease: fen, in how many months, since which due day."""

    fen: Fen
    months: int
    since: date | None


def card(lease: Lease) -> LeaseCard:
    """The read model of a lease."""
    return LeaseCard(
        lease.uid, lease.city, lease.place, lease.number, str(lease.state), lease.unit_uid,
        lease.household_uid, lease.person_uid, lease.entry_uid, lease.application_uid,
        lease.rent_fen, lease.starts_on, lease.ends_on, lease.countersigned_on,
        lease.handed_over_on, lease.ended_on,
    )  # fmt: skip


def lease(uid: str) -> LeaseCard:
    """A lease by uid, or ``Missing``."""
    return card(load(Lease, uid))


def lease_row(uid: str) -> Lease:
    """The row itself, for views (loader) and verbs; or ``Missing``."""
    return load(Lease, uid)


def lease_of_household(household_uid: str) -> LeaseCard | None:
    """The lease that is drafted or runs, else the newest ended one."""
    found = _newest(Lease.household_uid == household_uid)
    return card(found) if found else None


def homes_of(people: Collection[str]) -> dict[str, str]:
    """Person → unit of the home they live in: keys handed over, and not back yet."""
    rows = db.session.scalars(
        select(Lease)
        .where(
            Lease.state == State.OCCUPIED,
            Lease.person_uid.in_(people) | Lease.members.any(LeaseMember.person_uid.in_(people)),
        )
        .options(selectinload(Lease.members))
    )
    return {uid: row.unit_uid for row in rows for uid in row.people if uid in people}


def lease_of_person(person_uid: str) -> Lease | None:
    """The home of a person: the lease that names them, drafted or running first."""
    open_one = db.session.scalar(
        select(Lease).where(_names(person_uid), Lease.state.in_(OPEN)).limit(1)
    )
    if open_one is not None:
        return open_one
    return _newest(_names(person_uid))


def _names(person_uid: str):  # type: ignore[no-untyped-def]
    return (Lease.person_uid == person_uid) | Lease.members.any(person_uid=person_uid)


def _newest(condition) -> Lease | None:  # type: ignore[no-untyped-def]
    rank = Lease.state.in_(OPEN)
    found: Lease | None = db.session.scalar(
        select(Lease)
        .where(condition, Lease.state != State.VOID)
        .order_by(rank.desc(), Lease.drafted_on.desc(), Lease.uid)
        .limit(1)
    )
    return found


def names_of(lease: Lease) -> dict[str, str]:
    """uid → name of everyone named in the lease: the tenant first, then the others in order."""
    found = people(lease.people)
    return {uid: found[uid] for uid in dict.fromkeys(lease.people) if uid in found}


def live_leases(city: str, *, after: str = "") -> Sequence[Lease]:
    """Leases in force in a city, by uid; for the daily work and re-checks."""
    return db.session.scalars(
        select(Lease)
        .where(Lease.city == city, Lease.state.in_(LIVE), Lease.uid > after)
        .order_by(Lease.uid)
    ).all()


def leases_signed(code: str, since: date, until: date) -> int:
    """Contracts both sides signed from ``since`` to ``until`` (both counted) in a region."""
    return int(
        db.session.scalar(
            select(func.count())
            .select_from(Lease)
            .where(
                lies_in(Lease, code),
                Lease.countersigned_on >= since,
                Lease.countersigned_on <= until,
            )
        )
        or 0
    )


def leases_page(
    region: str, *, state: str | None = None, after: str | None = None, size: int = PAGE
) -> tuple[Sequence[Lease], str | None]:
    """One page of a region's leases, oldest drafts first; the uid to go on from, if more."""
    question: Select[Lease] = select(Lease).where(lies_in(Lease, region))
    if state:
        question = question.where(Lease.state == state)
    last = db.session.get(Lease, after) if after else None
    if last is not None:
        question = question.where(
            tuple_(Lease.drafted_on, Lease.uid) > tuple_(last.drafted_on, last.uid)  # type: ignore[arg-type]
        )
    rows = db.session.scalars(question.order_by(Lease.drafted_on, Lease.uid).limit(size + 1)).all()
    return rows[:size], rows[size - 1].uid if len(rows) > size else None


def lease_counts(region: str) -> dict[str, int]:
    """How many leases stand in each state."""
    rows = db.session.execute(
        select(Lease.state, func.count()).where(lies_in(Lease, region)).group_by(Lease.state)
    )
    counted = {str(state): n for state, n in rows}
    return {state.value: counted.get(state.value, 0) for state in State}


def text_hash(text: Text) -> str:
    """What a signature stands for: SHA-256 over version and both languages."""
    return hashlib.sha256(f"{text.version}\n{text.zh}\n{text.en}".encode()).hexdigest()


def working_of(lease: Lease) -> tuple[Line, ...]:
    """How the rent was worked out when the lease was drafted."""
    return read_lines(lease.working)


def bills_of(lease_uid: str) -> tuple[BillCard, ...]:
    """All bills of a lease, newest first."""
    paid = (
        select(func.coalesce(func.sum(RentPayment.fen), 0))
        .where(RentPayment.bill_uid == RentBill.uid)
        .correlate(RentBill)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(RentBill, paid, RentCancelled.uid)
        .join(RentCancelled, RentCancelled.bill_uid == RentBill.uid, isouter=True)
        .where(RentBill.lease_uid == lease_uid)
        .order_by(RentBill.month.desc(), RentBill.kind)
    )
    return tuple(
        BillCard(
            bill.uid, bill.month, bill.kind, bill.fen, bill.due_on, int(sum_), bill.days,
            bill.of_days, gone is not None, read_lines(bill.working),
        )
        for bill, sum_, gone in rows
    )  # fmt: skip


def bill_for(lease_uid: str, month: str, kind: str) -> RentBill | None:
    """The bill of a lease, month and kind."""
    return db.session.scalar(
        select(RentBill).where(
            RentBill.lease_uid == lease_uid, RentBill.month == month, RentBill.kind == kind
        )
    )


def cancelled(bill_uid: str) -> RentCancelled | None:
    """That a bill was taken off again, if it was."""
    return db.session.scalar(select(RentCancelled).where(RentCancelled.bill_uid == bill_uid))


def credit_of(lease_uid: str) -> tuple[Fen, str | None]:
    """Fen paid on bills that were cancelled and not used since, and the transfer it rests on."""
    rows = db.session.execute(
        select(RentPayment.fen, RentPayment.method, RentCancelled.transfer_uid)
        .join(RentBill, RentBill.uid == RentPayment.bill_uid)
        .join(RentCancelled, RentCancelled.bill_uid == RentBill.uid, isouter=True)
        .where(RentBill.lease_uid == lease_uid)
    ).all()
    paid = sum(fen for fen, _method, source in rows if source is not None)
    used = sum(fen for fen, method, _source in rows if method == CREDITED)
    return paid - used, next((source for *_rest, source in rows if source is not None), None)


def payments_of(bill_uid: str) -> Sequence[RentPayment]:
    """What was paid on a bill, oldest first."""
    return db.session.scalars(
        select(RentPayment).where(RentPayment.bill_uid == bill_uid).order_by(RentPayment.at)
    ).all()


def paid_on(bill_uid: str) -> Fen:
    """The sum paid on a bill."""
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(RentPayment.fen), 0)).where(
                RentPayment.bill_uid == bill_uid
            )
        )
        or 0
    )


def arrears(lease_uid: str, on: date) -> Arrears:
    """What is past its due day on ``on`` and not paid."""
    late = [bill for bill in bills_of(lease_uid) if bill.is_late(on)]
    return Arrears(
        sum(bill.open for bill in late),
        len({bill.month for bill in late}),
        min((b.due_on for b in late), default=None),
    )


def owed(lease: Lease) -> Fen:
    """All that is billed and not paid, due or not, as the ledger says."""
    found = ledger.find_account(RECEIVABLE, owner=lease.uid, city=lease.city)
    return ledger.balance(found) if found else 0
