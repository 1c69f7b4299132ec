"""What happened to a lease, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class LeasePrepared(Event):
    """A lease is ready for the tenant's signature."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class LeaseSigned(Event):
    """Both sides have signed; the contract stands."""

    household_uid: str
    person_uid: str
    unit_uid: str
    entry_uid: str
    application_uid: str


@dataclass(frozen=True)
class LeaseVoided(Event):
    """A lease that was never in force fell away; ``reason`` is a ``VoidReason``."""

    household_uid: str
    person_uid: str
    offer_uid: str
    entry_uid: str
    reason: str


@dataclass(frozen=True)
class MovedIn(Event):
    """Keys were handed over."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class LeaseEnded(Event):
    """The tenancy is over and the home is empty."""

    household_uid: str
    person_uid: str
    unit_uid: str
    reason: str


@dataclass(frozen=True)
class RentBilled(Event):
    """A month's rent was asked for; ``uid`` is the bill's."""

    lease_uid: str
    person_uid: str
    month: str
