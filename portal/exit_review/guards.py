"""Questions a move must answer: each gives a refusal's code, or ``None`` for yes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from portal.exit_review.codes import BREACH, GROUNDS, Kind, Proposal, Trigger
from portal.exit_review.models import Examination
from portal.kernel.act import Act
from portal.kernel.database import db


def newest(review_uid: str) -> Examination | None:
    """The newest examination of a re-check."""
    return db.session.scalar(
        select(Examination)
        .where(Examination.review_uid == review_uid)
        .order_by(Examination.at.desc(), Examination.uid)
        .limit(1)
    )


def grounds_of(review: Any) -> list[str]:
    """What an exit may rest on at present; a decided breach is a ground of its own."""
    found = newest(review.uid)
    failing = set(found.failing) if found else set()
    codes: list[str] = sorted(
        code.value for code in GROUNDS[Kind(review.kind)] if code.value in failing
    )
    return [BREACH, *codes] if review.trigger == Trigger.BREACH else codes


def has_ground(review: Any, act: Act) -> str | None:
    """Something the law names as a reason to leave was found."""
    return None if grounds_of(review) else "review_no_ground"


def examined(review: Any, act: Act) -> str | None:
    """The departments answered; unknown is never met."""
    found = newest(review.uid)
    if found is None:
        return "review_not_examined"
    return "review_answers_missing" if found.proposal == Proposal.UNKNOWN else None


def second_person(review: Any, act: Act) -> str | None:
    """Whoever wrote the notice does not sign it."""
    return "review_second_person" if act.by.uid == review.drafted_by else None


def lease_notice(review: Any, act: Act) -> str | None:
    """For a home: second person, and the ground still stands."""
    if review.kind != Kind.LEASE:
        return "review_not_a_lease"
    return second_person(review, act) or has_ground(review, act)


def subsidy_notice(review: Any, act: Act) -> str | None:
    """For a subsidy: second person, and the ground still stands."""
    if review.kind != Kind.SUBSIDY:
        return "review_not_a_subsidy"
    return second_person(review, act) or has_ground(review, act)
