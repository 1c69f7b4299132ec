"""Answers of departments: what may be asked of whom, asking, keeping, and what is still unknown.

Asking happens outside ``write()``; keeping inside. A department that is silent stays unknown.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from flask import current_app
from sqlalchemy import or_, select

from portal.applications.codes import UNDECIDED_STATES, Origin
from portal.applications.intake import consents, values
from portal.applications.intake.disputes import open_disputes
from portal.applications.intake.people import APPLICANT, members, newest, told
from portal.applications.models import Answer, Application, ApplicationMember
from portal.applications.ports import FactAnswer, FactQuestion, FactSource, Outcome, Source
from portal.eligibility import (
    PAPERS,
    Composition,
    Contradiction,
    HouseholdFacts,
    Member,
    assemble,
    contradictions,
    sources_asked,
)
from portal.eligibility import Answer as JudgedAnswer
from portal.households import id_number_of, person, persons
from portal.kernel.act import SYSTEM, Act, Kind, Who
from portal.kernel.calendar_days import load_calendar
from portal.kernel.clock import Period, add, legal_date
from portal.kernel.daily import daily
from portal.kernel.database import db, load, new_uid, writing
from portal.kernel.outbox import enqueue
from portal.kernel.policy import Rulebook, rulebook
from portal.kernel.regions import NATION

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
) -> bool:
    """May this source be asked about this person: by statute, or because they agreed?"""
    if not concerns(row, member):
        return False
    said = heard.get(member.person_uid, consents.Agreement())
    agreed = bool(said.asked) and (bool(said.sensitive) or not row["sensitive"])
    return agreed or not row["consent"]


def concerns(row: dict[str, Any], member: ApplicationMember) -> bool:
    """Is this source one that the rules want to hear about this person?"""
    if row["about"] == "applicant":
        return member.relation == APPLICANT
    return row["about"] == "all" or member.adult


def questions(
    application: Application, on: date, *, only: Iterable[str] = (), by: Who = SYSTEM,
    again: bool = False,
) -> list[FactQuestion]:  # fmt: skip
    """What the rules need and may be asked now; ``by`` set it off.

    What has a usable answer is asked only ``again``.
    """
    rules = rulebook(application.place, on=on)
    heard, known = consents.agreements(application.uid), newest(application.uid)
    chosen, found = set(only), []
    for member in members(application.uid):
        if chosen and member.person_uid not in chosen:
            continue
        wanted = [
            row
            for row in sources_asked(rules)
            if permitted(row, member, heard)
            and (again or not usable(known.get((row["code"], member.person_uid)), on))
        ]
        if wanted:
            # The number is deciphered once for all sources.
            number, name = id_number_of(member.person_uid), person(member.person_uid).name
            agreement = heard.get(member.person_uid, consents.Agreement()).uid
            found += [
                FactQuestion(
                    source=Source(row["code"]),
                    person=member.person_uid,
                    id_number=number,
                    name=name,
                    purpose=PURPOSE,
                    basis=row["basis"],
                    on=on,
                    request=new_uid(),
                    authorisation=f"consent:{agreement}" if row["consent"] else "",
                    case=application.uid,
                    requester=by.uid,
                    requester_kind=by.kind.value,
                )
                for row in wanted
            ]
    return found


def phone_question(person_uid: str, name: str, phone: str, on: date) -> FactQuestion:
    """Is this phone registered in this person's name? Asked at the person's own request."""
    row = rulebook(NATION, on=on).row("intake.sources", Source.PHONE.value)
    return FactQuestion(
        source=Source.PHONE,
        person=person_uid,
        id_number=id_number_of(person_uid),
        name=name,
        purpose="identity",
        basis=row["basis"],
        on=on,
        request=new_uid(),
        phone=phone,
        requester=person_uid,
        requester_kind=Kind.RESIDENT.value,
    )


def phone_matches(answers: Sequence[FactAnswer]) -> bool | None:
    """Do the operators confirm name, number and phone? ``None``: they did not say."""
    told = [a for a in answers if a.source is Source.PHONE and a.outcome is Outcome.HIT]
    return any(a.values.get("matches") is True for a in told) if told else None


def usable(answer: Answer | None, on: date) -> bool:
    """An answer that came and is not too old."""
    return (
        answer is not None
        and answer.outcome != Outcome.UNAVAILABLE
        and (answer.valid_until is None or answer.valid_until >= on)
    )


def keep(act: Act, application: Application, answers: Sequence[FactAnswer]) -> None:
    """Write down what came back; a later answer never overwrites an earlier one.

    It holds as long as the rulebook allows for its source, or less if the department says so.
    """
    rules, calendar = rulebook(application.place, on=act.on), load_calendar()
    for answer in answers:
        if answer.source is Source.PHONE:
            continue
        allowed = Period.parse(rules.row("intake.fact_valid", answer.source.value)["valid"])
        lasts = add(legal_date(answer.as_of), allowed, calendar).date
        row = Answer(
            uid=new_uid(),
            city=application.city,
            application_uid=application.uid,
            person_uid=answer.person,
            source=answer.source.value,
            outcome=answer.outcome.value,
            as_of=answer.as_of,
            valid_until=min(lasts, answer.valid_until or lasts),
            asked_at=act.at,
            request=act.request[:32],
        )
        row.values = json.dumps(answer.values, ensure_ascii=False) if answer.values else None
        db.session.add(row)
    db.session.flush()


def registered_addresses(people: Collection[str]) -> dict[str, str]:
    """Where the household register says they live, by person; without those it says nothing of."""
    rows = db.session.scalars(
        select(Answer)
        .where(
            Answer.person_uid.in_(people),
            Answer.source == Source.HUKOU.value,
            Answer.outcome == Outcome.HIT.value,
            Answer.origin == Origin.DEPARTMENT.value,
        )
        .order_by(Answer.asked_at, Answer.uid)
    )
    # The newest answer counts.
    newest_of = {row.person_uid: row for row in rows}
    found = {uid: str(told(row).get("address") or "") for uid, row in newest_of.items()}
    return {uid: address for uid, address in found.items() if address}


def unanswered(application: Application, on: date) -> list[tuple[str, str]]:
    """(source, person) that were asked and whose answer is missing or too old by now."""
    return [key for key, answer in newest(application.uid).items() if not usable(answer, on)]


def ask_later(act: Act, application: Application, *, more: bool = False) -> None:
    """Leave it to the worker to ask again where an answer is missing, once a day.

    ``more``: people joined or were spoken for just now, about whom nobody was asked yet.
    """
    if more or unanswered(application, act.on):
        heard = sum(said.heard for said in consents.agreements(application.uid).values())
        people = f":{len(members(application.uid))}:{heard}" if more else ""
        enqueue(
            ASK_AGAIN,
            {"application": application.uid, "on": act.on.isoformat()},
            key=f"{ASK_AGAIN}:{application.uid}:{act.on.isoformat()}{people}",
            act=act,
        )


def _unanswered(act: Act) -> list[str]:
    missing = select(Answer.uid).where(
        Answer.application_uid == Application.uid,
        or_(Answer.outcome == Outcome.UNAVAILABLE.value, Answer.valid_until < act.on),
    )
    waiting = select(Application.uid).where(
        Application.state.in_([s.value for s in UNDECIDED_STATES]), missing.exists()
    )
    return list(db.session.scalars(waiting.order_by(Application.uid)))


@daily(_unanswered)
def ask_again_due(act: Act, application_uid: str) -> None:
    """Each day, undecided files are asked about again where an answer is missing or too old."""
    ask_later(act, load(Application, application_uid))


def ask_silent(payload: dict[str, Any], key: str) -> list[FactAnswer]:
    """The outside half of the worker's job: ask what is still unanswered, if it still matters."""
    application = load(Application, payload["application"])
    undecided = application.state in UNDECIDED_STATES
    asked = questions(application, date.fromisoformat(payload["on"])) if undecided else []
    db.session.rollback()
    return ask(asked)


