"""Writing messages when something happened, and sending their texts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, update

from portal.identity import Reach, gateway, mail_of, mail_port, phone_of, reach_of
from portal.kernel.act import Act
from portal.kernel.database import db, find, new_uid
from portal.kernel.errors import Unavailable
from portal.kernel.identifiers import city_letters, new_letter_code
from portal.kernel.numbers import next_number
from portal.kernel.outbox import enqueue
from portal.kernel.rows import table_of
from portal.kernel.worker import Handler
from portal.notifications.codes import Channel, Kind
from portal.notifications.dates import last_day, remedy_days
from portal.notifications.delivery import job_key
from portal.notifications.hours import by_day
from portal.notifications.models import Message
from portal.notifications.reading import mail_text, sms_text
from portal.notifications.templates import TEMPLATES
from portal.notifications.wording import kept, worded

Payload = dict[str, Any]
Recipients = Callable[[Payload], Iterable[str]]
"""From an event's payload to the uids of the persons who are told."""
Lookup = Callable[[str], Any]
"""From a uid to a person's uid, several of them, or something that carries one."""

_NAMES = ("person_uid", "applicant_uid")


def write_to(
    act: Act, *, city: str, person_uid: str, kind: Kind, subject: str,
    facts: Mapping[str, str | int] | None = None, event: str = "", known: Reach | None = None,
) -> Message:  # fmt: skip
    """A letter to one person in their language, and a text that says it is there.

    ``facts``: codes and numbers. ``known``: how they are reached, if that was asked already.
    """
    how = known or reach_of([person_uid])[person_uid]
    template = TEMPLATES[kind]
    params: dict[str, Any] = dict(facts or {})
    due = last_day(city, act.on, template.due) if template.due else None
    if due is not None:
        params.setdefault("due", due.isoformat())
    if template.remedies:
        params["remedies"] = remedy_days(city, act.on)
    shared: dict[str, Any] = {
        "city": city, "person_uid": person_uid, "kind": kind, "subject": subject,
        "on_event": event, "params": json.dumps(params, sort_keys=True), "on": act.on,
        "created": act.at, "language": how.language,
    }  # fmt: skip
    running = next_number(f"{city_letters(city)}-letter", act.on.year)
    letter = Message(
        uid=new_uid(), channel=Channel.LETTER, code=new_letter_code(),
        number=f"{city_letters(city)}{act.on.year}-L-{running:06d}",
        words=kept(worded(kind, params, act.on, how.language)), **shared,
    )  # fmt: skip
    db.session.add(letter)
    for channel in (Channel.SMS, Channel.MAIL) if how.mail else (Channel.SMS,):
        _beside(act, letter, channel, shared)
    if not (how.phone or how.mail):
        envelope = Message(uid=new_uid(), channel=Channel.POST, letter=letter.uid, **shared)
        db.session.add(envelope)
    return letter


def _beside(act: Act, letter: Message, channel: Channel, shared: dict[str, Any]) -> None:
    """Word of a letter, through another channel."""
    row = Message(uid=new_uid(), channel=channel, letter=letter.uid, **shared)
    db.session.add(row)
    enqueue(SENDERS[channel].name, {"uid": row.uid}, key=job_key(row), act=act)


def notify(kind: Kind, recipients: Recipients) -> Handler:
    """The handler that tells the recipients of an event about it."""

    def effect(payload: Payload, act: Act) -> None:
        for person_uid, known in reach_of(dict.fromkeys(recipients(payload))).items():
            write_to(
                act, city=payload["city"], person_uid=person_uid, kind=kind,
                subject=payload["uid"], event=act.request, known=known,
            )  # fmt: skip

    return Handler(f"notifications.{kind}", effect=effect)


def told_by(lookup: Lookup | None) -> Recipients:
    """Recipients of an event: whom it names, else whom ``lookup(uid)`` finds.

    Raises ``LookupError`` when neither does; the job is then tried again and parked.
    """

    def recipients(payload: Payload) -> Iterable[str]:
        if payload.get("person_uid"):
            return [payload["person_uid"]]
        if lookup is None:
            raise LookupError("the event names nobody and no lookup is wired")
        return _people(lookup(payload["uid"]))

    return recipients


def _people(found: Any) -> list[str]:
    if isinstance(found, str):
        return [found]
    for name in _NAMES:
        if getattr(found, name, None):
            return [getattr(found, name)]
    if isinstance(found, Iterable):
        return [uid for one in found for uid in _people(one)]
    raise LookupError(f"{type(found).__name__} names no person")


def _send_sms(payload: Payload, key: str) -> bool:
    message = _unsent(payload)
    if message is None:
        return False
    # Being asked to answer says nothing of the person; what else we tell is theirs alone.
    question = message.kind == Kind.CO_APPLICANT_ASKED
    phone = phone_of(message.person_uid, typed=question)
    if phone is None:
        return False
    by_day(message.city)
    gateway().send(phone, sms_text(message), key)
    return True


def _send_mail(payload: Payload, key: str) -> bool:
    message = _unsent(payload)
    address = mail_of(message.person_uid) if message else None
    if message is None or address is None:
        return False
    by_day(message.city)
    port = mail_port()
    if port is None:
        raise Unavailable("mail_silent")
    port.send(address, *mail_text(message), key)
    return True


def _unsent(payload: Payload) -> Message | None:
    message = find(Message, payload["uid"])
    return None if message is None or message.sent_at is not None else message


_SENT = (
    update(table_of(Message))
    .where(table_of(Message).c.uid == bindparam("message"))
    .values(sent_at=bindparam("at"))
)


def _sent(payload: Payload, act: Act, sent: bool) -> None:
    if sent:
        db.session.execute(_SENT, {"message": payload["uid"], "at": act.at})


SEND_SMS = Handler("notifications.send_sms", effect=_sent, outside=_send_sms)
SEND_MAIL = Handler("notifications.send_mail", effect=_sent, outside=_send_mail)
SENDERS = {Channel.SMS: SEND_SMS, Channel.MAIL: SEND_MAIL}
