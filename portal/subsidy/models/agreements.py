"""What was agreed: with whom, how much, for how long, into which account."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.households import NamedInContract
from portal.kernel.crypto import sealed
from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)

_LIVE = text("state IN ('drafted', 'signed', 'active', 'suspended')")


class Agreement(Versioned, Row):
    """A household's agreement with the city. Months are ``YYYY-MM``; money fen a month.

    ``place`` is the application's: where the household rents and is cared for.
    """

    __tablename__ = "agreement"
    __table_args__ = table_args(
        case_key(),
        UniqueConstraint("number"),
        UniqueConstraint("application_uid"),
        CheckConstraint(
            "state IN ('drafted','signed','active','suspended','stopped')", name="state"
        ),
        Index(
            "uq_agreement_household",
            "household_uid",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
        Index("ix_agreement_city_state", "city", "state"),
        Index("ix_agreement_place_state", "place", "state"),
        Index("ix_agreement_person", "person_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    number: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20))
    application_uid: Mapped[str] = mapped_column(ForeignKey("application.uid"))
    household_uid: Mapped[str] = mapped_column(ForeignKey("household.uid"))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    text_version: Mapped[str] = mapped_column(String(40))
    text_hash: Mapped[str] = mapped_column(String(64))
    drafted_on: Mapped[date]
    signed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    signed_on: Mapped[date | None]
    checked_by: Mapped[str | None] = mapped_column(String(22))
    checked_on: Mapped[date | None]
    first_month: Mapped[str | None] = mapped_column(String(7))
    last_month: Mapped[str | None] = mapped_column(String(7))
    ends_on: Mapped[date | None]
    stopped_on: Mapped[date | None]
    stop_reason: Mapped[str | None] = mapped_column(String(20))

    members: Mapped[list[AgreementMember]] = relationship(
        lazy="selectin", order_by="AgreementMember.position", viewonly=True
    )

    @property
    def people(self) -> tuple[str, ...]:
        """Whose agreement it is, for ``own``: every member it counts."""
        return (self.person_uid, *(m.person_uid for m in self.members))


class AgreementMember(NamedInContract, Row):
    """A person the agreement counts, as of its drafting."""

    __tablename__ = "agreement_member"
    __table_args__ = table_args(
        case_fk("agreement_uid", "agreement"),
        UniqueConstraint("agreement_uid", "person_uid"),
        retention="record",
        append_only=True,
    )

    agreement_uid: Mapped[str] = mapped_column(String(22))


class AgreementTerms(Row):
    """What the amount rests on from a month on; the newest terms of a month count.

    ``basis`` is ``formulas.Basis`` (no personal text), ``standard_fen`` what the formula
    gives before the rent cap is known.
    """

    __tablename__ = "agreement_terms"
    __table_args__ = table_args(
        case_fk("agreement_uid", "agreement"),
        CheckConstraint("fen >= 0", name="amount"),
        Index("ix_agreement_terms_agreement", "agreement_uid", "from_month"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    agreement_uid: Mapped[str] = mapped_column(String(22))
    from_month: Mapped[str] = mapped_column(String(7))
    basis: Mapped[dict[str, Any]] = mapped_column(JSON)
    fen: Mapped[int]
    working: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    policy: Mapped[str] = mapped_column(String(64))
    reason: Mapped[str] = mapped_column(String(30))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_uid: Mapped[str] = mapped_column(String(22))


_CURRENT = text("standing = 'current'")
_ASKED = text("standing = 'asked'")


class Payee(Row):
    """An account, sealed; one in use per agreement, a change waits for a second person."""

    __tablename__ = "payee"
    __table_args__ = table_args(
        case_fk("agreement_uid", "agreement"),
        CheckConstraint("settled_by IS NULL OR settled_by <> named_by", name="second_person"),
        CheckConstraint("standing IN ('asked','current','former','refused')", name="standing"),
        Index(
            "uq_payee_current", "agreement_uid", unique=True, sqlite_where=_CURRENT,
            postgresql_where=_CURRENT,
        ),
        Index(
            "uq_payee_asked", "agreement_uid", unique=True, sqlite_where=_ASKED,
            postgresql_where=_ASKED,
        ),
        Index("ix_payee_account_blind", "account_blind"),
        retention="record",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12))
    agreement_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    standing: Mapped[str] = mapped_column(String(10))
    bank: Mapped[str] = mapped_column(String(60))
    account_sealed: Mapped[str] = mapped_column(Text)
    account = sealed("payee.account")
    account_blind: Mapped[str] = mapped_column(String(64))
    tail: Mapped[str] = mapped_column(String(4))
    holder_sealed: Mapped[str] = mapped_column(Text)
    holder = sealed("payee.holder")
    named_by: Mapped[str] = mapped_column(String(22))
    named_on: Mapped[date]
    settled_by: Mapped[str | None] = mapped_column(String(22))
    settled_on: Mapped[date | None]
