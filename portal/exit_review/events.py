"""What happened at a re-check, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class ReviewOpened(Event):
    """A household is looked at again."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class ReviewConfirmed(Event):
    """The household goes on as before."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class ExitNoticeServed(Event):
    """The household must leave its home by the end of the moving period."""

    household_uid: str
    person_uid: str
    lease_uid: str


@dataclass(frozen=True)
class SubsidyEnded(Event):
    """The subsidy ends after a re-check, from the month after."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class HoldOverBegan(Event):
    """The moving period is over and the home is not back."""

    household_uid: str
    person_uid: str


@dataclass(frozen=True)
class HandedBack(Event):
    """Keys and meters were taken; the home is empty."""

    household_uid: str
    person_uid: str
    unit_uid: str
