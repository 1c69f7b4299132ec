"""What the office did: stages, publicity, supplements, objections, decisions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.applications.models.intake import Application
from portal.kernel.database import (
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    db,
    table_args,
)

_OPEN = text("closed_on IS NULL")


class ManualItem(Row):
    """Something a person must look at: a silent office, registers that disagree, a late answer.

    Closed without ``closed_by`` means that the answers settled it themselves.
    """

    __tablename__ = "manual_item"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index(
            "uq_manual_item_open", "application_uid", "kind", "source", "person_uid",
            unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index(
            "ix_manual_item_waiting", "opened_on", "uid",
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        retention="case",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    source: Mapped[str] = mapped_column(String(20))
    kind: Mapped[str] = mapped_column(String(20))
    opened_on: Mapped[date]
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_on: Mapped[date | None]
    closed_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    payload_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))


class StageRecord(Row):
    """One stage of the city's procedure in one application: opened, by whom passed."""

    __tablename__ = "stage_record"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index("ix_stage_record_application", "application_uid", "round"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    round: Mapped[int]
    stage: Mapped[str] = mapped_column(String(30))
    role: Mapped[str] = mapped_column(String(30))
    opened_on: Mapped[date]
    deadline_uid: Mapped[str | None] = mapped_column(ForeignKey("deadline.uid"))
    closed_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(20))
    by_uid: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    payload_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))


class Supplement(Row):
    """The one list of what is missing (N1 art. 8), its deadline and its answer."""

    __tablename__ = "supplement"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        UniqueConstraint("application_uid"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    items_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    asked_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.uid"))
    deadline_uid: Mapped[str] = mapped_column(ForeignKey("deadline.uid"))
    answered_on: Mapped[date | None]
    answer_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))


class Entrustment(Row):
    """Verification handed to the street or another department (委托审核), with its answer."""

    __tablename__ = "entrustment"
    __table_args__ = table_args(case_fk("application_uid", "application"), retention="case")

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    role: Mapped[str] = mapped_column(String(30))
    place: Mapped[str] = mapped_column(String(12))
    question_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    asked_on: Mapped[date]
    asked_by: Mapped[str] = mapped_column(ForeignKey("staff.uid"))
    deadline_uid: Mapped[str] = mapped_column(ForeignKey("deadline.uid"))
    answered_on: Mapped[date | None]
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    answer_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))


class Notice(Versioned, Row):
    """A publicity list: opened, open to objections, taken down by date."""

    __tablename__ = "notice"
    __table_args__ = table_args(case_key(), retention="record")

    city: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12))
    number: Mapped[str] = mapped_column(String(30))
    stage: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(10))
    opened_on: Mapped[date]
    closes_on: Mapped[date]
    deadline_uid: Mapped[str] = mapped_column(ForeignKey("deadline.uid"))


class NoticeEntry(Row):
    """A household on a publicity list: masked name, size and class, nothing else."""

    __tablename__ = "notice_entry"
    __table_args__ = table_args(
        case_fk("notice_uid", "notice"),
        UniqueConstraint("notice_uid", "application_uid"),
        retention="record",
    )

    city: Mapped[str] = mapped_column(String(12))
    notice_uid: Mapped[str] = mapped_column(String(22))
    application_uid: Mapped[str] = mapped_column(ForeignKey("application.uid"))
    masked_name: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    klass: Mapped[str] = mapped_column(String(4))


class Objection(Versioned, Row):
    """Somebody says a listed household should not be there; looked into within its clock."""

    __tablename__ = "objection"
    __table_args__ = table_args(
        case_key(), case_fk("application_uid", "application"), retention="case"
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    notice_uid: Mapped[str | None] = mapped_column(ForeignKey("notice.uid"))
    kind: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(12))
    by_uid: Mapped[str | None] = mapped_column(ForeignKey("person.uid"))
    text_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    raised_on: Mapped[date]
    deadline_uid: Mapped[str] = mapped_column(ForeignKey("deadline.uid"))
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    answer_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))

    @property
    def people(self) -> tuple[str, ...]:
        """Whose objection it is, for ``own``: who raised it, if that is known."""
        return (self.by_uid,) if self.by_uid else ()

    @property
    def place(self) -> str | None:
        """Where it is dealt with: where the application lies."""
        return db.session.scalar(
            select(Application.place).where(Application.uid == self.application_uid)
        )


class Decision(Row):
    """A decision a person signed: verb, reasons, and the screening it stood on."""

    __tablename__ = "decision"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index("ix_decision_application", "application_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    screening_uid: Mapped[str] = mapped_column(ForeignKey("screening.uid"))
    verb: Mapped[str] = mapped_column(String(20))
    reasons: Mapped[str] = mapped_column(Text, default="[]")
    policy: Mapped[str] = mapped_column(String(64))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_uid: Mapped[str] = mapped_column(ForeignKey("staff.uid"))
    payload_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))
