"""What became of what went out beside a letter. Not stored twice: the job says what happened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select

from portal.kernel.database import db
from portal.kernel.outbox import job_states
from portal.notifications.codes import Channel
from portal.notifications.hours import held_until
from portal.notifications.models import Message


class State(StrEnum):
    """``failed``: given up after the worker's last try; ``unreachable``: no address by then.

    ``held``: kept back until the hours in which messages leave. Gateways and mail servers tell us
    that they took a message, never that somebody got it: ``sent`` is all we know.
    """

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Delivery:
    """One way a letter was told of; ``at`` is when it left, or will where it is held."""

    channel: Channel
    state: State
    at: date | datetime | None


def job_key(message: Message) -> str:
    """The job that sends it."""
    return f"{message.channel}:{message.uid}"


def deliveries_of(letters: Iterable[str]) -> dict[str, tuple[Delivery, ...]]:
    """By letter, in two statements however many they are."""
    uids = list(letters)
    rows = db.session.scalars(
        select(Message)
        .where(Message.letter.in_(uids))
        .order_by(Message.channel.desc(), Message.uid)
    ).all()
    jobs = job_states(job_key(row) for row in rows if row.sent_at is None)
    found: dict[str, tuple[Delivery, ...]] = {uid: () for uid in uids}
    held = {city: held_until(city) for city in {row.city for row in rows}}
    for row in rows:
        state, at = _state(row, jobs), row.posted_on or row.sent_at
        if state is State.QUEUED and row.channel != Channel.POST and held[row.city]:
            state, at = State.HELD, held[row.city]
        one = Delivery(Channel(row.channel), state, at)
        found[row.letter or ""] += (one,)
    return found


def _state(row: Message, jobs: dict[str, str]) -> State:
    if row.sent_at is not None:
        return State.SENT
    if row.channel == Channel.POST:
        return State.QUEUED
    told = jobs.get(job_key(row))
    if told == "parked":
        return State.FAILED
    return State.QUEUED if told == "ready" else State.UNREACHABLE