@dataclass(frozen=True)
class Standing:
    """The answer that counts for one fact of one person; ``split``: another one contradicts it."""

    answer: Answer
    split: bool = False


def standing(application_uid: str, city: str) -> dict[tuple[str, str], Standing]:
    """Which answers count: a department's newest, unless staff took a value from papers.

    What papers showed stands until a person says otherwise or it runs out: a department that
    answers later and differently makes the fact unknown, never silently another, and is not
    forgotten because it is silent the next time. One that says the same for longer takes over.
    A department's answer that a person let stand (``by_uid``) counts like any other.
    """
    spoken, stood = newest(application_uid, spoken=True), newest(application_uid, chosen=True)
    found = {key: Standing(answer) for key, answer in newest(application_uid).items()}
    for key, shown in newest(application_uid, Origin.PAPERS).items():
        answer, kept = spoken.get(key), stood.get(key)
        if kept is not None and kept.asked_at > shown.asked_at:
            continue
        if answer is None or answer.asked_at <= shown.asked_at:
            found[key] = Standing(shown)
        elif not same(answer, shown, city):
            found[key] = Standing(shown, split=True)
        else:
            found[key] = Standing(max(shown, answer, key=_lasts))
    return found


def _lasts(answer: Answer) -> date:
    return answer.valid_until or date.max


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
        asked = [row["code"] for row in sources_asked(rules) if concerns(row, member)]
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


def _composition(application: Application) -> Composition:
    rows = members(application.uid)
    people = tuple(
        Member(m.person_uid, m.relation, who.birth)
        for m, who in zip(rows, persons(m.person_uid for m in rows), strict=True)
    )
    return Composition(application.applicant_uid, people)


def household_facts(
    application: Application, on: date, rules: Rulebook, extra: dict[Any, Any] | None = None
) -> HouseholdFacts:
    """All that is known of the household of an application on that day."""
    return assemble(
        _composition(application),
        judged_answers(application, on, rules),
        on=on,
        rulebook=rules,
        extra=extra,
    )


def in_doubt(application: Application, on: date, rules: Rulebook) -> set[tuple[str, str]]:
    """Where two registers disagree: (comparison, person)."""
    return {(each.code, each.person) for each in _contradictions(application, on, rules)}


def doubted(application: Application, on: date, rules: Rulebook) -> set[tuple[str, str]]:
    """Whose word is in doubt because another register says otherwise: (source, person)."""
    return {
        (source, each.person)
        for each in _contradictions(application, on, rules)
        for source in each.sources
    }


def _contradictions(
    application: Application, on: date, rules: Rulebook
) -> tuple[Contradiction, ...]:
    return contradictions(
        _composition(application), judged_answers(application, on, rules), on=on, rulebook=rules
    )
