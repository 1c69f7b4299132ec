"""Files that have a person, a number or an account in common, and what a person found."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.kernel.database import Row, Versioned, case_fk, table_args

_OPEN = text("state = 'open'")


class DuplicateSet(Versioned, Row):
    """Files found together on one ground; ``subject`` is the keyed hash of what they share.

    ``city`` is the city of the file that came last; the files may lie in several. ``many``
    counts them, so that a page made before another file came is refused.
    """

    __tablename__ = "duplicate_set"
    __table_args__ = table_args(
        Index(
            "uq_duplicate_set_open", "ground", "subject", unique=True,
            sqlite_where=_OPEN, postgresql_where=_OPEN,
        ),
        Index("ix_duplicate_set_state", "state", "found_on"),
        retention="record",
    )  # fmt: skip

    city: Mapped[str] = mapped_column(String(12), ForeignKey("region.code"))
    state: Mapped[str] = mapped_column(String(10))
    ground: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str] = mapped_column(String(64))
    many: Mapped[int] = mapped_column(default=0)
    found_on: Mapped[date]
    settled_on: Mapped[date | None]
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("staff.uid"))
    text_uid: Mapped[str | None] = mapped_column(ForeignKey("payload.uid"))

    files: Mapped[list[DuplicateFile]] = relationship(
        lazy="selectin", order_by="DuplicateFile.uid", viewonly=True
    )

    @property
    def places(self) -> tuple[str, ...]:
        """Where its files lay when they were found: who works for one of them may look."""
        return tuple(file.place for file in self.files)

    @property
    def across_cities(self) -> bool:
        """Does it reach over a city's border?"""
        return len({file.city for file in self.files}) > 1


class DuplicateFile(Row):
    """A file of a set, and the person by whom it came into it."""

    __tablename__ = "duplicate_file"
    __table_args__ = table_args(
        case_fk("application_uid", "application"),
        UniqueConstraint("set_uid", "application_uid"),
        Index("ix_duplicate_file_application", "application_uid"),
        Index("ix_duplicate_file_place", "place"),
        retention="record",
        append_only=True,
    )

    city: Mapped[str] = mapped_column(String(12))
    place: Mapped[str] = mapped_column(String(12))
    set_uid: Mapped[str] = mapped_column(ForeignKey("duplicate_set.uid"))
    application_uid: Mapped[str] = mapped_column(String(22))
    person_uid: Mapped[str] = mapped_column(ForeignKey("person.uid"))
