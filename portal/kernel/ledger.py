"""The ledger: append-only double entry in integer fen.

A transfer moves an amount from the credited account to the debited one, so what is
debited and what is credited are equal under every key by construction. Nothing is ever
changed: a pending transfer ends by a new row that settles or voids it, a posted one is
corrected by a new row that reverses it. A key names the fact that caused the transfer
(say ``rent:<lease>:2026-03``); the same fact twice is one transfer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    bindparam,
    func,
    select,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column

from portal.kernel.act import Act
from portal.kernel.database import Row, UTCDateTime, db, load, table_args
from portal.kernel.errors import Conflict
from portal.kernel.journal import log
from portal.kernel.money import Fen
from portal.kernel.rows import only_one


class Entry(StrEnum):
    """What a row of the ledger does: only ``posted`` rows move a balance."""

    PENDING = "pending"
    POSTED = "posted"
    VOIDED = "voided"


class Account(Row):
    """Where money stands: a kind (say ``rent_receivable``), whose, in which city."""

    __tablename__ = "ledger_account"
    __table_args__ = table_args(
        UniqueConstraint("kind", "owner", "city"), retention="record", append_only=True
    )

    kind: Mapped[str] = mapped_column(String(40))
    owner: Mapped[str] = mapped_column(String(22), default="")
    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))


class Transfer(Row):
    """One movement of ``fen`` > 0 from ``credit`` to ``debit``; never edited.

    ``settles`` names the pending transfer this row ends, ``reverses`` the posted one it corrects.
    """

    __tablename__ = "ledger_transfer"
    __table_args__ = table_args(
        UniqueConstraint("key"),
        UniqueConstraint("settles"),
        UniqueConstraint("reverses"),
        CheckConstraint("fen > 0", name="positive"),
        CheckConstraint("debit <> credit", name="two_accounts"),
        CheckConstraint("entry IN ('pending', 'posted', 'voided')", name="entry"),
        Index("ix_ledger_transfer_debit", "debit"),
        Index("ix_ledger_transfer_credit", "credit"),
        Index("ix_ledger_transfer_subject", "subject"),
        retention="record",
        append_only=True,
    )

    key: Mapped[str] = mapped_column(String(120))
    entry: Mapped[str] = mapped_column(String(10))
    debit: Mapped[str] = mapped_column(ForeignKey("ledger_account.uid"))
    credit: Mapped[str] = mapped_column(ForeignKey("ledger_account.uid"))
    fen: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(22))
    settles: Mapped[str | None] = mapped_column(ForeignKey("ledger_transfer.uid"))
    reverses: Mapped[str | None] = mapped_column(ForeignKey("ledger_transfer.uid"))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)


@dataclass(frozen=True)
class AccountBalance:
    """An account with what was debited and credited; ``fen`` is debit less credit."""

    account: Account
    debits: Fen
    credits: Fen

    @property
    def fen(self) -> Fen:
        """Debits less credits."""
        return self.debits - self.credits


def month_key(kind: str, owner: str, month: str, turn: int = 1) -> str:
    """The natural key of a monthly amount: one per kind, owner and month (and try)."""
    return f"{kind}:{owner}:{month}" if turn == 1 else f"{kind}:{owner}:{month}:{turn}"


_ACCOUNT = select(Account).where(
    Account.kind == bindparam("kind"),
    Account.owner == bindparam("owner"),
    Account.city == bindparam("city"),
)
_BY_KEY = select(Transfer).where(Transfer.key == bindparam("key"))


def account(kind: str, *, city: str, owner: str = "") -> Account:
    """The account of that kind, owner and city; opened when first asked for. In ``write()``."""
    found = find_account(kind, city=city, owner=owner)
    if found is not None:
        return found
    return only_one(Account(kind=kind, owner=owner, city=city), "ledger_account_taken")


def find_account(kind: str, *, city: str, owner: str = "") -> Account | None:
    """The account if it was ever opened (for pages, which never write)."""
    return db.session.scalar(_ACCOUNT, {"kind": kind, "owner": owner, "city": city})


def post(
    act: Act, *, key: str, debit: Account, credit: Account, fen: Fen, kind: str, subject: str
) -> Transfer:
    """Move money now. The same key with the same content again answers the first transfer.

    Raises ``Conflict("ledger_key_taken")`` when the key stands for something else.
    """
    return _write(act, Entry.POSTED, key, debit, credit, fen, kind, subject)


def pending(
    act: Act, *, key: str, debit: Account, credit: Account, fen: Fen, kind: str, subject: str
) -> Transfer:
    """Announce a movement whose outcome is not known; it moves no balance until settled."""
    return _write(act, Entry.PENDING, key, debit, credit, fen, kind, subject)


def settle(act: Act, transfer: Transfer) -> Transfer:
    """The pending movement took place. Again: the same row.

    Raises ``Conflict("ledger_settled")`` when it was voided, or is no pending one.
    """
    return _end(act, transfer, Entry.POSTED)


def void(act: Act, transfer: Transfer) -> Transfer:
    """The pending movement did not take place. Again: the same row; errors as ``settle``."""
    return _end(act, transfer, Entry.VOIDED)


def reverse(act: Act, transfer: Transfer, *, key: str) -> Transfer:
    """Correct a posted transfer by an equal one the other way round (once).

    Raises ``Conflict("ledger_not_posted")`` or ``Conflict("ledger_reversed")``.
    """
    if transfer.entry != Entry.POSTED:
        raise Conflict("ledger_not_posted")
    if db.session.scalar(select(Transfer.uid).where(Transfer.reverses == transfer.uid)):
        raise Conflict("ledger_reversed")
    return _insert(
        act, key=key, entry=Entry.POSTED, debit=transfer.credit, credit=transfer.debit,
        fen=transfer.fen, kind=transfer.kind, subject=transfer.subject, reverses=transfer.uid,
    )  # fmt: skip


def balance(account: Account) -> Fen:
    """Posted debits less posted credits of one account."""
    return _sum(Transfer.debit, account) - _sum(Transfer.credit, account)


def announced(account: Account) -> Fen:
    """Debits less credits that are still pending on one account."""
    ending = aliased(Transfer)
    still = ~select(ending.uid).where(ending.settles == Transfer.uid).exists()

    def total(side: Any) -> int:
        return int(
            db.session.scalar(
                select(func.coalesce(func.sum(Transfer.fen), 0)).where(
                    side == account.uid, Transfer.entry == Entry.PENDING, still
                )
            )
            or 0
        )

    return total(Transfer.debit) - total(Transfer.credit)


def trial_balance(city: str | None = None) -> Sequence[AccountBalance]:
    """Every account with its posted sums; the balances add up to 0."""
    question = select(Account).order_by(Account.city, Account.kind, Account.owner)
    if city is not None:
        question = question.where(Account.city == city)
    debits, credits = _sums(Transfer.debit), _sums(Transfer.credit)
    return [
        AccountBalance(one, debits.get(one.uid, 0), credits.get(one.uid, 0))
        for one in db.session.scalars(question)
    ]


def transfers_of(subject: str) -> Sequence[Transfer]:
    """All rows about one subject, oldest first."""
    return db.session.scalars(
        select(Transfer).where(Transfer.subject == subject).order_by(Transfer.at, Transfer.uid)
    ).all()


def find_transfer(key: str) -> Transfer | None:
    """The transfer that stands under a key."""
    return db.session.scalar(_BY_KEY, {"key": key})


def transfer(uid: str) -> Transfer:
    """One transfer, or ``Missing``."""
    return load(Transfer, uid)


def _sum(side: Any, account: Account) -> int:
    return int(
        db.session.scalar(
            select(func.coalesce(func.sum(Transfer.fen), 0)).where(
                side == account.uid, Transfer.entry == Entry.POSTED
            )
        )
        or 0
    )


def _sums(side: Any) -> dict[str, int]:
    rows = db.session.execute(
        select(side, func.sum(Transfer.fen)).where(Transfer.entry == Entry.POSTED).group_by(side)
    )
    return {uid: int(total) for uid, total in rows}


def _write(
    act: Act, entry: Entry, key: str, debit: Account, credit: Account, fen: Fen, kind: str,
    subject: str,
) -> Transfer:  # fmt: skip
    if isinstance(fen, bool) or not isinstance(fen, int) or fen <= 0:
        raise ValueError("a transfer moves a whole number of fen above 0")
    wanted: tuple[Any, ...] = (entry, debit.uid, credit.uid, fen, kind, subject)
    try:
        return _insert(
            act, key=key, entry=entry, debit=debit.uid, credit=credit.uid, fen=fen, kind=kind,
            subject=subject,
        )  # fmt: skip
    except Conflict:
        found = find_transfer(key)
        if found is None:
            raise
        has = (found.entry, found.debit, found.credit, found.fen, found.kind, found.subject)
        if has != wanted:
            raise
        return found


def _end(act: Act, transfer: Transfer, entry: Entry) -> Transfer:
    if transfer.entry != Entry.PENDING:
        raise Conflict("ledger_settled")
    ended = db.session.scalar(select(Transfer).where(Transfer.settles == transfer.uid))
    if ended is not None:
        if ended.entry != entry:
            raise Conflict("ledger_settled")
        return ended
    return _insert(
        act, key=f"{transfer.key}={entry.value}", entry=entry, debit=transfer.debit,
        credit=transfer.credit, fen=transfer.fen, kind=transfer.kind, subject=transfer.subject,
        settles=transfer.uid,
    )  # fmt: skip


def _insert(act: Act, **values: Any) -> Transfer:
    row = only_one(Transfer(on=act.on, at=act.at, **values), "ledger_key_taken")
    log(act, f"ledger.{row.entry}", row.uid, {"kind": row.kind, "fen": row.fen, "key": row.key})
    return row
