"""Duties: who holds which role where, given by a security administrator to somebody else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Date, bindparam, or_, select

from portal.identity.codes import Permission
from portal.identity.models import DutyRow, Staff
from portal.kernel.access import require
from portal.kernel.act import ADMINISTRATORS, Act, Duty, Role
from portal.kernel.database import db, load, new_uid, one_winner
from portal.kernel.demo import legal_today
from portal.kernel.errors import Conflict, Refused
from portal.kernel.journal import log
from portal.kernel.regions import at_or_below, lineage, region


@dataclass(frozen=True)
class StaffCard:
    """A member of staff in one duty."""

    uid: str
    name: str
    role: Role
    region: str
    duty_uid: str


def _runs(on: date | BindParameter[date]) -> ColumnElement[bool]:
    return (DutyRow.since <= on) & or_(DutyRow.until.is_(None), DutyRow.until > on)


_OF = (
    select(DutyRow)
    .where(DutyRow.staff_uid == bindparam("staff"), _runs(bindparam("on", type_=Date())))
    .order_by(DutyRow.since, DutyRow.role, DutyRow.region)
)
"""Asked with every click of staff."""


def give_duty(act: Act, *, staff_uid: str, role: Role, region: str) -> DutyRow:
    """Give a role in a region, from today.

    Raises ``NotYours`` unless a security administrator of that region gives it, ``Refused`` with
    ``duty_to_oneself`` or ``two_administrator_duties``, ``Conflict('duty_held')``.
    """
    require(act.by, Permission.DUTIES, _Where(_code(region)))
    load(Staff, staff_uid)
    if act.by.uid == staff_uid:
        raise Refused("duty_to_oneself", field="staff_uid")
    administrator = role in ADMINISTRATORS
    if administrator and _administers(staff_uid):
        raise Refused("two_administrator_duties", field="role")

    def insert() -> DutyRow:
        row = DutyRow(
            uid=new_uid(), staff_uid=staff_uid, role=role, region=region,
            administrator=administrator, since=act.on, given_by=act.by.uid,
        )  # fmt: skip
        db.session.add(row)
        return row

    row = one_winner(insert, "duty_held")
    log(act, "identity.duty_given", staff_uid, {"role": role.value, "region": region})
    return row


def _code(code: str) -> str:
    return region(code).code


@dataclass(frozen=True)
class _Where:
    place: str


def _administers(staff_uid: str) -> bool:
    query = select(DutyRow.uid).where(
        DutyRow.staff_uid == staff_uid, DutyRow.administrator, DutyRow.until.is_(None)
    )
    return db.session.scalar(query) is not None


def held_duty(uid: str) -> DutyRow:
    """A duty by uid, running or ended; ``Missing``."""
    return load(DutyRow, uid)


def end_duty(act: Act, *, duty_uid: str) -> None:
    """End a duty now: whoever works in it stands without it at their next click."""
    row = held_duty(duty_uid)
    require(act.by, Permission.DUTIES, row)
    if row.until is not None:
        raise Conflict("duty_ended")
    if row.staff_uid == act.by.uid:
        raise Refused("duty_to_oneself")
    row.until, row.ended_by = max(act.on, row.since), act.by.uid
    log(act, "identity.duty_ended", row.staff_uid, {"role": row.role, "region": row.region})


def duties_of(staff_uid: str, on: date | None = None) -> tuple[Duty, ...]:
    """The duties that run on that legal day (default today), oldest first."""
    rows = db.session.scalars(_OF, {"staff": staff_uid, "on": on or legal_today()})
    return tuple(Duty(row.uid, Role(row.role), row.region) for row in rows)


def staff_with(role: Role, region: str) -> list[StaffCard]:
    """Who may act in that role for a thing in that region today, duties above it included."""
    rows = db.session.execute(
        select(DutyRow, Staff)
        .join(Staff, Staff.uid == DutyRow.staff_uid)
        .where(
            DutyRow.role == role,
            DutyRow.region.in_(lineage(region)),
            Staff.disabled_at.is_(None),
            _runs(legal_today()),
        )
        .order_by(Staff.name, DutyRow.uid)
    )
    return [StaffCard(s.uid, s.name, role, duty.region, duty.uid) for duty, s in rows]


def colleagues(roles: Collection[Role], region: str) -> dict[str, str]:
    """uid → name, by name: who holds one of these roles in that region, above or below it."""
    rows = db.session.execute(
        select(Staff.uid, Staff.name)
        .join(DutyRow, DutyRow.staff_uid == Staff.uid)
        .where(
            DutyRow.role.in_(roles),
            or_(DutyRow.region.in_(lineage(region)), DutyRow.region.in_(at_or_below(region))),
            Staff.disabled_at.is_(None),
            _runs(legal_today()),
        )
        .order_by(Staff.name, Staff.uid)
    )
    return {uid: name for uid, name in rows}


def all_duties(staff_uids: Iterable[str]) -> dict[str, list[DutyRow]]:
    """Running duties of these members of staff, for the administrators' lists."""
    found: dict[str, list[DutyRow]] = {}
    rows: Sequence[DutyRow] = db.session.scalars(
        select(DutyRow)
        .where(DutyRow.staff_uid.in_(set(staff_uids)), DutyRow.until.is_(None))
        .order_by(DutyRow.since, DutyRow.role)
    ).all()
    for row in rows:
        found.setdefault(row.staff_uid, []).append(row)
    return found
