"""What a person must look at: a department was silent, disputed or late, a child unspoken for.

Silence and disagreement never pass a household and never block it unseen: each opens an item on
the file and on the worklist, closes by itself when the answers agree, and else waits for somebody
to say what was done about it. Nothing is approved while one is open.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from portal.applications.codes import ManualKind, Route
from portal.applications.intake import facts, guardians, promises
from portal.applications.intake.people import members, missing
from portal.applications.models import Application, ManualItem, Signature
from portal.applications.ports import FactAnswer, Outcome, Source
from portal.eligibility import sources_asked
from portal.kernel.act import Act
from portal.kernel.database import db
from portal.kernel.policy import Rulebook

Key = tuple[str, str, str]
"""Kind, source, person."""

_KIND = {Outcome.UNAVAILABLE: ManualKind.SILENT, Outcome.CONFLICT: ManualKind.CONFLICT}


def items_of(application_uid: str) -> list[ManualItem]:
    """All items of a file, oldest first."""
    return list(
        db.session.scalars(
            select(ManualItem)
            .where(ManualItem.application_uid == application_uid)
            .order_by(ManualItem.opened_at, ManualItem.uid)
        )
    )


def open_items(application_uid: str) -> list[ManualItem]:
    """What still waits for somebody, oldest first."""
    return [item for item in items_of(application_uid) if item.closed_on is None]


def reconcile(act: Act, application: Application, rules: Rulebook) -> None:
    """Open what the newest answers call for, close what they settled.

    What a person has dealt with is not opened again by the same silence the next day.
    """
    wanted = _wanted(act, application, rules)
    last = {(item.kind, item.source, item.person_uid): item for item in items_of(application.uid)}
    for key, item in last.items():
        if item.closed_on is None and key not in wanted and item.kind != ManualKind.LATE:
            item.closed_on = act.on
    for key in sorted(wanted):
        known = last.get(key)
        if known is None or (known.closed_on is not None and known.closed_by is None):
            _open(act, application, key)
    db.session.flush()


def open_late(act: Act, application: Application, answers: Sequence[FactAnswer]) -> None:
    """Departments answered after the decision: nothing changes by itself, somebody looks."""
    standing = {(i.kind, i.source, i.person_uid) for i in open_items(application.uid)}
    for answer in answers:
        key = (ManualKind.LATE.value, answer.source.value, answer.person)
        if answer.outcome is not Outcome.UNAVAILABLE and key not in standing:
            _open(act, application, key)
    db.session.flush()


def _open(act: Act, application: Application, key: Key) -> None:
    kind, source, person_uid = key
    db.session.add(
        ManualItem(
            city=application.city,
            application_uid=application.uid,
            person_uid=person_uid,
            source=source,
            kind=kind,
            opened_on=act.on,
            opened_at=act.at,
        )
    )


def _wanted(act: Act, application: Application, rules: Rulebook) -> set[Key]:
    asked = {row["code"] for row in sources_asked(rules)}
    named = {member.person_uid for member in members(application.uid)}
    standing = facts.standing(application.uid, application.city)
    found: set[Key] = {
        (kind.value, source, person_uid)
        for (source, person_uid), known in standing.items()
        if source in asked and person_uid in named and (kind := _kind(known)) is not None
    }
    compared = {row["code"]: row["source"] for row in rules.rows("intake.uses")}
    found |= {
        (code, compared[code], person_uid)
        for code, person_uid in facts.in_doubt(application, act.on, rules)
    }
    found |= {
        (ManualKind.PEOPLE.value, each.source, person_uid)
        for person_uid, each in missing(application, act.on, rules).items()
    }
    found |= {
        (ManualKind.GUARDIAN.value, Source.HUKOU.value, minor.person_uid)
        for minor in guardians.waiting(application.uid)
    }
    return found | {
        (ManualKind.PROMISE.value, Source.COURT.value, person_uid)
        for person_uid in _promised(application.uid)
        if promises.serious_record(application, person_uid, act.on)
    }


def _kind(known: facts.Standing) -> ManualKind | None:
    """What somebody must look at in the answer that counts; papers settled what they show."""
    return ManualKind.DIFFERS if known.split else _KIND.get(Outcome(known.answer.outcome))


def _promised(application_uid: str) -> set[str]:
    rows = db.session.execute(
        select(Signature.person_uid, Signature.route)
        .where(Signature.application_uid == application_uid)
        .order_by(Signature.at, Signature.uid)
    )
    # The newest signature counts.
    newest_route = {person_uid: route for person_uid, route in rows}
    return {uid for uid, route in newest_route.items() if route == Route.COMMITMENT}
