"""Who acts, in which duty, on which legal day: one frozen value handed to every verb."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from portal.kernel.levels import Level


class Role(StrEnum):
    """Duties of domain.md §2; a duty is (staff, role, region), valid downwards."""

    WINDOW_CLERK = "window_clerk"
    CIVIL_AFFAIRS = "civil_affairs"
    DISTRICT_REVIEWER = "district_reviewer"
    CITY_OFFICER = "city_officer"
    OPERATOR = "operator"
    FINANCE_MAKER = "finance_maker"
    FINANCE_APPROVER = "finance_approver"
    ENFORCEMENT = "enforcement"
    LEGAL_REVIEWER = "legal_reviewer"
    DECISION_MAKER = "decision_maker"
    CREDIT_OFFICER = "credit_officer"
    AUDITOR = "auditor"
    REGION_SUPERVISOR = "region_supervisor"
    NOTARY = "notary"
    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDIT_ADMIN = "audit_admin"


ADMINISTRATORS = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})


class Kind(StrEnum):
    """What sort of actor."""

    VISITOR = "visitor"
    RESIDENT = "resident"
    STAFF = "staff"
    SYSTEM = "system"


class Channel(StrEnum):
    """How an act reached us."""

    ONLINE = "online"
    WINDOW = "window"
    PAPER = "paper"  # a signature on paper, scanned at a window
    SYSTEM = "system"


@dataclass(frozen=True)
class Duty:
    """A role in a region (code of kernel.regions), valid in all that lies below it."""

    uid: str
    role: Role
    region: str


@dataclass(frozen=True)
class Who:
    """The one at the keyboard. ``uid`` is a person's or a staff member's; visitors have none.

    ``about`` is the application a resident's visit is about: all they reach until proven.
    """

    kind: Kind
    uid: str = ""
    level: Level = Level.NONE
    duty: Duty | None = None
    name: str = ""
    about: str = ""

    @property
    def role(self) -> Role | None:
        """The role of the duty being exercised, if staff."""
        return self.duty.role if self.duty else None


VISITOR = Who(Kind.VISITOR)
SYSTEM = Who(Kind.SYSTEM, uid="system")


@dataclass(frozen=True)
class Act:
    """One deed: by whom, in which duty, on which legal day, at which moment, through what.

    ``on`` is the legal date in Asia/Shanghai (demo time in a demo); ``at`` is real time, UTC.
    """

    by: Who
    duty: Duty | None
    on: date
    at: datetime
    channel: Channel
    request: str


def house_act(act: Act) -> Act:
    """The house's own act in the same moment: for what follows from a deed and is not its own."""
    return system_act(act.on, act.at, act.request)


def system_act(on: date, at: datetime, request: str = "") -> Act:
    """The act of the house itself: daily clock, event handlers."""
    return Act(SYSTEM, None, on, at, Channel.SYSTEM, request)
