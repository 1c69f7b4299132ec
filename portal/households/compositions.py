"""The writers of households: who belongs together, from which day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select

from portal.households.codes import COMPULSORY, MemberRole, Relation
from portal.households.events import HouseholdChanged
from portal.households.models import Household, Membership, Person
from portal.kernel.act import Act
from portal.kernel.database import db, load, lock
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.outbox import publish
from portal.kernel.rows import only_one


@dataclass(frozen=True)
class NewMember:
    """Someone who joins. Without role: main for the applicant, co-applicant for others.

    ``since`` is the day of the act if not given; ``source`` says who told us
    (``declared``, ``hukou``, ``marriage``, ``window``).
    """

    person_uid: str
    relation: str
    role: str | None = None
    since: date | None = None
    source: str = "declared"


def form_household(
    act: Act, *, city: str, members: Sequence[NewMember], place: str | None = None
) -> Household:
    """A household of these members, exactly one of them the applicant.

    Raises ``Conflict('person_in_other_household')`` when an applicant, spouse or child
    belongs to another one; ``Refused``: ``applicant_needed``, ``one_applicant_only``,
    ``one_spouse_only``, ``member_twice``, ``relation_unknown``, ``member_dead``,
    ``member_since_future``.
    """
    household = Household(city=city, place=place, formed_on=act.on, changes=0)
    db.session.add(household)
    db.session.flush()
    for member in members:
        _join(act, household, member)
    _check(household)
    log(act, "household.form", household.uid, {"members": len(members), "on": act.on})
    return household


def change_composition(
    act: Act,
    *,
    household_uid: str,
    joining: Sequence[NewMember] = (),
    leaving: Sequence[str] = (),
    version: int | None = None,
) -> Household:
    """People leave and join from ``act.on``; earlier days keep what they had.

    Who changes relation leaves and joins in one call. ``version``: what the page showed.
    Raises like ``form_household``, and ``Conflict('changed_meanwhile')``,
    ``Conflict('household_closed')``, ``Refused('not_a_member')``,
    ``Refused('nothing_changes')``.
    """
    household = _open(household_uid)
    if version is not None and version != household.version:
        raise Conflict("changed_meanwhile", uid=household_uid)
    if not joining and not leaving:
        raise Refused("nothing_changes")
    for person_uid in leaving:
        _leave(act, household_uid, person_uid)
    # Those who leave must be gone before they may join with another relation.
    db.session.flush()
    for member in joining:
        _join(act, household, member)
    _check(household)
    household.changes += 1
    log(
        act,
        "household.change",
        household_uid,
        {"joining": [m.person_uid for m in joining], "leaving": list(leaving), "on": act.on},
    )
    publish(HouseholdChanged(uid=household_uid, city=household.city), act)
    return household


def dissolve_household(act: Act, *, household_uid: str) -> Household:
    """It asks for nothing any more; its people are free to form another. Twice is nothing."""
    household = lock(Household, household_uid)
    if household.closed_on is None:
        for row in _running(household_uid):
            row.until = max(act.on, row.since)
        household.closed_on = act.on
        log(act, "household.dissolve", household_uid, {"on": act.on})
    return household


def move_household(act: Act, *, household_uid: str, place: str) -> Household:
    """Another street or county of the same city cares for it from now on."""
    household = _open(household_uid)
    household.place = place
    log(act, "household.move", household_uid, {"place": place, "on": act.on})
    return household


def _open(household_uid: str) -> Household:
    household = lock(Household, household_uid)
    if household.closed_on is not None:
        raise Conflict("household_closed")
    return household


_RUNNING = select(Membership).where(
    Membership.household_uid == bindparam("household"), Membership.until.is_(None)
)
_COMPULSORY = select(Membership.uid).where(
    Membership.person_uid == bindparam("person"),
    Membership.until.is_(None),
    Membership.relation.in_(COMPULSORY),
)


def _running(household_uid: str) -> Sequence[Membership]:
    return db.session.scalars(_RUNNING, {"household": household_uid}).all()


def _join(act: Act, household: Household, member: NewMember) -> None:
    if member.relation not in set(Relation):
        raise Refused("relation_unknown")
    since = member.since or act.on
    if since > act.on:
        raise Refused("member_since_future")
    dead_on = load(Person, member.person_uid).dead_on
    if dead_on is not None and dead_on <= act.on:
        raise Refused("member_dead", field="members")
    if any(row.person_uid == member.person_uid for row in _running(household.uid)):
        raise Refused("member_twice", field="members")
    main = member.relation == Relation.APPLICANT
    role = member.role or (MemberRole.MAIN if main else MemberRole.CO_APPLICANT)
    row = Membership(
        household_uid=household.uid,
        city=household.city,
        person_uid=member.person_uid,
        relation=str(member.relation),
        role=str(role),
        since=since,
        source=member.source,
    )
    if member.relation in COMPULSORY and _elsewhere(member.person_uid):
        raise Conflict("person_in_other_household", person_uid=member.person_uid)
    only_one(row, "person_in_other_household")


def _elsewhere(person_uid: str) -> bool:
    return db.session.scalar(_COMPULSORY, {"person": person_uid}) is not None


def _leave(act: Act, household_uid: str, person_uid: str) -> None:
    row = next((r for r in _running(household_uid) if r.person_uid == person_uid), None)
    if row is None:
        raise Refused("not_a_member", field="leaving")
    row.until = max(act.on, row.since)


def _check(household: Household) -> None:
    relations = [row.relation for row in _running(household.uid)]
    applicants = relations.count(Relation.APPLICANT)
    if applicants == 0:
        raise Refused("applicant_needed", field="members")
    if applicants > 1:
        raise Refused("one_applicant_only", field="members")
    if relations.count(Relation.SPOUSE) > 1:
        raise Refused("one_spouse_only", field="members")
