"""What happened on the waiting list, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class EntryRegistered(Event):
    """A household stands in line and has its queue number; ``uid`` is the entry's."""

    household_uid: str
    person_uid: str
    application_uid: str


@dataclass(frozen=True)
class EntryRemoved(Event):
    """A household left the list without a home."""

    household_uid: str
    person_uid: str
    application_uid: str
    reason: str


@dataclass(frozen=True)
class EntryHoused(Event):
    """A household left the list with a home."""

    household_uid: str
    person_uid: str
    application_uid: str


@dataclass(frozen=True)
class EntrySuspended(Event):
    """A household's waiting is paused; its key is kept."""

    household_uid: str
    person_uid: str
    reason: str


@dataclass(frozen=True)
class RenewalOpened(Event):
    """The qualification ends soon: the household may renew it from today."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class StillWaitingAsked(Event):
    """Once in a while we ask whether the household still waits."""

    household_uid: str
    person_uid: str
