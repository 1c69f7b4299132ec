"""An application as somebody stands to it: the applicant, an adult it names, one who was asked."""

from __future__ import annotations

from dataclasses import dataclass

from portal.applications.codes import State
from portal.applications.intake import drafts, people
from portal.applications.models import Application, ApplicationMember
from portal.kernel.database import db, load, lock


@dataclass(frozen=True)
class OwnCase:
    """An application and the adults it names."""

    application: Application
    adults: tuple[str, ...]

    @property
    def uid(self) -> str:
        """The application's uid."""
        return self.application.uid

    @property
    def people(self) -> tuple[str, ...]:
        """Whose application it is."""
        return self.application.people

    @property
    def city(self) -> str:
        """For duties: where it lies."""
        return self.application.city

    @property
    def place(self) -> str:
        """For duties: who handles it."""
        return self.application.place

    @property
    def channel(self) -> str:
        """How it was opened."""
        return self.application.channel


@dataclass(frozen=True)
class NoCase:
    """A person who has not applied, or has nothing this visit may know of."""

    person_uid: str
    nothing: bool = True

    @property
    def people(self) -> tuple[str, ...]:
        """Whose nothing it is."""
        return (self.person_uid,)


@dataclass(frozen=True)
class Asked:
    """An adult who was asked to answer for themselves."""

    member: ApplicationMember

    @property
    def person_uid(self) -> str:
        """Whose own it is."""
        return self.member.person_uid

    @property
    def city(self) -> str:
        """For duties: where it lies."""
        return self.member.city

    @property
    def application(self) -> Application:
        """The application the answer belongs to."""
        return load(Application, self.member.application_uid)


def own_case(application: Application) -> OwnCase:
    """An application with the adults it names."""
    adults = tuple(m.person_uid for m in people.members(application.uid) if m.adult)
    return OwnCase(application, adults)


def case(uid: str | None) -> OwnCase | None:
    """The application of that uid, if there is one."""
    found = db.session.get(Application, uid) if uid else None
    return own_case(found) if found is not None else None


def draft_of(person_uid: str) -> OwnCase | None:
    """The newest draft a person began."""
    found = drafts.draft_of(person_uid)
    return own_case(found) if found is not None else None


def nearest_of(person_uid: str) -> OwnCase | None:
    """The application a person most likely means: the newest that is not over."""
    found = drafts.named_in(person_uid)
    found.sort(key=lambda a: a.state in {State.REFUSED, State.WITHDRAWN, State.ENDED})
    return own_case(found[0]) if found else None


def asked(member_uid: str | None) -> Asked | None:
    """The line of an application an adult answers for, if there is one."""
    row = db.session.get(ApplicationMember, member_uid) if member_uid else None
    return Asked(row) if row is not None else None


def locked(uid: str) -> Application:
    """The application under lock, for a verb."""
    return lock(Application, uid)
