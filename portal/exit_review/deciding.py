"""What persons decide on a re-check: go on, or leave; two sign the notice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from portal import credit, subsidy, tenancy, waitlist
from portal.exit_review.codes import Clock, Permission
from portal.exit_review.events import ExitNoticeServed, ReviewConfirmed, SubsidyEnded
from portal.exit_review.guards import grounds_of, newest
from portal.exit_review.machine import REVIEW
from portal.exit_review.models import Examination, Review, ReviewDecision
from portal.exit_review.opening import end_clocks, looked_at
from portal.kernel import deadlines, payloads
from portal.kernel.access import require
from portal.kernel.act import Act
from portal.kernel.database import db, lock, new_uid
from portal.kernel.errors import Conflict, Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook

ON_THE_LIST = ("waiting", "offered", "suspended")


@dataclass(frozen=True)
class StoodOn:
    """A decision and what it was based on, to be judged again (``eligibility.replay``)."""

    uid: str
    city: str
    review_uid: str
    verb: str
    decided_on: date
    facts: dict[str, Any]
    policy: str
    rules_on: date
    rules_region: str
    findings: dict[str, Any]


def take(review_uid: str, version: int | str | None) -> Review:
    """The re-check, locked; ``Conflict`` when it changed since it was shown."""
    review = lock(Review, review_uid)
    if version is not None and review.version != int(version):
        raise Conflict("changed_meanwhile", uid=review.uid)
    return review


def _need(text: str) -> str:
    if not text.strip():
        raise Refused("review_say_why", field="text")
    return text.strip()


def sign(act: Act, review: Review, verb: str, text: str, grounds: list[str]) -> ReviewDecision:
    """Advance and keep the decision with the examination it stood on."""
    stood = newest(review.uid)
    policy = stood.policy if stood else rulebook(review.place, on=act.on).fingerprint
    kept = None
    if text.strip():
        payload = payloads.keep(f"review.{verb}", {"text": text.strip()}, at=act.at)
        db.session.flush()
        kept = payload.uid
    REVIEW.advance(review, verb, act, policy=policy, payload=kept)
    row = ReviewDecision(
        uid=new_uid(), city=review.city, review_uid=review.uid, verb=verb, grounds=grounds,
        examination_uid=stood.uid if stood else None, policy=policy, on=act.on, at=act.at,
        by_uid=act.by.uid, payload_uid=kept,
    )  # fmt: skip
    db.session.add(row)
    return row


def confirm(
    act: Act, *, review_uid: str, text: str = "", version: int | str | None = None
) -> Review:
    """The household goes on; against the proposal only with reasons (``review_say_why``).

    Raises ``Refused``: ``review_not_examined``, ``review_answers_missing``.
    """
    review = take(review_uid, version)
    if review.proposal != "confirm":
        code = REVIEW.refusal(review, "confirm", act)
        if code is None:
            _need(text)
    sign(act, review, "confirm", text, [])
    _goes_on(act, review, "confirmed")
    return review


def _goes_on(act: Act, review: Review, why: str) -> None:
    review.decided_on = act.on
    end_clocks(act, review, why)
    looked_at(act, review)
    publish(ReviewConfirmed(review.uid, review.city, review.household_uid, review.person_uid), act)


def draft_notice(
    act: Act, *, review_uid: str, text: str, version: int | str | None = None
) -> Review:
    """The first person writes the notice and names its grounds. ``Refused("review_no_ground")``."""
    review = take(review_uid, version)
    grounds = grounds_of(review)
    row = sign(act, review, "draft_notice", _need(text), grounds)
    review.drafted_by, review.drafted_on = act.by.uid, act.on
    review.notice_uid, review.grounds = row.payload_uid, grounds
    return review


def return_notice(
    act: Act, *, review_uid: str, text: str, version: int | str | None = None
) -> Review:
    """The second person does not sign: back to the desk, with reasons."""
    review = take(review_uid, version)
    sign(act, review, "return_notice", _need(text), [])
    review.drafted_by = review.drafted_on = None
    return review


def serve_notice(act: Act, *, review_uid: str, version: int | str | None = None) -> Review:
    """The second person signs: the moving period runs from today at the rent agreed (art. 31).

    Raises ``Refused``: ``review_second_person``, ``review_not_a_lease``, ``review_no_ground``.
    """
    review = take(review_uid, version)
    sign(act, review, "serve_notice", "", review.grounds)
    rules = rulebook(review.place, on=act.on)
    end_clocks(act, review, "notice_served")
    period = deadlines.open_deadline(
        kind=Clock.MOVING, subject_kind="review", subject_uid=review.uid, city=review.city,
        since=act.on, period=rules.period("exit.moving_period"),
        clause=rules.get("exit.moving_rent").clause, roll=True,
    )  # fmt: skip
    review.served_on = review.decided_on = act.on
    review.served_by, review.move_by = act.by.uid, period.due
    publish(
        ExitNoticeServed(
            review.uid, review.city, review.household_uid, review.person_uid,
            review.lease_uid or "",
        ),
        act,
    )  # fmt: skip
    return review


def stop_subsidy(act: Act, *, review_uid: str, version: int | str | None = None) -> Review:
    """The second person signs: nothing is paid from the month after; off the waiting list."""
    review = take(review_uid, version)
    sign(act, review, "stop_subsidy", "", review.grounds)
    end_clocks(act, review, "subsidy_stopped")
    review.served_on = review.decided_on = review.closed_on = act.on
    review.served_by = act.by.uid
    subsidy.stop(act, household_uid=review.household_uid, reason=subsidy.StopReason.NOT_ELIGIBLE)
    entry = waitlist.entry_of_household(review.household_uid)
    if entry is not None and entry.state in ON_THE_LIST:
        waitlist.remove(act, entry_uid=entry.uid, reason=waitlist.Reason.NOT_ELIGIBLE)
    publish(SubsidyEnded(review.uid, review.city, review.household_uid, review.person_uid), act)
    return review


def revoke(act: Act, *, review_uid: str, text: str, version: int | str | None = None) -> Review:
    """The notice was wrong, or the household fits again: it stays, and owes what it agreed to."""
    review = take(review_uid, version)
    sign(act, review, "revoke", _need(text), [])
    review.move_by = None
    if review.lease_uid is not None:
        tenancy.take_back_hold_over(act, lease_uid=review.lease_uid, reason="notice_revoked")
    _goes_on(act, review, "revoked")
    return review


def report_violation(act: Act, *, review_uid: str, code: str, text: str) -> str:
    """Pass on what was seen to enforcement; the number of the case it became."""
    review = lock(Review, review_uid)
    require(act.by, Permission.REPORT, review)
    case = credit.report_clue(
        act, city=review.city, place=review.place, person_uid=review.person_uid,
        household_uid=review.household_uid, code=code, facts={"text": _need(text)},
        source=credit.Source.RECHECK,
        adults=[uid for uid in review.named if uid != review.person_uid],
    )  # fmt: skip
    return case.number


def decisions(city: str | None = None) -> Iterator[StoodOn]:
    """Signed decisions on re-checks with facts, rules and findings, oldest first."""
    query = (
        select(ReviewDecision, Examination)
        .join(Examination, Examination.uid == ReviewDecision.examination_uid)
        .order_by(ReviewDecision.at, ReviewDecision.uid)
    )
    if city is not None:
        query = query.where(ReviewDecision.city == city)
    for made, stood in db.session.execute(query):
        yield StoodOn(
            made.uid, made.city, made.review_uid, made.verb, made.on,
            json.loads(stood.facts or "{}"), stood.policy, stood.on, stood.region,
            json.loads(stood.findings or "{}"),
        )  # fmt: skip
