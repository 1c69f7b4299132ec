"""What the household gave and what was found out about it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.applications.codes import Origin
from portal.kernel.crypto import sealed
from portal.kernel.database import (
    Codes,
    Row,
    UTCDateTime,
    Versioned,
    case_fk,
    case_key,
    table_args,
)


class Application(Versioned, Row):
    """One household asking one city for help.

    ``typed_name`` is what whoever began it typed as their name: the only name shown to, and
    signed by, somebody who is not proven.
    """

    __tablename__ = "application"
    __table_args__ = table_args(
        case_key(),
        Index("ix_application_city_state", "city", "state"),
        Index("ix_application_applicant", "applicant_uid"),
        Index("ix_application_household", "household_uid"),
        UniqueConstraint("number"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    place: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    number: Mapped[str | None] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    applicant_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    typed_name_sealed: Mapped[str | None] = mapped_column(Text)
    household_uid: Mapped[str | None] = mapped_column(ForeignKey("household.uid"))
    wish: Mapped[str | None] = mapped_column(String(10))
    district: Mapped[str | None] = mapped_column(String(12), ForeignKey("region.code"))
    route: Mapped[str | None] = mapped_column(String(12))
    klass: Mapped[str | None] = mapped_column(String(4))
    groups: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    proof_level: Mapped[int] = mapped_column(default=1)
    channel: Mapped[str] = mapped_column(String(10))
    entered_by: Mapped[str | None] = mapped_column(String(22))
    started_on: Mapped[date]
    lapses_on: Mapped[date]
    received_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    submitted_on: Mapped[date | None]
    stage: Mapped[str] = mapped_column(String(30), default="")
    assignee: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))

    typed_name = sealed("application.typed_name")

    @property
    def people(self) -> tuple[str, ...]:
        """Whose application it is, for ``own``: the applicant."""
        return (self.applicant_uid,)


class ApplicationMember(Row):
    """A person the application is about, frozen as judged; adults agree for themselves."""

    __tablename__ = "application_member"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        UniqueConstraint("application_uid", "person_uid"),
        retention="case",
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    relation: Mapped[str] = mapped_column(String(12))
    adult: Mapped[bool]
    compulsory: Mapped[bool] = mapped_column(default=True)
    source: Mapped[str] = mapped_column(String(20))


class Consent(Row):
    """Agreement of one person to be asked about (PIPL arts 13, 14, 29–31); never edited."""

    __tablename__ = "consent"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index("ix_consent_application", "application_uid", "person_uid"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    given: Mapped[bool]
    text_version: Mapped[str] = mapped_column(String(40))
    text_hash: Mapped[str] = mapped_column(String(64))
    how: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    by_uid: Mapped[str] = mapped_column(String(22))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Answer(Row):
    """What one department answered about one person, or what staff took from papers.

    The newest of a department counts; ``by_uid``, ``clause`` and the reason (``payload_uid``)
    say who let a value stand, and why.
    """

    __tablename__ = "answer"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index("ix_answer_application", "application_uid", "person_uid", "source"),
        retention="case",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    source: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(12))
    values_sealed: Mapped[str | None] = mapped_column(Text)
    values = sealed("application.answer")
    as_of: Mapped[datetime] = mapped_column(UTCDateTime)
    valid_until: Mapped[date | None]
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    request: Mapped[str] = mapped_column(String(32))
    origin: Mapped[str] = mapped_column(String(12), default=Origin.DEPARTMENT.value)
    by_uid: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    clause: Mapped[str] = mapped_column(String(200), default="")
    payload_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))


class Signature(Row):
    """The signed promise (告知承诺) or the choice of papers: text, version, hash, moment."""

    __tablename__ = "signature"
    __table_args__ = table_args(
        case_fk("application_uid", "application"), retention="record", append_only=True
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
    route: Mapped[str] = mapped_column(String(12))
    text_version: Mapped[str] = mapped_column(String(40))
    text_hash: Mapped[str] = mapped_column(String(64))
    how: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class Screening(Row):
    """One comparison of the facts with the rules; it proposes, it never decides."""

    __tablename__ = "screening"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        Index("ix_screening_application", "application_uid", "at"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    application_uid: Mapped[str] = mapped_column(String(22))
    on: Mapped[date] = mapped_column("legal_day")
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    facts_sealed: Mapped[str] = mapped_column(Text)
    facts = sealed("application.screening_facts")
    policy: Mapped[str] = mapped_column(String(64))
    findings_sealed: Mapped[str] = mapped_column(Text)
    findings = sealed("application.screening_findings")
    klass: Mapped[str | None] = mapped_column(String(4))
    groups: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    met: Mapped[int]
    not_met: Mapped[int]
    unknown: Mapped[int]
