"""Who may promise instead of bringing papers (国办发〔2020〕42号)."""

from __future__ import annotations

from datetime import date

from portal.applications.intake import consents, facts, people
from portal.applications.models import Application
from portal.applications.ports import Outcome, Source
from portal.credit import commitment_allowed
from portal.kernel.policy import rulebook

BARRED_BY = "intake.commitment_barred_by"


def serious_record(application: Application, person_uid: str, on: date) -> bool:
    """Does the credit platform hold a record against this person that rules out a promise?

    Only one it really named, or papers show: silence takes nothing from anybody (and opens a
    manual item).
    """
    rules = rulebook(application.place, on=on)
    key = (Source.COURT.value, person_uid)
    known = facts.standing(application.uid, application.city).get(key)
    if known is None or not rules.has(BARRED_BY):
        return False
    # Where papers and register differ, a promise is not given on the papers.
    answer = people.newest(application.uid, spoken=True)[key] if known.split else known.answer
    if answer.outcome != Outcome.HIT:
        return False
    serious, day = rules.value(BARRED_BY), on.isoformat()
    return any(
        record["kind"] in serious and (record["until"] or day) >= day
        for record in people.told(answer).get("records", ())
    )


def no_promise(application: Application, person_uid: str, on: date) -> str | None:
    """Why this person brings papers, as a code; ``None`` if they may promise.

    Who does not let us ask brings papers: a promise is checked afterwards.
    """
    if not commitment_allowed(person_uid, on):
        return "promise_not_allowed"
    if consents.agreement(application.uid, person_uid).asked is False:
        return "promise_needs_asking"
    return "promise_serious_record" if serious_record(application, person_uid, on) else None
