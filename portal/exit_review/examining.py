"""Asking the departments again, and what the rules make of their answers."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select

from portal import applications
from portal.applications import FactAnswer, Recheck, Screened, Source
from portal.eligibility import Fact, FactName, Finding, HouseholdFacts, Outcome, Ruling, screen
from portal.exit_review.codes import (
    CHECK_CLAUSE,
    OWN_BENEFIT,
    WATCHED,
    Kind,
    Proposal,
    State,
    Trigger,
)
from portal.exit_review.guards import newest
from portal.exit_review.machine import REVIEW
from portal.exit_review.models import Examination, Review
from portal.kernel.act import Act
from portal.kernel.daily import daily
from portal.kernel.database import db, load, new_uid
from portal.kernel.outbox import enqueue
from portal.kernel.policy import rulebook
from portal.kernel.worker import Handler

EXAMINE = "exit_review.examine"
PURPOSE = "recheck"
OPEN_TO_LOOK = (State.OPENED, State.CHANGED)


def ask_now(act: Act, review: Review, why: str = "") -> None:
    """Have the worker ask; once a day at most, and once more for each ``why``."""
    enqueue(
        EXAMINE,
        {"review": review.uid, "household": review.household_uid, "on": act.on.isoformat()},
        key=f"{EXAMINE}:{review.uid}:{act.on.isoformat()}{why}",
        act=act,
    )


def ask_departments(payload: dict[str, Any], key: str) -> Recheck | None:
    """The outside half: ask again, in no transaction."""
    review = db.session.get(Review, payload["review"])
    if review is None or review.state not in OPEN_TO_LOOK:
        db.session.rollback()
        return None
    return applications.re_examine_household(
        payload["household"], date.fromisoformat(payload["on"]), PURPOSE, CHECK_CLAUSE
    )


def keep_examination(payload: dict[str, Any], act: Act, found: Recheck | None) -> None:
    """The inside half: keep facts and findings; flag a change, never decide."""
    review = db.session.get(Review, payload["review"])
    if found is None or review is None or review.state not in OPEN_TO_LOOK:
        return
    rules = rulebook(review.place, on=act.on)
    facts = without_own(found, review.kind, act.on)
    ruling = screen(facts, rules)
    proposal = proposal_of(ruling)
    row = Examination(
        uid=new_uid(), city=review.city, review_uid=review.uid, on=act.on, at=act.at,
        policy=rules.fingerprint, region=review.place, klass=ruling.klass.value,
        proposal=str(proposal), failing=[f.code for f in failing(ruling.findings)],
        met=ruling.count(Outcome.MET), not_met=ruling.count(Outcome.NOT_MET),
        unknown=ruling.count(Outcome.UNKNOWN),
    )  # fmt: skip
    row.facts = json.dumps(facts.to_json(), ensure_ascii=False)
    row.findings = json.dumps(ruling.to_json(), ensure_ascii=False)
    db.session.add(row)
    review.proposal = str(proposal)
    db.session.flush()
    _follow(act, review, proposal, rules.fingerprint)


def _follow(act: Act, review: Review, proposal: Proposal, policy: str) -> None:
    """Move between opened and changed as the newest look proposes; a breach stays flagged."""
    if proposal is Proposal.CHANGED and review.state == State.OPENED:
        REVIEW.advance(review, "flag", act, reason="findings", policy=policy)
    elif (
        proposal is Proposal.CONFIRM
        and review.state == State.CHANGED
        and review.trigger != Trigger.BREACH
    ):
        REVIEW.advance(review, "clear", act, reason="findings", policy=policy)


def without_own(found: Recheck, kind: str, on: date) -> HouseholdFacts:
    """The facts, with what the household holds from us not counted as other assistance."""
    known = found.facts.fact(FactName.BENEFITS_CURRENT)
    if known.value is None:
        return found.facts
    others = sum(
        _others(answer, OWN_BENEFIT[Kind(kind)], on)
        for answer in found.answers
        if answer.source == Source.BENEFITS
    )
    fact = Fact(others, known.source, known.as_of, known.rests_on)
    return found.facts.with_facts({FactName.BENEFITS_CURRENT: fact})


def _others(answer: FactAnswer, own: str, on: date) -> int:
    held: Sequence[dict[str, Any]] = answer.values.get("benefits", ())
    return sum(
        benefit["kind"] != own and (not benefit.get("until") or benefit["until"] >= on.isoformat())
        for benefit in held
    )


def hear_again(household_uid: str, on: date, kind: str, only: Collection[str]) -> Recheck:
    """Ask these sources about a household once more; outside ``write()`` only.

    What it holds from us does not count as other assistance.
    """
    found = applications.re_examine_household(household_uid, on, PURPOSE, CHECK_CLAUSE, only)
    return replace(found, facts=without_own(found, kind, on))


def failing(findings: Sequence[Finding]) -> list[Finding]:
    """Lasting conditions that are no longer met."""
    return [f for f in findings if f.code in WATCHED and f.outcome is Outcome.NOT_MET]


def proposal_of(ruling: Ruling) -> Proposal:
    """Changed when a lasting condition fails; unknown while one is; else go on as before."""
    if failing(ruling.findings):
        return Proposal.CHANGED
    waiting = [f for f in ruling.findings if f.code in WATCHED and f.outcome is Outcome.UNKNOWN]
    return Proposal.UNKNOWN if waiting else Proposal.CONFIRM


def _silent(act: Act) -> list[str]:
    rows = select(Review.uid).where(
        Review.state == State.OPENED, Review.proposal == str(Proposal.UNKNOWN)
    )
    return list(db.session.scalars(rows.order_by(Review.uid)))


@daily(_silent)
def ask_again_due(act: Act, review_uid: str) -> None:
    """Departments that were silent are asked again, once a day."""
    last = newest(review_uid)
    if last is not None and last.on < act.on:
        ask_now(act, load(Review, review_uid))


def ruling_of(row: Examination) -> Ruling:
    """An examination's findings, read back."""
    return Ruling.from_json(json.loads(row.findings or "{}"))


def before(review: Review) -> Ruling | None:
    """What the look before found: an earlier re-check, else the application's screening."""
    earlier = _newest_of(
        review.household_uid, Review.uid != review.uid, Review.opened_on <= review.opened_on
    )
    if earlier is not None:
        return ruling_of(earlier)
    stood = _screened(review.household_uid)
    return stood.ruling if stood is not None else None


def known_of(household_uid: str) -> HouseholdFacts | None:
    """What the newest look at a household knew: a re-check's, else the application's."""
    seen = _newest_of(household_uid)
    if seen is not None:
        return HouseholdFacts.from_json(json.loads(seen.facts or "{}"))
    stood = _screened(household_uid)
    return stood.facts if stood is not None else None


def _newest_of(household_uid: str, *where: ColumnElement[bool]) -> Examination | None:
    return db.session.scalar(
        select(Examination)
        .join(Review, Review.uid == Examination.review_uid)
        .where(Review.household_uid == household_uid, *where)
        .order_by(Examination.at.desc())
        .limit(1)
    )


def _screened(household_uid: str) -> Screened | None:
    cards = applications.applications_of(household_uid)
    found = (applications.latest_screening(card.uid) for card in cards)
    return next((screened for screened in found if screened is not None), None)


def examination(uid: str) -> Examination:
    """An examination by uid, or ``Missing``."""
    return load(Examination, uid)


examine = Handler(EXAMINE, keep_examination, outside=ask_departments)
"""The job of a re-check; ``subscriptions`` lists it."""
