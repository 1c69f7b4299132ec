"""A home in one city, and an application, an agreement or another home in a second one."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from portal.applications import (
    LIVE_STATES,
    Application,
    ApplicationMember,
    Clash,
    Ground,
    keep_duplicate,
    not_known,
)
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db
from portal.tenancy.codes import OPEN
from portal.tenancy.models import Lease, LeaseMember


def double_benefits(person_uid: str = "") -> list[Clash]:
    """Who is named in a running lease and in a file or lease of another city; or only that one.

    A lease that came of no application is named by none, and so not found by it.
    """
    found: dict[str, set[str]] = {}
    for query in (_and_files(), _and_leases()):
        if person_uid:
            query = query.where(LeaseMember.person_uid == person_uid)
        for person, home, other in db.session.execute(query):
            found.setdefault(person, set()).update((home, other))
    return [
        Clash(Ground.BENEFIT, person, tuple((file, person) for file in sorted(files)))
        for person, files in sorted(found.items())
    ]


@cache
def _and_files() -> Select[str, str, str]:
    return (
        select(LeaseMember.person_uid, Lease.application_uid, Application.uid)
        .join(Lease, Lease.uid == LeaseMember.lease_uid)
        .join(ApplicationMember, ApplicationMember.person_uid == LeaseMember.person_uid)
        .join(Application, Application.uid == ApplicationMember.application_uid)
        .where(
            Lease.state.in_(OPEN),
            Lease.application_uid != "",
            Application.state.in_(LIVE_STATES),
            Application.city != Lease.city,
        )
    )


@cache
def _and_leases() -> Select[str, str, str]:
    lease, member = aliased(Lease), aliased(LeaseMember)
    return (
        select(LeaseMember.person_uid, Lease.application_uid, lease.application_uid)
        .join(Lease, Lease.uid == LeaseMember.lease_uid)
        .join(member, member.person_uid == LeaseMember.person_uid)
        .join(lease, lease.uid == member.lease_uid)
        .where(
            Lease.state.in_(OPEN),
            lease.state.in_(OPEN),
            Lease.application_uid != "",
            lease.application_uid != "",
            Lease.city < lease.city,
        )
    )


def _people(_act: Act) -> list[str]:
    return sorted({min(clash.people) for clash in not_known(double_benefits())})


@daily(_people)
def double_benefits_due(act: Act, person_uid: str) -> None:
    """Both cities' officers see the two files beside each other."""
    for clash in double_benefits(person_uid):
        keep_duplicate(act, clash)
