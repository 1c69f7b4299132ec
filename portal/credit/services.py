"""From a clue to the end of the investigation (steps 1 to 5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.credit.codes import Clock, Source, State
from portal.credit.machine import CASE
from portal.credit.models import Case, CaseOfficer, CaseParty, Evidence
from portal.credit.steps import need, run, step, take
from portal.kernel import payloads
from portal.kernel.act import Act
from portal.kernel.database import db, new_uid, one_winner
from portal.kernel.errors import Refused
from portal.kernel.numbers import next_number
from portal.kernel.policy import NoRule, rulebook
from portal.kernel.references import city_letters
from portal.kernel.regions import city_of

PERSONS = frozenset({"applicant", "waiting", "tenant", "subsidised", "third_party"})


def report_clue(
    act: Act,
    *,
    city: str,
    place: str,
    person_uid: str | None,
    household_uid: str | None,
    code: str,
    facts: dict[str, Any],
    source: str,
    adults: Sequence[str] = (),
    act_ended_on: date | None = None,
    organisation: str = "",
) -> Case:
    """Step 1: a clue. ``adults`` are the other adults a bar would bind.

    The same clue while an earlier one waits unread is that one. Raises
    ``Refused``: ``credit_code_unknown``, ``credit_subject`` (a person for acts of households,
    an organisation for acts of operators, employers and agents).
    """
    rules = rulebook(city, on=act.on)
    try:
        row = rules.row("credit.acts", code)
    except NoRule as error:
        raise Refused("credit_code_unknown", field="code") from error
    personal = bool(PERSONS & set(row["subjects"]))
    if bool(person_uid) == bool(organisation) or (person_uid and not personal):
        raise Refused("credit_subject")
    waiting = _waiting(person_uid, organisation, code)
    if waiting is not None:
        return waiting
    text = payloads.keep("credit.clue", facts, at=act.at)
    db.session.flush()
    case = Case(
        uid=new_uid(), city=city_of(city), place=place or city, number=_number(city, act.on),
        code=code, source=str(Source(source)), person_uid=person_uid or None,
        household_uid=household_uid or None, organisation=organisation, facts_uid=text.uid,
        reported_on=act.on, act_ended_on=act_ended_on, fine_fen=0, meant_fine_fen=0,
    )  # fmt: skip
    CASE.begin(case, act, reason=str(source), policy=rules.fingerprint)
    named = dict.fromkeys(uid for uid in (person_uid, *adults) if uid) if personal else {}
    for position, uid in enumerate(named):
        db.session.add(
            CaseParty(city=case.city, case_uid=case.uid, person_uid=uid, position=position)
        )
    db.session.flush()
    db.session.refresh(case, ["parties"])
    return case


def _waiting(person_uid: str | None, organisation: str, code: str) -> Case | None:
    return db.session.scalar(
        select(Case).where(
            Case.state == State.CLUE, Case.code == code, Case.organisation == organisation,
            Case.person_uid == (person_uid or None),
        )
    )  # fmt: skip


def _number(city: str, on: date) -> str:
    own = city_of(city)
    return f"{city_letters(own)}{on.year}-V-{next_number(f'{own}-credit', on.year):06d}"


def judge_clue(
    act: Act, *, case_uid: str, accept: bool, text: str = "", version: int | None = None
) -> Case:
    """Step 2: follow the clue or leave it; leaving it needs a reason (``credit_say_why``)."""
    case = take(case_uid, version)
    if accept:
        step(case, "accept", act, text=text)
    else:
        step(case, "reject", act, text=need(text, "text"))
    return case


def take_part(act: Act, *, case_uid: str, no_interest: bool, version: int | None = None) -> Case:
    """An officer joins and declares no interest in it (arts 42, 43).

    Raises ``Refused("recusal_needed")``, ``Conflict("already_an_officer")``.
    """
    case = take(case_uid, version)
    if not no_interest:
        raise Refused("recusal_needed", field="no_interest")

    def insert() -> None:
        db.session.add(
            CaseOfficer(
                city=case.city, case_uid=case.uid, staff_uid=act.by.uid, on=act.on, at=act.at
            )
        )

    one_winner(insert, "already_an_officer")
    step(case, "take_part", act)
    return case


def file_case(act: Act, *, case_uid: str, version: int | None = None) -> Case:
    """Step 3: the case is filed; ninety days for the decision run (art. 60).

    Raises ``Refused``: ``officers_missing``, ``limitation_passed``.
    """
    case = take(case_uid, version)
    step(case, "file", act)
    case.filed_on = act.on
    run(act, case, Clock.DECISION, "credit.decision")
    return case


def add_evidence(
    act: Act, *, case_uid: str, kind: str, text: str, device_reviewed: bool = False,
    version: int | None = None,
) -> Evidence:  # fmt: skip
    """Step 4: one piece of evidence; what devices recorded needs review first (art. 41)."""
    case = take(case_uid, version)
    kept = step(case, "add_evidence", act, text=need(text, "text"), kind=kind)
    row = Evidence(
        city=case.city, case_uid=case.uid, kind=kind, round=case.round, text_uid=kept,
        device_reviewed=device_reviewed, by_uid=act.by.uid, on=act.on, at=act.at,
    )  # fmt: skip
    db.session.add(row)
    return row


def report_investigation(act: Act, *, case_uid: str, text: str, version: int | None = None) -> Case:
    """Step 5. ``Refused``: ``evidence_missing``, ``device_not_reviewed``, ``not_an_officer``."""
    case = take(case_uid, version)
    step(case, "report", act, text=need(text, "text"))
    return case
