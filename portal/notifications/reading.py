"""Messages as people read them: words filled in, in the language of the moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app
from flask_babel.speaklater import LazyString
from sqlalchemy import select

from portal.kernel.database import db, load
from portal.kernel.errors import Missing
from portal.kernel.identifiers import normalise_letter_code
from portal.kernel.web.figures import day
from portal.notifications.codes import Channel, Kind
from portal.notifications.models import Message
from portal.notifications.templates import REMEDY_WORDS, TEMPLATES


@dataclass(frozen=True)
class Letter:
    """A letter with its words; ``remedies`` as the component of that name wants them.

    ``about`` is what it was written about, such as an application.
    """

    uid: str
    city: str
    person_uid: str
    about: str
    number: str
    code: str
    on: date
    title: str
    lines: tuple[str, ...]
    next: tuple[str, ...]
    remedies: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class Proof:
    """All that a letter code tells a stranger."""

    number: str
    on: date


def _facts(message: Message) -> dict[str, str]:
    raw: dict[str, Any] = json.loads(message.params)
    facts = {name: str(value) for name, value in raw.items()}
    if raw.get("due"):
        facts["due"] = day(date.fromisoformat(raw["due"]))
    return facts | {"on": day(message.on)}


def _filled(words: Sequence[LazyString], facts: dict[str, str]) -> tuple[str, ...]:
    found = []
    for one in words:
        text = str(one)
        try:
            found.append(text % facts if "%(" in text else text)
        except KeyError:
            continue
    return tuple(found)


def sms_text(message: Message) -> str:
    """The text for the phone: title, one sentence, where it leads if it leads somewhere.

    A sentence with an open blank is left out.
    """
    template = TEMPLATES[Kind(message.kind)]
    parts = _filled((template.title, template.text), _facts(message))
    closed = (part if part.endswith(("。", ".", "？", "?")) else f"{part}。" for part in parts)
    text = "【安居】" + "".join(closed)
    if template.link is None:
        return text
    endpoint, name = template.link
    # A worker has no request to take the address from; the settings know the site's.
    path = current_app.url_map.bind("").build(endpoint, {name: message.subject})
    return f"{text} {current_app.config['PUBLIC_URL'].rstrip('/')}{path}"


def letter(uid: str) -> Letter:
    """The letter of that uid, or ``Missing``."""
    return _letter(_row(uid))


def _row(uid: str) -> Message:
    row = load(Message, uid)
    if row.channel != Channel.LETTER:
        raise Missing("letter")
    return row


def _letter(row: Message) -> Letter:
    template, facts = TEMPLATES[Kind(row.kind)], _facts(row)
    days: dict[str, str] = json.loads(row.params).get("remedies", {})
    remedies = tuple(
        {
            "title": str(title),
            "text": str(text),
            "last_day": date.fromisoformat(days[name]) if name in days else None,
        }
        for name, (title, text) in REMEDY_WORDS.items()
        if template.remedies
    )
    return Letter(
        row.uid, row.city, row.person_uid, row.subject, row.number or "", row.code or "",
        row.on, str(template.title), _filled(template.lines, facts), _filled(template.next, facts),
        remedies,
    )  # fmt: skip


def letters_of(person_uid: str, about: str | None = None, limit: int = 200) -> list[Letter]:
    """A person's letters, newest first; only those about one thing if ``about`` names it."""
    query = select(Message).where(
        Message.person_uid == person_uid, Message.channel == Channel.LETTER
    )
    if about is not None:
        query = query.where(Message.subject == about)
    rows = db.session.scalars(query.order_by(Message.created.desc(), Message.uid).limit(limit))
    return [_letter(row) for row in rows]


def prove_letter(typed: str) -> Proof | None:
    """Number and date of the letter that carries this code, or ``None``.

    Raises ``Refused('letter_code_malformed', field='letter_code')``.
    """
    code = normalise_letter_code(typed)
    row = db.session.scalar(select(Message).where(Message.code == code))
    return Proof(row.number or "", row.on) if row else None
