"""Facts against rules: a proposal with reasons, kept as it was made. It never decides."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select

from portal.applications.codes import DECIDED_STATES, UNDECIDED_STATES, Origin, State
from portal.applications.intake import facts, guardians, manual
from portal.applications.intake.people import join_late, members
from portal.applications.models import Answer as Kept
from portal.applications.models import Application, Screening
from portal.applications.ports import FactAnswer, FactQuestion, Source
from portal.credit import bar_running
from portal.eligibility import (
    Answer,
    Composition,
    Fact,
    FactName,
    HouseholdFacts,
    Member,
    Outcome,
    Ruling,
    asked,
    assemble,
    screen,
    sources_asked,
)
from portal.households import composition, household, id_number_of, persons
from portal.kernel.act import Act
from portal.kernel.clock import legal_date
from portal.kernel.daily import daily
from portal.kernel.database import db, lock, new_uid
from portal.kernel.policy import Rulebook, rulebook


def our_own(adults: Sequence[str], on: date) -> dict[FactName, Fact]:
    """What our own registers say: running bars of any adult (N1 arts 35, 36)."""
    bars = [bar for bar in (bar_running(uid, on) for uid in adults) if bar is not None]
    rests = frozenset(adults)
    ends = [bar.until for bar in bars if bar.until is not None]
    return {
        FactName.DEBARRED: Fact(bool(bars), "credit", on, rests),
        FactName.DEBARRED_UNTIL: Fact(max(ends, default=None), "credit", on, rests),
    }


def rules_for(application: Application, on: date) -> Rulebook:
    """The rules of the day of submission; before that, of the day asked."""
    return rulebook(application.place, on=application.submitted_on or on)


def run(act: Act, application: Application) -> Screening:
    """Screen now and keep facts, findings and the fingerprint of the rules."""
    rules = rules_for(application, act.on)
    adults = [m.person_uid for m in members(application.uid) if m.adult]
    known = facts.household_facts(application, act.on, rules, our_own(adults, act.on))
    ruling = screen(known, rules)
    row = Screening(
        uid=new_uid(),
        city=application.city,
        application_uid=application.uid,
        on=act.on,
        at=act.at,
        policy=rules.fingerprint,
        klass=ruling.klass.value,
        groups=_groups(ruling),
        met=ruling.count(Outcome.MET),
        not_met=ruling.count(Outcome.NOT_MET),
        unknown=ruling.count(Outcome.UNKNOWN),
    )
    row.facts = json.dumps(known.to_json(), ensure_ascii=False)
    row.findings = json.dumps(ruling.to_json(), ensure_ascii=False)
    db.session.add(row)
    application.klass, application.groups = ruling.klass.value, _groups(ruling)
    db.session.flush()
    manual.reconcile(act, application, rules)
    return row


def _groups(ruling: Ruling) -> tuple[str, ...]:
    return tuple(f"{g.code}:{g.sub}" if g.sub else g.code for g in ruling.groups)


def latest(application_uid: str) -> Screening | None:
    """The newest screening."""
    return db.session.scalar(
        select(Screening)
        .where(Screening.application_uid == application_uid)
        .order_by(Screening.at.desc(), Screening.uid)
        .limit(1)
    )


@dataclass(frozen=True)
class Screened:
    """A screening, read back: ``ruling`` carries the findings."""

    uid: str
    on: date
    facts: HouseholdFacts
    ruling: Ruling
    policy: str


def latest_screening(application_uid: str) -> Screened | None:
    """The newest screening with facts and findings, for case file and findings page."""
    row = latest(application_uid)
    if row is None:
        return None
    return Screened(
        row.uid,
        row.on,
        HouseholdFacts.from_json(json.loads(row.facts or "{}")),
        ruling_of(row),
        row.policy,
    )


def ruling_of(row: Screening) -> Ruling:
    """What was proposed then."""
    return Ruling.from_json(json.loads(row.findings or "{}"))


@dataclass(frozen=True)
class Recheck:
    """A household looked at again: what came back, what is known, what is proposed."""

    facts: HouseholdFacts
    ruling: Ruling
    answers: tuple[FactAnswer, ...]


def re_examine_household(
    household_uid: str, on: date, purpose: str, basis: str, only: Collection[str] = ()
) -> Recheck:
    """Ask every department about a household again and screen; outside ``write()`` only.

    ``only`` names the sources to ask; what the others would say is then not known.
    """
    home = household(household_uid)
    rules = rulebook(home.place or home.city, on=on)
    people = composition(household_uid, on)
    who = persons(m.person_uid for m in people)
    judged = Composition(
        next(m.person_uid for m in people if m.relation == "applicant"),
        tuple(
            Member(m.person_uid, m.relation, one.birth) for m, one in zip(people, who, strict=True)
        ),
    )
    known_as = {one.uid: (id_number_of(one.uid), one.name) for one in who}
    wanted = [
        FactQuestion(
            source=Source(row["code"]), person=uid, id_number=known_as[uid][0],
            name=known_as[uid][1], purpose=purpose, basis=basis, on=on, request=new_uid(),
            case=household_uid,
        )
        for row in sources_asked(rules, promising=False)
        if not only or row["code"] in only
        for uid in asked(judged, row["about"], on, rules)
    ]  # fmt: skip
    adults = asked(judged, "adults", on, rules)
    extra = our_own(adults, on)
    db.session.rollback()
    answers = facts.ask(wanted)
    told: list[Answer] = [
        Answer(a.source.value, a.person, a.outcome.value, a.values, legal_date(a.as_of),
               a.valid_until)
        for a in answers
    ]  # fmt: skip
    known = assemble(judged, told, on=on, rulebook=rules, extra=extra)
    return Recheck(known, screen(known, rules), tuple(answers))


def take_answers(act: Act, application: Application, answers: Sequence[FactAnswer]) -> None:
    """Keep what came and compare it with the rules, as far as the file is still undecided.

    After a decision it changes nothing: somebody looks at it. A file the household took back is
    none of our business any more: nothing is kept.
    """
    if application.state == State.DRAFT:
        facts.keep(act, application, answers)
    elif application.state in UNDECIDED_STATES:
        facts.keep(act, application, answers)
        rules = rules_for(application, act.on)
        joined = join_late(act, application, rules)
        more = guardians.speak(act, application, rules) or joined
        run(act, application)
        facts.ask_later(act, application, more=more)
    elif application.state in DECIDED_STATES:
        facts.keep(act, application, answers)
        manual.open_late(act, application, answers)


def _run_out(act: Act) -> list[str]:
    """Undecided files in which a value from papers ran out since they were last compared."""
    seen = (
        select(func.max(Screening.on))
        .where(Screening.application_uid == Application.uid)
        .scalar_subquery()
    )
    gone = (
        select(Kept.uid)
        .where(
            Kept.application_uid == Application.uid,
            Kept.origin == Origin.PAPERS.value,
            Kept.valid_until < act.on,
            Kept.valid_until >= seen,
        )
        .exists()
    )
    states = [state.value for state in UNDECIDED_STATES]
    found = select(Application.uid).where(Application.state.in_(states), gone)
    return list(db.session.scalars(found.order_by(Application.uid)))


@daily(_run_out)
def values_due(act: Act, application_uid: str) -> None:
    """What papers showed holds no longer: the file is compared again without it."""
    run(act, lock(Application, application_uid))


def ask_again(payload: dict[str, Any], act: Act, answers: list[FactAnswer]) -> None:
    """The inside half of the worker's job: take what came."""
    if answers:
        take_answers(act, lock(Application, payload["application"]), answers)
