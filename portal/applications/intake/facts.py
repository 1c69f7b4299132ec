"""Answers of departments: what may be asked of whom, asking, keeping, and what is still unknown.

Asking happens outside ``write()``; keeping inside. A department that is silent stays unknown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import current_app
from sqlalchemy import select

from portal.applications.codes import OPEN_STATES, Origin, State
from portal.applications.intake import consents, values
from portal.applications.intake.disputes import open_disputes
from portal.applications.intake.people import APPLICANT, members, newest, told
from portal.applications.models import Answer, Application, ApplicationMember
from portal.applications.ports import FactAnswer, FactQuestion, FactSource, Outcome, Source
from portal.eligibility import PAPERS, Composition, HouseholdFacts, Member, assemble
from portal.eligibility import Answer as JudgedAnswer
from portal.households import id_number_of, person
from portal.kernel.act import Act
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import add, legal_date
from portal.kernel.database import db, load, new_uid, writing
from portal.kernel.outbox import enqueue
from portal.kernel.policy import Rulebook, rulebook

PURPOSE = "application"
ASK_AGAIN = "applications.ask_again"


def source() -> FactSource:
    """The one that ``app`` wired; nobody else looks it up."""
    return cast(FactSource, current_app.extensions["anju.facts"])


def ask(questions: Sequence[FactQuestion]) -> list[FactAnswer]:
    """Ask the departments; never while a ``write()`` is open (it may take seconds)."""
    if writing():
        raise RuntimeError("departments are asked outside write()")
    return source().ask(questions) if questions else []


def permitted(
    row: dict[str, Any], member: ApplicationMember, heard: dict[str, consents.Agreement]
) -> str:
    """On what ground this source may be asked about this person: a reference, or nothing."""
    if row["about"] == "applicant" and member.relation != APPLICANT:
        return ""
    if row["about"] == "adults" and not member.adult:
        return ""
    if not row["consent"]:
        return str(row["basis"])[:120]
    said = heard.get(member.person_uid, consents.Agreement())
    if not said.asked or (row["sensitive"] and not said.sensitive):
        return ""
    return f"consent:{said.uid}"


def concerns(row: dict[str, Any], member: ApplicationMember) -> bool:
    """Is this source one that the rules want to hear about this person?"""
    if row["about"] == "applicant":
        return member.relation == APPLICANT
    return row["about"] == "all" or member.adult


def questions(
    application: Application, on: date, *, only: Iterable[str] = (), again: bool = False
) -> list[FactQuestion]:
    """What may be asked now and has no usable answer yet (``again``: also what has one)."""
    rules = rulebook(application.place, on=on)
    heard, known = consents.agreements(application.uid), newest(application.uid)
    chosen, found = set(only), []
    for member in members(application.uid):
        if chosen and member.person_uid not in chosen:
            continue
        wanted: list[tuple[Source, str]] = []
        for row in rules.rows("intake.sources"):
            basis = permitted(row, member, heard)
            answer = known.get((row["code"], member.person_uid))
            if basis and (again or not usable(answer, on)):
                wanted.append((Source(row["code"]), basis))
        if wanted:
            # The number is deciphered once for all sources.
            number, name = id_number_of(member.person_uid), person(member.person_uid).name
            for code, basis in wanted:
                found.append(_question(code, member.person_uid, number, name, on, basis))
    return found


def _question(
    code: Source, person_uid: str, id_number: str, name: str, on: date, basis: str
) -> FactQuestion:
    return FactQuestion(
        source=code,
        person=person_uid,
        id_number=id_number,
        name=name,
        purpose=PURPOSE,
        basis=basis,
        on=on,
        request=new_uid(),
    )


def phone_question(person_uid: str, name: str, phone: str, on: date) -> FactQuestion:
    """Is this phone registered in this person's name? Asked at the person's own request."""
    return FactQuestion(
        source=Source.PHONE,
        person=person_uid,
        id_number=id_number_of(person_uid),
        name=name,
        purpose="identity",
        basis="《个人信息保护法》第十三条第一款第二项",
        on=on,
        request=new_uid(),
        phone=phone,
    )


def phone_proven(answers: Sequence[FactAnswer]) -> bool:
    """Did the operators confirm name, number and phone? Silence is no confirmation."""
    return any(
        a.source is Source.PHONE and a.outcome is Outcome.HIT and a.values.get("matches") is True
        for a in answers
    )


def usable(answer: Answer | None, on: date) -> bool:
    """An answer that came and is not too old."""
    return (
        answer is not None
        and answer.outcome != Outcome.UNAVAILABLE
        and (answer.valid_until is None or answer.valid_until >= on)
    )


def keep(act: Act, application: Application, answers: Sequence[FactAnswer]) -> None:
    """Write down what came back; a later answer never overwrites an earlier one."""
    rules = rulebook(application.place, on=act.on)
    for answer in answers:
        if answer.source is Source.PHONE:
            continue
        lasts = add(legal_date(answer.as_of), rules.period("intake.fact_valid"), load_calendar())
        row = Answer(
            uid=new_uid(),
            city=application.city,
            application_uid=application.uid,
            person_uid=answer.person,
            source=answer.source.value,
            outcome=answer.outcome.value,
            as_of=answer.as_of,
            valid_until=answer.valid_until or lasts.date,
            asked_at=act.at,
            request=act.request[:32],
        )
        row.values = json.dumps(answer.values, ensure_ascii=False) if answer.values else None
        db.session.add(row)
    db.session.flush()


def silent(application: Application, on: date) -> list[tuple[str, str]]:
    """(source, person) that were asked and have not answered."""
    return [
        key for key, answer in newest(application.uid).items()
        if answer.outcome == Outcome.UNAVAILABLE
    ]  # fmt: skip


def ask_later(act: Act, application: Application) -> None:
    """Leave it to the worker to ask the silent departments again, once a day."""
    if silent(application, act.on):
        enqueue(
            ASK_AGAIN,
            {"application": application.uid, "on": act.on.isoformat()},
            key=f"{ASK_AGAIN}:{application.uid}:{act.on.isoformat()}",
            act=act,
        )


def ask_again_due(act: Act) -> None:
    """Each day, every open application whose departments were silent is asked about again."""
    waiting = db.session.scalars(
        select(Application).where(
            Application.state.in_([s.value for s in OPEN_STATES if s is not State.DRAFT]),
            Application.uid.in_(
                select(Answer.application_uid).where(Answer.outcome == Outcome.UNAVAILABLE.value)
            ),
        )
    )
    for application in waiting:
        ask_later(act, application)


def ask_silent(payload: dict[str, Any], key: str) -> list[FactAnswer]:
    """The outside half of the worker's job: ask what is still unanswered."""
    application = load(Application, payload["application"])
    asked = questions(application, date.fromisoformat(payload["on"]))
    db.session.rollback()
    return ask(asked)


