"""Facts against rules: a proposal with reasons, kept as it was made. It never decides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal.applications.intake import facts
from portal.applications.intake.people import members
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
)
from portal.households import composition, household, id_number_of, persons
from portal.kernel.act import Act
from portal.kernel.clock import legal_date
from portal.kernel.database import db, new_uid
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
    return row


def _groups(ruling: Ruling) -> str:
    codes = [f"{g.code}:{g.sub}" if g.sub else g.code for g in ruling.groups]
    kept = ""
    for code in codes:
        longer = f"{kept},{code}" if kept else code
        if len(longer) > 80:
            break
        kept = longer
    return kept


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
        Ruling.from_json(json.loads(row.findings or "{}")),
        row.policy,
    )


@dataclass(frozen=True)
class Recheck:
    """A household looked at again: what came back, what is known, what is proposed."""

    facts: HouseholdFacts
    ruling: Ruling
    answers: tuple[FactAnswer, ...]


def re_examine_household(household_uid: str, on: date, purpose: str, basis: str) -> Recheck:
    """Ask every department about a household again and screen; outside ``write()`` only."""
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
        _question(row["code"], uid, known_as[uid], on, purpose, basis)
        for row in rules.rows("intake.sources")
        for uid in asked(judged, row["about"], on, rules)
    ]
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


def _question(
    code: str, uid: str, known_as: tuple[str, str], on: date, purpose: str, basis: str
) -> FactQuestion:
    return FactQuestion(
        source=Source(code), person=uid, id_number=known_as[0], name=known_as[1],
        purpose=purpose, basis=basis, on=on, request=new_uid(),
    )  # fmt: skip


def ask_again(payload: dict[str, Any], act: Act, answers: list[FactAnswer]) -> None:
    """The inside half of the worker's job: keep what came, and screen again if it changed."""
    application = db.session.get(Application, payload["application"])
    if application is None or not answers:
        return
    facts.keep(act, application, answers)
    if application.submitted_on is not None:
        run(act, application)
