"""What happened in credit cases, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class PreDecisionServed(Event):
    """A person was told what is intended and may answer; ``uid`` is the case's."""

    person_uid: str
    household_uid: str


@dataclass(frozen=True)
class CaseDecided(Event):
    """A decision was signed; ``result`` is a ``Result``."""

    person_uid: str
    household_uid: str
    code: str
    result: str


@dataclass(frozen=True)
class DecisionServed(Event):
    """A decision reached the person; times for remedies run from here."""

    person_uid: str
    household_uid: str


@dataclass(frozen=True)
class BarImposed(Event):
    """A person may not apply for a while; one event per person, ``uid`` is the case's."""

    person_uid: str
    household_uid: str
    code: str


@dataclass(frozen=True)
class BarLifted(Event):
    """A bar ended before its time; ``uid`` is the case's."""

    person_uid: str
    household_uid: str
    code: str
