"""What happened in allocation, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class PlanPublished(Event):
    """A plan is public; ``uid`` is the plan's."""


@dataclass(frozen=True)
class PlanVoided(Event):
    """A plan is void; everything that happened in it is kept."""


@dataclass(frozen=True)
class _OfferEvent(Event):
    unit_uid: str
    household_uid: str
    person_uid: str
    entry_uid: str
    application_uid: str


@dataclass(frozen=True)
class OfferMade(_OfferEvent):
    """A home is offered to a household; ``uid`` is the offer's."""


@dataclass(frozen=True)
class OfferAccepted(_OfferEvent):
    """The household takes the home: a lease is to be drawn up."""


@dataclass(frozen=True)
class OfferWaived(_OfferEvent):
    """The household gave the offer up."""


@dataclass(frozen=True)
class OfferExpired(_OfferEvent):
    """The last day passed without an answer."""


@dataclass(frozen=True)
class _WaiverEvent(Event):
    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class WaiversReached(_WaiverEvent):
    """A household gave up as many homes as the city allows: a person decides on it."""


@dataclass(frozen=True)
class WaiverExcused(_WaiverEvent):
    """A person found that the waiver does not count; the household waits on."""


@dataclass(frozen=True)
class OfferVoided(_OfferEvent):
    """The offer is void, by no fault of the household."""


@dataclass(frozen=True)
class OfferForfeited(_OfferEvent):
    """The lease of an accepted home was not signed: that counts like giving up."""
