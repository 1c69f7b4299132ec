"""A clue: a promise that was not true becomes a clue for the credit procedure."""

from __future__ import annotations

from typing import Any

from portal import credit
from portal.applications.codes import Permission
from portal.applications.intake import people
from portal.applications.machine import APPLICATION
from portal.applications.review.stages import taken
from portal.applications.review.texts import kept, said
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.errors import Refused
from portal.kernel.journal import record_step
from portal.kernel.policy import rulebook

SUBJECT = "applicant"


def acts_known(city: str, act: Act) -> list[dict[str, Any]]:
    """What an applicant may have done wrong, as the city's catalogue names it."""
    rules = rulebook(city, on=act.on)
    return [row for row in rules.rows("credit.acts") if SUBJECT in row["subjects"]]


def report_false_promise(act: Act, *, application_uid: str, code: str, text: str) -> Any:
    """Hand a clue to enforcement; nothing changes for the household until a case decides.

    Raises ``NotYours``, ``Refused('not_submitted' | 'text_missing' | 'credit_code_unknown')``.
    """
    application = taken(application_uid)
    require(act.by, Permission.END, application)
    if application.submitted_on is None:
        raise Refused("not_submitted")
    found = kept(act, "application.false_promise", {"text": said(text, "text"), "code": code})
    adults = [m.person_uid for m in people.members(application.uid) if m.adult]
    case = credit.report_clue(
        act,
        city=application.city,
        place=application.place,
        person_uid=application.applicant_uid,
        household_uid=application.household_uid,
        code=code,
        facts={"application": application.uid, "payload": found, "text": text.strip()},
        source="recheck",
        adults=[uid for uid in adults if uid != application.applicant_uid],
    )
    record_step(
        act, machine=APPLICATION.name, thing=application, source=application.state,
        verb="report_clue", target=application.state, reason=code, payload=found,
        clause="国办发〔2020〕42号",
    )  # fmt: skip
    return case
