"""What happened to a subsidy, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class AgreementPrepared(Event):
    """An agreement is ready for the applicant's signature."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class AgreementSigned(Event):
    """The applicant signed and named the account."""

    household_uid: str
    person_uid: str
    application_uid: str


@dataclass(frozen=True)
class SubsidyPaid(Event):
    """A month's money arrived; ``uid`` is the payment's."""

    agreement_uid: str
    household_uid: str
    person_uid: str
    month: str


@dataclass(frozen=True)
class SubsidyReturned(Event):
    """The bank sent a month's money back; ``uid`` is the payment's."""

    agreement_uid: str
    household_uid: str
    person_uid: str
    month: str


@dataclass(frozen=True)
class SubsidyStopped(Event):
    """Nothing is paid from the month after ``last_month``."""

    household_uid: str
    person_uid: str
    application_uid: str
    last_month: str
    reason: str


@dataclass(frozen=True)
class _RecoveryEvent(Event):
    agreement_uid: str
    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class RecoveryConfirmed(_RecoveryEvent):
    """Two people found that months were paid too much: it is to come back."""


@dataclass(frozen=True)
class RecoveryRevoked(_RecoveryEvent):
    """The recovery was wrong: nothing is owed, and what came back is given back."""


@dataclass(frozen=True)
class RepaymentDue(_RecoveryEvent):
    """The subsidy has ended: what was to be set off is now to be paid back."""
