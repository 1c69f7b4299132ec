"""Cases, who is named in them, who investigates, what was said, and the bars that follow."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)


class Case(Versioned, Row):
    """One suspected act of one person (or organisation), from clue to record.

    ``round`` counts the pre-decision notices: a case sent back gets a new one. What is
    intended stands in ``meant_*``, what was decided in ``result`` and ``fine_fen``.
    """

    __tablename__ = "credit_case"
    __table_args__ = table_args(
        case_key(),
        UniqueConstraint("number"),
        CheckConstraint("(person_uid IS NULL) <> (organisation = '')", name="subject"),
        CheckConstraint("fine_fen >= 0 AND meant_fine_fen >= 0", name="fine"),
        Index("ix_credit_case_city_state", "city", "state"),
        Index("ix_credit_case_person", "person_uid"),
        Index("ix_credit_case_household", "household_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    number: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(8))
    source: Mapped[str] = mapped_column(String(12))
    person_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    household_uid: Mapped[str | None] = mapped_column(ForeignKey("household.uid"))
    organisation: Mapped[str] = mapped_column(String(100), default="")
    facts_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    reported_on: Mapped[date]
    act_ended_on: Mapped[date | None]
    filed_on: Mapped[date | None]
    round: Mapped[int] = mapped_column(default=0)
    noticed_on: Mapped[date | None]
    notice_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
    meant: Mapped[str | None] = mapped_column(String(16))
    meant_fine_fen: Mapped[int] = mapped_column(default=0)
    hearing_on: Mapped[date | None]
    reviewed_by: Mapped[str | None] = mapped_column(String(22))
    result: Mapped[str | None] = mapped_column(String(16))
    fine_fen: Mapped[int] = mapped_column(default=0)
    points: Mapped[int] = mapped_column(default=0)
    tier: Mapped[str] = mapped_column(String(12), default="")
    home: Mapped[str | None] = mapped_column(String(10))
    decided_on: Mapped[date | None]
    decided_by: Mapped[str | None] = mapped_column(String(22))
    decision_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
    policy: Mapped[str] = mapped_column(String(64), default="")
    served_on: Mapped[date | None]

    parties: Mapped[list[CaseParty]] = relationship(order_by="CaseParty.position")

    @property
    def people(self) -> tuple[str, ...]:
        """All persons named, for ``own``."""
        return tuple(party.person_uid for party in self.parties)


class CaseParty(Row):
    """A person named in a case: the suspected one first, then the other adults."""

    __tablename__ = "credit_party"
    __table_args__ = table_args(
        case_fk("case_uid", "credit_case"),
        UniqueConstraint("case_uid", "person_uid"),
        Index("ix_credit_party_person", "person_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    case_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    position: Mapped[int]


class CaseOfficer(Row):
    """An officer who took the case on and declared to have no interest in it (arts 42, 43)."""

    __tablename__ = "credit_officer"
    __table_args__ = table_args(
        case_fk("case_uid", "credit_case"),
        UniqueConstraint("case_uid", "staff_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    case_uid: Mapped[str] = mapped_column(String(22))
    staff_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Evidence(Row):
    """A piece of evidence; device evidence says that it passed legal and technical review."""

    __tablename__ = "credit_evidence"
    __table_args__ = table_args(
        case_fk("case_uid", "credit_case"),
        Index("ix_credit_evidence_case", "case_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    case_uid: Mapped[str] = mapped_column(String(22))
    kind: Mapped[str] = mapped_column(String(12))
    round: Mapped[int]
    text_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    device_reviewed: Mapped[bool] = mapped_column(default=False)
    by_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Defence(Row):
    """What a person said in their defence, in time or late; read and answered by an officer."""

    __tablename__ = "credit_defence"
    __table_args__ = table_args(
        case_fk("case_uid", "credit_case"),
        Index("ix_credit_defence_case", "case_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    case_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    round: Mapped[int]
    text_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    late: Mapped[bool]
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    considered_on: Mapped[date | None]
    considered_by: Mapped[str | None] = mapped_column(String(22))
    accepted: Mapped[bool | None]
    answer_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))


class BarRow(Row):
    """A bar as imposed. Never edited: what happens to it later is a ``BarMark``.

    ``until`` is the last day; none while it is counted from a hand-back yet to come, or
    (``commitment``) until repaired.
    """

    __tablename__ = "bar"
    __table_args__ = table_args(
        case_fk("case_uid", "credit_case"),
        UniqueConstraint("case_uid", "person_uid", "kind"),
        Index("ix_bar_person", "person_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    case_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    kind: Mapped[str] = mapped_column(String(12))
    since: Mapped[date]
    until: Mapped[date | None]
    n: Mapped[int]
    unit: Mapped[str] = mapped_column(String(16))
    from_return: Mapped[bool]
    clause: Mapped[str] = mapped_column(String(200))
    repairable: Mapped[bool]
    repair_from: Mapped[date | None]


class BarMark(Row):
    """The count began (home handed back), or the bar was lifted."""

    __tablename__ = "bar_mark"
    __table_args__ = table_args(
        UniqueConstraint("bar_uid", "kind"), retention="record", append_only=True
    )

    city: Mapped[str] = mapped_column(String(12))
    bar_uid: Mapped[str] = mapped_column(ForeignKey("bar.uid"))
    kind: Mapped[str] = mapped_column(String(10))
    on: Mapped[date] = mapped_column("legal_day")
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(60))
    by_uid: Mapped[str] = mapped_column(String(22))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
