"""Everything of one resident on one page: where they stand, what they must do, by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from portal import allocation
from portal.applications import ApplicationCard, applications_of, latest_screening
from portal.credit import TOLD, cases_of
from portal.exit_review import STATES as REVIEW_STATES
from portal.exit_review import State as ReviewState
from portal.exit_review import review_of_household
from portal.households import household_of
from portal.subsidy import (
    AgreementCard,
    RecoveryState,
    agreement_of_household,
    recoveries_of,
)
from portal.tenancy import LeaseCard, lease_of_household
from portal.waitlist import EntryCard, EntryState, Rank, entry_of_household, rank_of

STATE_TAGS: dict[str, tuple[str, Any]] = {
    "draft": ("draft", _l("Draft")),
    "submitted": ("hand", _l("Received")),
    "in_review": ("hand", _l("In review")),
    "supplement": ("need", _l("Needs more")),
    "entrusted": ("open", _l("Being verified")),
    "approved": ("good", _l("Approved")),
    "waitlisted": ("hand", _l("Waiting")),
    "agreement": ("good", _l("Subsidy")),
    "refused": ("ended", _l("Not approved")),
    "withdrawn": ("withdrawn", _l("Withdrawn")),
    "ended": ("withdrawn", _l("Ended")),
}


HOUSED: tuple[str, Any] = ("good", _l("Home allocated"))
LEASED = ("drafted", "signed", "occupied")
LEAVING = (ReviewState.MOVING, ReviewState.HOLD_OVER)


@dataclass(frozen=True)
class Todo:
    """Something only the resident can do."""

    title: Any
    url: str
    url_text: Any
    due: date | None


@dataclass(frozen=True)
class Mine:
    """One resident's overview; parts that do not exist are ``None``."""

    application: ApplicationCard | None
    explained: bool
    tag: tuple[str, Any] | None
    entry: Any
    rank: Rank | None
    offer: Any
    lease: Any
    agreement: Any
    review: Any
    review_tag: Any
    case: Any
    waiver: Any
    recovery: Any
    todo: list[Todo]


def overview(person_uid: str, on: date) -> Mine:
    """Collect one person's stages through the packages' doors."""
    applications = applications_of(person_uid)
    newest = applications[0] if applications else None
    household = (newest.household_uid if newest else None) or household_of(person_uid, on)
    entry = entry_of_household(household) if household else None
    offer = allocation.open_offer_of(household) if household else None
    lease = lease_of_household(household) if household else None
    agreement = agreement_of_household(household) if household else None
    review = review_of_household(household) if household else None
    cases = [case for case in cases_of([person_uid]) if case.state in TOLD]
    mine = Mine(
        application=newest,
        explained=bool(newest and latest_screening(newest.uid)),
        tag=_tag(newest, lease) if newest else None,
        entry=entry,
        rank=rank_of(entry.uid) if entry and _in_line(entry, lease) else None,
        offer=offer,
        lease=lease,
        agreement=agreement,
        review=review if review and review.state in LEAVING else None,
        review_tag=REVIEW_STATES[ReviewState(review.state)] if review else None,
        case=cases[0] if cases else None,
        waiver=_mine_to_explain(entry, person_uid),
        recovery=_coming_back(agreement, person_uid),
        todo=[],
    )
    mine.todo.extend(_todo(mine))
    mine.todo.extend(_open_rounds(entry, on) if entry and entry.person_uid == person_uid else [])
    return mine


def _mine_to_explain(entry: EntryCard | None, person_uid: str) -> Any:
    if entry is None or entry.person_uid != person_uid:
        return None
    return allocation.open_waiver_of(entry.uid)


def _coming_back(agreement: AgreementCard | None, person_uid: str) -> Any:
    if agreement is None or agreement.person_uid != person_uid:
        return None
    owed = recoveries_of(agreement.uid, RecoveryState.CONFIRMED)
    return owed[0] if owed else None


def _tag(newest: ApplicationCard, lease: LeaseCard | None) -> tuple[str, Any] | None:
    # An application that led to a home is over too, and must not look turned down.
    if lease and lease.application_uid == newest.uid and lease.state in LEASED:
        return HOUSED
    return STATE_TAGS.get(newest.state)


def _in_line(entry: EntryCard, lease: LeaseCard | None) -> bool:
    """Does a place in the queue still say anything? Not once a home is as good as theirs."""
    if not entry.standing or (lease and lease.state in LEASED):
        return False
    last = allocation.last_offer_of(entry.person_uid) if entry.state == EntryState.OFFERED else None
    return (
        last is None or last.entry_uid != entry.uid or last.state != allocation.OfferState.ACCEPTED
    )


def _open_rounds(entry: EntryCard, on: date) -> list[Todo]:
    """Rounds this household may register for today and has not answered."""
    if entry.state != EntryState.WAITING:
        return []
    answered = allocation.rounds_of(entry.uid)
    fitting = set(allocation.layouts_for(entry, on))
    return [
        Todo(
            _l("A round is open to you: %(round)s. Say whether you take part.", round=plan.label),
            url_for("allocation.my_rounds"),
            _l("See the round"),
            plan.closes_on,
        )
        for plan in allocation.plans(entry.city, public=True)
        if plan.open_on(on) and plan.queue_uid == entry.queue_uid and plan.uid not in answered
        and fitting & {home.unit.layout for home in allocation.homes_of(plan.uid)}
    ]  # fmt: skip


def _todo(mine: Mine) -> list[Todo]:
    found = []
    if mine.offer:
        found.append(
            Todo(
                _l("A home is offered to you. Accept it or give it up."),
                url_for("allocation.my_offer"),
                _l("See the home"),
                mine.offer.due,
            )
        )
    if mine.waiver:
        found.append(
            Todo(
                _l("A person decides whether you stay on the list. You may say why you gave up."),
                url_for("allocation.my_waiver", uid=mine.waiver.uid),
                _l("Say why"),
                None,
            )
        )
    if mine.recovery:
        found.append(
            Todo(
                _l("You were paid too much subsidy. Read why, and how it comes back."),
                url_for("subsidy.my_recovery", uid=mine.recovery.uid),
                _l("See why"),
                mine.recovery.due_on,
            )
        )
    if mine.application and mine.application.state == "supplement":
        found.append(
            Todo(
                _l("We need more from you. Please send everything listed at once."),
                url_for("applications.supplement"),
                _l("Answer the list"),
                None,
            )
        )
    if mine.application and mine.application.state == "draft":
        found.append(
            Todo(
                _l("Your application is not sent yet."),
                url_for("applications.check"),
                _l("Go on"),
                None,
            )
        )
    if mine.lease and mine.lease.state == "drafted":
        found.append(
            Todo(
                _l("Your lease is ready. Read it and sign."),
                url_for("tenancy.my_lease_page"),
                _l("Read the lease"),
                None,
            )
        )
    if mine.review and mine.review.state in ("moving", "hold_over"):
        found.append(
            Todo(
                _l("You have to move out. Read why, by when, and what you can do."),
                url_for("exit_review.mine"),
                _l("See why and by when"),
                mine.review.move_by,
            )
        )
    if mine.agreement and mine.agreement.state == "drafted":
        found.append(
            Todo(
                _l("Your subsidy agreement is ready. Read it and sign."),
                url_for("subsidy.my_agreement_page"),
                _l("Read the agreement"),
                None,
            )
        )
    return found
