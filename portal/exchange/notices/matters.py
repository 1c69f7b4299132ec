"""Which files of ours a person stands in, and one matter for each that a notice touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select

from portal import applications, households, subsidy, tenancy, waitlist
from portal.exchange.codes import State, Subject
from portal.exchange.machine import MATTER
from portal.exchange.models import DepartmentNotice, NoticeMatter
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid
from portal.kernel.outbox import enqueue

HEAR = "exchange.hear"
LIVING = (tenancy.State.SIGNED, tenancy.State.OCCUPIED)
_DEALT_WITH = (*applications.BEING_DECIDED, applications.State.APPROVED)


@dataclass(frozen=True)
class Touched:
    """A file that names the person: what it is, where it is cared for."""

    city: str
    place: str
    subject: Subject
    uid: str
    application_uid: str | None
    household_uid: str


def touched_by(person_uid: str, on: date) -> list[Touched]:
    """Every application that is open, place in line, lease and subsidy of that person, by city."""
    found = {each.uid: each for each in _files(person_uid, on)}
    return sorted(found.values(), key=lambda each: (each.city, each.subject, each.uid))


def _files(person_uid: str, on: date) -> Iterator[Touched]:
    for card in applications.applications_of(person_uid):
        if card.state in _DEALT_WITH and card.household_uid is not None:
            yield Touched(card.city, card.place, Subject.APPLICATION, card.uid, card.uid,
                          card.household_uid)  # fmt: skip
    for household_uid in households.households_of(person_uid, on):
        home = households.household(household_uid)
        place = home.place or home.city
        entry = waitlist.entry_of_household(household_uid)
        if entry is not None and entry.alive:
            yield Touched(entry.city, entry.place, Subject.ENTRY, entry.uid,
                          entry.application_uid, household_uid)  # fmt: skip
        lease = tenancy.lease_of_household(household_uid)
        if lease is not None and lease.state in LIVING:
            yield Touched(lease.city, place, Subject.LEASE, lease.uid,
                          lease.application_uid or None, household_uid)  # fmt: skip
        agreement = subsidy.agreement_of_household(household_uid)
        if agreement is not None and agreement.state != subsidy.State.STOPPED:
            yield Touched(agreement.city, place, Subject.AGREEMENT, agreement.uid,
                          agreement.application_uid, household_uid)  # fmt: skip


def begin(act: Act, notice: DepartmentNotice, file: Touched) -> NoticeMatter:
    """A matter of that file; the registers are asked next."""
    matter = NoticeMatter(
        uid=new_uid(), city=file.city, place=file.place, notice_uid=notice.uid,
        subject=file.subject.value, subject_uid=file.uid, application_uid=file.application_uid,
        household_uid=file.household_uid, at=act.at,
    )  # fmt: skip
    MATTER.begin(matter, act, reason=notice.kind)
    return matter


def ask_registers(act: Act, matter: NoticeMatter, why: str = "") -> None:
    """Have the worker ask; once a day, and once more for each ``why``."""
    enqueue(
        HEAR,
        {"matter": matter.uid, "on": act.on.isoformat()},
        key=f"{HEAR}:{matter.uid}:{act.on.isoformat()}{why}",
        act=act,
    )


def follow(payload: Mapping[str, Any], act: Act) -> None:
    """Handler of ``NoticeReceived``: the registers concerned are asked about each file."""
    rows = select(NoticeMatter).where(
        NoticeMatter.notice_uid == payload["uid"], NoticeMatter.state == State.ASKING.value
    )
    for matter in db.session.scalars(rows.order_by(NoticeMatter.uid)):
        ask_registers(act, matter)


def _silent(act: Act) -> list[str]:
    rows = select(NoticeMatter.uid).where(
        NoticeMatter.state == State.ASKING.value,
        or_(NoticeMatter.asked_on.is_(None), NoticeMatter.asked_on < act.on),
    )
    return list(db.session.scalars(rows.order_by(NoticeMatter.uid)))


@daily(_silent)
def ask_again_due(act: Act, matter_uid: str) -> None:
    """Registers that were silent are asked again, once a day."""
    matter = lock(NoticeMatter, matter_uid)
    if matter.state == State.ASKING and matter.asked_on != act.on:
        ask_registers(act, matter)
