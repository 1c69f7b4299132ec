"""What happened to persons and households."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class HouseholdChanged(Event):
    """A household (``uid``) has another composition from today."""


@dataclass(frozen=True)
class PersonDied(Event):
    """A death became known; ``uid`` is the household the person belonged to."""

    person_uid: str