@dataclass(frozen=True)
class Standing:
    """The answer that counts for one fact of one person; ``split``: another one contradicts it."""

    answer: Answer
    split: bool = False


def standing(application_uid: str, city: str) -> dict[tuple[str, str], Standing]:
    """Which answers count: a department's newest, unless staff took a value from papers.

    What papers showed stands until a person says otherwise: a department that answers later
    and differently makes the fact unknown, never silently another. A department's answer that
    a person let stand (``by_uid``) counts like any other.
    """
    known, stood = newest(application_uid), newest(application_uid, chosen=True)
    found = {key: Standing(answer) for key, answer in known.items()}
    for key, shown in newest(application_uid, Origin.PAPERS).items():
        answer, kept = known.get(key), stood.get(key)
        if kept is not None and kept.asked_at > shown.asked_at:
            continue
        late = answer is not None and answer.asked_at > shown.asked_at
        if answer is None or not late or answer.outcome == Outcome.UNAVAILABLE:
            found[key] = Standing(shown)
        else:
            found[key] = Standing(shown, split=not same(answer, shown, city))
    return found


def same(one: Answer, other: Answer, city: str) -> bool:
    """Do two answers about one fact say the same? A contradictory answer says nothing."""
    if Outcome.CONFLICT in (one.outcome, other.outcome):
        return False
    return values.read(one.source, told(one), city) == values.read(other.source, told(other), city)


def judged_answers(application: Application, on: date, rules: Rulebook) -> list[JudgedAnswer]:
    """The answers as eligibility takes them; who has not been heard is *waiting*."""
    heard, disputed = consents.agreements(application.uid), open_disputes(application.uid)
    known, found = standing(application.uid, application.city), []
    for member in members(application.uid):
        asked = [row["code"] for row in rules.rows("intake.sources") if concerns(row, member)]
        for code in (*asked, *values.PAPERS_ONLY):
            key = (code, member.person_uid)
            answer = known.get(key)
            if key in disputed:
                found.append(JudgedAnswer(*key, "disputed", {}, on))
            elif answer is not None:
                found.append(_judged(answer))
            elif code in asked and not heard.get(member.person_uid, consents.Agreement()).heard:
                found.append(JudgedAnswer(*key, "waiting", {}, on))
    return found


def _judged(known: Standing) -> JudgedAnswer:
    answer = known.answer
    outcome = Outcome.CONFLICT.value if known.split else answer.outcome
    return JudgedAnswer(
        answer.source, answer.person_uid, outcome, told(answer), legal_date(answer.as_of),
        answer.valid_until, PAPERS if answer.origin == Origin.PAPERS else "",
    )  # fmt: skip


def household_facts(
    application: Application, on: date, rules: Rulebook, extra: dict[Any, Any] | None = None
) -> HouseholdFacts:
    """All that is known of the household of an application on that day."""
    people = tuple(
        Member(m.person_uid, m.relation, person(m.person_uid).birth)
        for m in members(application.uid)
    )
    return assemble(
        Composition(application.applicant_uid, people),
        judged_answers(application, on, rules),
        on=on,
        rulebook=rules,
        extra=extra,
    )
