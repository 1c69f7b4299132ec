"""“This is wrong”: said by whom it concerns, unknown until somebody checked (PIPL art. 46)."""

from __future__ import annotations

from collections.abc import Sequence

from portal.applications.codes import Permission, State
from portal.applications.intake import people, screening
from portal.applications.intake.cases import own_case
from portal.applications.intake.machines import DISPUTE
from portal.applications.intake.subjects import TAKING, own_members
from portal.applications.intake.values import FIELDS, PAPERS_ONLY
from portal.applications.models import Application, ApplicationMember, Dispute
from portal.kernel.access import require
from portal.kernel.act import Act, Kind
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, NotYours, Refused
from portal.kernel.levels import Field, may_see
from portal.kernel.payloads import keep


def say_wrong(
    act: Act,
    *,
    application_uid: str,
    person_uid: str,
    source: str,
    text: str,
    values: Sequence[str] = (),
) -> Dispute:
    """Write down which values are wrong and what is right, in the person's own words.

    From now on the fact is unknown; handed in already, it is compared anew at once. Raises
    ``NotYours`` for another adult's fact, ``Conflict('said_already')`` while it is being
    checked, ``Conflict('not_from_here')`` after the decision, ``Refused('value_unknown')``.
    """
    application = lock(Application, application_uid)
    require(act.by, Permission.SAY_WRONG, own_case(application))
    if application.state not in TAKING:
        raise Conflict("not_from_here")
    if person_uid not in {row.person_uid for row in _whose(act, application)}:
        raise NotYours(Permission.SAY_WRONG.value)
    known = {f.code for f in FIELDS.get(source, ())}
    if source in PAPERS_ONLY or not known or not set(values) <= known:
        raise Refused("value_unknown", field="values")
    payload = keep(
        "application.dispute", {"text": text, "values": list(values), "by": act.by.uid}, at=act.at
    )
    # Rows of other tables point at it in the same transaction.
    db.session.flush()
    row = Dispute(
        uid=new_uid(), city=application.city, application_uid=application.uid,
        person_uid=person_uid, source=source, payload_uid=payload.uid,
        channel=act.channel.value, raised_at=act.at, raised_on=act.on,
    )  # fmt: skip
    one_winner(lambda: DISPUTE.begin(row, act), "said_already")
    _compare(act, application)
    return row


def take_back(act: Act, *, dispute_uid: str) -> Dispute:
    """It was right after all. Raises ``NotYours``, ``Conflict('not_from_here')``."""
    row = lock(Dispute, dispute_uid)
    application = lock(Application, row.application_uid)
    DISPUTE.advance(row, "withdraw", act)
    row.settled_on = act.on
    db.session.flush()
    _compare(act, application)
    return row


def _whose(act: Act, application: Application) -> list[ApplicationMember]:
    if act.by.kind is Kind.STAFF:
        return people.members(application.uid)
    return own_members(application, act.by.uid, proven=may_see(act.by.level, Field.OWN_FACTS))


def _compare(act: Act, application: Application) -> None:
    if application.state != State.DRAFT and application.state in TAKING:
        screening.run(act, application)
