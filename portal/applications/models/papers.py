"""What a household says is wrong, and the papers it hands in."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, select, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.applications.models.intake import Application, ApplicationMember
from portal.kernel.database import Row, UTCDateTime, case_fk, case_key, db, table_args


def _place(application_uid: str) -> str | None:
    return db.session.scalar(select(Application.place).where(Application.uid == application_uid))


def _with_guardian(application_uid: str, person_uid: str) -> set[str]:
    """That person, and for a minor the applicant, who answers for them."""
    row = db.session.execute(
        select(ApplicationMember.adult, Application.applicant_uid)
        .join(Application, Application.uid == ApplicationMember.application_uid)
        .where(
            ApplicationMember.application_uid == application_uid,
            ApplicationMember.person_uid == person_uid,
        )
    ).first()
    return {person_uid, row.applicant_uid} if row and not row.adult else {person_uid}


class Dispute(Row):
    """“This is wrong”: until checked, the fact counts as unknown."""

    __tablename__ = "dispute"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index(
            "uq_dispute_open", "application_uid", "person_uid", "source", unique=True,
            sqlite_where=text("state = 'open'"), postgresql_where=text("state = 'open'"),
        ),
        retention="case",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    source: Mapped[str] = mapped_column(String(20))
    payload_uid: Mapped[str] = mapped_column(ForeignKey("payload.uid"))
    state: Mapped[str] = mapped_column(String(12))
    channel: Mapped[str] = mapped_column(String(10))
    raised_at: Mapped[datetime] = mapped_column(UTCDateTime)
    raised_on: Mapped[date]
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    answer_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))

    @property
    def people(self) -> tuple[str, ...]:
        """Whose fact it is, and for a minor the applicant."""
        return tuple(sorted(_with_guardian(self.application_uid, self.person_uid)))

    @property
    def about(self) -> str:
        """The application it belongs to: all that an unproven visit reaches."""
        return self.application_uid

    @property
    def place(self) -> str | None:
        """Where it is dealt with: where the application lies."""
        return _place(self.application_uid)


class Evidence(Row):
    """One file of a paper: a photo of a page, or a PDF. What it shows lies sealed in its blob.

    ``proves`` and ``what`` say for what it was brought (a fact's source, the number of a thing
    asked for, a promise); ``position`` is its place among the pages of the same.
    """

    __tablename__ = "evidence"
    __table_args__ = table_args(
        case_key(),
        case_fk("application_uid", "application"),
        Index("ix_evidence_application", "application_uid", "person_uid", "proves", "what"),
        Index("ix_evidence_given", "given_by", "given_on"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    proves: Mapped[str] = mapped_column(String(10))
    what: Mapped[str] = mapped_column(String(20))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    blob_uid: Mapped[str] = mapped_column(ForeignKey("blob.uid"))
    size: Mapped[int]
    pages: Mapped[int]
    state: Mapped[str] = mapped_column(String(12))
    fault: Mapped[str] = mapped_column(String(20), default="")
    scan: Mapped[str] = mapped_column(String(12))
    scan_found: Mapped[str] = mapped_column(String(100), default="")
    scanned_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    given_by: Mapped[str] = mapped_column(String(22))
    given_on: Mapped[date]
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    channel: Mapped[str] = mapped_column(String(10))

    @property
    def people(self) -> tuple[str, ...]:
        """Who may see it: whose it is, who gave it, and for a minor the applicant."""
        seen = _with_guardian(self.application_uid, self.person_uid)
        return tuple(sorted(seen | {self.given_by}))

    @property
    def about(self) -> str:
        """The application it belongs to: all that an unproven visit reaches."""
        return self.application_uid

    @property
    def place(self) -> str | None:
        """Where it is looked at: where the application lies."""
        return _place(self.application_uid)
