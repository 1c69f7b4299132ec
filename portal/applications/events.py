"""What happened to an application, past tense; ids and codes only."""

from __future__ import annotations

from dataclasses import dataclass

from portal.kernel.outbox import Event


@dataclass(frozen=True)
class CoApplicantAsked(Event):
    """Another adult was asked for agreement; ``person_uid`` is whom."""

    person_uid: str


@dataclass(frozen=True)
class ApplicationSuperseded(Event):
    """What was merely typed in ``person_uid``'s name gave way to the proven person.

    ``by`` is their own application, if there is one. All known contacts are to be told.
    """

    person_uid: str
    by: str


@dataclass(frozen=True)
class ApplicationSubmitted(Event):
    """A household signed its promise and applied."""


@dataclass(frozen=True)
class SupplementRequested(Event):
    """A caseworker asked, once, for what is missing."""


@dataclass(frozen=True)
class DisputeSettled(Event):
    """Somebody checked what a person said is wrong; ``uid`` is the dispute's."""


@dataclass(frozen=True)
class PaperRejected(Event):
    """A paper is not accepted, with a reason; ``person_uid`` is who handed it in."""

    person_uid: str


@dataclass(frozen=True)
class PublicityOpened(Event):
    """A list went on public notice; ``uid`` is the notice's."""


@dataclass(frozen=True)
class ObjectionRaised(Event):
    """Somebody objected against a listed household; ``uid`` is the objection's."""

    application_uid: str


@dataclass(frozen=True)
class ApplicationApproved(Event):
    """The household qualifies: it may wait for a home or sign a subsidy agreement."""

    household_uid: str
    person_uid: str
    wish: str
    klass: str


@dataclass(frozen=True)
class ApplicationRefused(Event):
    """With reasons and the right to re-examination."""


@dataclass(frozen=True)
class ApplicationWithdrawn(Event):
    """By the household itself."""


@dataclass(frozen=True)
class ApplicationEnded(Event):
    """Ended after approval: false commitment, housed, lapsed."""
