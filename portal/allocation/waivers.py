"""The last waiver a city allows: a person decides whether the household leaves the list.

The house counts and opens a task; it removes nobody (PIPL art. 24). While the task is open the
household keeps its place and may say why, and no further home is offered to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal import waitlist
from portal.allocation.codes import WAIVERS
from portal.allocation.events import WaiverExcused, WaiversReached
from portal.allocation.machine import WAIVER
from portal.allocation.models import Offer, WaiverReview
from portal.allocation.queries import given_up, open_waiver_of
from portal.kernel import deadlines, payloads
from portal.kernel.act import Act
from portal.kernel.database import db, lock, new_uid, one_winner
from portal.kernel.errors import Conflict, Refused
from portal.kernel.outbox import publish
from portal.kernel.policy import rulebook


def count_waiver(act: Act, offer: Offer) -> None:
    """After an offer was given up: at the city's limit a person is asked. Again: the same task."""
    rules = rulebook(offer.place, on=act.on)
    limit = rules.get("allocation.waivers_removed")
    counted = given_up(offer.entry_uid)
    if counted < limit.value or open_waiver_of(offer.entry_uid) is not None:
        return
    row = WaiverReview(
        uid=new_uid(), city=offer.city, place=offer.place, entry_uid=offer.entry_uid,
        offer_uid=offer.uid, household_uid=offer.household_uid, person_uid=offer.person_uid,
        counted=counted, clause=(limit.clause or limit.reason)[:200], policy=rules.fingerprint,
        opened_on=act.on,
    )  # fmt: skip
    one_winner(lambda: WAIVER.begin(row, act, policy=row.policy), "waiver_open_already")
    deadlines.open_deadline(
        kind=WAIVERS, subject_kind="allocation_waiver", subject_uid=row.uid, city=row.city,
        since=act.on, period=rules.period(WAIVERS),
        clause=rules.get(WAIVERS).clause or rules.get(WAIVERS).reason[:200],
    )  # fmt: skip
    publish(WaiversReached(row.uid, row.city, row.household_uid, row.person_uid), act)


def explain(act: Act, *, review_uid: str, text: str) -> WaiverReview:
    """The household says why it gave up; it may say it again. ``Refused('waiver_say_why')``."""
    row = lock(WaiverReview, review_uid)
    kept = _keep(act, row, "explain", text)
    WAIVER.advance(row, "explain", act, payload=kept)
    row.statement_uid, row.told_on = kept, act.on
    return row


def sign_removal(act: Act, *, review_uid: str, version: int, text: str) -> WaiverReview:
    """A person takes the household off the list, with reasons it reads and its remedies.

    Raises ``Refused``: ``waiver_say_why``, ``waivers_too_few``; ``Conflict``.
    """
    row = _take(review_uid, version)
    _decide(act, row, "sign_removal", text)
    waitlist.remove(act, entry_uid=row.entry_uid, reason=waitlist.Reason.WAIVERS, clause=row.clause)
    return row


def excuse(act: Act, *, review_uid: str, version: int, text: str) -> WaiverReview:
    """A person finds that the waiver does not count: the household waits on at its place.

    Raises ``Refused("waiver_say_why")``, ``Conflict``.
    """
    row = _take(review_uid, version)
    _decide(act, row, "excuse", text)
    publish(WaiverExcused(row.uid, row.city, row.household_uid, row.person_uid), act)
    return row


def entry_left(payload: Mapping[str, Any], act: Act) -> None:
    """Handler of ``EntryRemoved`` and ``EntryHoused``: nothing is left to decide."""
    row = open_waiver_of(payload["uid"])
    if row is not None:
        WAIVER.advance(row, "lapse", act, reason="entry_left")
        _close(act, row, "entry_left")


def _take(uid: str, version: int) -> WaiverReview:
    row = lock(WaiverReview, uid)
    if row.version != int(version):
        raise Conflict("changed_meanwhile", uid=uid)
    return row


def _decide(act: Act, row: WaiverReview, verb: str, text: str) -> None:
    kept = _keep(act, row, verb, text)
    WAIVER.advance(row, verb, act, policy=row.policy, payload=kept, clause=row.clause)
    row.decided_by, row.decided_on, row.reasons_uid = act.by.uid, act.on, kept
    _close(act, row, verb)


def _keep(act: Act, row: WaiverReview, verb: str, text: str) -> str:
    if not text.strip():
        raise Refused("waiver_say_why", field="text")
    kept = payloads.keep(f"allocation.{verb}", {"text": text.strip()}, at=act.at)
    db.session.flush()
    return kept.uid


def _close(act: Act, row: WaiverReview, why: str) -> None:
    running = deadlines.running(WAIVERS, row.uid)
    if running is not None:
        deadlines.close(running, on=act.on, why=why)
